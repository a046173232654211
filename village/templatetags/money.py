"""Amounts of money on pages."""

from django import template

from village.content import yuan as as_yuan

register = template.Library()


@register.filter
def yuan(fen: int | None) -> str:
    """分 as 元; nothing for nothing."""
    return as_yuan(fen) if fen else ""
