"""The county's changes on their way to the townships: handed down, accepted, or declined with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation, OrganisationKind, User
from accounts.policies import Refused, require
from audit.actions import record
from catalog.actions.editing import (
    Source,
    changed,
    county_edition,
    open_for_edit,
    replace_rows,
    start_edition,
)
from catalog.content import Change, Row, compare, for_township, keyed
from catalog.models import CatalogEdition, PendingChange
from catalog.policies import county_of, may_decide_change
from catalog.tree import read_rows

KINDS = {
    Change.ADDED: PendingChange.Kind.ADDED,
    Change.CHANGED: PendingChange.Kind.CHANGED,
    Change.REMOVED: PendingChange.Kind.REMOVED,
}


def hand_down(edition: CatalogEdition, previous: CatalogEdition | None, rows: Sequence[Row]) -> int:
    """Write a pending change per township and changed 乡级 row; returns how many. Part of `publish`.

    Only townships that already have an edition of the domain are told: others start from the new one.
    """
    if previous is None or edition.unit is None:
        return 0
    before = keyed(row for row in read_rows(previous) if row.levels.get("township"))
    after = keyed(row for row in rows if row.levels.get("township"))
    differences = [
        d for d in compare(before, after, ignoring=("seq", "subject", "levels")) if d.change != Change.SAME
    ]
    townships = [unit for unit in _followers(edition) if county_edition(unit, edition.domain) == edition]
    created = []
    for township in townships:
        waiting = PendingChange.objects.waiting().filter(unit=township, domain=edition.domain)
        waiting.filter(path_key__in=[d.key for d in differences]).update(state=PendingChange.State.OVERTAKEN)
        for d in differences:
            old, new = (for_township(row, township.name).to_json() if row else None for row in (d.old, d.new))
            created.append(
                PendingChange(
                    unit=township,
                    domain=edition.domain,
                    source=edition,
                    kind=KINDS[d.change],
                    path_key=d.key,
                    before=old,
                    after=new,
                )
            )
    PendingChange.objects.bulk_create(created)
    return len(created)


def _followers(edition: CatalogEdition) -> list[Organisation]:
    """Townships of the edition's county with an edition of the same domain."""
    county = county_of(edition.unit) if edition.unit else None
    if county is None:
        return []
    townships = county.get_descendants().active().filter(kind=OrganisationKind.TOWNSHIP)
    return list(townships.filter(catalog_editions__domain=edition.domain).distinct())


@transaction.atomic
def accept_change(change: PendingChange, *, by: User, on: date) -> CatalogEdition:
    """采纳: carry the change into the township's edition in preparation, starting one where there is none."""
    change = (
        PendingChange.objects.select_for_update(of=("self",))
        .select_related("unit", "domain")
        .get(pk=change.pk)
    )
    require(may_decide_change(by, change))
    # One answer at a time per township: of two at once, each would start an edition and one be refused.
    Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=change.unit_id)
    mine = CatalogEdition.objects.filter(unit=change.unit, domain=change.domain)
    edition = mine.in_preparation().first()
    if edition is None:
        edition = start_edition(change.unit, change.domain, by=by, source=Source.PREVIOUS, on=on)
    edition = open_for_edit(edition, by, None)
    replace_rows(edition, _applied(read_rows(edition), change))
    _decide(change, PendingChange.State.ACCEPTED, by, "")
    return changed(
        edition, by=by, on=on, action="edition.change_accepted", path=change.path_key, kind=change.kind
    )


def _applied(rows: Sequence[Row], change: PendingChange) -> list[Row]:
    """The township's rows after the county's change, each keeping its item."""
    by_key = keyed(rows)
    if change.kind == PendingChange.Kind.REMOVED:
        by_key.pop(change.path_key, None)
        return list(by_key.values())
    new = Row.from_json(change.after)
    if mine := by_key.get(change.path_key):
        by_key[change.path_key] = replace(new, item=mine.item, seq=mine.seq)
        return list(by_key.values())
    listed = list(by_key.values())
    listed.insert(_place_for(new.path, listed), replace(new, item=None))
    return listed


def _place_for(path: Sequence[str], rows: Sequence[Row]) -> int:
    """Behind the last row under the same headings, as far as they agree; else at the end."""
    for depth in range(len(path) - 1, 0, -1):
        shared = [
            i
            for i, row in enumerate(rows)
            if len(row.path) > depth and row.path[:depth] == tuple(path[:depth])
        ]
        if shared:
            return shared[-1] + 1
    return len(rows)


@transaction.atomic
def decline_change(change: PendingChange, *, by: User, reason: str) -> PendingChange:
    """不采纳, with the reason the county will read (因地制宜)."""
    change = PendingChange.objects.select_for_update(of=("self",)).select_related("unit").get(pk=change.pk)
    require(may_decide_change(by, change))
    if not reason.strip():
        raise Refused("不采纳县级变更时请说明理由。")
    _decide(change, PendingChange.State.DECLINED, by, reason.strip())
    record(
        by, "change.declined", change, organisation=change.unit, path=change.path_key, reason=change.reason
    )
    return change


def _decide(change: PendingChange, state: PendingChange.State, by: User, reason: str) -> None:
    change.state, change.reason = state, reason
    change.decided_by, change.decided_at = by, timezone.now()
    change.save()
