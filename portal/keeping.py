"""`{% keep name … %}`: a piece of every page that is the same for the same values is rendered once a process.

Only for what depends on nothing but the values named and the settings: the shell around a page. What the database says
has no place inside; a kept piece is never forgotten.
"""

from __future__ import annotations

from typing import Any, Final

from django import template
from django.conf import settings
from django.core.signals import setting_changed
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

MOST: Final = 512  # pieces; the shell of all pages has some dozens
LONGEST: Final = 300  # characters of a value; longer ones come from readers and are not met again

register = template.Library()
_kept: dict[tuple[object, ...], SafeString] = {}


class KeepNode(template.Node):
    def __init__(self, name: str, values: list[FilterExpression], nodelist: NodeList) -> None:
        self.name, self.values, self.nodelist = name, values, nodelist

    def render(self, context: Context) -> SafeString:
        key = (self.name, *(_part(value.resolve(context)) for value in self.values))
        found = _kept.get(key)
        if found is None:
            found = self.nodelist.render(context)
            if len(_kept) < MOST and not settings.DEBUG and all(len(str(part)) <= LONGEST for part in key):
                _kept[key] = found
        return found


def _part(value: Any) -> object:
    return value if isinstance(value, str | int | bool | None) else str(value)


@register.tag
def keep(parser: Parser, token: Token) -> KeepNode:
    """{% keep "name" value … %}…{% endkeep %}: everything the block shows must follow from the values."""
    _, name, *values = token.split_contents()
    nodelist = parser.parse(("endkeep",))
    parser.delete_first_token()
    return KeepNode(name, [parser.compile_filter(one) for one in values], nodelist)


def forget(**_: object) -> None:
    _kept.clear()


setting_changed.connect(forget)
