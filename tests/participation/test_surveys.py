"""Surveys: one response per person where that is promised, counters equal to counting, no single person in a result."""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.policies import Refused
from participation import questionnaire, results
from participation.actions import surveying, telling
from participation.actions.opining import TooLate
from participation.actions.surveying import AlreadyAnswered, Given
from participation.models import Mark, Response, SurveyPass, Tally
from participation.questionnaire import Malformed, parse, render
from participation.tabulating import share, suppressed
from tests.participation import made
from tests.participation.made import CLOSES, OPEN

TEXT = made.QUESTIONS


@pytest.fixture
def survey(county):
    return made.survey(county)


def questions(survey):
    return list(survey.questions.prefetch_related("choices", "rows"))


def sheet(survey, home=0, wishes=(), rows=(0, 0), score=None, text=""):
    """Answers by place: home, wishes, one of two choices for each row, score, text."""
    q = questions(survey)
    options = [[choice.pk for choice in one.choices.all()] for one in q]
    found = {
        q[0].pk: Given(choices=[options[0][home]]),
        q[1].pk: Given(choices=[options[1][wish] for wish in wishes]),
        q[2].pk: Given(rows={row.pk: options[2][rows[place]] for place, row in enumerate(q[2].rows.all())}),
        q[4].pk: Given(text=text),
    }
    return found | ({q[3].pk: Given(choices=[options[3][score - 1]])} if score else {})


def respond(survey, at=OPEN, voter="", **answers):
    return surveying.respond(survey, sheet(survey, **answers), key=uuid4(), voter=voter, at=at)


def kept(survey):
    tallies = Tally.objects.filter(question__survey=survey, count__gt=0)
    return {(one.question_id, one.row_id, one.choice_id): one.count for one in tallies}


def test_the_text_of_a_questionnaire_is_read_and_written_back_the_same():
    items = parse(TEXT)
    assert [item.kind for item in items] == ["single", "multiple", "matrix", "scale", "text"]
    assert (items[1].most, items[1].condition, items[0].required) == (2, (1, 2), True)
    assert parse(render(items)) == items
    assert render(items) == TEXT


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "还没有题目"),
        ("- 选项", "第1行"),
        ("[单选] 甲\n- 一", "至少写两个"),
        ("[单选] 甲\n- 一\n- 一", "不同的选项"),
        ("[矩阵] 甲\n- 一\n- 二", "行"),
        ("[单选] 甲\n行: 乙\n- 一\n- 二", "行"),
        ("[填空] 甲\n- 一", "没有选项"),
        ("[量表2] 甲", "3至10级"),
        ("[多选3] 甲\n- 一\n- 二", "不能多于"),
        ("[填空] 甲\n如果: 1=1", "前面的单选"),
        ("[单选] 甲\n- 一\n- 二\n[填空] 乙\n如果: 1=3", "没有第3个选项"),
        ("[单选] 甲\n随便写的", "第2行看不懂"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text, why):
    with pytest.raises(Malformed, match=why):
        parse(text)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8), st.integers(3, 10))
def test_no_hidden_cell_can_be_worked_out_from_the_total(counts, least):
    shown = suppressed(counts, least)
    assert all(one is None or one == 0 or one >= least for one in shown)
    assert all(one in (None, count) for one, count in zip(shown, counts, strict=True))
    hidden = [count for one, count in zip(shown, counts, strict=True) if one is None]
    if len(hidden) == 1:
        assert sum(bool(count) for count in counts) == 1


def test_shares():
    assert (share(1, 3), share(None, 3), share(1, 0)) == (33.3, None, None)


@pytest.mark.django_db
def test_the_counters_equal_counting_whatever_is_answered(survey):
    for number in range(12):
        wishes = ((), (0,), (1, 2))[number % 3]
        home = 1 if wishes else number % 2
        respond(survey, home=home, wishes=wishes, rows=(number % 2, 1), score=number % 5 + 1 if number % 4 else None,
                text="路灯不亮" if number == 3 else "")  # fmt: skip
    assert kept(survey) == surveying.counted(survey)
    survey.refresh_from_db()
    assert survey.answered == Response.objects.count() == 12


@pytest.mark.django_db
def test_who_is_not_asked_is_not_counted(survey):
    respond(survey, home=0, wishes=(0, 1))
    assert not Mark.objects.filter(question=questions(survey)[1]).exists()
    assert kept(survey) == surveying.counted(survey)


@pytest.mark.django_db
def test_what_must_be_answered_and_what_is_not_offered(survey):
    q = questions(survey)
    whole = sheet(survey, home=1)
    foreign = q[0].choices.first().pk
    for wrong, why in (
        ({}, "第1题必须"),
        (whole | {q[2].pk: Given(rows={q[2].rows.first().pk: q[2].choices.first().pk})}, "每一行"),
        (whole | {q[1].pk: Given(choices=[one.pk for one in q[1].choices.all()])}, "最多选2项"),
        (whole | {q[1].pk: Given(choices=[foreign])}, "没有这个选项"),
        (whole | {q[0].pk: Given(choices=[one.pk for one in q[0].choices.all()])}, "最多选1项"),
    ):
        with pytest.raises(Refused, match=why):
            surveying.respond(survey, wrong, key=uuid4(), at=OPEN)
    assert not Response.objects.exists()
    assert kept(survey) == {}


@pytest.mark.django_db
def test_one_person_one_response_and_the_same_form_twice_is_one(county):
    survey = made.survey(county, protection="account")
    with pytest.raises(Refused, match="核验身份"):
        respond(survey)
    first = respond(survey, voter="a" * 64)
    with pytest.raises(AlreadyAnswered):
        respond(survey, voter="a" * 64)
    again = surveying.respond(
        survey, sheet(survey), key=first.pk, voter="a" * 64, at=CLOSES + timedelta(days=1)
    )
    assert again == first
    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.create(survey=survey, voter="a" * 64, at=OPEN)
    assert kept(survey) == surveying.counted(survey)


@pytest.mark.django_db
def test_the_database_keeps_a_choice_single(survey):
    response = respond(survey)
    q = questions(survey)
    other = q[0].choices.last()
    with pytest.raises(IntegrityError), transaction.atomic():
        Mark.objects.create(response=response, question=q[0], choice=other, exclusive=True)
    row = q[2].rows.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Mark.objects.create(
            response=response, question=q[2], row=row, choice=q[2].choices.last(), exclusive=True
        )


@pytest.mark.django_db
def test_a_second_late_is_refused(survey):
    respond(survey, at=CLOSES)
    with pytest.raises(TooLate, match="截止"):
        respond(survey, at=CLOSES + timedelta(seconds=1))
    assert Response.objects.count() == 1


@pytest.mark.django_db
def test_digests_of_two_surveys_cannot_be_compared(county):
    one, two = made.survey(county), made.survey(county)
    assert surveying.voter_of(one, "A@mail.example") == surveying.voter_of(one, " a@MAIL.example")
    assert surveying.voter_of(one, "a@mail.example") != surveying.voter_of(two, "a@mail.example")


def posted(survey, **more):
    q = questions(survey)
    rows = {f"q{q[2].pk}r{row.pk}": q[2].choices.first().pk for row in q[2].rows.all()}
    return {"key": str(uuid4()), f"q{q[0].pk}": q[0].choices.first().pk, "website": ""} | rows | more


@pytest.mark.django_db
def test_a_citizen_fills_it_in_and_reads_the_result(client, survey, clock):
    url = survey.get_absolute_url()
    assert "可能有重复填写" in client.get(url).content.decode()
    assert client.post(url, posted(survey) | {"key": str(uuid4())}).status_code == 302
    missing = client.post(url, {"key": str(uuid4())})
    assert missing.status_code == 422
    result = reverse("participation:survey_results", args=[survey.pk])
    assert client.get(result).status_code == 404
    clock(CLOSES + timedelta(seconds=1))
    page = client.get(result).content.decode()
    assert "少于 5 人回答" in page
    assert "不公布" in page
    assert client.post(url, posted(survey)).status_code == 409
    table = b"".join(
        client.get(reverse("participation:survey_results_table", args=[survey.pk])).streaming_content
    )
    assert "少于5" in table.decode()


@pytest.mark.django_db
def test_the_link_goes_to_the_address_once_an_hour_and_opens_one_form(client, county, clock):
    survey = made.survey(county, protection="code")
    url, ask = survey.get_absolute_url(), reverse("participation:survey_pass", args=[survey.pk])
    assert "索取填写链接" in client.get(url).content.decode()
    assert "索取填写链接" in client.post(url, posted(survey)).content.decode()
    for _ in range(2):
        assert "请查收邮件" in client.post(ask, {"address": "li@mail.example"}).content.decode()
    assert telling.send_passes(OPEN) == 1
    assert telling.send_passes(OPEN) == 0
    assert bytes(SurveyPass.objects.get().address_sealed) == b""
    link = next(line for line in mail.outbox[0].body.splitlines() if "?pass=" in line)
    ticket = link.partition("?pass=")[2]
    assert client.get(url, {"pass": ticket}).context["form"].questions
    assert client.post(url, posted(survey, ticket=ticket)).status_code == 302
    again = client.post(url, posted(survey, ticket=ticket))
    assert "每人只能填写一次" in again.content.decode()
    other = made.survey(county, protection="code")
    assert "索取填写链接" in client.get(other.get_absolute_url(), {"pass": ticket}).content.decode()
    assert Response.objects.count() == 1


@pytest.mark.django_db
def test_the_results_cost_the_same_for_one_and_for_many(client, survey, clock, django_assert_num_queries):
    for number in range(25):
        respond(survey, home=number % 2, rows=(0, number % 2), score=5)
    clock(CLOSES + timedelta(seconds=1))
    with django_assert_num_queries(5):
        page = client.get(reverse("participation:survey_results", args=[survey.pk])).content.decode()
    assert "平均 5.0" in page
    blocks = results.blocks(survey)
    assert [bar.count for bar in blocks[0].bars] == [13, 12]


@pytest.mark.django_db
def test_the_export_has_a_line_for_each_response_and_runs_nothing(county, survey):
    respond(survey, text="=1+1")
    respond(survey, home=1, wishes=(0, 2))
    lines = list(results.response_lines(survey))
    assert len(lines) == 3
    assert len({len(line) for line in lines}) == 1
    flat = Counter(cell for line in lines for cell in line)
    assert flat["'=1+1"] == 1
    assert flat["道路；路灯"] == 1


@pytest.mark.django_db
def test_the_export_is_read_piece_by_piece(survey, monkeypatch, django_assert_num_queries):
    for number in range(7):
        respond(
            survey,
            home=number % 2,
            wishes=(2, 0) if number % 2 else (),
            score=number % 5 + 1,
            text=f"第{number}条",
        )
    with django_assert_num_queries(7):  # questions, choices, rows, responses, and three for the one piece
        whole = list(results.response_lines(survey))
    monkeypatch.setattr(results, "CHUNK", 3)
    with django_assert_num_queries(4 + 3 * 3):
        assert list(results.response_lines(survey)) == whole
    assert sorted(line[-1] for line in whole[1:]) == [f"第{number}条" for number in range(7)]
    assert {line[2] for line in whole[1:]} == {"", "道路；路灯"}


@pytest.mark.django_db
def test_what_is_not_published_is_not_there(client, county, clock):
    hidden = made.survey(county, state="draft", title="绝不外泄")
    clock(CLOSES + timedelta(days=1))
    for name in ("survey", "survey_thanks", "survey_results", "survey_results_table"):
        assert client.get(reverse(f"participation:{name}", args=[hidden.pk])).status_code == 404, name
    assert "绝不外泄" not in client.get(reverse("participation:surveys")).content.decode()


@pytest.mark.django_db
def test_questions_change_only_while_it_is_a_draft(county, survey):
    with pytest.raises(Refused):
        surveying.write_questions(survey, questionnaire.parse("[填空] 改"), by=county.clerk)
    assert survey.fingerprint() == survey.approved_hash
