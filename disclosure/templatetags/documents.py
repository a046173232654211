"""Documents on other apps' pages: `{% item_documents item line %}`, `{% latest_documents 8 %}`."""

from __future__ import annotations

from typing import Any, Final

from django import template

from catalog.models import Item
from disclosure.listing import Row, rows_of
from disclosure.models import DocumentEdition

register = template.Library()
NEWEST: Final = 20


@register.inclusion_tag("disclosure/_item_documents.html")
def item_documents(item: Item, line: Any = None) -> dict[str, object]:
    """What was published under a catalog item, newest first (two queries, three when there are more than twenty).

    While there is nothing, `line` (what the catalog says) tells what must be published, by whom and by when.
    """
    found = DocumentEdition.objects.public().filter(placements__item=item).order_by("-published_at", "-pk")
    ids = list(found.values_list("pk", flat=True)[: NEWEST + 1])
    total = len(ids) if len(ids) <= NEWEST else found.count()
    return {"rows": rows_of(ids[:NEWEST]) if ids else [], "total": total, "item": item, "line": line}


@register.inclusion_tag("disclosure/_latest_documents.html")
def latest_documents(number: int) -> dict[str, object]:
    """The newest documents (one query); those from before the portal are no news."""
    newest = DocumentEdition.objects.public().filter(before_portal_on=None).order_by("-published_at", "-pk")
    return {"rows": [Row.of(edition) for edition in newest.for_list()[:number]]}
