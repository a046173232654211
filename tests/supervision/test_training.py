"""政务公开培训 (条例第四十八条; 市实施意见四(二): 每年至少组织1次)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.policies import Refused
from supervision import organising_todo
from supervision.actions import digesting, ruling, training
from supervision.freshness import Level
from supervision.learning import years
from supervision.measures import board
from supervision.models import Attendance, Training, TrainingFile
from supervision.models.rule import Key
from tests import trainings
from tests.factories import ON

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


def level(county, unit, on):
    return board([unit.pk, county.government.pk], on, since=on).tally("training", unit.pk).level


def test_a_county_is_green_with_its_number_amber_in_october_and_red_when_the_year_is_over(county):
    trainings.held(county, on=date(2025, 5, 6))
    days = (ON, date(2026, 9, 30), date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 1))
    assert [level(county, county.government, day) for day in days] == [
        Level.GREEN, Level.GREEN, Level.AMBER, Level.AMBER, Level.RED
    ]  # fmt: skip
    trainings.held(county, on=date(2027, 2, 1))
    assert level(county, county.government, date(2027, 2, 1)) is Level.GREEN  # made up for


def test_the_number_is_a_row_of_the_county(county):
    trainings.held(county, on=date(2025, 5, 6))
    ruling.set_rule(Key.TRAININGS, 2, legal_basis="县办法", by=county.office, on=date(2026, 1, 1))
    trainings.held(county, on=ON)
    before, now = years(county.government.pk, date(2026, 11, 1))
    assert (before.needed, before.held, before.is_met) == (1, 1, True)
    assert (now.needed, now.held, now.is_met) == (2, 1, False)
    assert level(county, county.government, date(2026, 11, 1)) is Level.AMBER


def test_a_unit_that_was_asked_and_did_not_come_is_amber_and_the_year_after_red(county):
    made = trainings.held(county)
    assert level(county, county.other_department, ON) is Level.GREEN  # was not asked
    assert level(county, county.department, ON) is Level.AMBER
    training.attend(made, county.department, came=0, by=county.office, on=ON)
    assert level(county, county.department, date(2027, 1, 5)) is Level.RED
    training.attend(made, county.department, came=2, by=county.office, on=ON)
    assert level(county, county.department, date(2027, 1, 5)) is Level.GREEN


def test_what_is_planned_or_void_counts_nowhere(county):
    trainings.held(county, on=date(2025, 5, 6))
    made = trainings.held(county, on=date(2026, 12, 20))
    assert level(county, county.government, date(2026, 11, 1)) is Level.AMBER
    assert level(county, county.government, date(2026, 12, 20)) is Level.GREEN
    training.void(made, by=county.office, on=ON, reason="没有举行")
    assert level(county, county.government, date(2026, 12, 20)) is Level.AMBER
    with pytest.raises(Refused, match="作废"):
        training.attend(made, county.department, came=1, by=county.office, on=date(2026, 12, 21))


def test_it_is_in_the_weekly_mail_and_on_the_to_do_list(county, settings):
    settings.MAIL_ENABLED = True
    county.office.email = "office@mail.example"
    county.office.save()
    told = digesting.lines_by_person(ON)[county.office]
    assert any("年度培训1件" in line for line in told.values())
    tasks = organising_todo.tasks_for(county.office, ON)
    assert [(task.title, task.overdue) for task in tasks] == [("2025年政务公开培训还差1次", True)]
    trainings.held(county, on=date(2025, 5, 6), came=1)
    assert organising_todo.tasks_for(county.office, ON) == []
    assert not any(
        "年度培训" in line for line in digesting.lines_by_person(ON).get(county.office, {}).values()
    )
    trainings.held(county)
    assert [task.step for task in organising_todo.tasks_for(county.office, ON)] == ["签到表没有登记完"]
    assert organising_todo.tasks_for(county.clerk, ON) == []


@pytest.mark.parametrize(
    ("values", "sentence"),
    [({"subject": " "}, "培训内容"), ({"place": ""}, "地点"), ({"audience": ""}, "参加对象"), ({"units": []}, "通知哪些单位")],
)  # fmt: skip
def test_what_is_lacking_is_said_and_nothing_is_written(county, values, sentence):
    with pytest.raises(Refused, match=sentence):
        trainings.held(county, **values)
    assert not Training.objects.exists()


def test_only_who_held_it_keeps_the_sheet(county):
    made = trainings.held(county)
    with pytest.raises(Refused, match="登记"):
        training.attend(made, county.department, came=3, by=county.clerk, on=ON)
    with pytest.raises(Refused, match="登记"):
        trainings.held(county, by=county.clerk)
    with pytest.raises(Refused, match="培训范围"):
        trainings.held(county, units=[county.village])
    own = training.register(
        county.department, training.Lesson("业务学习", ON, "局会议室", "全局"), units=[county.department], by=county.clerk
    )  # fmt: skip
    assert training.attend(own, county.department, came=9, by=county.clerk, on=ON).came == 9


def test_the_sheet_knows_numbers_people_and_days(county):
    made = trainings.held(county, on=ON + timedelta(days=9))
    who = trainings.member(county)
    with pytest.raises(Refused, match="还没有举行"):
        training.attend(made, county.department, came=1, by=county.office, on=ON)
    on = ON + timedelta(days=9)
    with pytest.raises(Refused, match="0至5000"):
        training.attend(made, county.department, came=5001, by=county.office, on=on)
    with pytest.raises(Refused, match="没有通知"):
        training.attend(made, county.other_department, came=1, by=county.office, on=on)
    with pytest.raises(Refused, match="工作人员"):
        training.attend(made, county.township, came=1, by=county.office, on=on, people=[who])
    with pytest.raises(Refused, match="还多"):
        training.attend(made, county.department, came=0, by=county.office, on=on, people=[who])
    assert set(Attendance.objects.values_list("came", flat=True)) == {None}
    training.attend(made, county.department, came=2, by=county.office, on=on, people=[who])
    assert [row.training for row in who.attendances.all()] == [made]


def test_papers_are_looked_at_and_stay_inside(county):
    made = trainings.held(county)
    for name, data, sentence in (
        ("签到.exe", b"MZ", "格式"),
        ("签到.png", b"not a picture", "格式|不符"),
        ("空.png", b"", "空的"),
    ):
        with pytest.raises(Refused, match=sentence):
            training.add_file(made, SimpleUploadedFile(name, data), kind="evidence", by=county.office, on=ON)
    assert not TrainingFile.objects.exists()
    kept = training.add_file(
        made, SimpleUploadedFile("签到表.png", PNG), kind="evidence", by=county.office, on=ON
    )
    url = reverse("admin:supervision_training_file", args=[kept.pk])
    for user, status in ((county.office, 200), (county.clerk, 200), (county.other_clerk, 404)):
        client = Client()
        client.force_login(user)
        assert client.get(url).status_code == status
    assert Client().get(url).status_code == 302


def test_the_office_registers_and_fills_the_sheet_on_its_pages(county):
    client = Client()
    client.force_login(county.office)
    today = timezone.localdate()
    start = reverse("admin:supervision_training_start")
    assert f"{today.year}年" in client.get(start).content.decode()
    sent = {
        "organiser": county.government.code, "subject": "条例和目录", "held_on": today.isoformat(), "place": "三楼", "audience": "经办人",
    }  # fmt: skip
    assert "请选择通知哪些单位参加" in client.post(start, sent).content.decode()
    client.post(start, sent | {"units": [county.department.code, county.township.code]})
    made = Training.objects.get()
    who = trainings.member(county, on=today)
    fill = reverse("admin:supervision_training_fill", args=[made.pk])
    first, second = made.attendances.order_by("pk")
    assert "应是数字" in client.post(fill, {f"came-{first.pk}": "三"}, follow=True).content.decode()
    client.post(fill, {f"came-{first.pk}": "3", f"people-{first.pk}": [who.pk], f"came-{second.pk}": ""})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.came, second.came) == (3, None)
    page = client.get(reverse("admin:supervision_training_change", args=[made.pk])).content.decode()
    assert "周敏" in page
    listed = client.get(reverse("admin:supervision_training_changelist")).content.decode()
    assert "1 / 2" in listed
    act = reverse("admin:supervision_training_act", args=[made.pk, "file"])
    client.post(act, {"kind": "material", "file": SimpleUploadedFile("讲义.png", PNG)})
    assert TrainingFile.objects.get().name == "讲义.png"


def test_the_list_costs_the_same_for_many(county):
    client = Client()
    client.force_login(county.office)
    url = reverse("admin:supervision_training_changelist")

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(url)
        return len(caught)

    trainings.held(county)
    queries()
    one = queries()
    for _ in range(5):
        trainings.held(county)
    assert queries() == one
