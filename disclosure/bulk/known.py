"""What the county already has, as the names a list may use for it: topics, catalog items, bodies, documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from catalog.content import path_key
from disclosure.bulk.values import squeeze

_LEVELS: Final = re.compile(r"-{1,2}>|[\\/＼／>＞→]")
_DASHES: Final = re.compile(r"[-—－]+")


def levels(text: str) -> list[str]:
    """The names of a path: 社会救助/最低生活保障, 综合政务\\政务公开, 社会救助 > 临时救助."""
    return [part.strip() for part in _LEVELS.split(text) if part.strip()]


class Topics:
    """主题分类 by name: one level, or both."""

    def __init__(self, rows: Iterable[tuple[int, str, str]]) -> None:
        """`rows`: (id, name, name of the level above or '')."""
        self._pairs: dict[tuple[str, str], int] = {}
        self._alone: dict[str, set[int]] = {}
        for pk, name, above in rows:
            self._pairs[squeeze(above), squeeze(name)] = pk
            self._alone.setdefault(squeeze(name), set()).add(pk)

    def find(self, text: str) -> int | None:
        """The topic, or None where no single one has this name."""
        whole = self._alone.get(squeeze(text))
        if whole is not None:
            return next(iter(whole)) if len(whole) == 1 else None
        for parts in (levels(text), [part for part in _DASHES.split(text) if part.strip()]):
            if len(parts) > 1 and (found := self._pairs.get((squeeze(parts[-2]), squeeze(parts[-1])))):
                return found
        return None


class Items:
    """Rows of the unit's catalogs in force by path, with the domain before it or without."""

    def __init__(self, rows: Iterable[tuple[int, int, str, str]], domain_names: Mapping[str, str]) -> None:
        """`rows`: (item, domain, the domain's name, path key); `domain_names`: every name and alias → own name."""
        self._domains = {squeeze(name): squeeze(own) for name, own in domain_names.items()}
        self._whole: dict[tuple[str, str], tuple[int, int]] = {}
        self._paths: dict[str, set[tuple[int, int]]] = {}
        for item, domain, name, key in rows:
            self._whole[squeeze(name), key] = (item, domain)
            self._paths.setdefault(key, set()).add((item, domain))

    def find(self, path: Sequence[str], domain: str = "") -> tuple[int, int] | None:
        """(item, domain) ids; None where no single item answers to the path."""
        own = self._domains.get(squeeze(domain)) if domain else None
        if domain:
            return self._whole.get((own or squeeze(domain), path_key(path)))
        if len(path) > 1 and (first := self._domains.get(squeeze(path[0]))) is not None:
            found = self._whole.get((first, path_key(path[1:])))
            if found is not None:
                return found
        several = self._paths.get(path_key(path), set())
        return next(iter(several)) if len(several) == 1 else None


@dataclass(frozen=True, slots=True)
class Known:
    """Everything a row is held against. `bodies`: squeezed name → id of the county's organisations."""

    unit: int
    unit_name: str
    topics: Topics
    items: Items
    bodies: Mapping[str, int] = field(default_factory=dict)
    words: tuple[str, ...] = ()

    def body(self, name: str) -> int | None:
        return self.bodies.get(squeeze(name))
