"""A survey of several pages with a file: forward, back, nothing lost, no script; the file is private and bounded."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.policies import Refused
from disclosure.models import StoredFile, VirusState
from participation import questionnaire, results
from participation.actions import filing, surveying
from participation.actions.opining import TooLate
from participation.models import FileReply, Response, TextReply
from participation.questionnaire import Malformed, parse, render
from tests.participation import made
from tests.participation.made import AFTER, CLOSES, OPEN
from tests.requests_app.test_public import PNG

TEXT = """[单选] 您养犬吗？ *
- 养
- 不养
---
[填空] 犬的品种？ *
如果: 1=1
[多选] 在哪里遛犬？
如果: 1=1
- 公园
- 街上
---
[文件] 有照片的可以附上
[填空] 还有什么建议？"""


@pytest.fixture
def survey(county, clock):
    return made.survey(county, text=TEXT)


class Visitor:
    """A browser without scripts: it sends back what the form holds, and what is typed now."""

    def __init__(self, client, survey):
        self.client, self.url = client, survey.get_absolute_url()
        self.answer = client.get(self.url)

    @property
    def form(self):
        return self.answer.context["form"]

    @property
    def shown(self):
        return [block.question.number for block in self.form.blocks()]

    def press(self, go, **typed):
        form, data = self.form, {}
        for block in form.blocks():
            for field in block.fields:
                if block.question.kind != "file" and field.value() not in (None, ""):
                    data[field.html_name] = field.value()
        for name, value in form.carried():
            data.setdefault(name, [])
            data[name] = [*data[name], value]
        data |= {"key": str(form["key"].value()), "ticket": "", "website": "", "page": form.page, "go": go}
        self.answer = self.client.post(self.url, data | typed)
        return self


def names(survey):
    return [f"q{question.pk}" for question in survey.questions.all()]


def choices(survey, number):
    return [choice.pk for choice in survey.questions.get(number=number).choices.all()]


def picture(name="犬.png"):
    return SimpleUploadedFile(name, PNG)


def test_pages_are_lines_in_the_text():
    items = parse(TEXT)
    assert [item.page for item in items] == [1, 2, 2, 3, 3]
    assert render(items) == TEXT


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("---\n[填空] 甲", "第1行"),
        ("[填空] 甲\n---\n---\n[填空] 乙", "第3行"),
        ("[填空] 甲\n---", "最后一条分页线"),
        ("[文件] 甲\n- 一\n- 二", "文件题没有选项"),
        ("[文件] 甲\n" * 4, "不超过3道"),
    ],
)
def test_what_is_wrong_with_pages_and_files_is_said(text, why):
    with pytest.raises(Malformed, match=why):
        parse(text)


@pytest.mark.django_db
def test_forward_and_back_and_nothing_is_lost(client, survey):
    q1, q2, q3, _, q5 = names(survey)
    keeps, _ = choices(survey, 1)
    both = choices(survey, 3)
    visitor = Visitor(client, survey)
    assert visitor.press("next").answer.status_code == 422
    assert "第 1 页，共" in visitor.answer.content.decode()
    visitor.press("next", **{q1: keeps})
    assert visitor.shown == [2, 3]
    assert (
        visitor.press("next", **{q3: both}).answer.status_code == 422
    )  # question 2 must be answered by who keeps a dog
    visitor.press("next", **{q2: "土犬", q3: both})
    assert visitor.shown == [4, 5]
    visitor.press("back", **{q5: "多设拾便袋"}).press("back")
    assert visitor.shown == [1]
    assert visitor.form["key"].value()
    visitor.press("next").press("next")
    page = visitor.answer.content.decode()
    assert "多设拾便袋" in page
    assert "提交" in page
    assert visitor.press("send").answer.status_code == 302
    response = Response.objects.get()
    assert sorted(response.marks.values_list("choice", flat=True)) == sorted([keeps, *both])
    assert set(response.texts.values_list("text", flat=True)) == {"土犬", "多设拾便袋"}


@pytest.mark.django_db
def test_a_page_with_nothing_to_ask_is_left_out_and_a_changed_mind_counts(client, survey):
    q1, q2, _, _, _ = names(survey)
    keeps, none = choices(survey, 1)
    visitor = Visitor(client, survey).press("next", **{q1: keeps}).press("next", **{q2: "土犬"})
    visitor.press("back").press("back").press("next", **{q1: none})
    assert visitor.shown == [4, 5]
    assert "第 2 页，共 2 页" in visitor.answer.content.decode()
    visitor.press("back").press("next", **{q1: keeps})
    assert (
        visitor.form["q" + q2[1:]].value() == "土犬"
    )  # what was typed before the mind changed is still there
    visitor.press("back").press("next", **{q1: none}).press("send")
    assert Response.objects.count() == 1
    assert not TextReply.objects.exists()


@pytest.mark.django_db
def test_what_is_wrong_on_an_earlier_page_is_shown_there(client, survey):
    q1, *_, q5 = names(survey)
    answer = client.post(
        survey.get_absolute_url(), {"key": str(uuid4()), "page": "3", "go": "send", q5: "建议"}
    )
    assert answer.status_code == 422
    assert answer.context["form"].page == 1
    assert f'name="{q5}" value="建议"' in answer.content.decode()
    assert q1 in answer.context["form"].errors


@pytest.mark.django_db
def test_a_file_stays_with_the_form_is_taken_back_and_goes_with_the_response(client, county, survey):
    q1, _, _, q4, _ = names(survey)
    _, none = choices(survey, 1)
    visitor = Visitor(client, survey).press("next", **{q1: none}).press("back", **{q4: picture()})
    visitor.press("next")
    assert "已收下“犬.png”" in visitor.answer.content.decode()
    visitor.press("back", **{q4 + "drop": "1"}).press("next")
    assert "已收下" not in visitor.answer.content.decode()
    assert not StoredFile.objects.exists()
    assert visitor.press("send", **{q4: SimpleUploadedFile("坏.exe", b"MZ")}).answer.status_code == 422
    assert visitor.press("send", **{q4: SimpleUploadedFile("假.png", b"%PDF-1.4")}).answer.status_code == 422
    assert visitor.press("send", **{q4: picture("自家的犬.png")}).answer.status_code == 302
    reply = FileReply.objects.get()
    assert reply.response == Response.objects.get()
    tallied = survey.questions.get(number=4).tallies.get(choice=None).count
    assert (tallied, surveying.counted(survey)[reply.question_id, None, None]) == (1, 1)
    assert f"文件{reply.pk}：自家的犬.png" in list(results.response_lines(survey))[1]


@pytest.mark.django_db
def test_a_file_is_for_the_unit_only_and_never_in_the_results(client, county, survey, clock):
    reply = made.handed_in(survey, name="李家的犬.txt")
    address = reverse("admin:participation_survey_file", args=[survey.pk, reply.pk])
    client.force_login(county.clerk)
    assert client.get(address).headers["Cache-Control"].startswith("private")
    assert (
        "李家的犬"
        in client.get(reverse("admin:participation_survey_counts", args=[survey.pk])).content.decode()
    )
    left = filing.keep_file(
        survey, reply.question, picture(), sheet=uuid4(), at=OPEN
    )  # of a form that was not sent
    assert client.get(address.replace(f"/{reply.pk}/", f"/{left.pk}/")).status_code == 404
    StoredFile.objects.update(virus_state=VirusState.INFECTED)
    assert client.get(address).status_code == 404
    client.logout()
    clock(CLOSES + timedelta(seconds=1))
    assert client.get(address).status_code != 200
    for name in ("survey_results", "survey_results_table"):
        answer = client.get(reverse(f"participation:{name}", args=[survey.pk]))
        assert "李家的犬" not in (answer.getvalue() if answer.streaming else answer.content).decode()


@pytest.mark.django_db
def test_bounds_of_a_file(survey, monkeypatch):
    question, key = survey.questions.get(number=4), uuid4()
    with pytest.raises(TooLate):
        filing.keep_file(survey, question, picture(), sheet=key, at=AFTER)
    with pytest.raises(Refused, match="不收文件"):
        filing.keep_file(survey, survey.questions.get(number=5), picture(), sheet=key, at=OPEN)
    monkeypatch.setattr(filing, "LARGEST", 10)
    with pytest.raises(Refused, match="超过"):
        filing.keep_file(survey, question, picture(), sheet=key, at=OPEN)
    monkeypatch.undo()
    kept = filing.keep_file(survey, question, picture(), sheet=key, at=OPEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        FileReply.objects.create(sheet=key, question=question, file=kept.file, name="又", at=OPEN)
    stranger = Response.objects.create(survey=survey, at=OPEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        FileReply.objects.filter(pk=kept.pk).update(response=stranger)


@pytest.mark.django_db
def test_what_nobody_handed_in_is_forgotten_after_a_day(survey, django_capture_on_commit_callbacks):
    kept = filing.keep_file(survey, survey.questions.get(number=4), picture(), sheet=uuid4(), at=OPEN)
    storage, name = kept.file.file.storage, kept.file.file.name
    assert filing.forget_left_behind(OPEN + timedelta(hours=23)) == 0
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        assert filing.forget_left_behind(OPEN + timedelta(hours=25)) == 1
    assert not storage.exists(name)
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
def test_the_questions_of_a_survey_keep_their_pages(survey):
    assert questionnaire.render(survey.items()) == TEXT
    assert survey.fingerprint() == survey.approved_hash
