"""扣分和加分指标: each computed one turned red, amber and green by changing the facts, at what its row costs."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone

from disclosure.models import Attachment, DocumentEdition, StoredFile, private_storage
from disclosure.workflow import Status
from interpretation.models import PolicyAnswer
from interpretation.workflow import MessageStatus
from supervision.inspecting import bonuses, deductions, rules, scoring
from supervision.inspecting.visiting import Answer
from supervision.models import CheckIndicator, Light
from tests import inspections
from tests.inspections import Reader, column, facts, message, stands

HEAD = "".join(f'<meta name="{tag}" content="x">' for tag in deductions.SITE_TAGS) + "我为政府网站找错"
FORMS = ("/requests/apply/", "/messages/write/", "/participation/")


def judged(county, rule: str, now=None, **given) -> tuple[str, Decimal]:
    """The light and points of the indicator that this rule computes."""
    inspections.rules()
    indicator = CheckIndicator.objects.get(auto_rule=rule)
    found = rules.measure(rule, indicator.part, facts(county, now or timezone.now(), **given))
    return scoring.judged(indicator, found)


def pages(bad: int, good: int = 1) -> dict[str, Answer]:
    return {f"/{n}/": Answer(200, 0.1, "" if n < bad else HEAD) for n in range(bad + good)}


def links(county, dead: int) -> None:
    body = (
        "<p>"
        + "".join(f'<a href="/nowhere/{n}/">坏</a>' for n in range(dead))
        + '<a href="/help/">好</a></p>'
    )
    stands(county, body=body)


def files(county, lost: int) -> None:
    edition = stands(county, status=Status.DRAFT, published_at=None)
    for number in range(lost + 1):
        stored = StoredFile.objects.create(
            file=ContentFile(b"abc", f"{number}.txt"),
            sm3="0" * 64,
            size=3,
            mime="text/plain",
            extension="txt",
        )
        Attachment.objects.create(edition=edition, file=stored, name=f"附件{number}")
        if number:
            private_storage().delete(stored.file.name)
    DocumentEdition.objects.filter(pk=edition.pk).update(status=Status.PUBLISHED, published_at=timezone.now())


def late(county, number: int) -> None:
    for _ in range(number):
        message(county, timezone.localdate() - timedelta(days=20))


def agreed(county, hidden: int) -> None:
    today = timezone.localdate()
    for _ in range(hidden):
        message(
            county, today - timedelta(days=9), status=MessageStatus.ANSWERED, consent=True, answered_on=today,
            approved_by=county.head, prepared_by=county.clerk, answer="可以",
        )  # fmt: skip


CASES = {
    "dead_links": [(0, "green"), (1, "amber"), (40, "red")],
    "lost_files": [(0, "green"), (1, "amber"), (4, "red")],
    "in_time": [(0, "green"), (1, "amber"), (6, "red")],
    "shown_answers": [(0, "green"), (1, "amber"), (4, "red")],
}
FACTS = {"dead_links": links, "lost_files": files, "in_time": late, "shown_answers": agreed}


@pytest.mark.parametrize(
    ("rule", "number", "light"),
    [(rule, number, light) for rule, rows in CASES.items() for number, light in rows],
)
def test_faults_cost_points_until_none_are_left(county, rule, number, light):
    FACTS[rule](county, number)
    assert judged(county, rule)[0] == light


@pytest.mark.parametrize("rule", ["tags", "error_entry"])
@pytest.mark.parametrize(("bad", "light"), [(0, "green"), (1, "amber"), (4, "red")])
def test_pages_without_tags_or_the_entry_for_errors(county, rule, bad, light):
    assert judged(county, rule, visited=pages(bad))[0] == light


@pytest.mark.parametrize(("broken", "light"), [(0, "green"), (1, "amber"), (3, "red")])
def test_forms_that_do_not_open(county, broken, light):
    visited = {address: Answer(500 if place < broken else 200, 0.1) for place, address in enumerate(FORMS)}
    assert judged(county, "forms", visited=visited)[0] == light


@pytest.mark.parametrize(("missing", "light"), [(0, "green"), (1, "amber"), (4, "red")])
def test_what_the_foot_of_the_page_lacks(county, missing, light, monkeypatch):
    site = settings.SITE | dict.fromkeys(deductions.FOOT, "x") | {"id_code": "3799990001"}
    site |= dict.fromkeys([key for key in deductions.FOOT if key != "id_code"][:missing], "")
    monkeypatch.setattr(settings, "SITE", site)
    assert judged(county, "foot")[0] == light


def test_an_identification_code_has_ten_digits(county, monkeypatch):
    monkeypatch.setattr(settings, "SITE", settings.SITE | {"id_code": "379999"})
    found = deductions.foot(facts(county, timezone.now()))
    assert any("10位" in one.text for one in found.examples)


COLUMNS = {
    "news": [("news", "news", "news")],
    "notices": [("notices", "notices", "notice"), ("normative", "normative", "notice")],
    "explained": [("interpretations", "interpretations", "other"), ("answers", "answers", "other")],
}


@pytest.mark.parametrize(("rule", "light"), [("news", "red"), ("notices", "red"), ("explained", "red")])
def test_columns_that_are_empty_cost_all_points(county, rule, light):
    inspections.rules()  # the county's rules in full; nothing stands on the site
    assert judged(county, rule)[0] == light


@pytest.mark.parametrize(
    ("days", "normative", "light"), [(1, True, "green"), (1, False, "amber"), (200, True, "red")]
)
def test_notices_by_their_age(county, days, normative, light):
    at = timezone.now() - timedelta(days=days)
    stands(county, at=at, is_normative=normative)
    assert judged(county, "notices")[0] == light


def test_a_column_is_green_again_with_something_new(county):
    stands(county)
    assert judged(county, "news")[0] == "green"


def test_the_other_columns_each_cost_half_a_point(county):
    column("news")
    column("consultations", "consultations", "other")
    column("reports", "reports", "other")
    assert deductions.others(facts(county, timezone.now())).faults == 2


def test_every_unit_has_a_guide_or_costs_a_point(county):
    light, score = judged(county, "guides")
    assert light == "red"
    assert score == 0


def test_search_finds_a_known_title_or_not(county):
    made = stands(county)
    there = Reader(html=f'<a class="x" href="{made.get_absolute_url()}">低保</a>')
    assert judged(county, "search", reader=there)[0] == "green"
    assert judged(county, "search", reader=Reader())[0] == "red"


@pytest.mark.parametrize(("number", "light"), [(0, "red"), (5, "amber"), (20, "green")])
def test_policy_answers_earn_in_proportion(county, number, light, monkeypatch):
    monkeypatch.setattr(type(PolicyAnswer.objects.public()), "count", lambda _: number)
    assert judged(county, "answers")[0] == light


@pytest.mark.parametrize(("status", "light"), [(200, "green"), (404, "red")])
def test_open_data_earns_when_it_opens(county, status, light):
    assert judged(county, "open_data", reader=Reader(status=status))[0] == light


@pytest.mark.parametrize(("on", "light"), [(True, "green"), (False, "red")])
def test_ipv6_earns_when_it_is_stated(county, on, light, monkeypatch):
    monkeypatch.setattr(settings, "SITE", settings.SITE | {"ipv6": on})
    assert judged(county, "ipv6")[0] == light


def test_campaigns_of_a_year_earn_in_proportion(county):
    assert bonuses.campaigns(facts(county, timezone.now())).share == 0


# --- what the whole comes to ----------------------------------------------------------------------------------


class Line:
    def __init__(self, part, points, score, light="green"):
        self.part, self.points, self.light = part, Decimal(points), light
        self.score = None if score is None else Decimal(score)


BONUS = Line("bonus", 30, 20, "amber")


@pytest.mark.parametrize(
    ("lost", "part_two", "total", "passed"),
    [(0, 100, 120, True), (20, 80, 80, True), (40, 60, 60, True), (41, 59, 59, False)],
)
def test_below_sixty_fails_and_above_eighty_adds_the_bonus(lost, part_two, total, passed):
    score = scoring.total([Line("deduct", 100, 100 - lost, "amber"), BONUS])
    assert (score.part_two, score.total, score.passed) == (part_two, total, passed)


def test_one_veto_ends_it():
    score = scoring.total([Line("veto", 0, None, "red"), Line("deduct", 100, 100), BONUS])
    assert (score.passed, score.vetoes, score.total, score.part_two) == (False, 1, None, None)


def test_what_is_still_open_keeps_its_points_and_earns_no_bonus():
    score = scoring.total([Line("deduct", 100, None, Light.OPEN), Line("bonus", 30, None, Light.OPEN)])
    assert (score.part_two, score.bonus, score.still_open) == (100, 0, 2)
