"""Interpretations on other apps' pages: `{% document_interpretations document_id %}`, `{% latest_interpretations 6 %}`,
`{% answered_messages 4 %}`, `{% interpretation_panel edition user %}` on the desk's screen of a document."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from accounts.models import User
from disclosure.actions.conditions import rules_for
from disclosure.models import DocumentEdition
from disclosure.prepared import Prepared
from disclosure.workflow import IN_PREPARATION
from interpretation.models import InterpretationEdition, InterpretationPlan, Message
from interpretation.policies import may_plan

register = template.Library()


_of_document = Prepared(
    lambda document: (
        InterpretationEdition.objects.public()
        .of_document(document)
        .for_list()
        .order_by("-published_at", "-pk")
    )
)


@register.inclusion_tag("interpretation/_document_interpretations.html")
def document_interpretations(document: int) -> dict[str, object]:
    """What explains a document, on its own page; one query however many there are."""
    rows = _of_document(document)
    rows.sort(key=lambda one: one.form != "text")  # the text first: it is what all can read
    return {
        "rows": rows,
        "sentence": next((one.sentence for one in rows if one.sentence), ""),
        "keywords": next((one.keywords for one in rows if one.keywords), ""),
        "document": document,
    }


@register.inclusion_tag("interpretation/_latest_interpretations.html")
def latest_interpretations(number: int) -> dict[str, object]:
    """The newest interpretations; one query."""
    newest = InterpretationEdition.objects.public().for_list().order_by("-published_at", "-pk")
    return {"rows": newest[:number]}


@register.inclusion_tag("interpretation/_answered_messages.html")
def answered_messages(number: int) -> dict[str, object]:
    """The newest answers shown with their writers' consent; one query."""
    newest = Message.objects.public().select_related("unit").defer("shown_text")
    return {"rows": newest.order_by("-shown_at", "-pk")[:number]}


@register.inclusion_tag("interpretation/desk/_panel.html")
def interpretation_panel(edition: DocumentEdition, user: Any) -> dict[str, object]:
    """Whether a document must be interpreted, how far that is, and the way to the workbench."""
    if not isinstance(user, User):
        return {"shown": False}
    plan = InterpretationPlan.objects.filter(edition=edition).first()
    rules = rules_for(edition, on=timezone.localdate()) if edition.status in IN_PREPARATION else []
    materials = InterpretationEdition.objects.of_document(edition.document_id).exclude(
        status__in=("discarded", "superseded")
    )
    return {
        "shown": True,
        "edition": edition,
        "plan": plan,
        "rules": rules,
        "materials": materials.select_related("interpretation").order_by("pk"),
        "may_plan": may_plan(user, edition),
    }
