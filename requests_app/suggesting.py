"""可能已经公开: what the portal has published on what somebody is about to ask for. Bounded: two queries, five answers."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Final

from django.db.models import Q
from django.urls import reverse

from catalog.models import Node
from disclosure.models import DocumentEdition
from statute.document_numbers import normalise

MOST: Final = 5
LOOKED_AT: Final = 200
_HAN: Final = re.compile(r"[\u3400-\u9fff]{2,}|[A-Za-z0-9]{2,}")
# words every application is full of; alone they say nothing about what is wanted
_COMMON: Final = frozenset(
    {"关于", "申请", "公开", "政府", "信息", "相关", "有关", "文件", "情况", "材料", "我县", "本县", "年度"}
)


@dataclass(frozen=True)
class Found:
    title: str
    url: str
    note: str


def already_published(text: str) -> list[Found]:
    """The most alike titles of documents and catalog items, best first; none for less than two characters."""
    pieces = list(dict.fromkeys(_pieces(text)))[:16]
    if not pieces:
        return []
    ranked = [*_documents(text, pieces), *_items(pieces)]
    ranked.sort(key=lambda pair: -pair[0])
    need = 1 if len(pieces) < 3 else 2
    return [found for score, found in ranked if score >= need][:MOST]


def _pieces(text: str) -> Iterator[str]:
    """Neighbouring pairs of characters, and whole Latin words and numbers."""
    for run in _HAN.findall(text[:200]):
        if run[0] < "\u3400":
            yield run
            continue
        for place in range(len(run) - 1):
            piece = run[place : place + 2]
            if piece not in _COMMON:
                yield piece


def _any(field: str, pieces: list[str]) -> Q:
    return reduce(operator.or_, (Q(**{f"{field}__contains": piece}) for piece in pieces))


def _score(title: str, pieces: list[str]) -> int:
    return sum(piece in title for piece in pieces)


def _documents(text: str, pieces: list[str]) -> Iterator[tuple[int, Found]]:
    number = normalise(text)
    wanted = _any("title", pieces) | (Q(doc_number=number) if number else Q())
    editions = DocumentEdition.objects.public().filter(wanted).order_by("-published_at")
    columns = ("document_id", "title", "doc_number", "unit__name", "formed_on")
    for key, title, doc_number, unit, formed_on in editions.values_list(*columns)[:LOOKED_AT]:
        score = _score(title, pieces) + (100 if number and doc_number == number else 0)
        note = "，".join(str(part) for part in (unit, doc_number, formed_on) if part)
        yield score, Found(title, reverse("documents:detail", args=[key]), note)


def _items(pieces: list[str]) -> Iterator[tuple[int, Found]]:
    nodes = Node.objects.public().rows().filter(_any("name", pieces), item__isnull=False).order_by("pk")
    for key, title, unit in nodes.values_list("item_id", "name", "edition__unit__name")[:LOOKED_AT]:
        if unit:
            yield (
                _score(title, pieces),
                Found(title, reverse("catalog:item", args=[key]), f"公开目录，{unit}"),
            )
