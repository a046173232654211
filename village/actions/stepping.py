"""What every act on a publication shares: the lock, what was seen, the record."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from accounts.models import User
from accounts.policies import Refused
from audit.actions import record
from search import actions as searching
from village.findable import BOARD
from village.models import BoardItem, Rules
from village.workflow import TRANSITIONS, Action, next_status

SEEN: Final = (Action.PUBLISH, Action.WITHDRAW)  # what changes on the board for everybody


class Conflict(Refused):
    """Somebody else changed it meanwhile."""


def lock(item: BoardItem) -> BoardItem:
    """The publication as it is now, locked until commit: every act holds this lock."""
    return (
        BoardItem.objects.select_for_update(of=("self",))
        .select_related("village", "matter", "photo")
        .get(pk=item.pk)
    )


def unchanged(item: BoardItem, revision: int | None) -> None:
    """Raise `Conflict` when the page that is answered showed an older state."""
    if revision is not None and revision != item.revision:
        raise Conflict("这件事刚才已被别人办理，您看到的不是最新情况，请核对后再操作。")


def finish(item: BoardItem, action: Action, *, by: User | None, on: date, **details: Any) -> BoardItem:
    """Move the state, save, and record under the article in force: every act's end."""
    item.status = next_status(item.status, action)
    item.revision += 1
    item.save()
    if action in SEEN:
        searching.refresh(BOARD, item.pk)
    basis = Rules(on).basis(TRANSITIONS[action].rule)
    record(by, f"village.{action.value}", item, article=basis, organisation=item.village, **details)
    return item


def required(text: str, sentence: str) -> str:
    """The text without its margins; `Refused` with the sentence where there is none."""
    if not text.strip():
        raise Refused(sentence)
    return text.strip()
