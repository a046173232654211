"""Choosing another document: by its number, its 索引号 or words of its title, without leaving the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Q, QuerySet

from accounts.models import User
from disclosure.models import DocumentEdition
from disclosure.models.edition import STAFF
from disclosure.workflow import CURRENT
from statute.document_numbers import normalise

MATCHES: Final = 10
LARGEST_KEY: Final = 2**62


def find_documents(person: User, words: str, *, besides: int | None = None) -> list[DocumentEdition]:
    """Standing editions that may be pointed to, by number, 索引号 or words of the title; the newest ten."""
    words = words.strip()
    if not words:
        return []
    number = normalise(words)
    match = Q(document__index_number=words) | (Q(doc_number=number) if number else Q())
    inside = Q()
    for word in words.split()[:8]:
        inside &= Q(title__icontains=word)
    found = _standing(person).filter(match | inside).exclude(document=besides)
    return list(found.order_by("-published_at", "-pk")[:MATCHES])


def _standing(person: User) -> QuerySet[DocumentEdition]:
    mine = Q(unit__in=person.roles.organisations(*STAFF), status__in=CURRENT)
    public = Q(pk__in=DocumentEdition.objects.public().values("pk"))
    standing = DocumentEdition.objects.filter(mine | public)
    return standing.select_related("unit", "document").defer("body", "text")


@dataclass
class Pick:
    """One document chosen among others: what is chosen, the words looked for, and what was found by them.

    `text` is a name kept for a document that is not on the site, where that is allowed.
    """

    name: str
    person: User
    besides: int | None = None
    chosen: DocumentEdition | None = None
    words: str = ""
    found: list[DocumentEdition] = field(default_factory=list)
    may_type: bool = False
    text: str = ""
    wants_text: bool = False
    error: str = ""

    @property
    def target(self) -> int | None:
        return self.chosen.document_id if self.chosen else None

    def read(self, data: Mapping[str, Any]) -> None:
        """From a form's data; `error` is a sentence when it is not clear which document is meant."""
        self.words = str(data.get(f"{self.name}_words", "")).replace("\x00", "").strip()[:300]
        answer = str(data.get(self.name, ""))
        saved = self.target
        self.found = find_documents(self.person, self.words, besides=self.besides)
        if answer == "text" and self.may_type and self.words:
            self.chosen, self.text, self.wants_text = None, self.words, True
        elif answer.isdecimal() and int(answer) != saved:
            self._choose(int(answer))
        elif self.words:
            self._resolve()
        elif not answer:
            self.chosen = None

    def _choose(self, pk: int) -> None:
        standing = _standing(self.person).exclude(document=self.besides)
        edition = standing.filter(document=pk).first() if pk < LARGEST_KEY else None
        if edition is None:
            self.error = "没有这份文件，请重新查找。"
        else:
            self.chosen = edition
            self.found = []
            self.words = ""

    def _resolve(self) -> None:
        number = normalise(self.words)
        exact = [
            one for one in self.found
            if self.words in (one.title, one.document.index_number) or (number and number == one.doc_number)
        ]  # fmt: skip
        if len(exact) == 1:
            self.chosen, self.found, self.words = exact[0], [], ""
        elif self.found:
            self.error = f"找到{len(self.found)}份文件，请选择其中一份。"
        elif self.may_type:
            self.text = self.words
        else:
            self.error = "没有找到这份文件，请核对文号或标题。"


def document_title(pk: int | None) -> DocumentEdition | None:
    """The newest edition of a document, to show which it is."""
    if pk is None:
        return None
    editions = DocumentEdition.objects.filter(document=pk).select_related("unit", "document")
    return editions.defer("body", "text").order_by("-version").first()


def titles(documents: Iterable[int | None]) -> dict[int, str]:
    """Document → the title of its newest edition, one query."""
    wanted = {pk for pk in documents if pk}
    if not wanted:
        return {}
    editions = DocumentEdition.objects.filter(document__in=wanted).order_by("version")
    return dict(editions.values_list("document_id", "title"))
