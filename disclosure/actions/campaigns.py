"""年度评估与清理 (条例第十八条; 市实施意见三(二)1): open, decide one by one, close, publish the result."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.policies import Refused, require
from audit.actions import record
from disclosure.actions.drafting import copy_of, rehash
from disclosure.findable import findable
from disclosure.models import Campaign, CampaignEntry, Document, DocumentEdition, Validity, ValidityEvent
from disclosure.policies import may_close_campaign, may_decide_entry, may_open_campaign
from disclosure.workflow import Attribute, Status
from search import actions as searching

ARTICLES = {
    Campaign.Kind.REEVALUATION: "第十八条",
    Campaign.Kind.CLEANUP: "市实施意见三(二)1 定期清理并公开清理结果",
}
Decision = CampaignEntry.Decision
CHOICES = {
    Campaign.Kind.REEVALUATION: (Decision.UNCHANGED, Decision.CONVERT),
    Campaign.Kind.CLEANUP: (Decision.KEEP, Decision.MODIFY, Decision.REPEAL, Decision.EXPIRED),
}


@transaction.atomic
def open_campaign(
    kind: str, organisation: Organisation, *, year: int, by: User | None, on: date, due_on: date
) -> Campaign:
    """发起: every document it concerns in the county becomes an entry. `by` is None for the scheduler."""
    organisation = Organisation.objects.get(pk=organisation.pk)  # its place in the tree as it is now
    if by is not None:
        require(may_open_campaign(by, organisation))
    if due_on < on:
        raise Refused("完成期限不能早于今天。")
    try:
        with transaction.atomic():
            campaign = Campaign.objects.create(
                kind=kind, organisation=organisation, year=year, opened_by=by, opened_on=on, due_on=due_on
            )
    except IntegrityError:
        raise Refused(f"{year}年度的这项工作已经发起。") from None
    editions = _concerned(kind, organisation, on)
    CampaignEntry.objects.bulk_create(
        CampaignEntry(campaign=campaign, edition=edition, unit=edition.unit) for edition in editions
    )
    record(by, "campaign.opened", campaign, article=ARTICLES[Campaign.Kind(kind)], organisation=organisation,
           entries=len(editions))  # fmt: skip
    return campaign


def _concerned(kind: str, organisation: Organisation, on: date) -> list[DocumentEdition]:
    """第十八条: what is not open and was not decided this very day; clean-up: normative documents in force."""
    units = organisation.get_descendants(include_self=True)
    editions = DocumentEdition.objects.filter(unit__in=units).select_related("unit")
    if kind == Campaign.Kind.REEVALUATION:
        return list(editions.stale_attribute(on))
    standing = editions.filter(status=Status.PUBLISHED, is_normative=True)
    return list(standing.exclude(validity__in=(Validity.REPEALED, Validity.EXPIRED)))


@transaction.atomic
def decide(entry: CampaignEntry, *, by: User, on: date, decision: str, reason: str) -> CampaignEntry:
    """评估 one document. 转为主动公开 starts a new edition with that attribute, which is reviewed like any other."""
    entry = (
        CampaignEntry.objects.select_for_update(of=("self",))
        .select_related("campaign", "edition__document__unit", "unit")
        .get(pk=entry.pk)
    )
    require(may_decide_entry(by, entry))
    if decision not in CHOICES[Campaign.Kind(entry.campaign.kind)]:
        raise Refused("请选择结论。")
    if not reason.strip():
        raise Refused("请写明理由。")
    entry.decision, entry.reason = decision, reason.strip()[:500]
    entry.decided_by, entry.decided_on = by, on
    _carry_out(entry, by=by, on=on)
    entry.save()
    record(by, "campaign.decided", entry.edition, article=ARTICLES[Campaign.Kind(entry.campaign.kind)],
           organisation=entry.unit, decision=decision, reason=entry.reason)  # fmt: skip
    return entry


def _carry_out(entry: CampaignEntry, *, by: User, on: date) -> None:
    edition = entry.edition
    if entry.decision == Decision.UNCHANGED:
        DocumentEdition.objects.filter(pk=edition.pk).update(attribute_reviewed_on=on)
    elif entry.decision == Decision.CONVERT:
        entry.result = _converted(edition.document, by=by, on=on, reason=entry.reason)
    elif entry.decision in (Decision.REPEAL, Decision.EXPIRED):
        validity = Validity.REPEALED if entry.decision == Decision.REPEAL else Validity.EXPIRED
        changes = {"validity": validity} | ({"repealed_on": on} if validity == Validity.REPEALED else {})
        DocumentEdition.objects.filter(pk=edition.pk).update(**changes)
        ValidityEvent.objects.create(edition=edition, validity=validity, due_on=on, applied_on=on)
        searching.put(*findable([edition]))


def _converted(document: Document, *, by: User, on: date, reason: str) -> DocumentEdition:
    """A draft with the attribute 主动公开; whoever decided it may not review it."""
    if document.editions.in_preparation().exists():
        raise Refused("这份文件已有一个起草中的版次,请先办结。")
    draft = copy_of(document, by=by, on=on, reason=f"年度评估转为主动公开:{reason}")
    draft.proposed_attribute, draft.proposed_ground, draft.proposed_reason = Attribute.OPEN, "", ""
    draft.save(update_fields=["proposed_attribute", "proposed_ground", "proposed_reason"])
    rehash(draft)
    return draft


@transaction.atomic
def close_campaign(campaign: Campaign, *, by: User, on: date) -> Campaign:
    """办结: nothing may be left undecided; the result of a clean-up is published with it."""
    campaign = (
        Campaign.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=campaign.pk)
    )
    require(may_close_campaign(by, campaign))
    undecided = campaign.entries.filter(decision="").count()
    if undecided:
        raise Refused(f"还有{undecided}份文件没有评估。")
    campaign.closed_on = on
    if campaign.kind == Campaign.Kind.CLEANUP:
        campaign.result_published_at = timezone.now()
    campaign.save()
    record(by, "campaign.closed", campaign, article=ARTICLES[Campaign.Kind(campaign.kind)],
           organisation=campaign.organisation)  # fmt: skip
    return campaign


def usual_deadline(on: date) -> date:
    """Two months to judge the documents of a year."""
    return on + timedelta(days=60)
