"""政务公开工作人员 (市实施意见四(二): 有机构承担、有专人负责)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.policies import Refused
from supervision.actions import staffing, training
from supervision.models import StaffMember
from tests import trainings
from tests.factories import ON
from tests.open.made import guide_in_force

pytestmark = pytest.mark.django_db
LATER = date(2026, 6, 1)


def _enter(county, unit=None, by=None, **values):
    given = {"post": "full", "duty": "文件公开", "since": ON, **values}
    return staffing.enter(unit or county.department, staffing.Post(**given), by=by or county.clerk, on=LATER)


def test_an_account_gives_the_name_and_others_are_typed(county):
    assert str(_enter(county, user=county.clerk)) == str(county.clerk)
    assert str(_enter(county, name="周敏")) == "周敏"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [({}, "没有账号的填写姓名"), ({"name": "周敏", "duty": " "}, "负责的工作"), ({"name": "周敏", "since": LATER + timedelta(1)}, "晚于今天")],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_written(county, values, sentence):
    with pytest.raises(Refused, match=sentence):
        _enter(county, **values)
    assert not StaffMember.objects.exists()


def test_an_account_is_one_of_the_unit_and_stands_once(county):
    with pytest.raises(Refused, match="不要两样都填"):
        _enter(county, user=county.clerk, name="周敏")
    with pytest.raises(Refused, match="不是"):
        _enter(county, user=county.other_clerk)
    made = _enter(county, user=county.clerk)
    with pytest.raises(Refused, match="已经登记"):
        _enter(county, user=county.clerk)
    staffing.end(made, by=county.head, on=LATER)
    assert _enter(county, user=county.clerk).until is None


def test_the_unit_and_the_office_keep_the_list_nobody_else(county):
    with pytest.raises(Refused, match="登记"):
        _enter(county, by=county.other_clerk, name="周敏")
    made = _enter(county, by=county.office, name="周敏")
    with pytest.raises(Refused, match="登记"):
        staffing.end(made, by=county.other_clerk, on=LATER)
    with pytest.raises(Refused, match="别人改动"):
        staffing.change(made, by=county.clerk, post="part", duty="解读", certificate="", revision=7)
    changed = staffing.change(
        made, by=county.clerk, post="part", duty="解读", certificate="培训合格证12号", revision=0
    )
    assert (changed.post, changed.duty, changed.certificate) == ("part", "解读", "培训合格证12号")
    ended = staffing.end(made, by=county.clerk, on=LATER)
    with pytest.raises(Refused, match="不再改动"):
        staffing.change(ended, by=county.clerk, post="full", duty="解读", certificate="")


def test_who_serves_is_counted_by_the_day(county, django_assert_num_queries):
    first = _enter(county, name="周敏")
    _enter(county, name="吴静", post="part")
    staffing.end(first, by=county.clerk, on=LATER)
    with django_assert_num_queries(1):
        found = StaffMember.objects.counted(ON)
    assert found[county.department.pk].words == "专职1人，兼职1人"
    assert StaffMember.objects.counted(LATER)[county.department.pk].words == "兼职1人"


def test_numbers_are_public_and_names_are_not(county):
    _enter(county, name="周敏")
    guide_in_force(county)
    pages = [
        Client().get(reverse("supervision:offices")).content.decode(),
        Client().get(reverse("open:unit-guide", args=[county.department.code])).content.decode(),
    ]
    assert all("专职1人" in page for page in pages)
    assert not any("周敏" in page for page in pages)
    assert "还没有登记" in pages[0]  # the others


def test_the_desk_enters_changes_and_shows_the_trainings(county):
    client = Client()
    client.force_login(county.clerk)
    today = timezone.localdate()
    start = reverse("admin:supervision_staffmember_start")
    sent = {"unit": county.department.code, "post": "part", "duty": "依申请公开", "since": today.isoformat()}
    refused = client.post(start, sent)
    assert refused.status_code == 422
    assert "没有账号的填写姓名" in refused.content.decode()
    client.post(start, sent | {"user": county.clerk.pk})
    made = StaffMember.objects.get()
    held = trainings.held(county, on=today, came=2)
    training.attend(held, county.department, came=2, by=county.office, on=today, people=[made])
    page = client.get(reverse("admin:supervision_staffmember_change", args=[made.pk])).content.decode()
    assert "政府信息公开条例" in page
    assert (
        str(county.clerk) in client.get(reverse("admin:supervision_staffmember_changelist")).content.decode()
    )
    client.post(reverse("admin:supervision_staffmember_act", args=[made.pk, "end"]), {"revision": 0})
    made.refresh_from_db()
    assert made.until == today
