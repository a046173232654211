"""`run_documents_clock`: what it prints is what it would do, and a dry run does nothing."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from disclosure.models import (
    Campaign,
    Delivery,
    DocumentEdition,
    HandOver,
    Reminder,
    Validity,
    WebhookEndpoint,
)
from disclosure.workflow import Attribute, Status
from portal import celery_app
from tests import documents
from tests.disclosure.clock.channels import demand, endpoint
from tests.disclosure.clock.mails import subscription
from tests.disclosure.clock.stamps import moment, published_at

DAY = date(2026, 4, 1)


@pytest.fixture
def busy(county, receiver, settings):
    """A county with something of every kind to do on 1 April 2026."""
    settings.MAIL_ENABLED = True
    User.objects.filter(pk=county.clerk.pk).update(email="clerk@qinglan.example")
    demand(county, {"两微一端": "used", "精准推送": "used"})
    endpoint(county, url=receiver.url)
    subscription()
    published_at(county, moment(2026, 3, 10), title="关于三月的通知", valid_until=date(2026, 3, 31))
    documents.document(
        county,
        state=Status.PUBLISHED,
        on=date(2025, 11, 3),
        title="关于去年的通知",
        proposed_attribute=Attribute.ON_REQUEST,
    )
    documents.draft(county, title="关于逾期的通知")
    return county


def run(*arguments):
    call_command("run_documents_clock", *arguments)


def facts():
    rows = (Reminder, Campaign, HandOver, Delivery, DocumentEdition)
    return [list(model.objects.order_by("pk").values()) for model in rows]


def test_a_dry_run_names_everything_and_changes_nothing(busy, receiver, capsys):
    before = facts()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        run("--today", "2026-04-01", "--dry-run")
    out = capsys.readouterr().out
    for line in (
        "有效性  关于三月的通知:失效",
        "评估  青岚县人民政府:发起2026年公开属性年度评估",
        "提醒  《关于逾期的通知》应于2026-03-30前公开,已逾期2个工作日。(升级)",
        "移送  青岚县人民政府:2026-03 1份文件",
        "投送  1条消息",
        "邮件  1个邮箱今天还没有摘要",
        "共6项,没有改变任何内容。",
    ):
        assert line in out
    assert facts() == before
    assert not [one for one in queries if one["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
    assert (receiver.got, mail.outbox) == ([], [])


def test_by_hand_everything_is_done_once(busy, receiver, capsys):
    run("--today", "2026-04-01")
    out = capsys.readouterr().out
    for line in (
        "有效性:变更1项,其中迟办0项,失败0项", "评估:发起1项", "移送:生成1个包", "提醒:新增1项,发出邮件1封", "投送:成功1条",
        "摘要1封",
    ):  # fmt: skip
        assert line in out
    assert DocumentEdition.objects.get(title="关于三月的通知").validity == Validity.EXPIRED
    assert len(receiver.got) == 1
    run("--today", "2026-04-01")
    assert "有效性:变更0项" in capsys.readouterr().out
    run("--today", "2026-04-01", "--dry-run")
    assert "没有要做的事" in capsys.readouterr().out
    assert (len(receiver.got), Campaign.objects.count(), HandOver.objects.count()) == (1, 1, 1)


def test_the_future_is_only_looked_at(county):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    with pytest.raises(CommandError, match="只能与 --dry-run 一起使用"):
        run("--today", tomorrow)
    run("--today", tomorrow, "--dry-run")


def test_what_is_no_day_is_refused(db):
    with pytest.raises(CommandError, match="不是日期"):
        run("--today", "明天")


def test_every_row_of_the_schedule_names_a_task(db, settings):
    celery_app.loader.import_default_modules()
    scheduled = {row["task"] for row in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled <= set(celery_app.tasks)
    ours = {name for name in celery_app.tasks if name.startswith("disclosure.tasks.")}
    # Tasks about one thing are called for that thing; those without arguments run by the clock.
    by_the_clock = {name for name in ours if not celery_app.tasks[name].run.__code__.co_argcount}
    assert by_the_clock <= scheduled


def test_each_task_runs_with_nothing_to_do(db, settings):
    for row in settings.CELERY_BEAT_SCHEDULE.values():
        if row["task"].startswith("disclosure."):
            celery_app.tasks[row["task"]].run()
    assert (Delivery.objects.count(), WebhookEndpoint.objects.count(), mail.outbox) == (0, 0, [])
