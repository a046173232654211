"""What machines read about a page (schema.org as JSON-LD): the site and its search, where a page stands, what it tells.

A block of data is no script: Chromium does not run it, so `default-src 'self'` leaves it alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from disclosure.models import DocumentEdition, Validity

register = template.Library()
CONTEXT: Final = "https://schema.org"
# How the words for validity are said there; a document changed by another still holds in part.
FORCE: Final[Mapping[str, str]] = {
    Validity.IN_FORCE: "InForce", Validity.MODIFIED: "PartiallyInForce", Validity.NOT_YET: "NotInForce",
    Validity.EXPIRED: "NotInForce", Validity.REPEALED: "NotInForce",
}  # fmt: skip
# Nothing in the text can end the element or open a comment.
ESCAPES: Final = {
    ord("<"): "\\u003C",
    ord(">"): "\\u003E",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def block(data: Mapping[str, Any]) -> SafeString:
    text = json.dumps({"@context": CONTEXT} | data, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(f'<script type="application/ld+json">{text.translate(ESCAPES)}</script>')


def outside(path: str) -> str:
    """The address as the world has it."""
    return settings.SITE_URL.rstrip("/") + path


@register.simple_tag
def site_data() -> SafeString:
    """On the first page: whose site it is, and how to ask its search."""
    site, home = settings.SITE, outside(reverse("home"))
    organisation = {
        "@type": "GovernmentOrganization", "@id": f"{home}#organisation", "name": site["organiser"] or site["name"],
        "url": home, "telephone": site["phone"], "email": site["email"], "address": site["address"],
    }  # fmt: skip
    search = {
        "@type": "SearchAction",
        "target": {
            "@type": "EntryPoint",
            "urlTemplate": outside(reverse("search")) + "?q={search_term_string}",
        },
        "query-input": "required name=search_term_string",
    }
    website = {
        "@type": "WebSite", "@id": f"{home}#website", "name": site["name"], "alternateName": site["short_name"], "url": home,
        "inLanguage": "zh-CN", "publisher": {"@id": organisation["@id"]}, "potentialAction": search,
    }  # fmt: skip
    return block({"@graph": [_told(organisation), _told(website)]})


@register.simple_tag
def crumbs_data(crumbs: Sequence[Mapping[str, str]]) -> SafeString:
    """当前位置 of the page; the last one is the page itself and needs no address."""
    steps = [{"title": "首页", "url": reverse("home")}, *crumbs]
    items = [
        {"@type": "ListItem", "position": number, "name": str(step["title"])}
        | ({"item": outside(str(step["url"]))} if step.get("url") else {})
        for number, step in enumerate(steps, start=1)
    ]
    return block({"@type": "BreadcrumbList", "itemListElement": items})


@register.simple_tag
def article_data(article: Mapping[str, Any], path: str) -> SafeString:
    """What carries the 内容页标签 and is no document: an interpretation, an answer, a consultation."""
    published = article["published_at"]
    return block(
        _told({
            "@type": "Article", "headline": str(article["title"]), "url": outside(path), "inLanguage": "zh-CN",
            "datePublished": published.isoformat() if published else "", "description": article.get("description", ""),
            "keywords": article.get("keywords", ""), "publisher": _body(article["source"]),
        })
    )  # fmt: skip


@register.simple_tag
def document_data(edition: DocumentEdition) -> SafeString:
    """A document: 行政规范性文件 are legislation with their number and validity, the rest are articles."""
    told = {
        "@type": "Legislation" if edition.is_normative else "Article",
        "name": edition.title, "headline": "" if edition.is_normative else edition.title,
        "url": outside(edition.get_absolute_url()), "inLanguage": "zh-CN", "keywords": edition.keywords,
        "datePublished": edition.published_at.isoformat() if edition.published_at else "",
        "description": edition.summary, "identifier": edition.document.index_number or "",
        "publisher": _body(edition.unit.name), "isAccessibleForFree": True,
    }  # fmt: skip
    if edition.is_normative:
        told |= {
            "legislationIdentifier": edition.doc_number, "legislationLegalForce": FORCE.get(edition.validity, ""),
            "legislationDate": edition.formed_on.isoformat() if edition.formed_on else "",
            "legislationPassedBy": _body(edition.issuer or edition.unit.name),
        }  # fmt: skip
    return block(_told(told))


def _body(name: str) -> dict[str, str]:
    return {"@type": "GovernmentOrganization", "name": str(name)}


def _told(data: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is not known."""
    return {name: value for name, value in data.items() if value != ""}
