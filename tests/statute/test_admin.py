import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation, OrganisationKind, RoleGrant
from accounts.roles import Role
from audit.models import AuditEntry
from catalog.workflow import REVIEWS
from statute.loading import working_calendar
from statute.models import CalendarNotice, LegalInstrument, ReviewPeriod, SpecialPeriod
from statute.review_steps import REVIEW_STEPS
from statute.special_fixture import load_special_periods

pytestmark = pytest.mark.django_db

ANNOUNCE = "admin:statute_calendarnotice_announce"
FORM = {"year": "2027", "document_number": "国办发明电〔2026〕1号", "days": "2027-01-01 放假 元旦"}


def staff(client, role: Role):
    county = Organisation.objects.create(
        name="县政府", code="county", kind=OrganisationKind.COUNTY_GOVERNMENT
    )
    user = get_user_model().objects.create_user("person", password="x", is_staff=True)
    permission = Permission.objects.get(codename=role.permission, content_type__app_label="accounts")
    RoleGrant.objects.create(user=user, permission=permission, content_object=county)
    client.force_login(user)
    return client


@pytest.fixture
def office(client):
    """The county's 政务公开主管部门 (第三条)."""
    return staff(client, Role.COUNTY_OFFICE)


@pytest.fixture
def clerk(client):
    return staff(client, Role.CLERK)


def test_preview_then_confirm(office):
    page = office.post(reverse(ANNOUNCE), FORM)
    assert "确认公布" in page.content.decode()
    assert not working_calendar().announced(2027)
    confirmed = office.post(reverse(ANNOUNCE), {**FORM, "confirm": page.context["form"].fingerprint()})
    assert confirmed.status_code == 302
    assert working_calendar().announced(2027)


def test_days_changed_after_the_preview_are_previewed_again(office):
    page = office.post(reverse(ANNOUNCE), FORM)
    changed = {**FORM, "days": "2027-01-04 放假 元旦", "confirm": page.context["form"].fingerprint()}
    assert office.post(reverse(ANNOUNCE), changed).status_code == 200
    assert not working_calendar().announced(2027)


def test_a_bad_line_is_shown_beside_the_field(office):
    page = office.post(reverse(ANNOUNCE), {**FORM, "days": "元旦放假"})
    assert "第1行" in page.content.decode()
    assert "确认公布" not in page.content.decode()


def test_who_may_not_edit_sees_the_reason_and_gets_no_page(clerk):
    assert clerk.get(reverse(ANNOUNCE)).status_code == 403
    assert clerk.post(reverse(ANNOUNCE), FORM).status_code == 403
    assert not working_calendar().announced(2027)
    listing = clerk.get(reverse("admin:statute_calendarnotice_changelist"))
    assert "只有政务公开主管部门可以公布" in listing.content.decode()


@pytest.mark.parametrize("model", ["calendarnotice", "legalinstrument", "reviewperiod", "specialperiod"])
def test_rows_are_shown_and_cannot_be_changed(office, model):
    assert office.get(reverse(f"admin:statute_{model}_changelist")).status_code == 200
    assert office.get(reverse(f"admin:statute_{model}_add")).status_code == 403


def test_what_is_not_verified_is_marked(office):
    assert "未核实" in office.get(reverse("admin:statute_legalinstrument_changelist")).content.decode()
    notice = CalendarNotice.objects.current().get(year=2026)
    assert office.get(reverse("admin:statute_calendarnotice_change", args=[notice.pk])).status_code == 200


SET = {
    "reviewperiod": "admin:statute_reviewperiod_set",
    "specialperiod": "admin:statute_specialperiod_set",
    "legalinstrument": "admin:statute_legalinstrument_set",
}


def today() -> dt.date:
    return timezone.localdate()


def review_form(**changes):
    given = {"step": "county_office", "working_days": "5", "legal_basis": "县政办发〔2026〕3号"}
    return {**given, "effective_from": today().isoformat(), **changes}


def special_form(**changes):
    given = {
        "key": "budget_government", "matter": "本级预算", "kind": "within", "number": "15", "unit": "day",
        "trigger": "approved", "event": "本级人民代表大会批准", "source": "预算法", "article": "第十四条第一款", "verified": "on",
    }  # fmt: skip
    return {**given, "effective_from": today().isoformat(), **changes}


def test_the_steps_are_named_as_the_workflow_names_them():
    assert {step.value: step.label for step in REVIEWS} == REVIEW_STEPS


def test_an_office_sets_a_review_period_from_a_day_on(office):
    office.post(reverse(SET["reviewperiod"]), review_form())
    later = today() + dt.timedelta(days=30)
    page = office.post(
        reverse(SET["reviewperiod"]),
        review_form(working_days="3", effective_from=later.isoformat()),
        follow=True,
    )
    assert f"已设定：县政务公开主管部门审核：3个工作日，自{later}起适用。" in page.content.decode()
    steps = ReviewPeriod.objects.for_step("county_office")
    assert (steps.in_force(today()).get().working_days, steps.in_force(later).get().working_days) == (5, 3)


def test_an_office_changes_a_special_period_and_the_former_stays(office):
    load_special_periods()
    page = office.get(reverse(SET["specialperiod"]), {"key": "budget_government"})
    assert page.context["form"].initial["number"] == 20
    assert page.context["form"].initial["source"] == "预算法"
    page = office.post(reverse(SET["specialperiod"]), special_form(), follow=True)
    assert "已设定：本级预算：本级人民代表大会批准之日起15日内公开" in page.content.decode()
    rows = SpecialPeriod.objects.for_key("budget_government")
    assert sorted(row.number for row in rows) == [15, 20]
    assert rows.current().get().verified


def test_the_list_of_special_periods_shows_what_the_law_says(office):
    load_special_periods()
    page = office.get(reverse("admin:statute_specialperiod_changelist")).content.decode()
    assert "收到征地批准文件之日起15个工作日内公开" in page
    assert "外省示例（河北省），由本县按本省规定确定" in page
    assert f"{reverse(SET['specialperiod'])}?key=land_approval" in page
    row = SpecialPeriod.objects.current().for_key("land_approval").get()
    assert office.get(reverse("admin:statute_specialperiod_change", args=[row.pk])).status_code == 200


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"number": ""}, "数字和单位应当同时填写，或者都不填。"),
        ({"unit": ""}, "数字和单位应当同时填写，或者都不填。"),
        ({"number": "", "unit": "", "event": ""}, "应当写明原文的说法"),
        ({"unit": "hour"}, "hour"),
        ({"number": "0"}, "大于或等于1"),
        ({"effective_from": "2020-01-01"}, "启用日期不得早于今天"),
        ({"matter": ""}, "必填"),
        ({"number": "20", "matter": "现行", "source": "某法"}, "与现行规定相同"),
    ],
)
def test_a_bad_special_period_is_explained_and_nothing_is_written(office, changes, words):
    current = special_form(number="20", matter="现行", source="某法")
    office.post(reverse(SET["specialperiod"]), current)
    page = office.post(reverse(SET["specialperiod"]), special_form(**changes))
    assert page.status_code == 200
    assert words in str(page.context["form"].errors)
    assert SpecialPeriod.objects.get().matter == "现行"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"working_days": "0"}, "大于或等于1"),
        ({"step": "nowhere"}, "nowhere"),
        ({"legal_basis": ""}, "必填"),
        ({"effective_from": "2020-01-01"}, "启用日期不得早于今天"),
    ],
)
def test_a_bad_review_period_is_explained_and_nothing_is_written(office, changes, words):
    page = office.post(reverse(SET["reviewperiod"]), review_form(**changes))
    assert page.status_code == 200
    assert words in str(page.context["form"].errors)
    assert not ReviewPeriod.objects.exists()


def test_what_the_act_refuses_is_shown_above_the_form(office):
    later = today() + dt.timedelta(days=30)
    office.post(reverse(SET["reviewperiod"]), review_form(effective_from=later.isoformat()))
    page = office.post(reverse(SET["reviewperiod"]), review_form(working_days="3"))
    assert f"现行时限自{later}起启用，更改不得早于该日。" in page.content.decode()
    assert ReviewPeriod.objects.get().working_days == 5


@pytest.mark.parametrize(("model", "form"), [("reviewperiod", review_form), ("specialperiod", special_form)])
def test_nobody_else_sets_a_period(clerk, model, form):
    assert clerk.get(reverse(SET[model])).status_code == 403
    assert clerk.post(reverse(SET[model]), form()).status_code == 403
    assert not ReviewPeriod.objects.exists()
    assert not SpecialPeriod.objects.exists()
    listing = clerk.get(reverse(f"admin:statute_{model}_changelist")).content.decode()
    assert "只有政务公开主管部门可以设定" in listing
    assert "更改" not in listing


# --- 法律依据 -------------------------------------------------------------------------------------------------


def instrument_form(**changes):
    given = {
        "key": "OGI", "title": "中华人民共和国政府信息公开条例", "number": "国务院令第800号", "tag": "S", "verified": "on",
        "on_platform": "on", "url": "https://www.gov.cn/xin.htm",
    }  # fmt: skip
    return {**given, "effective_from": today().isoformat(), **changes}


def test_an_office_writes_down_a_changed_instrument_and_the_platform_names_it(office):
    former = LegalInstrument.objects.current().for_key("OGI").get()
    page = office.get(reverse(SET["legalinstrument"]), {"key": "OGI"})
    assert page.context["form"].initial["url"] == former.url != ""
    platform = reverse("open:institutions")
    assert f'<a href="{former.url}">{former.title}</a>' in Client().get(platform).text
    office.post(reverse(SET["legalinstrument"]), instrument_form())
    former.refresh_from_db()
    assert former.effective_to == today()
    text = Client().get(platform).text
    assert 'href="https://www.gov.cn/xin.htm"' in text
    assert former.url not in text
    office.post(
        reverse(SET["legalinstrument"]), instrument_form(on_platform="", number="国务院令第800号（更正）")
    )
    assert "国务院令第800号" not in Client().get(platform).text


def test_an_instrument_of_the_county_s_own_province_can_be_added(office):
    added = instrument_form(key="SDNEW", title="山东省政务公开办法", url="")
    page = office.post(reverse(SET["legalinstrument"]), added, follow=True)
    assert "已设定：山东省政务公开办法（国务院令第800号）" in page.text
    assert "山东省政务公开办法" in Client().get(reverse("open:institutions")).text
    assert AuditEntry.objects.latest("id").action == "legal_instrument.set"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "必填"),
        ({"url": "javascript:alert(1)"}, "URL"),
        ({"key": "条例"}, "有效“字段”"),
        ({"tag": "X"}, "X"),
        ({"effective_from": "2020-01-01"}, "启用日期不得早于今天"),
        ({}, "与现行记录相同"),
    ],
)
def test_a_bad_instrument_is_explained_and_nothing_is_written(office, changes, words):
    office.post(reverse(SET["legalinstrument"]), instrument_form())
    before = LegalInstrument.objects.count()
    page = office.post(reverse(SET["legalinstrument"]), instrument_form(**changes))
    assert words in str(page.context["form"].errors)
    assert LegalInstrument.objects.count() == before


def test_nobody_else_writes_down_an_instrument(clerk):
    before = LegalInstrument.objects.count()
    assert clerk.get(reverse(SET["legalinstrument"])).status_code == 403
    assert clerk.post(reverse(SET["legalinstrument"]), instrument_form()).status_code == 403
    assert LegalInstrument.objects.count() == before
