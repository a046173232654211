"""PostgreSQL clusters of a test's own, with the tables of the running test's database in them."""

import subprocess

from django.db import connection

from deploy.cluster import Cluster
from portal.backups import databases

NAME = "portal"


def with_our_tables(cluster: Cluster) -> Cluster:
    """The schema, the migrations that made it, and what they wrote; nothing else."""
    cluster.sql(f"CREATE DATABASE {NAME}")
    assert connection.vendor == "postgresql"
    dump = ["pg_dump", "--no-owner", "--no-privileges"]
    schema = subprocess.run(
        [*dump, "--schema-only"], env=databases.environment(), capture_output=True, text=True, check=True
    )
    rows = subprocess.run(
        [*dump, "--data-only", "--table=django_migrations", "--table=django_content_type", "--table=auth_permission"],
        env=databases.environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    place = ["-h", "127.0.0.1", "-p", str(cluster.port), "-U", "postgres", "-d", NAME]
    subprocess.run(
        ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", *place],
        input=schema.stdout + rows.stdout, text=True, check=True, capture_output=True,
    )  # fmt: skip
    return cluster
