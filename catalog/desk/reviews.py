"""The review screen: what changed, side by side, remarks row by row, and the decision."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.models import OrganisationKind
from catalog.actions import reviewing
from catalog.content import Change, Difference, Row, compare, keyed
from catalog.desk.acting import attempt, edition_url, find_edition, person, show
from catalog.desk.differing import row_reviews
from catalog.desk.outline import column_label
from catalog.models import CatalogEdition, ChecklistQuestion, Snapshot
from catalog.policies import may_read, may_review
from catalog.tree import read_rows
from catalog.workflow import Status

AGAINST = {"last": "上次送审的内容", "previous": "现行版次", "standard": "国家标准目录"}


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """审核: the content against an earlier one, then pass or return."""
    edition = find_edition(request, pk)
    user = person(request)
    if request.method == "POST" and _decide(request, edition):
        # what was returned to another unit is a draft again, and no longer for the reviewer's eyes
        return edition_url(edition) if may_read(user, edition) else redirect("admin:index")
    rows = read_rows(edition)
    bases = baselines(edition)
    chosen = request.GET.get("against", "")
    chosen = chosen if chosen in bases else _usual_base(edition, bases)
    differences = differences_from(bases.get(chosen), rows, by_standard=chosen == "standard")
    typed = _remarks(request.POST) if request.method == "POST" else {}
    lines = row_reviews(differences, typed)
    context = {
        "title": f"审核：{edition}",
        "edition": edition,
        "verdict": may_review(user, edition),
        "differences": differences,
        "touched": [line for line in lines if line.change != Change.SAME],
        "same": [line for line in lines if line.change == Change.SAME],
        "counts": {change.value: sum(d.change == change for d in differences) for change in Change},
        "against": chosen,
        "bases": [(name, AGAINST[name], f"?against={name}") for name in bases],
        "questions": _questions(request, edition),
        "findings": [(finding, column_label(finding.column)) for finding in reviewing.check(edition, rows)],
        "opinion": request.POST.get("opinion", ""),
        "seen": edition.content_hash,
        "reviews": edition.reviews.select_related("reviewer", "organisation").prefetch_related("remarks"),
        "back": reverse("admin:catalog_catalogedition_change", args=[edition.pk]),
        "typed": typed,
    }
    return show(request, "catalog/desk/review.html", context)


def _usual_base(edition: CatalogEdition, bases: Collection[str]) -> str:
    """The last submitted content for a step that has judged it before; the others are shown the whole change."""
    judged = edition.reviews.filter(step=edition.status).exclude(round=edition.round).exists()
    return next((name for name in bases if judged or name != "last"), next(iter(bases), ""))


def _questions(request: HttpRequest, edition: CatalogEdition) -> list[tuple[ChecklistQuestion, bool]]:
    """The domain's checklist at the city department's step, with the ticks just posted."""
    if edition.status != Status.CITY_DEPARTMENT:
        return []
    questions = ChecklistQuestion.objects.in_force(edition.domain)
    return [(question, f"check-{question.pk}" in request.POST) for question in questions]


def _decide(request: HttpRequest, edition: CatalogEdition) -> bool:
    """Pass or return as posted; False when it was refused and the page must be shown again with what was typed."""
    user, today = person(request), timezone.localdate()
    opinion, seen = request.POST.get("opinion", ""), request.POST.get("seen", "")
    if request.POST.get("decision") == "pass":
        answers = {
            int(name.removeprefix("check-")): True
            for name in request.POST
            if name.removeprefix("check-").isdecimal()
        }
        return attempt(
            request,
            lambda: reviewing.pass_review(
                edition, by=user, on=today, opinion=opinion, seen=seen, answers=answers
            ),
            "审核通过，已转入下一环节。",
        )
    remarks = _remarks(request.POST)
    return attempt(
        request,
        lambda: reviewing.return_edition(
            edition, by=user, on=today, opinion=opinion, seen=seen, remarks=remarks
        ),
        "已退回编制单位。",
    )


def _remarks(posted: Mapping[str, str]) -> dict[str, str]:
    """Row key → remark, from fields `remark:<key>`."""
    marked = {
        name.removeprefix("remark:"): text for name, text in posted.items() if name.startswith("remark:")
    }
    return {key: text for key, text in marked.items() if text.strip()}


def baselines(edition: CatalogEdition) -> dict[str, Mapping[str, Row]]:
    """What the content can be held against: the last submitted content, the edition in force, the standard."""
    found: dict[str, Mapping[str, Row]] = {}
    seen = (
        Snapshot.objects.filter(edition=edition)
        .exclude(content_hash=edition.content_hash)
        .order_by("-pk")
        .first()
    )
    if seen is not None:
        found["last"] = _by_item(Row.from_json(row) for row in seen.rows)
    previous = CatalogEdition.objects.in_force().filter(unit=edition.unit, domain=edition.domain).first()
    if previous is not None and previous.pk != edition.pk:
        found["previous"] = _by_item(read_rows(previous))
    standard = CatalogEdition.objects.standard().in_force().filter(domain=edition.domain).first()
    if standard is not None:
        national = read_rows(standard)
        if edition.unit and edition.unit.kind == OrganisationKind.TOWNSHIP:
            national = [row for row in national if row.levels.get("township")]
        found["standard"] = _by_item(national)
    return found


def _by_item(rows: object) -> dict[str, Row]:
    return {key if row.item is None else str(row.item): row for key, row in keyed(rows).items()}  # type: ignore[arg-type]


def _by_standard(rows: Sequence[Row]) -> dict[str, Row]:
    """Rows under the national item they follow, wherever they stand now; the unit's own under their path."""
    return {str(row.standard) if row.standard else key: row for key, row in keyed(rows).items()}


def differences_from(
    base: Mapping[str, Row] | None, rows: Sequence[Row], *, by_standard: bool = False
) -> list[Difference]:
    """Every row with what became of it; without a base every row is new."""
    if base is None:
        return compare({}, keyed(rows))
    if by_standard:
        return compare(base, _by_standard(rows))
    if any(key.isdecimal() for key in base):
        return compare(base, _by_item(rows))
    return compare(base, keyed(rows))
