"""Several people at the same moment, each with their own connection to the database."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connections


def together(*acts: Callable[[], Any]) -> list[Any]:
    """What each act returned or raised, in the order given; all start at once."""
    outcomes: list[Any] = [None] * len(acts)
    start = Barrier(len(acts), timeout=30)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            start.wait()
            outcomes[place] = act()
        except Exception as error:  # noqa: BLE001  handed to the test
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads)
    return outcomes
