"""恢复到任一时刻: the way docs/operations.md describes, with a cluster that is thrown away."""

import pytest
from django.conf import settings
from django.db import connection

from deploy.cluster import Cluster, folder, own, programs
from tests.services.clusters import NAME, with_our_tables
from tests.services.live import child, environment, eventually

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db,
    pytest.mark.skipif(not settings.REDIS_URL, reason="REDIS_URL names no broker"),
    pytest.mark.skipif(
        connection.vendor != "postgresql" or not programs(), reason="needs PostgreSQL's programs"
    ),
]


def acts(cluster: Cluster) -> str:
    return cluster.sql("SELECT string_agg(action, ',' ORDER BY id) FROM audit_auditentry", database=NAME)


def test_everything_up_to_a_moment_comes_back_and_nothing_after_it(tmp_path):
    with folder() as place:
        archive = own(place / "archive")
        options = {
            "fsync": "off",
            "archive_mode": "on",
            "archive_command": f"test ! -f {archive}/%f && cp %p {archive}/%f",
        }
        cluster = with_our_tables(Cluster(place / "data", options=options).create().start())
        env = environment(tmp_path, DATABASE_URL=cluster.url(NAME), REDIS_URL="")
        try:
            child("tests.services.acts.note", "before.backup", env=env)
            base = cluster.base_backup(place / "base")
            child("tests.services.acts.note", "after.backup", env=env)
            moment = cluster.sql("SELECT clock_timestamp()", database=NAME)
            child("tests.services.acts.note", "mistake", env=env)
            assert acts(cluster) == "before.backup,after.backup,mistake"
            last = cluster.sql("SELECT pg_walfile_name(pg_current_wal_lsn())")
            cluster.sql("SELECT pg_switch_wal()")
            assert eventually((archive / last).exists)
        finally:
            cluster.stop("immediate")  # the machine is gone: only the base backup and the archive are left
        (base.data / "recovery.signal").touch()
        recovered = Cluster(
            base.data,
            options={
                "fsync": "off",
                "restore_command": f"cp {archive}/%f %p",
                "recovery_target_time": moment,
                "recovery_target_action": "promote",
            },
        ).start()
        try:
            assert eventually(lambda: recovered.sql("SELECT pg_is_in_recovery()") == "f")
            assert acts(recovered) == "before.backup,after.backup"
            env = environment(tmp_path, DATABASE_URL=recovered.url(NAME), REDIS_URL="")
            assert child("tests.services.acts.verify", env=env) == [2]
            child("tests.services.acts.note", "goes.on", env=env)
            assert acts(recovered) == "before.backup,after.backup,goes.on"
        finally:
            recovered.stop("immediate")
