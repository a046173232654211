"""Every gauge of the evaluation and every rule of the self-inspection turned red, amber and green by changing facts.

One table each. An indicator without its three rows fails; where one light cannot be (one fault costs all points, a unit has
the thing or has it not), the row says so and the test shows that it is so. The measures by unit are in `test_measures`,
`test_training` and `test_planning`, which a test here holds against their list.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation
from catalog.workflow import Status as CatalogStatus
from disclosure.models import DocumentEdition, Guide
from disclosure.policies import PUBLISHERS
from interpretation.models import PolicyAnswer
from interpretation.workflow import Form
from supervision.inspecting import rules, scoring
from supervision.inspecting.visiting import Answer
from supervision.measures import MEASURES
from supervision.measuring import GAUGES, Fact
from supervision.models import CheckIndicator, SiteColumn
from supervision.scoring import colour_of
from tests import documents, factories, inspections, villages
from tests.evaluations import scheme
from tests.factories import ON, County
from tests.inspections import Reader, stands
from tests.participation import made as taking_part
from tests.supervision import test_measuring as measuring
from tests.supervision.test_measuring import CASES, Case, fact
from village.models import BoardItem, Comparison
from village.workflow import Status as VillageStatus

pytestmark = pytest.mark.django_db
Make = Callable[[County], object]


def many(make: Make, number: int) -> Make:
    """The same facts so many times."""

    def made(county: County) -> None:
        for _ in range(number):
            make(county)

    return made


def both(*makes: Make) -> Make:
    def made(county: County) -> None:
        for make in makes:
            make(county)

    return made


def share(code: str, right: int, wrong: int = 1) -> Make:
    """So many right ones to so many wrong ones, by the facts `test_measuring` knows."""
    return both(many(CASES[code].wrong, wrong), many(CASES[code].right, right))


# --- the gauges of the evaluation ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Never:
    """Why a light cannot be: the test shows it."""

    why: str


ONE = Never("一个单位有或者没有，不会有一部分")


@dataclass(frozen=True)
class Lights:
    red: Make
    amber: Make | Never
    green: Make
    unit: str = "department"
    on: date = ON


def _items(number: int) -> Make:
    def made(county: County) -> None:
        documents.published_catalog(county)
        for place in range(number):
            documents.document(county, state=measuring.PUBLISHED, items=[documents.item(county, place=place)])

    return made


def _documents(right: int, wrong: int) -> Make:
    def made(county: County) -> None:
        for place in range(right):
            measuring._document(county, doc_number=f"青民发〔2026〕{20 + place}号")
        for place in range(wrong):
            measuring._document(
                county, formed_on=date(2025, 6, 2), doc_number=f"青民发〔2026〕{50 + place}号"
            )

    return made


def _described(right: int, wrong: int) -> Make:
    def made(county: County) -> None:
        if right:
            whole = measuring._whole(county)
            for place in range(1, right):
                measuring._document(
                    county,
                    topic_id=whole.topic_id,
                    keywords="低保;标准",
                    doc_number=f"青民发〔2026〕{20 + place}号",
                )
        many(measuring._document, wrong)(county)

    return made


def _editions(current: int, old: int) -> Make:
    """Published ones of as many domains, some of them three years ago."""

    def made(county: County) -> None:
        for place in range(current + old):
            domain = factories.domain(f"领域{place}")
            factories.duty(domain, county.department, county.city_department)
            at = timezone.now() - timedelta(days=1100 if place >= current else 0)
            with mock.patch("django.utils.timezone.now", return_value=at):
                factories.edition(county, state=CatalogStatus.PUBLISHED, domain=domain)

    return made


def _boarded(county: County, number: int, published: int) -> list[BoardItem]:
    """Of so many matters of the village that were due, the first ones published by the acts."""
    villages.due(county)
    waiting = [
        one for one in BoardItem.objects.waiting().order_by("due_on", "pk") if not one.matter.is_ledger
    ][:number]
    BoardItem.objects.exclude(pk__in=[one.pk for one in waiting]).delete()
    for place, one in enumerate(waiting):
        late = timedelta(days=0 if place < published else 9)
        BoardItem.objects.filter(pk=one.pk).update(due_on=ON - late)
    for one in waiting[:published]:
        one.refresh_from_db()
        villages.advance(county, one, VillageStatus.PUBLISHED)
    return waiting[:published]


def _boards(published: int) -> Make:
    return lambda county: _boarded(county, 6, published)


def _mirrored(equal: int, different: int) -> Make:
    def made(county: County) -> None:
        for place, one in enumerate(_boarded(county, equal + different, equal + different)):
            outcome = "equal" if place < equal else "different"
            Comparison.objects.create(item=one, outcome=outcome, checked_on=ON)

    return made


def plain(code: str, amber: Make | Never, green: Make | None = None) -> Lights:
    """Red and green as `test_measuring` has them."""
    case: Case = CASES[code]
    return Lights(case.wrong, amber, green or case.right, case.unit, case.on)


GAUGED: dict[str, Lights] = {
    "items_filled": Lights(documents.published_catalog, _items(4), _items(5)),
    "published_in_time": Lights(_documents(0, 1), _documents(5, 1), _documents(1, 0)),
    "metadata_complete": Lights(_described(0, 1), _described(5, 1), _described(1, 0)),
    "validity_marked": plain("validity_marked", share("validity_marked", 5)),
    "guide_fresh": plain("guide_fresh", ONE),
    "interpreted": plain("interpreted", share("interpreted", 5)),
    "interpreted_in_time": plain("interpreted_in_time", share("interpreted_in_time", 5)),
    "beyond_text": plain("beyond_text", share("beyond_text", 1)),
    "replies_in_time": plain("replies_in_time", share("replies_in_time", 14)),
    "reply_days": plain("reply_days", measuring._replied_after(18)),
    "corrections_in_time": plain("corrections_in_time", share("corrections_in_time", 14)),
    "letters_complete": plain("letters_complete", share("letters_complete", 14)),
    "not_corrected": plain("not_corrected", share("not_corrected", 5)),
    "messages_in_time": plain("messages_in_time", share("messages_in_time", 9)),
    "satisfaction": plain("satisfaction", measuring._rated(4)),
    "drafts_open": plain("drafts_open", share("drafts_open", 5)),
    "feedback_published": plain("feedback_published", share("feedback_published", 5)),
    "editions_current": Lights(_editions(0, 2), _editions(4, 1), _editions(2, 0), on=timezone.localdate()),
    "villages_in_time": Lights(_boards(0), _boards(5), _boards(6), "township"),
    "villages_equal": Lights(_mirrored(0, 1), _mirrored(5, 1), _mirrored(1, 0), "township"),
    "orders_in_time": plain("orders_in_time", share("orders_in_time", 5)),
    "complaints_unfounded": plain("complaints_unfounded", share("complaints_unfounded", 2)),
    "trained": plain("trained", share("trained", 2)),
    "report_in_time": plain("report_in_time", ONE),
}  # fmt: skip


def test_every_gauge_has_its_three_rows():
    assert set(GAUGED) == set(GAUGES)


@pytest.mark.parametrize("light", ["red", "amber", "green"])
@pytest.mark.parametrize("code", GAUGED)
def test_a_gauge_is_red_amber_and_green_by_its_facts(county, code, light):
    row = GAUGED[code]
    indicator = scheme(county).indicators.get(measure=code)
    shown = {name: str(getattr(indicator, name)) for name in ("points", "full", "zero")} | {
        "per": GAUGES[code].per
    }

    def colour(found: Fact) -> str:
        return colour_of({"indicator": shown, **found.as_json()})

    make = getattr(row, light)
    if isinstance(make, Never):
        row.green(county)
        found = fact(county, code, Case(row.red, row.green, row.unit, row.on))
        assert (found.number, found.of) == (1, 1), make.why
        return
    make(county)
    found = fact(county, code, Case(row.red, row.green, row.unit, row.on))
    assert colour(found) == light, found


# --- the rules of the self-inspection --------------------------------------------------------------------------------

AT_ONCE = Never("一处就扣完全部分值，或者一次得到全部分值")
BY_A_PERSON = Never("系统只数出来，好坏由人核对")
COMPLETE = {
    "office_name": "办公室", "address": "人民路1号", "office_hours": "9至17时", "phone": "0379-1", "email": "a@b.example",
    "classification": "按领域", "arrangement": "按目录", "retrieval": "网站", "complaint_body": "县府办", "complaint_contact": "0379-2",
}  # fmt: skip
# Those whose three lights stand in a table of their own, and where.
ELSEWHERE = {
    "test_vetoes": ("wording", "secrets", "forged", "reachable", "home", "kept_up", "answered"),
    "test_deductions": ("dead_links", "lost_files", "in_time", "shown_answers", "tags", "error_entry", "forms", "foot", "notices", "answers"),
}  # fmt: skip


def _guides(missing: int, blank: int = 0) -> Make:
    """Every unit but so many has a guide in force; so many things in them are not filled in."""

    def made(county: County) -> None:
        units = list(Organisation.objects.active().filter(kind__in=PUBLISHERS).order_by("tree_id", "lft"))
        left = blank
        for unit in units[: len(units) - missing]:
            guide = Guide(unit=unit, status="published", content_hash="x", approved_hash="x", started_by=county.clerk,
                          published_at=timezone.now(), **COMPLETE)  # fmt: skip
            for name in ("office_name", "address", "office_hours", "phone") if left else ():
                setattr(guide, name, "")
            left = max(left - 4, 0)
            guide.save()

    return made


def _columns(*sources: str) -> Make:
    """Columns of the others, all without content."""
    return lambda county: [inspections.column(f"c{n}", source, "other") for n, source in enumerate(sources)]


def _explained(answers: int, materials: int) -> Make:
    """Answers that rest on a document in force, and explanations of documents."""

    def made(county: County) -> None:
        for _ in range(answers):
            document = stands(county, validity="in_force").document
            now = timezone.now()
            one = PolicyAnswer.objects.create(
                unit=county.department, question="低保怎么申请？", answer="到乡镇申请。", status="published", content_hash="x",
                approved_hash="x", approved_by=county.head, published_at=now, prepared_by=county.clerk, confirmed_at=now,
            )  # fmt: skip
            one.documents.add(document)
        for _ in range(materials):
            measuring._material(Form.TEXT)(county)

    return made


def _campaigned(number: int) -> Make:
    def made(county: County) -> None:
        for _ in range(number):
            one = taking_part.consultation(county)
            type(one).objects.filter(pk=one.pk).update(published_at=timezone.now())

    return made


class Half(Reader):
    """One of the two pages of open data answers."""

    def ask(self, address: str) -> Answer:
        found = super().ask(address)
        return found if address == reverse("data:index") else Answer(404, 0.1, "")


def _ipv6(on: bool) -> dict[str, object]:
    return settings.SITE | {"ipv6": on}


@dataclass(frozen=True)
class Rule:
    """Facts for each light; `later`: so many days on; a reader or a setting where the facts are not in the database."""

    red: Make
    amber: Make | Never
    green: Make
    later: int = 0
    readers: tuple[type[Reader], ...] = ()
    sites: tuple[dict[str, object], ...] = ()


def nothing(county: County) -> None:
    """The facts are elsewhere: in what a page answers, in a setting."""


def _found(county: County) -> None:
    stands(county)


class Finds(Reader):
    def ask(self, address: str) -> Answer:
        newest = DocumentEdition.objects.readable().first()
        html = f'<a href="{newest.get_absolute_url()}">低保</a>' if newest else ""
        return Answer(200, 0.1, html)


class Fails(Reader):
    def ask(self, address: str) -> Answer:
        return Answer(404, 0.1, "")


READ: dict[str, Rule] = {
    "guides": Rule(_guides(4), _guides(1), _guides(0)),
    "offices": Rule(_guides(0, blank=8), _guides(0, blank=4), _guides(0)),
    "news": Rule(nothing, AT_ONCE, _found),
    "explained": Rule(nothing, _explained(1, 0), _explained(1, 1)),
    "others": Rule(_columns(*("consultations",) * 6), _columns("consultations"), _campaigned(1)),
    "linked": Rule(many(measuring._planned, 4), many(measuring._planned, 1), _found, later=30),
    "results": Rule(many(taking_part.consultation, 3), many(taking_part.consultation, 1), nothing, later=400),
    "search": Rule(_found, AT_ONCE, _found, readers=(Fails, Finds)),
    "open_data": Rule(nothing, nothing, nothing, readers=(Fails, Half, Reader)),
    "campaigns": Rule(nothing, _campaigned(2), _campaigned(6)),
    "ipv6": Rule(nothing, AT_ONCE, nothing, sites=(_ipv6(on=False), _ipv6(on=True))),
}  # fmt: skip


def test_every_rule_has_its_rows_here_or_in_a_table_of_its_own():
    named = [rule for own in ELSEWHERE.values() for rule in own]
    assert sorted([*READ, *named, "outbound"]) == sorted(rules.RULES)  # outbound: BY_A_PERSON, see below
    here = Path(__file__).parent
    for name, own in ELSEWHERE.items():
        text = (here / f"{name}.py").read_text(encoding="utf-8")
        assert all(f'"{rule}"' in text for rule in own), name


@pytest.mark.parametrize("light", ["red", "amber", "green"])
@pytest.mark.parametrize("code", READ)
def test_a_rule_is_red_amber_and_green_by_its_facts(county, code, light, monkeypatch):
    row = READ[code]
    inspections.rules()
    indicator = CheckIndicator.objects.get(auto_rule=code)
    make = getattr(row, light)
    lights = [one for one in ("red", "amber", "green") if not isinstance(getattr(row, one), Never)]
    if isinstance(make, Never):
        assert indicator.per_fault >= indicator.points or indicator.part == "bonus", make.why
        return
    place = lights.index(light)
    if code == "others":
        SiteColumn.objects.all().delete()
    if row.sites:
        monkeypatch.setattr(settings, "SITE", row.sites[place])
    make(county)
    if code == "others" and light == "green":
        inspections.column("news", "news", "news")
    now = timezone.now() + timedelta(days=row.later)
    reader = row.readers[place]() if row.readers else None
    found = rules.measure(code, indicator.part, inspections.facts(county, now, reader=reader))
    assert scoring.judged(indicator, found)[0] == light, found


def test_what_a_person_has_to_look_at_is_counted_and_left_open(county):
    """outbound: hosts that are no government's are open until somebody has judged them, none is green."""
    inspections.rules()
    indicator = CheckIndicator.objects.get(auto_rule="outbound")

    def light() -> str:
        found = rules.measure("outbound", indicator.part, inspections.facts(county, timezone.now()))
        return scoring.judged(indicator, found)[0]

    assert light() == "green"
    stands(county, body='<p><a href="https://shop.example.com/">店</a></p>')
    assert light() == "open", BY_A_PERSON.why


# --- the measures by unit --------------------------------------------------------------------------------------------


def test_every_measure_is_turned_in_a_test_of_its_own():
    """`levels(county, key, …)` or `tally(key, …)` with the three colours; service names have no amber: nothing runs out."""
    here = Path(__file__).parent
    text = "".join(
        (here / f"test_{name}.py").read_text(encoding="utf-8")
        for name in ("measures", "training", "planning")
    )
    for measure in MEASURES:
        asked = re.findall(rf'(?:levels\(county, |tally\()"{measure.key}"', text)
        assert asked, measure.key
        assert bool(measure.amber) is (measure.key != "names")
