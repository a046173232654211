"""网站自查 at the desk: from asking to the export, every refusal in words, and no query more for another line."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document as WordDocument
from openpyxl import load_workbook

from supervision.models import CheckIndicator, Inspection, SiteColumn
from tests import inspections
from tests.inspections import line, quick


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def office(county) -> Client:
    return client_of(county.office)


def test_the_office_asks_and_cannot_ask_twice(county, office):
    inspections.rules()
    answer = office.post(
        reverse("admin:supervision_inspect"), {"county": county.government.code}, follow=True
    )
    made = Inspection.objects.get()
    assert made.asked_by == county.office
    assert "等待开始" in answer.content.decode()
    again = office.post(reverse("admin:supervision_inspect"), {"county": county.government.code}, follow=True)
    assert "正在进行" in again.content.decode()
    assert (
        client_of(county.clerk).post(reverse("admin:supervision_inspect"), {"county": "x"}).status_code == 404
    )


def test_lines_with_their_evidence_filtered_by_light(county, office):
    done = quick(county)
    page = office.get(done.get_absolute_url())
    assert page.context["total"] == done.lines.count()
    text = page.content.decode()
    assert "没有现行的公开指南" in text
    assert "指标未核实" in text
    red = office.get(done.get_absolute_url(), {"light": "red"})
    lights = {row["line"].light for _, rows in red.context["parts"] for row in rows}
    assert lights == {"red"}
    assert office.get(done.get_absolute_url(), {"light": "blue"}).context["parts"]


def test_another_inspection_and_another_line_cost_no_query_more(county, office, django_assert_num_queries):
    first = quick(county)
    office.get(first.get_absolute_url())
    with django_assert_num_queries(7):
        office.get(first.get_absolute_url())
    with django_assert_num_queries(10):
        office.get(reverse("admin:supervision_inspection_changelist"))
    quick(county)
    with django_assert_num_queries(10):
        office.get(reverse("admin:supervision_inspection_changelist"))
    with django_assert_num_queries(5):
        office.get(reverse("admin:supervision_checkindicator_changelist"))
    with django_assert_num_queries(5):
        office.get(reverse("admin:supervision_sitecolumn_changelist"))


def test_a_judgement_is_kept_and_a_bad_one_is_said(county, office):
    done = quick(county)
    row = line(done, "D1.3")
    url = reverse("admin:supervision_judge", args=[done.pk, row.pk])
    bad = office.post(url, {f"l{row.pk}-score": "99", f"l{row.pk}-note": "看过"}, follow=True)
    assert "得分应在" in bad.content.decode()
    missing = office.post(url, {f"l{row.pk}-score": "3"}, follow=True)
    assert "必填" in missing.content.decode() or "这个字段" in missing.content.decode()
    office.post(url, {f"l{row.pk}-score": "3", f"l{row.pk}-note": "缺一人照片"})
    row.refresh_from_db()
    assert (row.light, row.score, row.judged_by) == ("amber", 3, county.office)
    assert "缺一人照片" in office.get(done.get_absolute_url()).content.decode()


def test_both_files_open_again_and_say_the_same(county, office):
    done = quick(county)
    book = load_workbook(
        io.BytesIO(office.get(reverse("admin:supervision_inspection_xlsx", args=[done.pk])).content)
    )
    assert book.sheetnames == ["结论", "指标", "证据"]
    rows = list(book["指标"].iter_rows(values_only=True))
    assert len(rows) == done.lines.count() + 1
    assert [row[0] for row in rows[1:]] == list(done.lines.values_list("code", flat=True))
    assert book["证据"].max_row == 1 + sum(len(one.evidence) for one in done.lines.all())
    assert book["结论"]["B4"].value == done.verdict == "不合格"
    word = WordDocument(
        io.BytesIO(office.get(reverse("admin:supervision_inspection_docx", args=[done.pk])).content)
    )
    assert len(word.tables[0].rows) == done.lines.count() + 1
    assert any(done.verdict in paragraph.text for paragraph in word.paragraphs)


def test_an_unfinished_inspection_has_no_files(county, office):
    inspections.rules()
    office.post(reverse("admin:supervision_inspect"), {"county": county.government.code})
    made = Inspection.objects.get()
    assert office.get(reverse("admin:supervision_inspection_xlsx", args=[made.pk])).status_code == 404


def test_a_row_is_replaced_by_its_form_and_a_bad_one_changes_nothing(county, office):
    inspections.rules()
    url = f"{reverse('admin:supervision_checkindicator_set')}?code=B6"
    form = office.get(url).context["form"]
    data = {name: form.initial.get(name, "") for name in form.fields}
    assert office.post(url, data | {"points": "0"}).status_code == 422
    assert office.post(url, data | {"points": "2", "verified": "on"}).status_code == 302
    assert CheckIndicator.objects.current().get(code="B6").points == 2
    page = office.get(reverse("admin:supervision_checkindicator_changelist"))
    assert page.context["wrong_sums"] == ["加分指标合计29.0分，应为30分。"]
    row = SiteColumn.objects.current().get(code="answers")
    url = f"{reverse('admin:supervision_sitecolumn_set')}?code=answers"
    form = office.get(url).context["form"]
    data = {name: form.initial.get(name, "") for name in form.fields}
    assert office.post(url, data | {"cycle_days": "0", "verified": ""}).status_code == 422
    office.post(url, {k: v for k, v in (data | {"cycle_days": "90"}).items() if k != "verified"})
    assert SiteColumn.objects.current().get(code="answers").cycle_days == 90
    row.refresh_from_db()
    assert row.effective_to is not None
    office.post(
        reverse(
            "admin:supervision_checkindicator_end", args=[CheckIndicator.objects.current().get(code="B6").pk]
        )
    )
    assert not CheckIndicator.objects.current().filter(code="B6").exists()
