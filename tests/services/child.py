"""A process of its own with the application in it: runs one function, and may be made to die in the middle.

`python -m tests.services.child MODULE:FUNCTION [ARGUMENTS AS JSON] [--die before|after DOTTED.NAME]`: killed as with -9
when the named function is called (for the time given by `--time`), or has just returned.
"""

import argparse
import importlib
import json
import os
import signal
import sys
from typing import Any

import django


def find(dotted: str) -> tuple[Any, str]:
    """The module or class, and the name in it."""
    parts = dotted.split(".")
    for length in range(len(parts) - 1, 0, -1):
        try:
            owner: Any = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:-1]:
            owner = getattr(owner, part)
        return owner, parts[-1]
    raise LookupError(dotted)


def arrange_death(when: str, dotted: str, time: int) -> None:
    owner, name = find(dotted)
    plain, calls = getattr(owner, name), []

    def dying(*args, **kwargs):
        calls.append(1)
        if when == "before" and len(calls) == time:
            os.kill(os.getpid(), signal.SIGKILL)
        result = plain(*args, **kwargs)
        if when == "after" and len(calls) == time:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, dying)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("function")
    parser.add_argument("arguments", nargs="?", default="[]")
    parser.add_argument("--die", nargs=2, metavar=("WHEN", "WHERE"))
    parser.add_argument("--time", type=int, default=1)
    options = parser.parse_args()
    django.setup()
    owner, name = find(options.function.replace(":", "."))
    function = getattr(owner, name)
    if options.die:
        arrange_death(*options.die, options.time)
    sys.stdout.write(json.dumps(function(*json.loads(options.arguments)), default=str) + "\n")


if __name__ == "__main__":
    main()
