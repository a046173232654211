"""催办 and the outbox: missing material and late answers are told once; mails to senders are tried until they go."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from accounts import outbox
from accounts.digests import send_digest
from accounts.models import Organisation, User
from accounts.privacy import Unreadable
from accounts.roles import Role
from audit.actions import record
from disclosure.actions.telling import county_office, holders
from interpretation.deadlines import Missing, missing_materials, recent_plans
from interpretation.models import MaterialReminder, Message, MessageNotice, Sender
from statute.loading import working_calendar

logger = logging.getLogger(__name__)
DIGEST: Final = "interpretation.digest"


def remind(today: date) -> list[MaterialReminder]:
    """Documents whose material is missing after three working days: unit and office are told, once."""
    lacking = missing_materials(recent_plans(today), today, working_calendar())
    return [row for one in lacking if one.late for row in _write(one, today)]


@transaction.atomic
def _write(one: Missing, today: date) -> list[MaterialReminder]:
    row, created = MaterialReminder.objects.get_or_create(
        plan=one.plan, due_on=one.due_on, defaults={"on": today}
    )
    if not created:
        return []
    forms = "、".join(form.label for form in one.forms)
    record(None, "interpretation.reminded", one.plan, article="国办发〔2016〕80号", organisation=one.plan.unit,
           forms=forms, due_on=one.due_on.isoformat())  # fmt: skip
    return [row]


def lines(today: date) -> dict[User, dict[str, str]]:
    """Person → what they would be told: key of the thing, and its sentence. Nothing personal of any sender."""
    found: dict[User, dict[str, str]] = defaultdict(dict)
    week = MaterialReminder.objects.filter(on__gte=today - timedelta(days=7)).select_related(
        "plan__unit", "plan__edition"
    )
    for row in week:
        text = f"{row.plan.unit}：《{row.plan.edition.title}》的解读材料应于{row.due_on}前发布，还没有发布"
        for person in _told_of(row.plan.unit):
            found[person][f"material-{row.pk}"] = text
    for message in Message.objects.overdue(today).select_related("unit", "county"):
        red = "，已超过三个月" if message.is_red(today) else ""
        text = f"留言{message.number}应于{message.due_on}前答复，还没有答复{red}"
        for person in _told_of(message.unit or message.county):
            found[person][f"message-{message.pk}-{message.due_on}{'-red' if red else ''}"] = text
    return {person: told for person, told in found.items() if person.email}


def _told_of(unit: Organisation) -> list[User]:
    people = [*holders(Role.CLERK, unit), *holders(Role.HEAD, unit), *county_office(unit)]
    return list(dict.fromkeys(people))


def send_digests(today: date, *, at: datetime) -> int:
    """One mail to each person and day with everything new; how many went out."""
    if not settings.MAIL_ENABLED:
        return 0
    return sum(
        send_digest(person, told, action=DIGEST, about="解读与留言", today=today, at=at)
        for person, told in lines(today).items()
    )


def send_notices(at: datetime) -> int:
    """Mail what senders are to be told; how many went."""
    return outbox.send_due(MessageNotice, at, _mail, related=("message__sender",))


def _mail(notice: MessageNotice) -> outbox.Mail:
    body = (
        f"您好：\n\n{notice.text}\n\n查询：{settings.SITE_URL}/messages/track/\n"
        f"查询时请输入留言编号和查询码。本邮件由系统发出，请不要直接回复。\n\n{settings.SITE['name']}\n"
    )
    return outbox.Mail(_address(notice.message.sender), f"留言 {notice.message.number} 的办理情况", body)


def _address(sender: Sender) -> str:
    try:
        return str(sender.email)
    except Unreadable:
        logger.error("the address of sender %s cannot be opened", sender.pk)  # noqa: TRY400  no trace needed
        return ""
