"""One mail a day to each person with everything new about applications."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings

from accounts.digests import send_digest
from accounts.models import User
from requests_app.actions.reminding import WORDS, recipients
from requests_app.models import RequestReminder

DIGEST: Final = "requests.digest"


def send_digests(today: date, *, at: datetime) -> int:
    """How many mails went out; a person who had one today gets the rest tomorrow."""
    if not settings.MAIL_ENABLED:
        return 0
    lines: dict[User, dict[str, str]] = defaultdict(dict)
    week = RequestReminder.objects.filter(on__gte=today - timedelta(days=7))
    for row in week.select_related("request__unit", "request__handler").order_by("due_on"):
        for person in recipients(row):
            if person.email:
                lines[person][str(row.pk)] = f"{row.request.number}：{WORDS[row.kind]}（{row.due_on}）"
    return sum(
        send_digest(person, said, action=DIGEST, about="依申请公开", today=today, at=at)
        for person, said in lines.items()
    )
