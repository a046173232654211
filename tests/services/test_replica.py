"""A real replica behind the router: asked while it knows the newest act, and never shows what was withdrawn."""

import pytest
from django.conf import settings

from deploy.cluster import answers, free_port, own
from deploy.loopback import DATABASE, missing
from tests.services.live import child, eventually

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(not settings.REDIS_URL, reason="REDIS_URL names no broker"),
    pytest.mark.skipif(bool(missing()), reason=f"not installed: {missing()}"),
]


@pytest.fixture(scope="module")
def replica(stack):
    """A streaming replica that writes down every query, and a second web process that may ask it."""
    made = stack.postgres.base_backup(own(stack.place / "replicas") / "data", replica=True)
    made.options = {**made.options, "log_statement": "all"}
    made.start()
    port = free_port()
    stack.start_one(
        "web2",
        "web",
        REPLICA_URL=made.url(DATABASE),
        WEB_BIND=f"127.0.0.1:{port}",
        WEB_WORKERS="1",
        PAGE_CACHE_MB="4",
    )
    assert answers(port), stack.log("web2")
    made.web_port = port
    yield made
    stack.kill("web2")
    made.stop("immediate")


def ask(replica, stack, path, **headers) -> tuple[int, str]:
    """A page of the second web process, as nginx would ask for it."""
    return stack.ask_web(replica.web_port, path, **headers)


def queries(replica) -> int:
    """How often the replica was asked for documents."""
    log = replica.data.parent / f"{replica.data.name}.log"
    return log.read_text().count("disclosure_documentedition")


def level(stack, replica) -> bool:
    newest = "SELECT max(id) FROM audit_auditentry"
    return stack.postgres.sql(newest, database=DATABASE) == replica.sql(newest, database=DATABASE)


def act(stack, name, *arguments):
    return child(f"tests.services.acts.{name}", *arguments, env=stack.environment())


def test_readers_are_answered_by_the_replica_and_staff_by_the_primary(stack, replica):
    made = stack.county["documents"][0]
    assert eventually(lambda: level(stack, replica))
    before = queries(replica)
    status, text = ask(replica, stack, made["path"])
    assert (status, made["title"] in text) == (200, True)
    after = queries(replica)
    assert after > before
    status, _ = ask(replica, stack, made["path"], Cookie="sessionid=somebody")
    assert status == 200
    assert queries(replica) == after


def test_a_withdrawn_document_is_gone_at_once_though_the_replica_lags(stack, replica):
    made = stack.county["documents"][1]
    assert eventually(lambda: level(stack, replica))
    assert ask(replica, stack, made["path"])[0] == 200
    replica.sql("SELECT pg_wal_replay_pause()")
    try:
        act(stack, "withdraw", made["edition"])
        assert not level(stack, replica)
        before = queries(replica)
        assert ask(replica, stack, made["path"])[0] == 410
        assert queries(replica) == before
        behind = f"SELECT status FROM disclosure_documentedition WHERE id = {made['edition']}"
        assert replica.sql(behind, database=DATABASE) == "published"
    finally:
        replica.sql("SELECT pg_wal_replay_resume()")
    assert eventually(lambda: level(stack, replica))
    assert ask(replica, stack, "/documents/?page=1")[0] == 200
    assert queries(replica) > before
    assert ask(replica, stack, made["path"])[0] == 410


def test_without_the_replica_readers_are_answered_by_the_primary(stack, replica):
    replica.stop("immediate")
    try:
        assert ask(replica, stack, "/documents/?page=2")[0] == 200
    finally:
        replica.start()
