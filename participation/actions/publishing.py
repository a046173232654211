"""先审后发 for everything put to the public: one act per verb, whatever the thing is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from accounts.models import Organisation, User
from accounts.policies import Refused, Verdict, require
from audit.actions import record
from participation.findable import of_thing
from participation.models import Reviewed
from participation.policies import (
    may_approve,
    may_edit,
    may_publish,
    may_return,
    may_start,
    may_submit,
    may_withdraw,
)
from participation.validation import problems
from participation.workflow import Action, next_status
from search import actions as searching

T = TypeVar("T", bound=Reviewed)
ARTICLE = "市实施意见三(二)3;重大行政决策程序暂行条例第十五条"


class Conflict(Refused):
    """Somebody else changed it meanwhile; the page shows what stands now."""


def lock(thing: T) -> T:
    """The row as it is now, locked until commit."""
    found: T = type(thing).objects.select_for_update(of=("self",)).select_related("unit").get(pk=thing.pk)
    return found


def required(text: str, sentence: str) -> str:
    """The text without its margins; `Refused` with the sentence where there is none."""
    if not text.strip():
        raise Refused(sentence)
    return text.strip()


def noted(thing: Reviewed, by: User | None, verb: str, **details: Any) -> None:
    record(by, f"{thing._meta.model_name}.{verb}", thing, article=ARTICLE, organisation=thing.unit, **details)


@transaction.atomic
def start(thing: T, unit: Organisation, *, by: User) -> T:
    """起草: a new row of `unit`, its fields already filled in by the form."""
    require(may_start(by, unit))
    thing.unit = unit
    thing.save()
    thing.authors.add(by)
    thing.content_hash = thing.fingerprint()
    thing.save(update_fields=["content_hash"])
    noted(thing, by, "started")
    return thing


def touch(thing: Reviewed, *, by: User, verb: str = "edited", **details: Any) -> None:
    """The end of every edit, under the lock: a new hash, the review void, `by` among the authors."""
    thing.status = next_status(thing.status, Action.EDIT)
    thing.revision += 1
    thing.content_hash = thing.fingerprint()
    thing.approved_hash, thing.approved_by, thing.approved_at, thing.remark = "", None, None, ""
    thing.save()
    thing.authors.add(by)
    noted(thing, by, verb, **details)


def edit(thing: T, values: dict[str, Any], *, by: User, revision: int | None = None) -> T:
    """修改 the fields in `values`. Raises `Conflict` when the page showed an older state."""

    def change(now: T) -> None:
        for name, value in values.items():
            setattr(now, name, value)
        now.save()

    return rework(thing, change, by=by, revision=revision)


@transaction.atomic
def rework(thing: T, change: Callable[[T], Any], *, by: User, revision: int | None = None) -> T:
    """Any edit: under the lock, allowed, on what the page showed; `change` writes, the rest follows."""
    thing = lock(thing)
    require(may_edit(by, thing))
    if revision is not None and revision != thing.revision:
        raise Conflict("刚才有别人改过，您看到的不是最新内容，请核对后再改。")
    change(thing)
    touch(thing, by=by)
    return thing


def _step(thing: T, action: Action, verdict: Callable[[User, Reviewed], Verdict], by: User) -> T:
    thing = lock(thing)
    require(verdict(by, thing))
    thing.status = next_status(thing.status, action)
    thing.revision += 1
    return thing


def _show(thing: Reviewed) -> None:
    """Search says what the public sees from now on."""
    kind, numbers = of_thing(thing)
    searching.refresh(kind, *numbers)


def _complete(thing: Reviewed, at: datetime) -> None:
    if found := problems(thing, at):
        raise Refused(" ".join(found))


@transaction.atomic
def submit(thing: T, *, by: User, at: datetime) -> T:
    """提交审核: complete, and from here on nobody edits."""
    thing = _step(thing, Action.SUBMIT, may_submit, by)
    _complete(thing, at)
    thing.submitted_by, thing.submitted_at = by, at
    thing.content_hash = thing.fingerprint()
    thing.save()
    thing.authors.add(by)
    noted(thing, by, "submitted")
    return thing


@transaction.atomic
def approve(thing: T, *, by: User, at: datetime, seen: str, remark: str = "") -> T:
    """审核通过 of exactly the content with the hash `seen`."""
    thing = _step(thing, Action.APPROVE, may_approve, by)
    if seen != thing.content_hash or thing.fingerprint() != thing.content_hash:
        raise Conflict("内容与您看到的不同，请重新查看后再审核。")
    thing.approved_by, thing.approved_at, thing.approved_hash = by, at, thing.content_hash
    thing.remark = remark.strip()[:500]
    thing.save()
    noted(thing, by, "approved", hash=seen)
    return thing


@transaction.atomic
def send_back(thing: T, *, by: User, remark: str) -> T:
    thing = _step(thing, Action.RETURN, may_return, by)
    thing.remark = required(remark, "请写明退回的理由。")[:500]
    thing.approved_hash, thing.approved_by, thing.approved_at = "", None, None
    thing.save()
    noted(thing, by, "returned", reason=thing.remark)
    return thing


@transaction.atomic
def publish(thing: T, *, by: User, at: datetime) -> T:
    """公布: what was approved, nothing else; the stamp is the server's and never changes."""
    thing = _step(thing, Action.PUBLISH, may_publish, by)
    if thing.fingerprint() != thing.approved_hash:
        raise Conflict("内容在审核后变动过，须重新审核。")
    _complete(thing, at)
    thing.published_by, thing.published_at = by, at
    thing.save()
    _show(thing)
    noted(thing, by, "published", hash=thing.approved_hash)
    return thing


@transaction.atomic
def withdraw(thing: T, *, by: User, at: datetime, reason: str) -> T:
    """撤下: from every outlet at once."""
    thing = _step(thing, Action.WITHDRAW, may_withdraw, by)
    thing.withdrawn_reason = required(reason, "请写明撤下的理由。")[:500]
    thing.withdrawn_at = at
    thing.save()
    _show(thing)
    noted(thing, by, "withdrawn", reason=thing.withdrawn_reason)
    return thing
