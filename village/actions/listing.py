"""公开事项清单: taken over from the county's model list, and enlarged at the villagers' request."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from accounts.models import Organisation, User
from accounts.policies import Refused, require
from audit.actions import record
from catalog.models import Item
from statute.villages import Cycle, Head, due_on, may_be_asked, period_of
from village.actions.stepping import required
from village.models import BoardItem, Matter, ModelMatter, Rules
from village.policies import may_list

COPIED = (
    "position",
    "title",
    "head",
    "focus",
    "cycle",
    "due_days",
    "responsible",
    "is_ledger",
    "legal_basis",
)


def _lock(village: Organisation) -> Organisation:
    """The village's row: whatever is counted for the village as a whole waits here."""
    locked: Organisation = Organisation.objects.select_for_update().get(pk=village.pk)
    return locked


@transaction.atomic
def adopt(village: Organisation, *, by: User | None, on: date, since: date | None = None) -> list[Matter]:
    """按县目录建立清单: adds what the village's list does not have yet. `by` None is the first set-up."""
    village = _lock(village)
    if by is not None:
        require(may_list(by, village))
    have = set(Matter.objects.filter(village=village, is_active=True).values_list("title", flat=True))
    made = Matter.objects.bulk_create(
        Matter(
            village=village,
            model=one,
            since=since or on,
            added_by=by,
            **{name: getattr(one, name) for name in COPIED},
        )
        for one in ModelMatter.objects.filter(is_active=True)
        if one.title not in have
    )
    if made:
        record(
            by,
            "village.listed",
            village,
            article="山东省村务公开条例第十八条",
            organisation=village,
            matters=len(made),
        )
    return made


@transaction.atomic
def add_on_request(
    village: Organisation, *, by: User, on: date, title: str, head: str, cycle: str, responsible: str,
    representatives: bool, asked: int, asked_of: int,
) -> Matter:  # fmt: skip
    """应村民要求列入 (第八条): a tenth of the villagers or a fifth of the representatives; then it must be published."""
    village = _lock(village)
    require(may_list(by, village))
    title = required(title, "请写明要求公开什么。")
    if not may_be_asked(asked, asked_of, representatives=representatives):
        raise Refused("须有十分之一以上村民或者五分之一以上村民代表联名要求，人数还不够。")
    basis = Rules(on).basis("extra")
    try:
        with transaction.atomic():
            made = Matter.objects.create(
                village=village, title=title[:100], head=Head(head), cycle=Cycle(cycle),
                due_days=0 if cycle == Cycle.QUARTERLY else 5, responsible=responsible[:60], legal_basis=basis,
                origin=Matter.Origin.REPRESENTATIVES if representatives else Matter.Origin.VILLAGERS,
                asked=asked, asked_of=asked_of, since=on, added_by=by,
            )  # fmt: skip
    except IntegrityError:
        raise Refused(f"清单里已有“{title}”。") from None
    record(by, "village.matter_added", made, article=basis, organisation=village, asked=asked, of=asked_of)
    return made


@transaction.atomic
def mirror(matter: Matter, *, by: User, item: Item | None) -> Matter:
    """对应政务公开事项: what the government publishes about the same thing is compared with it."""
    matter = Matter.objects.select_for_update().select_related("village").get(pk=matter.pk)
    require(may_list(by, matter.village))
    matter.mirrors = item
    matter.save(update_fields=["mirrors"])
    record(by, "village.mirrored", matter, organisation=matter.village, item=item.pk if item else None)
    return matter


@transaction.atomic
def begin(matter: Matter, *, by: User, on: date, title: str) -> BoardItem:
    """随时公开: something happened that has to be published now."""
    matter = Matter.objects.select_for_update().select_related("village").get(pk=matter.pk)
    require(may_list(by, matter.village))
    if matter.cycle != Cycle.AT_ONCE:
        raise Refused("定期公开的事项到期自动列入，不用另行添加。")
    period = period_of(Cycle.AT_ONCE, on)
    if BoardItem.objects.filter(matter=matter, period_start=on).exclude(status="withdrawn").exists():
        raise Refused("这一事项今天已经列入。")
    item = BoardItem.opened(
        matter, on, due_on(period, matter.due_days), required(title, "请写一个标题。")[:120]
    )
    item.save()
    record(by, "village.begun", item, article=matter.legal_basis[:60], organisation=matter.village)
    return item
