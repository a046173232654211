#!/bin/sh
# What the replica runs: a copy of the primary the first time, then PostgreSQL, which follows.
set -eu
PGDATA=/var/lib/postgresql/data
PGPASSWORD=$(cat /run/secrets/replication_password)
export PGDATA PGPASSWORD
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    rm -rf "$PGDATA"/* # of a copy that was interrupted
    pg_basebackup --host=postgres --username=replication --pgdata="$PGDATA" --write-recovery-conf --checkpoint=fast
    chmod 700 "$PGDATA"
fi
exec postgres
