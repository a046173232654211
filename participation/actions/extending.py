"""延长征求意见: decided by the head, with a reason the public reads. It only ever gets longer, so no statutory period suffers."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Refused, require
from participation.actions.publishing import lock, noted, required
from participation.models import Consultation, Extension, Opinion, OpinionNotice
from participation.policies import may_extend
from participation.validation import findings
from participation.workflow import local


@transaction.atomic
def extend(
    consultation: Consultation, closes_at: datetime, *, by: User, reason: str, at: datetime | None = None
) -> Extension:
    """延长到 `closes_at`; whoever left an address hears of it. The moment is read under the lock, where opinions are taken too (see `opining.opine`)."""
    consultation = lock(consultation)
    moment = at or timezone.now()
    require(may_extend(by, consultation, moment))
    reason = required(reason, "请写明延长的理由，理由随征求意见稿公布。")[:500]
    if closes_at <= consultation.closes_at:
        raise Refused(f"原定{local(consultation.closes_at):%Y-%m-%d %H:%M}截止，只能延长，不能缩短。")
    if found := findings(consultation, ("延长的理由", reason)):
        raise Refused(" ".join(found))
    made = Extension.objects.create(
        consultation=consultation, before=consultation.closes_at, closes_at=closes_at, reason=reason, by=by, at=moment
    )  # fmt: skip
    told = Opinion.objects.filter(consultation=consultation).exclude(contact_sealed=b"")
    OpinionNotice.objects.bulk_create(OpinionNotice(opinion=opinion, extension=made) for opinion in told)
    consultation.closes_at = closes_at
    consultation.save(update_fields=["closes_at"])
    noted(
        consultation, by, "extended", before=made.before.isoformat(), closes_at=closes_at.isoformat(), reason=reason
    )  # fmt: skip
    return made
