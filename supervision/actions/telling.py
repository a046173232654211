"""经验交流 is begun here; writing, review, withdrawal are the acts of every short piece (市实施意见四(三))."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Organisation, User
from accounts.policies import require
from audit.actions import record
from interpretation.policies import may_start
from supervision.actions.stepping import required
from supervision.models import ExperienceArticle


@transaction.atomic
def start_article(unit: Organisation, *, title: str, by: User) -> ExperienceArticle:
    """写一篇经验交流."""
    require(may_start(by, unit))
    article = ExperienceArticle(unit=unit, title=required(title, "请填写标题。")[:100], prepared_by=by)
    article.content_hash = article.digest()
    article.save()
    record(by, "experiencearticle.started", article, article=ExperienceArticle.ARTICLE, organisation=unit)
    return article
