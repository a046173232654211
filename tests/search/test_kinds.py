"""Every kind of thing: found on the next request after it was published, gone on the next one after it was withdrawn.

Gone also while the index still has it; and after any walk through the acts `reindex --check` finds nothing to put right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.actions import save_organisation
from disclosure.actions import guiding, lifecycle, releasing
from disclosure.actions.drafting import RelationTo
from disclosure.models import Withdrawal
from disclosure.workflow import Status as DocumentStatus
from interpretation.actions import answering, pieces
from interpretation.actions import releasing as materials
from interpretation.workflow import Form
from interpretation.workflow import Status as MaterialStatus
from participation.actions import deciding as matters
from participation.actions import gathering as gatherings
from participation.actions import publishing
from search import actions, index
from search.models import Entry
from search.sources import labels
from tests import documents, interpretations, reports, villages
from tests.factories import ON, County
from tests.open import made as guides
from tests.participation import made as participation
from tests.supervision.test_experiences import article
from village.actions import boarding, deciding
from village.models import BoardItem
from village.workflow import Status as BoardStatus

pytestmark = pytest.mark.django_db
PAGE = "/search"


def found(client, kind: str, query: str) -> list[Entry]:
    response = client.get(PAGE, {"q": query, "kind": kind})
    return [row.entry for row in response.context["results"]]


@dataclass(frozen=True)
class Way:
    """How a thing of a kind becomes public and ceases to be, and a word of what its page shows."""

    kind: str
    word: str
    publish: Callable[[County], Any]
    withdraw: Callable[[County, Any], object]


def _withdraw_piece(county: County, made: Any) -> object:
    return pieces.withdraw(made, by=county.head, reason="内容有误")


def _withdraw_thing(county: County, made: Any) -> object:
    return publishing.withdraw(made, by=county.head, at=participation.AFTER, reason="内容有误")


WAYS = (
    Way("interpretation", "补发", interpretations.material,
        lambda county, made: materials.withdraw(made, by=county.head, on=ON, reason="内容有误")),
    Way("answer", "便民服务中心", interpretations.answer, _withdraw_piece),
    Way("concern", "没有停发", lambda county: interpretations.entry(county, interpretations.concern(county)), _withdraw_piece),
    Way("event", "清溪社区", interpretations.event, _withdraw_piece),
    Way("message", "家里有老人", lambda county: interpretations.message(county, state="answered"),
        lambda county, made: answering.hide(made, by=county.head, on=ON, reason="本人要求")),
    Way("consultation", "遛犬应当拴绳", participation.consultation, _withdraw_thing),
    Way("survey", "最想改进什么", participation.survey, _withdraw_thing),
    Way("gathering", "供热价格听证会", participation.gathering, _withdraw_thing),
    Way("matter", "集中供热价格", participation.catalogue, _withdraw_thing),
    Way("board", "本季度名单", lambda county: villages.item(county, state=BoardStatus.PUBLISHED),
        lambda county, made: deciding.withdraw(made, by=county.village_officer, on=ON, reason="数字有误")),
)  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.kind)
def test_published_is_found_and_withdrawn_is_gone_on_the_next_request(client, county, way):
    index.rebuild()
    assert not found(client, way.kind, way.word)
    made = way.publish(county)
    (entry,) = found(client, way.kind, way.word)
    assert entry.unit_name
    assert client.get(entry.url).status_code == 200
    assert entry.title in client.get(entry.url).content.decode()
    way.withdraw(county, made)
    assert not found(client, way.kind, way.word)
    assert client.get(entry.url).status_code in {404, 410}
    assert Entry.objects.get(pk=entry.pk).text == ""
    assert {one.kind for one in actions.differences()} <= {"service"}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.kind)
def test_gone_at_once_although_entry_and_index_still_have_it(client, county, way, monkeypatch):
    """What is shown is the owning app's word, whatever a lagging index and a forgetful act left behind."""
    made = way.publish(county)
    index.rebuild()
    assert found(client, way.kind, way.word)
    monkeypatch.setattr(actions, "refresh", lambda *_: None)
    way.withdraw(county, made)
    assert Entry.objects.filter(kind=way.kind, visible=True, text__contains=way.word).exists()
    assert not found(client, way.kind, way.word)
    assert way.kind in {one.kind for one in actions.differences()}


def test_every_kind_of_the_site_is_known():
    assert list(labels()) == [
        "document", "interpretation", "answer", "item", "unit", "village", "guide", "report", "service",
        "consultation", "survey", "gathering", "matter", "message", "concern", "event", "experience", "board",
    ]  # fmt: skip


# --- what hangs on a document ------------------------------------------------------------------------------------


def test_an_interpretation_goes_and_comes_with_its_document(client, county):
    edition = documents.document(county, state=DocumentStatus.PUBLISHED)
    interpretations.material(county, edition)
    interpretations.answer(county, edition)
    assert found(client, "interpretation", "补发")
    assert found(client, "answer", "便民服务中心")
    releasing.withdraw(edition, by=county.head, reason="有误", behaviour=Withdrawal.Behaviour.GONE)
    assert not found(client, "interpretation", "补发")
    assert not found(client, "answer", "便民服务中心")
    assert not Entry.objects.filter(kind__in=("interpretation", "answer"), visible=True).exists()
    releasing.restore(edition, by=county.head2, reason="核对无误")
    assert found(client, "interpretation", "补发")
    assert found(client, "answer", "便民服务中心")
    assert {one.kind for one in actions.differences()} <= {"service"}


def test_a_repealed_document_puts_its_interpretation_out_of_force_and_withholds_its_answers(client, county):
    edition = documents.document(county, state=DocumentStatus.PUBLISHED)
    interpretations.material(county, edition)
    interpretations.answer(county, edition)
    documents.document(
        county, state=DocumentStatus.PUBLISHED, title="新通知", doc_number="青民发〔2026〕44号",
        relations=[RelationTo("repeals", target=edition.document_id)],
    )  # fmt: skip
    (entry,) = found(client, "interpretation", "补发")
    assert (entry.in_force, entry.status) == (False, "所解读的文件已失效")
    assert not found(client, "answer", "便民服务中心")
    assert {one.kind for one in actions.differences()} <= {"service"}


def test_an_answer_confirmed_anew_is_found_again(client, county):
    edition = documents.document(county, state=DocumentStatus.PUBLISHED, valid_until=ON.replace(year=2027))
    made = interpretations.answer(county, edition)
    documents.document(
        county, state=DocumentStatus.PUBLISHED, title="修改通知", doc_number="青民发〔2026〕45号",
        relations=[RelationTo("modifies", target=edition.document_id)],
    )  # fmt: skip
    assert not found(client, "answer", "便民服务中心")
    pieces.confirm(made, by=county.head, on=ON)
    assert found(client, "answer", "便民服务中心")
    lifecycle.expire(edition, by=None, on=ON.replace(year=2028))
    assert not found(client, "answer", "便民服务中心")
    assert {one.kind for one in actions.differences()} <= {"service"}


def test_a_new_edition_of_an_interpretation_takes_the_place_of_the_old(client, county):
    interpretations.material(county, state=MaterialStatus.SUPERSEDED)
    assert len(found(client, "interpretation", "补发")) == 1
    assert {one.kind for one in actions.differences()} <= {"service"}


# --- what is added to a thing ---------------------------------------------------------------------------------------


def test_feedback_makes_a_consultation_found_by_what_became_of_the_opinions(client, county):
    made = participation.consultation(county)
    assert not found(client, "consultation", "在法定幅度内")
    feedback = participation.settled(county, made)
    (entry,) = found(client, "consultation", "在法定幅度内")
    assert entry.status == "已反馈"
    publishing.withdraw(feedback, by=county.head, at=participation.AFTER, reason="有误")
    assert not found(client, "consultation", "在法定幅度内")
    assert found(client, "consultation", "遛犬")
    assert {one.kind for one in actions.differences()} <= {"service"}


def test_opinions_and_participants_are_not_found_by_their_words_or_names(client, county):
    made = participation.consultation(county, opinions=0)
    participation.opinion(made, text="麒麟巷子晚上太吵", name="欧阳清源")
    participation.settled(county, made)
    gathering = participation.gathering(county)
    participation.sign_up(gathering, 1)
    gathering = gatherings.draw(gathering, by=county.clerk, seed="123", at=participation.AFTER)
    gatherings.publish_participants(gathering, by=county.clerk, at=participation.AFTER)
    for word in ("麒麟巷子", "欧阳清源", "欧阳", "张1号"):
        assert not Entry.objects.filter(text__contains=word).exists(), word
    assert {one.kind for one in actions.differences()} <= {"service"}


def test_a_meeting_is_found_by_its_report_once_that_is_published(client, county):
    made = participation.gathering(county, kind="symposium")
    values = {"record": "<p>各方陈述。</p>", "is_signed": True, "text": "<p>采纳了分档计价的意见。</p>"}
    report = gatherings.write_report(made, values, by=county.clerk)
    assert not found(client, "gathering", "分档计价")
    participation.released(county, report, at=participation.HEARING.replace(month=6))
    assert found(client, "gathering", "分档计价")
    assert {one.kind for one in actions.differences()} <= {"service"}


def test_a_matter_is_found_as_the_newest_catalogue_names_it(client, county):
    first = participation.catalogue(county)
    newer = matters.adjust(first, by=county.clerk, note="名称调整")
    lines = [
        matters.Entry("城区集中供暖价格", county.department, "10月底", matter=one.matter)
        for one in first.entries.filter(title="集中供热价格").select_related("matter")
    ]
    newer = participation.released(county, matters.write_entries(newer, lines, by=county.clerk))
    assert [one.title for one in found(client, "matter", "集中供暖")] == ["城区集中供暖价格"]
    assert found(client, "matter", "养犬")  # still named by the first version, which stays public
    publishing.withdraw(newer, by=county.head, at=participation.AFTER, reason="有误")
    assert [one.title for one in found(client, "matter", "集中供热")] == ["集中供热价格"]
    assert {one.kind for one in actions.differences()} <= {"service"}


def test_a_concern_is_found_by_each_thing_said_about_it(client, county):
    about = interpretations.concern(county)
    first = interpretations.entry(county, about)
    interpretations.entry(county, about, kind="statement", text="今年低保资金已全部到位。")
    assert len(found(client, "concern", "已全部到位")) == 1
    pieces.rework(first, by=county.clerk, reason="补充数字")
    assert not found(client, "concern", "按月发放")
    assert found(client, "concern", "已全部到位")
    assert {one.kind for one in actions.differences()} <= {"service"}


# --- what a row says -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "badge", "words"),
    [
        (participation.moment(3, 1), "provisional", "3月2日09:00开始"),
        (participation.OPEN, "valid", "征集中，4月2日17:00截止"),
        (participation.CLOSES, "valid", "征集中，4月2日17:00截止"),
        (participation.AFTER, "plain", "已截止"),
        (participation.moment(1, 5, year=2025), "provisional", "2026年3月2日09:00开始"),
    ],
)
def test_a_row_says_until_when_one_may_take_part(client, county, monkeypatch, at, badge, words):
    made = participation.consultation(county)
    monkeypatch.setattr(timezone, "now", lambda: at)
    response = client.get(PAGE, {"q": made.title})
    (row,) = response.context["results"]
    assert (row.badge, row.state, row.kind, row.unit) == (badge, words, "征求意见", county.department.label)
    assert words in response.content.decode()


def test_a_row_says_what_became_of_it_and_what_form_it_has(client, county, monkeypatch):
    participation.consultation(county, state="settled")
    interpretations.material(county, form=Form.GRAPHIC)
    interpretations.event(county)
    interpretations.message(county, state="answered")
    monkeypatch.setattr(timezone, "now", lambda: participation.AFTER)
    said = {}
    for word in ("养犬", "低保标准怎么调", "政策进社区", "家里有老人"):
        (row,) = client.get(PAGE, {"q": word}).context["results"]
        said[row.kind] = (row.badge, row.state, row.form)
    assert said == {
        "征求意见": ("done", "已反馈", ""),
        "政策解读": ("", "", "图表图解"),
        "政策宣讲": ("done", "已举行", ""),
        "留言答复": ("done", "已答复", "政策咨询"),
    }


def test_kinds_are_counted_and_chosen_one_by_one(client, county):
    """The facet has every kind that is found, with its number."""
    for way in WAYS:
        way.publish(county)
    response = client.get(PAGE, {"unit": county.department.pk})
    facet = next(one for one in response.context["facets"] if one.name == "kind")
    counts = {option.label: option.number for option in (*facet.options, *facet.more)}
    assert sum(counts.values()) == response.context["total"]
    for kind in (
        "政策解读",
        "政策问答",
        "回应关切",
        "政策宣讲",
        "留言答复",
        "征求意见",
        "调查投票",
        "听证会和会议",
    ):
        assert counts[kind] == 1, kind
    assert counts["重大决策事项"] == 2


# --- guides, reports, villages ------------------------------------------------------------------------------------------


def test_the_guide_in_force_is_found(client, county):
    guides.guide_in_force(county)
    (entry,) = found(client, "guide", "清溪路7号")
    assert client.get(entry.url).status_code == 200
    newer = guides.submitted(county, address="清溪路99号")
    guiding.approve_guide(newer, by=county.head, seen=newer.content_hash, at=participation.AFTER)
    assert found(client, "guide", "清溪路99号") == [entry]
    assert not found(client, "guide", "清溪路7号")
    assert {one.kind for one in actions.differences()} <= {"service"}


def test_a_report_is_found_once_it_is_signed(client, county):
    reports.report(county, state="submitted")
    assert not found(client, "report", "及时答复申请")
    reports.report(county, unit=county.township, state="published")
    (entry,) = found(client, "report", "及时答复申请")
    assert client.get(entry.url).status_code == 200
    assert {one.kind for one in actions.differences()} <= {"service"}


def test_a_village_in_use_is_found_and_with_it_goes_its_board(client, county):
    village = county.village
    villages.item(county, state=BoardStatus.PUBLISHED)
    (entry,) = found(client, "village", village.name)
    assert client.get(entry.url).status_code == 200
    village.is_active = False
    save_organisation(village, by=None)
    assert not found(client, "village", village.name)
    assert not found(client, "board", "本季度名单")
    assert not Entry.objects.filter(kind__in=("village", "board"), visible=True).exists()
    village.is_active = True
    save_organisation(village, by=None)
    assert found(client, "board", "本季度名单")
    assert {one.kind for one in actions.differences()} <= {"service"}


def test_what_a_unit_publishes_is_found_under_its_new_name(client, county):
    for way in WAYS:
        way.publish(county)
    guides.guide_in_force(county)
    reports.report(county, state="published")
    for unit, name in ((county.department, "青岚县民政和老龄局"), (county.township, "青岚县新河镇人民政府")):
        unit.name = name
        save_organisation(unit, by=None)
    assert {one.kind for one in actions.differences()} <= {"service"}
    assert found(client, "report", "民政和老龄局")
    assert found(client, "guide", "民政和老龄局")
    assert found(client, "village", "新河镇")
    assert Entry.objects.filter(kind="document", unit_name="青岚县民政和老龄局").exists()


# --- nobody is found by name ------------------------------------------------------------------------------------------------


def test_people_in_a_village_s_lists_are_not_found_before_or_after_their_names_are_hidden(client, county):
    made = villages.item(county, state=BoardStatus.PUBLISHED)
    assert "张秀英" in client.get(made.get_absolute_url()).content.decode()
    for _ in range(2):
        assert not Entry.objects.filter(text__contains="张秀英").exists()
        assert not Entry.objects.filter(text__contains="560").exists()
        assert found(client, "board", "金额")
        boarding.forget_names(BoardItem.objects.get(pk=made.pk), on=ON.replace(year=2027))
    assert {one.kind for one in actions.differences()} <= {"service"}


def test_who_wrote_a_message_is_not_found(client, county):
    interpretations.message(county, state="answered")
    private = interpretations.message(
        county, state="answered", consent=False, subject="孩子上学", text="孩子户口在外地。"
    )
    for secret in ("李明明", "李**", "13800001234", "liming@mail.example", private.number, "户口在外地"):
        assert not Entry.objects.filter(text__contains=secret).exists(), secret
    assert {one.kind for one in actions.differences()} <= {"service"}


def test_after_a_walk_through_the_acts_there_is_nothing_to_put_right(county, capsys):
    """`manage.py reindex --check` over things of every kind, some withdrawn."""
    for way in WAYS:
        made = way.publish(county)
        if way.kind in {"answer", "survey", "message"}:
            way.withdraw(county, made)
    guides.guide_in_force(county)
    reports.report(county, state="published")
    article(county)
    assert [one.kind for one in actions.differences()] == ["service"]
    actions.synchronise()
    index.rebuild()
    call_command("reindex", check=True)
    assert "一致" in capsys.readouterr().out
    kinds = set(Entry.objects.findable().values_list("kind", flat=True))
    assert kinds >= set(labels()) - {"answer", "survey", "message", "item"}
