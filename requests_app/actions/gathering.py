"""同一信息 (条例第四十四条第一款): who asked for the same, and publishing the answer for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db import transaction
from django.db.models import Count, QuerySet

from accounts.models import Organisation, User
from accounts.policies import Refused, require
from audit.actions import record
from disclosure.actions import drafting
from disclosure.models import DocumentEdition
from requests_app.actions.stepping import lock, required
from requests_app.models import CountyRule, InformationRequest, county_rule
from requests_app.policies import may_take
from statute.document_kinds import DocumentKind


@dataclass(frozen=True)
class Gathered:
    """A piece of information several people asked for: its mark, an example, how many different applicants."""

    key: str
    subject: str
    unit: Organisation
    people: int


def fingerprint(text: str) -> str:
    """The mark of a piece of information as a clerk worded it: spaces and punctuation make no difference."""
    plain = "".join(character for character in text.lower() if character.isalnum())
    return sha256(plain.encode()).hexdigest()


@transaction.atomic
def mark_same(request: InformationRequest, *, by: User, on: date, words: str) -> InformationRequest:
    """确认同一信息: a person says that this application asks for what `words` name."""
    request = lock(request)
    require(may_take(by, request.unit))
    request.subject_key = fingerprint(required(words, "请写明是哪一条信息。"))
    request.save(update_fields=["subject_key"])
    record(by, "request.same_subject", request, article="条例第四十四条第一款", organisation=request.unit,
           key=request.subject_key, on=on.isoformat())  # fmt: skip
    return request


def asked_by_many(units: frozenset[int]) -> list[Gathered]:
    """What the threshold of different applicants was reached for and nothing has been published on (two queries)."""
    threshold = county_rule(CountyRule.Key.SAME_SUBJECT)
    counted = (
        InformationRequest.objects.filter(unit__in=units, published_as=None)
        .exclude(subject_key="")
        .exclude(applicant__person_index="")
        .values("subject_key", "unit")
        .annotate(people=Count("applicant__person_index", distinct=True))
        .filter(people__gte=threshold)
    )
    found = []
    for row in counted:
        example = same_as(row["subject_key"], row["unit"]).select_related("unit").first()
        if example is not None:
            found.append(Gathered(row["subject_key"], example.subject, example.unit, row["people"]))
    return found


def same_as(key: str, unit: int) -> QuerySet[InformationRequest]:
    return InformationRequest.objects.filter(subject_key=key, unit=unit).order_by("pk")


@transaction.atomic
def publish_for_all(request: InformationRequest, *, by: User, on: date, title: str) -> DocumentEdition:
    """转为主动公开: a draft in the document's own review, and every case of the same information tied to it.

    «可以» in the article: a person decides. What is secret or somebody's own was refused and is not given to all.
    """
    if (
        request.subject_key
    ):  # all of them in one order: two officials may start from two cases of the same information
        list(same_as(request.subject_key, request.unit_id).select_for_update().values_list("pk", flat=True))
    request = lock(request)
    require(may_take(by, request.unit))
    if not request.subject_key:
        raise Refused("请先确认这是哪一条信息。")
    if request.published_as_id is not None:
        raise Refused("这条信息已经转为主动公开。")
    if request.outcome not in ("GRANT", "PARTIAL"):
        raise Refused("可以公开的信息，才能转为主动公开（条例第四十四条第一款）。")
    edition = drafting.start_document(
        request.unit, title=required(title, "请填写标题。"), kind=DocumentKind.NOTICE.value, by=by, on=on
    )
    tied = same_as(request.subject_key, request.unit_id).update(published_as=edition.document_id)
    record(by, "request.published_for_all", request, article="条例第四十四条第一款", organisation=request.unit,
           document=edition.document_id, cases=tied)  # fmt: skip
    return edition
