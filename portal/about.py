"""系统信息: version, commit, migrations, and every library with its version and licence."""

from __future__ import annotations

import platform
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

import django
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

_LOCKED: Final = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ \\;]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Library:
    """One library as it is locked and as it is installed; they differ where somebody changed the machine."""

    name: str
    locked: str
    installed: str
    licence: str

    @property
    def differs(self) -> bool:
        return self.locked != self.installed


@dataclass(frozen=True, slots=True)
class About:
    """What runs here."""

    version: str
    commit: str
    python: str
    django: str
    database: str
    libraries: tuple[Library, ...]
    migrations: tuple[tuple[str, str, str], ...]


def version() -> str:
    with (Path(settings.BASE_DIR) / "pyproject.toml").open("rb") as handle:
        return str(tomllib.load(handle)["project"]["version"])


@lru_cache(maxsize=1)
def libraries() -> tuple[Library, ...]:
    """What requirements.lock names, in its order."""
    locked = (Path(settings.BASE_DIR) / "requirements.lock").read_text(encoding="utf-8")
    return tuple(_library(name, number) for name, number in _LOCKED.findall(locked))


def _library(name: str, locked: str) -> Library:
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return Library(name, locked, "没有安装", "")
    return Library(name, locked, found.version, licence_of(found))


def licence_of(found: Distribution) -> str:
    """As the library itself says: the SPDX expression, the classifier, or the first line of its own field."""
    said = found.metadata
    if expression := said.get("License-Expression"):
        return expression
    classifiers = [
        one.rpartition(" :: ")[2] for one in said.get_all("Classifier") or [] if one.startswith("License ::")
    ]
    if classifiers:
        return "、".join(classifiers)
    field = (said.get("License") or "").strip().splitlines()
    return field[0][:80] if field else "未注明"


def describe() -> About:
    """Everything, with the migrations of the database as it is (one query)."""
    applied = MigrationRecorder(connection).migration_qs.order_by("app", "name")
    latest = {row.app: (row.app, row.name, f"{row.applied:%Y-%m-%d}") for row in applied}
    return About(
        version=version(),
        commit=settings.COMMIT or "未标明",
        python=platform.python_version(),
        django=django.get_version(),
        database=f"{connection.vendor} {_server_version()}",
        libraries=libraries(),
        migrations=tuple(latest.values()),
    )


def _server_version() -> str:
    connection.ensure_connection()
    return ".".join(str(part) for part in connection.get_database_version())
