"""加分指标 (国办秘函〔2019〕19号第三部分): which share of the points the site has earned."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from django.conf import settings
from django.urls import reverse

from interpretation.models import PolicyAnswer
from participation.models import Consultation, Gathering, Survey
from statute.calendar import shift_months
from supervision.inspecting.gathering import Facts
from supervision.inspecting.readings import Example, Reading

CAMPAIGNS: Final = 6  # within a year
ANSWERS: Final = 20
ALL, NONE = Decimal(1), Decimal(0)


def open_data(facts: Facts) -> Reading:
    """数据开放: the page of data sets and the description of the interface answer; half for one of them."""
    pages = (reverse("data:index"), reverse("api:documentation"))
    there = [page for page in pages if not facts.visitor.ask(page).failed]
    said = (
        "数据集和开放接口都能打开。"
        if len(there) == len(pages)
        else f"{len(there)}个页面能打开（数据集、开放接口）。"
    )
    return Reading(
        said, examples=tuple(Example(page, page) for page in there), share=Decimal(len(there)) / len(pages)
    )


def answers(facts: Facts) -> Reading:
    """政策问答: in proportion up to twenty."""
    number = PolicyAnswer.objects.public().count()
    share = min(Decimal(number) / ANSWERS, ALL)
    place = (Example("政策问答库", reverse("interpretations:answers")),)
    return Reading(f"政策问答库公开{number}条（满{ANSWERS}条得满分）。", examples=place, share=share)


def campaigns(facts: Facts) -> Reading:
    """互动征集: consultations, surveys and meetings published within a year, in proportion up to six."""
    since = shift_months(facts.on, -12)
    number = sum(
        model.objects.public().filter(published_at__date__gte=since).count()
        for model in (Consultation, Survey, Gathering)
    )
    share = min(Decimal(number) / CAMPAIGNS, ALL)
    place = (Example("公众参与", reverse("participation:index")),)
    return Reading(
        f"一年内征集、调查、会议{number}次（满{CAMPAIGNS}次得满分）。", examples=place, share=share
    )


def ipv6(facts: Facts) -> Reading:
    """IPv6: what the county has set and the foot of every page says."""
    on = bool(settings.SITE.get("ipv6"))
    said = "页脚标明支持IPv6访问。" if on else "没有设置支持IPv6访问。"
    return Reading(said, examples=(Example("首页", reverse("home")),), share=ALL if on else NONE)
