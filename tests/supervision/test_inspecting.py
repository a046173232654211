"""自查: one whole inspection inside the site, claimed once, judged by people, remembered, and never outside."""

import io
import socket
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.policies import Refused
from audit.models import AuditEntry
from disclosure.actions import releasing
from disclosure.models import Withdrawal
from portal.celery import app
from supervision import inspection_todo
from supervision.actions import inspecting, probing, setting_rules
from supervision.inspecting.links import LinkBook
from supervision.inspecting.visiting import Visitor
from supervision.models import CheckIndicator, Inspection, SiteColumn, SiteProbe
from tests import documents, inspections
from tests.inspections import line, quick, stands


@pytest.fixture
def no_sockets(monkeypatch):
    """Any attempt to look up a name or to open a connection fails the test; the database's own is open already."""

    def refuse(*args, **kwargs):
        raise AssertionError(f"reached out to {args[1:] or args}")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "create_connection", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)


def test_a_whole_inspection_never_leaves_the_site(county, no_sockets):
    body = '<p><a href="https://shop.example.com/">外</a><a href="//cdn.example.net/x.js">外</a><a href="/nowhere/">坏</a></p>'
    made = stands(county, body=body)
    inspections.column()
    done = inspections.inspection(county)
    assert done.links > 100
    assert {one["text"].split("（")[0] for one in line(done, "V1.3").evidence} == {
        "shop.example.com",
        "cdn.example.net",
    }
    assert line(done, "D4.2").faults == 1
    assert line(done, "D4.2").evidence[0]["url"] == made.get_absolute_url()
    assert done.pages >= 5
    assert line(done, "D4.4").light == line(done, "D4.6").light == "green"
    assert done.lines.count() == CheckIndicator.objects.count()
    assert AuditEntry.objects.about(done).filter(action="inspection.done").exists()


def test_a_foreign_address_is_refused_before_anything_is_asked():
    for address in ("https://www.gov.cn/", "//www.gov.cn/", "www.gov.cn"):
        with pytest.raises(ValueError, match="gov"):
            Visitor().ask(address)


@pytest.mark.parametrize("chunk", [1, 2])
def test_queries_grow_with_chunks_and_not_with_documents(
    county, chunk, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr("supervision.inspecting.texts.CHUNK", chunk)
    for _ in range(4):
        stands(county)
    with django_assert_max_num_queries(6 + 4 * (4 // chunk)):
        inspections.facts(county, timezone.now())


def test_one_at_a_time_and_only_by_the_office(county):
    inspections.rules()
    with pytest.raises(Refused, match="主管部门"):
        inspecting.ask_for(county.government, by=county.clerk, at=timezone.now())
    asked = inspecting.ask_for(county.government, by=county.office, at=timezone.now())
    with pytest.raises(Refused, match="正在进行"):
        inspecting.ask_for(county.government, by=county.office, at=timezone.now())
    assert Inspection.objects.get() == asked


def test_without_indicators_nothing_is_begun(county):
    with pytest.raises(Refused, match="load_inspection_rules"):
        inspecting.ask_for(county.government, by=county.office, at=timezone.now())


def test_a_second_worker_finds_nothing_to_do_until_the_first_is_gone(county):
    inspections.rules()
    now = timezone.now()
    asked = inspecting.ask_for(county.government, by=None, at=now)
    assert inspecting.claim(asked.pk, at=now) is not None
    assert inspecting.claim(asked.pk, at=now + timedelta(minutes=29)) is None
    assert inspecting.claim(asked.pk, at=now + timedelta(minutes=31)) is not None


def test_a_failure_is_written_down(county):
    inspections.rules()
    asked = inspecting.ask_for(county.government, by=None, at=timezone.now())

    def broken(*_):
        raise RuntimeError

    failed = inspecting.carry_out(asked.pk, at=timezone.now(), gather=broken)
    assert failed.state == Inspection.State.FAILED
    assert "RuntimeError" in failed.error
    assert not failed.lines.exists()


def test_a_person_judges_what_the_system_cannot_and_the_whole_is_reckoned_anew(county):
    done = quick(county)
    today = timezone.localdate()
    assert done.still_open
    with pytest.raises(Refused, match="统计"):
        inspecting.judge(line(done, "V3"), by=county.office, on=today, note="不对", light="green")
    with pytest.raises(Refused, match="主管部门"):
        inspecting.judge(line(done, "V1.4"), by=county.clerk, on=today, note="没有", light="green")
    with pytest.raises(Refused, match="核对的情况"):
        inspecting.judge(line(done, "V1.4"), by=county.office, on=today, note=" ", light="green")
    with pytest.raises(Refused, match="得分"):
        inspecting.judge(line(done, "D1.3"), by=county.office, on=today, note="看过", score=Decimal(9))
    before = done.vetoes
    assert (
        inspecting.judge(line(done, "V1.4"), by=county.office, on=today, note="页面被篡改", light="red").light
        == "red"
    )
    assert (
        inspecting.judge(line(done, "D1.3"), by=county.office, on=today, note="两处", score=Decimal(2)).light
        == "amber"
    )
    done.refresh_from_db()
    assert done.vetoes == before + 1
    assert done.still_open == done.lines.filter(light="open").count()


def test_what_was_judged_within_a_quarter_is_taken_over_with_name_and_day(county):
    now = timezone.now()
    first = quick(county, at=now - timedelta(days=60))
    inspecting.judge(
        line(first, "V1.4"),
        by=county.office,
        on=timezone.localdate() - timedelta(days=60),
        note="没有发生",
        light="green",
    )
    second = quick(county, at=now)
    assert (line(second, "V1.4").light, line(second, "V1.4").judged_by) == ("green", county.office)
    third = quick(county, at=now + timedelta(days=40))
    assert line(third, "V1.4").light == "open"
    with pytest.raises(Refused, match="固定"):
        inspecting.judge(
            line(second, "V1.6"), by=county.office, on=timezone.localdate(), note="没有", light="green"
        )


def test_the_lines_keep_the_rules_of_their_day(county):
    done = quick(county)
    today = timezone.localdate()
    old = CheckIndicator.objects.current().get(code="D4.2")
    values = {
        name: getattr(old, name)
        for name in ("part", "group", "name", "rule_text", "auto_rule", "position", "source")
    }
    new = setting_rules.set_indicator(
        values | {"code": "D4.2", "points": Decimal(3), "per_fault": Decimal("0.2"), "verified": True},
        by=county.office,
        on=today,
    )
    old.refresh_from_db()
    assert (old.effective_to, new.effective_from) == (today, today)
    assert line(done, "D4.2").points == 4
    assert not line(done, "D4.2").verified
    with pytest.raises(Refused, match="县政务公开主管部门"):
        setting_rules.end(new, by=county.head, on=today)
    setting_rules.end(new, by=county.office, on=today)
    assert not CheckIndicator.objects.in_force(today).filter(code="D4.2").exists()


@pytest.mark.parametrize(
    ("values", "said"),
    [({"auto_rule": "home"}, "不适用"), ({"points": Decimal(0)}, "分值"), ({"name": ""}, "不能为空")],
)
def test_a_row_that_makes_no_sense_is_refused_and_the_former_stays(county, values, said):
    inspections.rules()
    whole = {
        "code": "D4.2", "part": "deduct", "group": "功能设计", "name": "链接", "points": Decimal(4), "per_fault": Decimal("0.1"),
        "rule_text": "链接", "auto_rule": "dead_links", "position": 1, "source": "县规定", "verified": False,
    } | values  # fmt: skip
    with pytest.raises(Refused):
        setting_rules.set_indicator(whole, by=county.office, on=timezone.localdate())
    assert said
    assert CheckIndicator.objects.get(code="D4.2").effective_to is None


def test_a_column_rule_names_a_source_there_is(county):
    with pytest.raises(Refused, match="统计口径"):
        setting_rules.set_column({"source": "nothing"}, by=county.office, on=date(2026, 3, 2))


def test_the_table_comes_to_a_hundred_and_thirty_and_is_loaded_once(county):
    call_command("load_inspection_rules", stdout=io.StringIO())
    sums = {}
    for row in CheckIndicator.objects.all():
        sums[row.part] = sums.get(row.part, 0) + row.points
    assert sums == {"veto": 0, "deduct": 100, "bonus": 30}
    assert not CheckIndicator.objects.exclude(part="veto").filter(verified=True).exists()
    assert setting_rules.seed(on=date(2026, 3, 2)) == 0
    assert SiteColumn.objects.exists()


# --- by the clock ---------------------------------------------------------------------------------------------


def test_the_clock_asks_for_the_site_often_enough_and_inspects_it_weekly():
    beat = {entry["task"]: entry["schedule"] for entry in app.conf.beat_schedule.values()}
    probes = beat["supervision.tasks.probe"]
    assert len(probes.minute) * len(probes.hour) >= 20
    assert {"supervision.tasks.inspect_all", "supervision.tasks.sweep_inspections"} <= set(beat)


def test_once_a_week_whatever_the_night(county):
    inspections.rules()
    now = timezone.now()
    (asked,) = inspecting.ask_for_all(at=now, every=inspecting.EVERY)
    Inspection.objects.filter(pk=asked.pk).update(state=Inspection.State.FAILED)
    assert not inspecting.ask_for_all(at=now + timedelta(days=6), every=inspecting.EVERY)
    assert inspecting.ask_for_all(at=now + timedelta(days=7), every=inspecting.EVERY)


def test_a_probe_keeps_status_and_time_and_is_forgotten_after_its_time(county, no_sockets, monkeypatch):
    now = timezone.now()
    good = probing.probe(at=now)
    assert (good.status, good.failed) == (200, False)
    monkeypatch.setattr("supervision.actions.probing.Visitor", lambda: 1 / 0)
    assert probing.probe(at=now).failed
    SiteProbe.objects.filter(pk=good.pk).update(at=now - timedelta(days=500))
    assert probing.forget(before=now - probing.KEPT) == 1


def test_what_waits_for_the_office_is_on_its_list(county):
    quick(county)
    today = timezone.localdate()
    (task,) = inspection_todo.tasks_for(county.office, today)
    assert "单项否决" in task.title
    assert task.overdue
    assert inspection_todo.tasks_for(county.clerk, today) == []


def test_the_site_is_asked_under_a_host_it_allows(monkeypatch):
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", [".qinglan.example"])
    assert Visitor().host == "www.qinglan.example"


def test_a_sheet_is_not_laid_out_to_see_whether_it_is_there(county):
    """Its link is good while the document may be read, and dead with the withdrawal."""
    edition = documents.document(county, state="published")
    links = [
        (reverse("documents:notice", args=[edition.document_id]), ("首页", "/")),
        (reverse("villages:paper", args=[county.village.code]), ("村务公开", "/villages/")),
    ]
    book = LinkBook(Visitor())
    book.look(links)
    assert (book.checked, book.visitor.visits, book.dead.number) == (2, 0, 0)
    releasing.withdraw(edition, by=county.head, reason="有误", behaviour=Withdrawal.Behaviour.NOT_FOUND)
    book.look(links)
    assert (book.visitor.visits, book.dead.number) == (0, 1)
