"""自查: asked for, claimed by one worker, looked at outside any transaction, and written down at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localtime

from accounts.models import Organisation, OrganisationKind, User
from accounts.policies import Refused, require
from audit.actions import record
from supervision.actions.stepping import required
from supervision.inspecting import gathering, rules, scoring
from supervision.inspecting.gathering import Facts
from supervision.inspection_policies import may_inspect, may_judge
from supervision.models import CheckIndicator, Inspection, InspectionLine, Light, Part
from supervision.models.inspection import STALE

logger = logging.getLogger(__name__)
ARTICLE: Final = "国办秘函〔2019〕19号"
REMEMBERED: Final = timedelta(
    days=92
)  # checks are quarterly: what was looked at within a quarter need not be again
EVERY: Final = timedelta(days=6, hours=20)  # by the clock: once a week, in the night
State = Inspection.State
COPIED: Final = (
    "position",
    "code",
    "part",
    "group",
    "name",
    "points",
    "per_fault",
    "rule_text",
    "auto_rule",
    "verified",
)


@transaction.atomic
def ask_for(county: Organisation, *, by: User | None, at: datetime) -> Inspection:
    """发起自查, by hand or by the clock (`by` None). One at a time."""
    if by is not None:
        require(may_inspect(by, county))
    Organisation.objects.select_for_update(of=("self",)).get(pk=county.pk)
    if Inspection.objects.unfinished().filter(county=county).exists():
        raise Refused("已有一次自查正在进行，请等它完成。")
    on = localtime(at).date()
    if not CheckIndicator.objects.in_force(on).exists():
        raise Refused("还没有载入检查指标，请先运行 load_inspection_rules。")
    made = Inspection.objects.create(county=county, on=on, asked_by=by, asked_at=at)
    record(by, "inspection.asked_for", made, article=ARTICLE, organisation=county)
    return made


def ask_for_all(*, at: datetime, every: timedelta = timedelta(0)) -> list[Inspection]:
    """By the clock: every county of this portal that is not being looked at, and was not within `every`."""
    counties = Organisation.objects.active().filter(kind=OrganisationKind.COUNTY_GOVERNMENT)
    lately = Inspection.objects.filter(asked_at__gt=at - every).values("county")
    made = []
    for county in counties.exclude(pk__in=lately):
        try:
            made.append(ask_for(county, by=None, at=at))
        except Refused as refusal:
            logger.info("no inspection of %s: %s", county.pk, refusal)
    return made


@transaction.atomic
def claim(pk: int, *, at: datetime) -> Inspection | None:
    """The inspection for this worker alone; None where another has it or it is over."""
    found = Inspection.objects.select_for_update(of=("self",)).filter(pk=pk).left_behind(at - STALE).first()
    if found is None:
        return None
    found.state, found.started_at = State.RUNNING, at
    found.save(update_fields=["state", "started_at"])
    return found


def carry_out(
    pk: int, *, at: datetime, gather: Callable[[int, datetime], Facts] = gathering.gather
) -> Inspection | None:
    """Look at everything and write the lines. A failure is written too, so that nobody waits for ever."""
    claimed = claim(pk, at=at)
    if claimed is None:
        return None
    try:
        facts = gather(claimed.county_id, at)
        lines = [_line(claimed, indicator, facts) for indicator in CheckIndicator.objects.in_force(facts.on)]
        return finish(claimed, lines, facts)
    except Exception as error:
        logger.exception("inspection %s failed", pk)
        return fail(claimed, f"检查中断：{type(error).__name__}")


def _line(inspection: Inspection, indicator: CheckIndicator, facts: Facts) -> InspectionLine:
    found = rules.measure(indicator.auto_rule, indicator.part, facts)
    light, score = scoring.judged(indicator, found)
    return InspectionLine(
        inspection=inspection, light=light, score=score, faults=found.faults, said=found.said[:500], asks=found.asks,
        evidence=[one.as_json() for one in found.examples], **{name: getattr(indicator, name) for name in COPIED},
    )  # fmt: skip


@transaction.atomic
def finish(inspection: Inspection, lines: list[InspectionLine], facts: Facts) -> Inspection:
    """The lines, what they come to, and the record, all or nothing; a worker that lost its claim writes nothing."""
    locked = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    if locked.state != State.RUNNING or locked.started_at != inspection.started_at:
        return locked
    _remember(locked, lines)
    InspectionLine.objects.bulk_create(lines)
    locked.state, locked.finished_at = State.DONE, timezone.now()
    locked.pages, locked.links, locked.on = facts.swept.pages, facts.book.checked, facts.on
    _reckon(locked, lines)
    locked.save()
    record(locked.asked_by, "inspection.done", locked, article=ARTICLE, organisation=locked.county, passed=locked.passed,
           vetoes=locked.vetoes, total=None if locked.total is None else str(locked.total))  # fmt: skip
    return locked


@transaction.atomic
def fail(inspection: Inspection, reason: str) -> Inspection:
    locked = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    if locked.state == State.RUNNING and locked.started_at == inspection.started_at:
        locked.state, locked.error = State.FAILED, reason[:300]
        locked.save(update_fields=["state", "error"])
        record(
            locked.asked_by,
            "inspection.failed",
            locked,
            article=ARTICLE,
            organisation=locked.county,
            reason=reason,
        )
    return locked


def _remember(inspection: Inspection, lines: Iterable[InspectionLine]) -> None:
    """What a person said of the same rule and the same evidence within a quarter is taken over, with name and day."""
    since = inspection.on - REMEMBERED
    judged = InspectionLine.objects.judged_since(since).filter(inspection__county=inspection.county_id)
    earlier: dict[str, InspectionLine] = {}
    for line in judged:
        earlier.setdefault(line.code, line)
    for line in lines:
        old = earlier.get(line.code)
        if old is None or not line.asks or (old.rule_text, old.evidence) != (line.rule_text, line.evidence):
            continue
        if old.points == line.points:
            for name in ("light", "score", "judged_by_id", "judged_on", "judged_note"):
                setattr(line, name, getattr(old, name))


def _reckon(inspection: Inspection, lines: Iterable[InspectionLine]) -> None:
    score = scoring.total(lines)
    inspection.vetoes, inspection.still_open, inspection.passed = score.vetoes, score.still_open, score.passed
    inspection.part_two, inspection.bonus, inspection.total = score.part_two, score.bonus, score.total


def newest(county: int) -> Inspection | None:
    return Inspection.objects.done().filter(county=county).order_by("-finished_at", "-pk").first()


@transaction.atomic
def judge(
    line: InspectionLine, *, by: User, on: date, note: str, light: str = "", score: Decimal | None = None
) -> InspectionLine:
    """人工核对: a veto gets a light, the others points; the whole is reckoned anew."""
    inspection = (
        Inspection.objects.select_for_update(of=("self",)).select_related("county").get(pk=line.inspection_id)
    )
    line = InspectionLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    line.inspection = inspection
    require(may_judge(by, line, newest(inspection.county_id)))
    line.judged_note = required(note, "请写明核对的情况。")[:500]
    if line.part == Part.VETO:
        if light not in (Light.RED, Light.AMBER, Light.GREEN):
            raise Refused("请选择核对的结论。")
        line.light = light
    else:
        if score is None or not 0 <= score <= line.points:
            raise Refused(f"得分应在0至{line.points}之间。")
        line.score = scoring.tenth(score)
        line.light = scoring.light_of(line.score, line.points)
    line.judged_by, line.judged_on = by, on
    line.save(update_fields=["light", "score", "judged_by", "judged_on", "judged_note"])
    _reckon(inspection, inspection.lines.all())
    inspection.save()
    record(by, "inspection.judged", inspection, article=ARTICLE, organisation=inspection.county, line=line.code,
           light=line.light, note=line.judged_note)  # fmt: skip
    return line
