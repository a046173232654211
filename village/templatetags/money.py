"""Amounts of money and tables on pages."""

from collections.abc import Mapping, Sequence

from django import template

from village.content import yuan as as_yuan

register = template.Library()


@register.filter
def yuan(fen: int | None) -> str:
    """分 as 元; nothing for nothing."""
    return as_yuan(fen) if fen else ""


@register.filter
def labelled(table: Mapping[str, Sequence[Sequence[str]]]) -> list[list[tuple[object, str]]]:
    """Each cell of a published table with the head of its column, which a phone shows beside it."""
    return [list(zip(table["columns"], row, strict=False)) for row in table["rows"]]
