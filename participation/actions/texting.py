"""短信, through the county's own gateway where there is one: nothing leaves the machine unless the county configured it."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Final

from django.conf import settings

from disclosure.actions.posting import Letter, post_all, trust

MOBILE: Final = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")


class NotSent(OSError):  # noqa: N818  it reads as what it says
    """The gateway did not take it; the row waits for another attempt."""


def is_on() -> bool:
    return bool(settings.SMS_URL)


def mobile(text: str) -> str:
    """The eleven digits of a mobile number however it is typed; empty for anything else."""
    found = MOBILE.fullmatch(re.sub(r"[\s-]", "", text))
    return found[1] if found else ""


def send(phone: str, text: str, *, key: int) -> None:
    """One message; `key` tells the gateway when it is the same one again. Raises `NotSent`."""
    if not is_on():
        raise NotSent("没有配置短信网关")
    body = json.dumps({"phone": phone, "text": text}, ensure_ascii=False).encode()
    letter = Letter(
        delivery=key, attempt=1, endpoint=0, url=settings.SMS_URL, secret=settings.SMS_SECRET, body=body
    )
    answer = asyncio.run(post_all([letter], trust(settings.WEBHOOK_CA_FILE)))[0]
    if not answer.ok:
        raise NotSent(answer.problem)
