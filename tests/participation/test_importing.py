"""The exported table comes back filled in: whole or not at all, clusters where three columns agree, nothing lost on the way."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from accounts.policies import Refused
from disclosure.bulk.sheets import workbook
from participation import listing
from participation.actions import importing
from participation.actions.importing import Imported
from participation.models import Answer, OpinionPart
from tests.participation import made

pytestmark = pytest.mark.django_db
REASON = "=罚款在法定幅度内。\n下限提高到200元。"


@pytest.fixture
def thing(county):
    found = made.consultation(county, opinions=2)
    made.opinion(found, text="整体可行", clause_2="登记要免费", clause_3="绳长写清楚")
    return found


def rows(thing):
    return [list(row) for row in listing.feedback_rows(thing)]


def packed(rows):
    return workbook("意见及答复", listing.COLUMNS, rows)


def bring_in(county, thing, rows, by=None):
    return importing.import_answers(thing, packed(rows), "答复.xlsx", by=by or county.clerk)


def filled(thing):
    """Everything partly adopted for one reason, but the last part, which is not adopted."""
    found = rows(thing)
    for row in found:
        row[5:] = ["部分采纳", "罚款标准", REASON]
    found[-1][5:] = ["未采纳", "绳长", "按国家标准执行。"]
    return found


def test_what_was_exported_is_filled_in_and_comes_back(county, thing):
    assert bring_in(county, thing, filled(thing)) == Imported(5, 0)
    assert sorted(len(one.parts.all()) for one in thing.answers.all()) == [1, 4]
    assert Answer.objects.get(adoption="partly").reason == REASON
    assert rows(thing) == filled(thing)  # the round trip, to the letter
    assert bring_in(county, thing, rows(thing)) == Imported(0, 5)
    assert thing.answers.count() == 2


def test_a_changed_line_moves_and_joins_and_an_empty_one_changes_nothing(county, thing):
    bring_in(county, thing, filled(thing))
    again = rows(thing)
    again[0][5:] = ["未采纳", "绳长", "按国家标准执行。"]
    again[1][5:] = ["", "", ""]
    assert bring_in(county, thing, again) == Imported(1, 3)
    assert sorted(len(one.parts.all()) for one in thing.answers.all()) == [2, 3]
    assert not OpinionPart.objects.filter(opinion__consultation=thing).unanswered().exists()


@pytest.mark.parametrize(
    ("place", "value", "why"),
    [
        (0, "99", "第2行：没有编号“99”"),
        (3, "第九条", "第2行：没有编号“1”、条款“第九条”"),
        (5, "同意", "第2行：是否采纳只能写采纳、部分采纳、未采纳"),
        (5, "", "第2行：写了归并或者理由"),
        (6, "", "第2行：归并不能空着"),
        (7, "长" * 1001, "第2行：理由不能空着，不超过1000字"),
    ],
)
def test_one_wrong_line_and_nothing_of_it_counts(county, thing, place, value, why):
    wrong = filled(thing)
    wrong[0][place] = value
    with pytest.raises(Refused, match=why):
        bring_in(county, thing, wrong)
    assert not Answer.objects.exists()


def test_the_same_opinion_twice_another_table_and_somebody_else(county, thing):
    whole = filled(thing)
    with pytest.raises(Refused, match="第7行：与第2行是同一条意见"):
        bring_in(county, thing, [*whole, whole[0]])
    with pytest.raises(Refused, match="没有找到表头"):
        importing.import_answers(thing, workbook("表", (("甲", 5),), [["一"]]), "表.xlsx", by=county.clerk)
    with pytest.raises(Refused):
        importing.import_answers(thing, b"\x00\x01", "表.xlsx", by=county.clerk)
    with pytest.raises(Refused, match="经办人或者负责人"):
        bring_in(county, thing, whole, by=county.other_clerk)
    assert not Answer.objects.exists()


def test_on_the_desk(client, county, thing):
    client.force_login(county.clerk)
    exported = client.get(reverse("admin:participation_opinions_export", args=[thing.pk])).content
    book = load_workbook(io.BytesIO(exported))
    for row in book.active.iter_rows(min_row=2):
        row[5].value, row[6].value, row[7].value = "采纳", "都采纳", "写入第三条。"
    out = io.BytesIO()
    book.save(out)
    address = reverse("admin:participation_opinions_import", args=[thing.pk])
    page = client.post(address, {"file": SimpleUploadedFile("答复.xlsx", out.getvalue())}, follow=True)
    assert "已导入：5条意见有了新的答复，0条没有变化。" in page.content.decode()
    page = client.post(address, {"file": SimpleUploadedFile("答复.xlsx", b"PK nothing")}, follow=True)
    assert "messages" in page.context
    assert thing.answers.get().parts.count() == 5
