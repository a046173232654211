#!/bin/sh
# Run once by the image when the database is made: lets a replica in, and nobody else for replication.
set -eu
psql --quiet --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" \
    --set=password="$(cat /run/secrets/replication_password)" <<'END'
CREATE ROLE replication WITH REPLICATION LOGIN PASSWORD :'password';
END
echo 'host replication replication all scram-sha-256' >> "$PGDATA/pg_hba.conf"
