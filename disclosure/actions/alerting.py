"""紧急公告 (条例第六条): put up at once by the county office, taken down by anybody of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.core.cache import cache
from django.db import transaction
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import Organisation, User
from accounts.policies import Refused, require
from audit.actions import record
from disclosure.guide_policies import may_alert
from disclosure.models import EmergencyNotice

KEY: Final = "emergency-notice"
SECONDS: Final = 15  # how long a process may show what it read, where processes do not share a cache
ARTICLE: Final = "第六条"


def showing(at: datetime) -> dict[str, Any] | None:
    """The newest notice that is up, for the shell of every page; read from the database once in a while."""
    kept = cache.get(KEY)
    if kept is None:
        notice = EmergencyNotice.objects.showing(at).first()
        kept = notice.as_shown() if notice else {}
        cache.set(KEY, kept, SECONDS)
    return kept or None


@transaction.atomic
def put_up(
    county: Organisation, *, by: User, text: str, url: str, start: datetime, until: datetime
) -> EmergencyNotice:
    """发布. The link stays on this site: nobody is sent elsewhere in an emergency."""
    require(may_alert(by, county))
    if until <= start:
        raise Refused("结束时间应当晚于开始时间。")
    if url and not (url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)):
        raise Refused("详情网址应当是本站的地址，以“/”开头。")
    notice = EmergencyNotice.objects.create(
        text=text, url=url, shown_from=start, shown_until=until, by=by, county=county
    )
    record(by, "emergency.put_up", notice, article=ARTICLE, organisation=county, until=until.isoformat())
    transaction.on_commit(lambda: cache.delete(KEY))
    return notice


@transaction.atomic
def take_down(notice: EmergencyNotice, *, by: User, at: datetime) -> EmergencyNotice:
    """提前结束."""
    notice = (
        EmergencyNotice.objects.select_for_update(of=("self",)).select_related("county").get(pk=notice.pk)
    )
    require(may_alert(by, notice.county))
    if notice.ended_at is not None:
        raise Refused("这条公告已经结束。")
    notice.ended_at, notice.ended_by = at, by
    notice.save(update_fields=["ended_at", "ended_by"])
    record(by, "emergency.taken_down", notice, article=ARTICLE, organisation=notice.county)
    transaction.on_commit(lambda: cache.delete(KEY))
    return notice
