"""The back-office screens: from beginning to publication by clicks, and nothing typed is lost."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from requests_app.workflow import Status
from statute.annual import ACTIVE_2021, FORM_2021
from supervision.models import AnnualReport
from supervision.presenting import input_name
from supervision.workflow import State
from tests.applications import case
from tests.reports import ACTIVE, TEXTS, YEAR, report
from tests.statute.annual.test_report import as_xlsx, tables


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def cells(values, form=ACTIVE_2021) -> dict[str, str]:
    return {
        input_name(form, row, column): text
        for row, columns in values.items()
        for column, text in columns.items()
    }


def url(name, made, *more):
    return reverse(f"admin:supervision_{name}", args=[made.pk, *more])


def screen(client, made):
    return client.get(reverse("admin:supervision_annualreport_change", args=[made.pk]))


def act(client, made, name, **data):
    return client.post(url("act", made, name), data, follow=True)


def test_a_report_from_beginning_to_publication(county):
    clerk, head = client_of(county.clerk), client_of(county.head)
    case(county, state=Status.REPLIED, on=date(YEAR, 4, 1))
    begun = clerk.post(
        reverse("admin:supervision_start"),
        {"unit": county.department.code, "year": YEAR, "origin": "computed"},
    )
    assert begun.status_code == 302
    made = AnnualReport.objects.get()
    page = screen(clerk, made)
    assert page.context["obstacles"]
    assert 'href="' + reverse("admin:supervision_cell") in page.content.decode()
    data = TEXTS | cells(ACTIVE) | {"revision": made.revision}
    assert clerk.post(url("edit", made), data).status_code == 302
    made.refresh_from_db()
    assert screen(clerk, made).context["obstacles"] == []
    act(clerk, made, "submit", revision=made.revision)
    made.refresh_from_db()
    assert made.state == State.SUBMITTED
    assert not screen(clerk, made).context["may_publish"]
    act(head, made, "return", reason="请补充")
    assert "请补充" in screen(clerk, made).content.decode()
    made.refresh_from_db()
    act(clerk, made, "submit", revision=made.revision)
    act(clerk, made, "withdraw")
    made.refresh_from_db()
    act(clerk, made, "submit", revision=made.revision)
    made.refresh_from_db()
    act(head, made, "publish", seen=made.content_hash)
    made.refresh_from_db()
    assert made.state == State.PUBLISHED
    assert Client().get(made.get_absolute_url()).status_code == 200


def test_differences_are_explained_on_the_screen(county):
    case(county, state=Status.REPLIED, on=date(YEAR, 4, 1))
    made = report(
        county, tables={1: ACTIVE, 2: {row: {"自然人": "2", "总计": "2"} for row in ("1", "3.1", "3.7")}}
    )
    clerk = client_of(county.clerk)
    rows = screen(clerk, made).context["differences"]
    assert len(rows) == 6
    data = {"key": [row["one"].key for row in rows], "why": ["纸质申请"] * 6}
    clerk.post(url("act", made, "explain"), data)
    page = screen(clerk, made)
    assert page.context["unexplained"] == 0
    assert page.context["obstacles"] == []


def test_what_was_typed_survives_a_conflict_beside_what_is_stored(county):
    made = report(county)
    first, second = client_of(county.clerk), client_of(county.clerk2)
    cell = input_name(FORM_2021, "3.1", "自然人")
    data = TEXTS | cells(ACTIVE) | {"revision": made.revision}
    assert first.post(url("edit", made), data | {"overview": "甲写的"}).status_code == 302
    page = second.post(url("edit", made), data | {"overview": "乙写的", cell: "8"})
    assert page.status_code == 409
    text = page.content.decode()
    assert "甲写的" in text
    assert "乙写的" in text
    assert f'name="{cell}" value="8"' in text
    assert {what for what, _, _ in page.context["differing"]} == {"一、总体情况", "（一）予以公开，自然人"}
    made.refresh_from_db()
    assert made.overview == "甲写的"


def test_the_carry_over_has_no_input_where_last_year_was_published(county):
    report(county, year=2024, state=State.PUBLISHED)
    made = report(county)
    text = client_of(county.clerk).get(url("edit", made)).content.decode()
    assert f'name="{input_name(FORM_2021, "1", "自然人")}"' in text
    assert f'name="{input_name(FORM_2021, "2", "自然人")}"' not in text


def test_totals_by_a_button_and_faulty_cells_marked(county):
    made = report(county)
    clerk = client_of(county.clerk)
    data = TEXTS | cells(ACTIVE) | {"revision": made.revision, "add_up": "1"}
    data |= {input_name(FORM_2021, "1", "自然人"): "3", input_name(FORM_2021, "4", "自然人"): "三"}
    assert clerk.post(url("edit", made), data).status_code == 302
    made.refresh_from_db()
    assert made.matrices[2].at("1", "总计") == 3
    text = clerk.get(url("edit", made)).content.decode()
    assert 'value="三"' in text
    assert text.count('aria-invalid="true"') == 1


def test_an_old_report_is_imported_on_its_page(county):
    clerk = client_of(county.clerk)
    data = {"unit": county.department.code, "year": 2024, "source_note": "县政府网站"}
    bad = clerk.post(
        reverse("admin:supervision_import"), data | {"file": SimpleUploadedFile("年报.xlsx", b"PK\x03\x04")}
    )
    assert bad.status_code == 422
    assert "损坏" in bad.content.decode()
    good = clerk.post(
        reverse("admin:supervision_import"),
        data | {"file": SimpleUploadedFile("年报.xlsx", as_xlsx(tables()))},
    )
    assert good.status_code == 302
    page = screen(clerk, AnnualReport.objects.get())
    assert page.context["obstacles"] == []
    assert page.context["is_imported"]


def test_a_correction_is_proposed_and_signed_on_its_pages(county):
    made = report(county, state=State.PUBLISHED)
    clerk, head = client_of(county.clerk), client_of(county.head)
    name = input_name(ACTIVE_2021, "licences", "本年处理决定数量")
    refused = clerk.post(url("adjust", made), cells(ACTIVE) | {name: "x", "reason": "漏计"})
    assert refused.status_code == 422
    assert 'value="x"' in refused.content.decode()
    assert (
        clerk.post(url("adjust", made), cells(ACTIVE) | {name: "121", "reason": "漏计一件"}).status_code
        == 302
    )
    row = made.adjustments.get()
    assert "漏计一件" in screen(head, made).content.decode()
    clerk.post(url("adjustment_decide", made, row.pk), {"decision": "sign"})
    row.refresh_from_db()
    assert row.state == "proposed"
    head.post(url("adjustment_decide", made, row.pk), {"decision": "sign"})
    row.refresh_from_db()
    assert row.state == "signed"
    assert "<del>" in screen(clerk, made).content.decode()


@pytest.mark.parametrize(
    "who", ["other_clerk", "township_clerk", "city_officer", "village_officer", "superuser"]
)
def test_strangers_find_nothing_and_post_nothing(county, who):
    made = report(county, state=State.SUBMITTED)
    client = client_of(county.people[who])
    for address in (
        url("act", made, "publish"),
        url("act", made, "withdraw"),
        url("edit", made),
        url("adjust", made),
    ):
        assert client.post(address, {"seen": made.content_hash}).status_code == 404
    made.refresh_from_db()
    assert made.state == State.SUBMITTED


def test_an_unknown_act_is_not_there(county):
    made = report(county)
    assert client_of(county.clerk).post(url("act", made, "delete")).status_code == 404


def test_the_list_costs_a_fixed_number_of_queries(county, django_assert_num_queries):
    client = client_of(county.office)
    address = reverse("admin:supervision_annualreport_changelist")
    report(county)
    client.get(address)
    with django_assert_num_queries(8):
        assert len(client.get(address).context["page"].object_list) == 1
    for unit in (county.other_department, county.township):
        report(county, unit=unit, state=State.PUBLISHED)
    with django_assert_num_queries(8):
        assert len(client.get(address).context["page"].object_list) == 3
    assert len(client.get(address, {"year": "2024"}).context["page"].object_list) == 0


def test_a_start_for_a_unit_that_is_not_mine_is_refused(county):
    client = client_of(county.clerk)
    page = client.post(
        reverse("admin:supervision_start"), {"unit": county.township.code, "year": YEAR, "origin": "computed"}
    )
    assert page.status_code == 422
    assert not AnnualReport.objects.exists()
