"""留言草稿: what was typed survives a lost session, a wrong field and a closed window (nothing typed is lost)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef

from interpretation.models import Message, MessageDraft

KEPT_DAYS: Final = 30
LONGEST: Final = (
    4_000  # of one field, a little more than the form takes, so that too much can be cut by its writer
)


def find_draft(token: UUID | None, at: datetime) -> MessageDraft | None:
    """The draft of the cookie, unless it was sent meanwhile or is too old."""
    if token is None:
        return None
    sent = Message.objects.filter(idempotency_key=OuterRef("pk"))
    fresh = MessageDraft.objects.filter(~Exists(sent), updated_at__gte=at - timedelta(days=KEPT_DAYS))
    return fresh.filter(pk=token).first()


def save_draft(key: UUID, content: Mapping[str, str], *, at: datetime) -> MessageDraft:
    """Keep the fields as typed, right or wrong. The page's own saving and its submission may meet: one row is left."""
    draft = MessageDraft(pk=key, updated_at=at)
    cut = {name: value[:LONGEST] for name, value in content.items()}
    draft.content = json.dumps(cut, ensure_ascii=False)
    kept, _ = MessageDraft.objects.update_or_create(
        pk=key, defaults={"content_sealed": draft.content_sealed, "updated_at": at}
    )
    return kept


def content_of(draft: MessageDraft | None) -> dict[str, str]:
    return dict(json.loads(draft.content)) if draft is not None and draft.content else {}


def drop(token: str | UUID | None) -> None:
    """清空: sent, thrown away by its writer, or left behind on a terminal."""
    try:
        MessageDraft.objects.filter(pk=UUID(str(token))).delete()
    except ValueError:
        return


def forget_drafts(at: datetime) -> int:
    """Drafts nobody came back to."""
    return MessageDraft.objects.filter(updated_at__lt=at - timedelta(days=KEPT_DAYS)).delete()[0]
