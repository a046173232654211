"""A Redis that does not answer is an empty cache, and is not asked for a while."""

import socket

import pytest

from portal import caching
from portal.caching import ForgivingRedisCache


@pytest.fixture
def away(monkeypatch):
    """The cache of a Redis that refuses connections."""
    monkeypatch.setattr(ForgivingRedisCache, "rests_until", 0.0)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        yield ForgivingRedisCache(f"redis://127.0.0.1:{nobody.getsockname()[1]}/0", {})


def test_it_is_like_one_that_is_empty(away, monkeypatch):
    monkeypatch.setattr(caching, "REST", 0.0)  # each is really tried
    assert away.get("a", "b") == "b"
    assert away.get_many(["a"]) == {}
    assert away.set("a", 1) is None
    assert away.set_many({"a": 1}) == ["a"]
    assert away.add("a", 0) is True
    assert away.incr("a") == 1  # below every limit
    assert "a" not in away
    assert away.touch("a") is False
    assert away.delete("a") is False
    assert away.delete_many(["a"]) is None


def test_it_is_left_alone_for_a_while(away, caplog):
    for _ in range(3):
        away.get("a")
    assert [record.getMessage() for record in caplog.records] == ["Redis does not answer: ConnectionError"]
