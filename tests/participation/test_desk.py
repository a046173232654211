"""The desk: drafting, reviewing, working through opinions; refusals are messages and change nothing."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from participation.models import Consultation, DecisionCatalogue, Feedback, Opinion
from participation.todo import tasks_for
from participation.workflow import Status
from tests.documents import staff
from tests.factories import ON
from tests.participation import made
from tests.participation.made import AFTER

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(county):
    staff(county)
    client = Client()
    client.force_login(county.clerk)
    return client


def as_(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def desk(name, *args):
    return reverse(f"admin:participation_{name}", args=args)


def filled(county, **values):
    return {
        "unit": county.department.pk, "title": "养犬办法", "rule": made.rule().pk, "opens_at": "2026-03-02T09:00",
        "closes_at": "2026-04-02T17:00", "short_reason": "", "body": "第一条 登记。\n第二条 拴绳。", "explanation": "犬只伤人。",
        "contact_person": "基层科", "phone": "0635-8221234", "email": "a@qinglan.example", "address": "",
    } | values  # fmt: skip


def test_a_clerk_drafts_and_corrects(clerk, county):
    response = clerk.post(desk("consultation_new"), filled(county))
    thing = Consultation.objects.get()
    assert response.url == desk("consultation_change", thing.pk)
    assert thing.body == "<p>第一条 登记。</p><p>第二条 拴绳。</p>"
    assert [one.label for one in thing.clauses()] == ["第一条", "第二条"]
    clerk.post(desk("consultation_edit", thing.pk), filled(county, title="改过", revision=thing.revision))
    thing.refresh_from_db()
    assert thing.title == "改过"


def test_an_old_form_is_a_conflict_and_what_was_typed_stays(clerk, county):
    thing = made.draft(county)
    as_(county.clerk2).post(desk("consultation_edit", thing.pk), filled(county, title="别人改的", revision=0))
    response = clerk.post(desk("consultation_edit", thing.pk), filled(county, title="我改的", revision=0))
    assert response.status_code == 422
    assert "刚才有别人改过" in response.content.decode()
    assert "我改的" in response.content.decode()
    thing.refresh_from_db()
    assert thing.title == "别人改的"


def test_nobody_drafts_for_a_unit_that_is_not_theirs(county):
    response = as_(county.other_clerk).post(desk("consultation_new"), filled(county))
    assert response.status_code == 422
    assert not Consultation.objects.exists()


def test_submit_return_approve_publish_by_the_buttons(clerk, county):
    now = timezone.now()
    thing = made.draft(county, opens_at=now, closes_at=now.replace(year=now.year + 1))
    reviewer = as_(county.office_reviewer)
    clerk.post(desk("consultation_act", thing.pk, "submit"))
    assert thing.pk in [int(task.url.split("/")[-3]) for task in tasks_for(county.office_reviewer, ON)]
    reviewer.post(desk("consultation_act", thing.pk, "return"), {"remark": "补充依据"})
    thing.refresh_from_db()
    assert (thing.status, thing.remark) == (Status.DRAFT, "补充依据")
    clerk.post(desk("consultation_act", thing.pk, "submit"))
    thing.refresh_from_db()
    clerk.post(desk("consultation_act", thing.pk, "approve"), {"seen": thing.content_hash})
    thing.refresh_from_db()
    assert thing.status == Status.REVIEW
    reviewer.post(desk("consultation_act", thing.pk, "approve"), {"seen": thing.content_hash})
    clerk.post(desk("consultation_act", thing.pk, "publish"))
    thing.refresh_from_db()
    assert thing.status == Status.PUBLISHED
    assert clerk.post(desk("consultation_act", thing.pk, "edit")).status_code == 404


def test_opinions_are_entered_looked_at_and_answered_in_bulk(clerk, county, clock):
    thing = made.consultation(county, opinions=3)
    clock(AFTER)
    entry = {"channel": "phone", "origin": "3月20日通话", "received_at": "2026-03-20T10:00", "place": 2, "text": "登记费太高", "name": "王芳"}  # fmt: skip
    clerk.post(desk("opinions_enter", thing.pk), entry)
    assert Opinion.objects.get(serial=4).channel == "phone"
    clerk.post(desk("opinions_moderate", thing.pk), {"serial": ["1", "2", "3", "4"], "act": "show"})
    assert not Opinion.objects.waiting().exists()
    parts = [part.pk for one in thing.opinions.all() for part in one.parts.all()]
    clerk.post(desk("opinions_answer", thing.pk), {"part": parts[:3], "summary": "罚款", "adoption": "adopted", "reason": "已改"})  # fmt: skip
    into = thing.answers.get()
    clerk.post(desk("opinions_answer", thing.pk), {"part": parts[3:], "into": into.pk})
    assert into.parts.count() == 4
    clerk.post(desk("opinions_conclude", thing.pk), {"summary": "收到4件", "document": ""})
    clerk.post(desk("opinions_act", thing.pk, "submit"))
    feedback = Feedback.objects.get()
    assert feedback.status == Status.REVIEW
    page = clerk.get(desk("opinions", thing.pk)).content.decode()
    assert "只能查看" in page
    as_(county.head).post(desk("opinions_act", thing.pk, "approve"), {"seen": feedback.content_hash})
    clerk.post(desk("opinions_act", thing.pk, "publish"))
    feedback.refresh_from_db()
    assert feedback.status == Status.PUBLISHED


def test_a_look_at_an_address_is_recorded_and_only_for_the_unit(clerk, county):
    thing = made.consultation(county)
    response = clerk.post(desk("opinions_contact", thing.pk), {"serial": "1"}, follow=True)
    assert "liming@mail.example" in response.content.decode()
    assert AuditEntry.objects.filter(action="opinion.contact_seen").count() == 1
    refused = as_(county.office).post(desk("opinions_contact", thing.pk), {"serial": "1"})
    assert refused.status_code == 403
    page = as_(county.office).get(desk("opinions", thing.pk)).content.decode()
    assert "liming" not in page


def test_what_is_due_stands_on_the_to_do_list(county):
    thing = made.consultation(county, opinions=0)
    late = ON.replace(month=9)
    mine = [task for task in tasks_for(county.clerk, late) if task.title == thing.title]
    assert [(task.overdue, task.mine) for task in mine] == [(True, True)]
    theirs = [task for task in tasks_for(county.office, late) if task.title == thing.title]
    assert [(task.overdue, task.mine) for task in theirs] == [(True, False)]
    assert tasks_for(county.other_clerk, late) == []


def test_the_opinions_page_costs_the_same_with_many(clerk, county, django_assert_max_num_queries):
    for count in (2, 12):
        thing = made.consultation(county, opinions=count)
        with django_assert_max_num_queries(24):
            clerk.get(desk("opinions", thing.pk))


def test_a_catalogue_is_pasted_as_lines_and_keeps_its_matters(clerk, county):
    lines = "养犬管理办法 | 青岚县民政局 | 6月底 | 省规定 |\n供热价格 | 青岚县民政局 | 9月底 | | 民生"
    values = {
        "unit": county.department.pk,
        "year": "2026",
        "basis": "青委〔2026〕1号",
        "note": "",
        "entries": lines,
    }
    clerk.post(desk("decisioncatalogue_new"), values)
    thing = DecisionCatalogue.objects.get()
    assert [(one.title, one.is_livelihood) for one in thing.entries.all()] == [
        ("养犬管理办法", False),
        ("供热价格", True),
    ]
    matters = list(thing.entries.values_list("matter", flat=True))
    shown = clerk.get(desk("decisioncatalogue_edit", thing.pk)).context["form"].initial["entries"]
    changed = shown.replace("养犬管理办法", "文明养犬办法") + "\n新的一项 | 青岚县民政局 | 年底"
    clerk.post(
        desk("decisioncatalogue_edit", thing.pk), values | {"entries": changed, "revision": thing.revision}
    )
    assert list(thing.entries.values_list("matter", flat=True))[:2] == matters
    assert thing.entries.count() == 3
    again = clerk.post(desk("decisioncatalogue_new"), values)
    assert "这个年度已有目录" in again.content.decode()
    wrong = clerk.post(
        desk("decisioncatalogue_new"), values | {"year": "2027", "entries": "某事 | 没有这个局 | 年底"}
    )
    assert "没有叫“没有这个局”的单位" in wrong.content.decode()


def test_steps_are_recorded_and_consultations_tied_on_the_matters_screen(clerk, county):
    entry = made.catalogue(county).entries.first()
    clerk.post(desk("matter_step", entry.pk), {"step": "catalogued", "on": ON.isoformat()})
    assert entry.matter.steps.get().step == "catalogued"
    clerk.post(desk("matter_step", entry.pk), {"step": "decided", "on": ON.isoformat()})
    assert entry.matter.steps.count() == 1
    thing = made.consultation(county)
    clerk.post(desk("matter_tie", entry.pk), {"consultation": thing.pk})
    assert list(entry.matter.consultations.all()) == [thing]
    clerk.post(desk("catalogue_adjust", entry.catalogue_id), {"note": "增加"})
    assert DecisionCatalogue.objects.filter(version=2).exists()
