"""The kind of the tests."""

from tests.search.things import hidden

__all__ = ["hidden"]
