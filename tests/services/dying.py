"""A task in a process of its own that is killed as with -9 at a chosen point, and what it left behind."""

import email
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from tests.services.live import child, environment


def killed(task: str, when: str, where: str, *arguments: object, time: int = 1) -> None:
    """Run `task` until `where` is called (`when` before it, or after it) for the `time`-th time, and no further."""
    child(task, *arguments, env=surroundings(), die=(when, where), time=time)


def surroundings() -> dict[str, str]:
    """The suite's own files: what the dead process left is seen by the living."""
    return environment(Path(settings.VAR_DIR), REDIS_URL="", MAIL_ENABLED="1", PAGE_CACHE_MB="0")


def mail_folder() -> Path:
    return Path(settings.VAR_DIR) / "mail"


def no_mail() -> None:
    shutil.rmtree(mail_folder(), ignore_errors=True)


def mailed() -> Iterator[str]:
    """The identity of every mail the dead process handed over."""
    for path in sorted(mail_folder().glob("*.log")) if mail_folder().is_dir() else ():
        for text in path.read_text().split("-" * 79 + "\n"):
            if found := email.message_from_string(text)["Message-ID"]:
                yield found.strip()
