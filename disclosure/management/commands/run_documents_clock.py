"""`manage.py run_documents_clock`: everything the scheduler does for documents, by hand, or only what it would do."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from disclosure import tasks
from disclosure.actions import digesting, handing_over, reminding, sending, subscribing, telling, virus
from disclosure.actions.lifecycle import come_into_force, due_changes, expire
from disclosure.models import Delivery, DocumentEdition, StoredFile, VirusState

WHAT = {come_into_force: "开始施行", expire: "失效"}


class Command(BaseCommand):
    help = "执行文件的定时事项:有效性、评估、提醒、移送、投送、邮件;--dry-run 只列出会做什么。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", default="", help="按这一天计算,例如 2026-04-01;不写时为今天")
        parser.add_argument("--dry-run", action="store_true", help="只列出,什么都不改变")

    def handle(self, *args: Any, today: str, dry_run: bool, **options: Any) -> None:
        try:
            day = date.fromisoformat(today) if today else timezone.localdate()
        except ValueError:
            raise CommandError(f"“{today}”不是日期,请写成 2026-04-01 这样。") from None
        if day > timezone.localdate() and not dry_run:
            raise CommandError("--today 晚于今天时只能与 --dry-run 一起使用。")
        lines = list(self.planned(day))
        for line in lines:
            self.stdout.write(line)
        if dry_run:
            self.stdout.write(f"共{len(lines)}项,没有改变任何内容。" if lines else "没有要做的事。")
        else:
            self.carry_out(day)

    def planned(self, day: date) -> Iterator[str]:
        """One line for each thing that is due."""
        changes = due_changes(day)
        editions = DocumentEdition.objects.in_bulk([pk for pk, _ in changes])
        for pk, act in changes:
            what = WHAT.get(act, "修改、废止或替代其他文件")
            yield f"有效性  {editions[pk].title}:{what}"
        for county in tasks.to_evaluate(day):
            yield f"评估  {county}:发起{day.year}年公开属性年度评估"
        for due in reminding.due_reminders(day):
            yield f"提醒  {due.text}{'(升级)' if due.escalated else ''}"
        for county, on in reminding.cleanups_due(day):
            yield f"清理  {county}:应于{on}前完成规范性文件清理"
        for county, month in tasks.to_hand_over(day):
            count = len(handing_over.documents_of(county, month))
            yield f"移送  {county}:{month:%Y-%m} {count}份文件"
        if count := Delivery.objects.due(timezone.now()).filter(outlet=Delivery.Outlet.WEBHOOK).count():
            yield f"投送  {count}条消息"
        if count := len(digesting.waiting_addresses(day)):
            yield f"邮件  {count}个邮箱今天还没有摘要"
        if virus.configured() and (
            count := StoredFile.objects.filter(virus_state=VirusState.UNSCANNED).count()
        ):
            yield f"病毒扫描  {count}个文件"

    def carry_out(self, day: date) -> None:
        now = timezone.now()
        carried = tasks.carry_out(day)
        self.stdout.write(f"有效性:变更{carried.done}项,其中迟办{carried.late}项,失败{carried.failed}项")
        self.stdout.write(f"评估:发起{tasks.evaluate(day)}项")
        self.stdout.write(f"移送:生成{tasks.hand_over(day)}个包")
        scanned = virus.scan_pending(on=day)
        self.stdout.write(f"病毒扫描:{sum(scanned.values())}个文件,发现病毒{scanned['infected']}个")
        made = [*reminding.remind(day), *reminding.remind_of_cleanups(day)]
        mailed = telling.mail_reminders(day, at=now)
        self.stdout.write(f"提醒:新增{len(made)}项,发出邮件{mailed.sent}封")
        sent = sending.send_due(now)
        self.stdout.write(
            f"投送:成功{sent.sent}条,失败{sent.failed}条,停止{sent.abandoned}条,取消{sent.dropped}条"
        )
        confirmations, digests = subscribing.send_confirmations(now), digesting.send_digests(now, day)
        self.stdout.write(f"邮件:确认{confirmations.sent}封,摘要{digests.sent}封")
