"""Links of pages and texts: those of this site are resolved by its own addresses, rows and files; others are only counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import unescape
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db.models import QuerySet
from django.urls import Resolver404, resolve

from accounts.models import Organisation, OrganisationKind
from catalog.models import CatalogEdition, Domain, Node
from disclosure.models import Attachment, DocumentEdition
from interpretation.models import InterpretationEdition, Message, PolicyAnswer
from participation.models import Consultation
from supervision.inspecting.readings import Tally
from supervision.inspecting.visiting import Visitor

MOST_VISITS: Final = 400  # addresses asked for one by one; the others are known from the rows
_LINK: Final = re.compile(
    r"<(?:a|area|img|source|video|audio|track|link|script)\s(?:[^>]*?\s)?(?:href|src)=\"([^\"]+)\""
)
_GOVERNMENT: Final = re.compile(r"(^|\.)gov\.cn$")
# Addresses that do something or are for one person only.
LEFT_ALONE: Final = (
    "/admin/",
    "/login/",
    "/logout/",
    "/leave/",
    "/kiosk/",
    "/requests/track/",
    "/messages/track/",
)
Where = tuple[str, str]  # the page or text a link stands in: its name and its address


def _keys(rows: QuerySet, field: str) -> Callable[[Iterable[str]], set[str]]:
    """Which of some keys a public row has (one query)."""
    return lambda wanted: {
        str(one) for one in rows.filter(**{f"{field}__in": list(wanted)}).values_list(field, flat=True)
    }


# What an address stands for: its parameter, and which values are public.
def known() -> Mapping[str, tuple[str, Callable[[Iterable[str]], set[str]]]]:
    return {
        "documents:detail": ("pk", _keys(DocumentEdition.objects.public(), "document_id")),
        # Laying out a sheet takes a second and seventy megabytes; it is there while what it shows is.
        "documents:notice": ("pk", _keys(DocumentEdition.objects.readable(), "document_id")),
        "villages:paper": (
            "village_code",
            _keys(Organisation.objects.active().filter(kind=OrganisationKind.VILLAGE), "code"),
        ),
        "documents:attachment": ("pk", _keys(Attachment.objects.readable(), "pk")),
        "documents:image": ("lineage", _keys(Attachment.objects.readable(), "lineage")),
        "interpretations:detail": ("pk", _keys(InterpretationEdition.objects.public(), "interpretation_id")),
        "interpretations:answer": ("pk", _keys(PolicyAnswer.objects.public(), "pk")),
        "messages:detail": ("pk", _keys(Message.objects.public(), "pk")),
        "participation:consultation": ("pk", _keys(Consultation.objects.public(), "pk")),
        "catalog:item": ("pk", _keys(Node.objects.public().rows(), "item_id")),
        "catalog:edition": ("pk", _keys(CatalogEdition.objects.of_units().in_force(), "pk")),
        "catalog:domain": ("code", _keys(Domain.objects.active(), "code")),
        "catalog:unit": ("code", _keys(Organisation.objects.publishing_catalogs(), "code")),
    }


def links_of(html: str) -> Iterator[str]:
    return (unescape(found[1]).strip() for found in _LINK.finditer(html))


class LinkBook:
    """Looks at links a chunk at a time; remembers only what it had to ask for, and its tallies."""

    def __init__(self, visitor: Visitor, most_visits: int = MOST_VISITS) -> None:
        self.visitor, self.most_visits = visitor, most_visits
        self.own_hosts = {
            visitor.host.split(":")[0].lower(),
            str(settings.SITE["domain"]).split(":")[0].lower(),
        }
        self.known = known()
        self.seen: dict[str, str] = {}
        self.checked = 0
        self.unasked = 0
        self.dead = Tally()
        self.hosts: dict[
            str, Where
        ] = {}  # foreign hosts that are no government's, with the first place of each

    def look(self, found: Iterable[tuple[str, Where]]) -> None:
        """Every (link, where it stands) of a chunk; one query for each kind of row they name."""
        asked: dict[str, dict[str, list[tuple[str, Where]]]] = {}
        for link, where in found:
            path = self._own(link, where)
            if path is None:
                continue
            self.checked += 1
            name, key = self._row(path)
            if name:
                asked.setdefault(name, {}).setdefault(key, []).append((path, where))
            elif fault := self._fault(path):
                self._dead(path, fault, where)
        for name, wanted in asked.items():
            there = self.known[name][1](wanted)
            for key in wanted.keys() - there:
                for path, where in wanted[key]:
                    self._dead(path, "没有这个页面或者文件", where)

    def _dead(self, path: str, fault: str, where: Where) -> None:
        self.dead.add(f"“{where[0]}”中的链接 {path}：{fault}", where[1])

    def _own(self, link: str, where: Where) -> str | None:
        """The path on this site, or None for what is elsewhere (its host is noted) or no page at all."""
        try:
            parts = urlsplit(urljoin(where[1] or "/", link))
        except ValueError:
            self._dead(link, "地址写错了", where)
            return None
        if parts.scheme not in ("", "http", "https") or not (parts.path or parts.netloc):
            return None
        host = (parts.hostname or "").lower()
        if host and host not in self.own_hosts:
            if not _GOVERNMENT.search(host):
                self.hosts.setdefault(host, where)
            return None
        return unquote(parts.path) or "/"

    def _row(self, path: str) -> tuple[str, str]:
        """The name of the address and its key, where rows say whether it is there."""
        try:
            match = resolve(path)
        except Resolver404:
            return "", ""
        if match.view_name not in self.known:
            return "", ""
        return match.view_name, str(match.kwargs[self.known[match.view_name][0]])

    def _fault(self, path: str) -> str:
        """What is wrong with an address that stands for no row; asked once."""
        if path.startswith(LEFT_ALONE):
            return ""
        if path not in self.seen:
            self.seen[path] = self._ask(path)
        return self.seen[path]

    def _ask(self, path: str) -> str:
        static = f"/{settings.STATIC_URL.strip('/')}/"
        if path.startswith(static):
            return "" if finders.find(path.removeprefix(static)) else "没有这个文件"
        try:
            resolve(path)
        except Resolver404:
            try:
                resolve(f"{path}/")
            except Resolver404:
                return "没有这个地址"
            return ""
        if self.visitor.visits >= self.most_visits:
            self.unasked += 1
            return ""
        status = self.visitor.ask(path).status
        return f"打不开（{status}）" if status >= 400 else ""
