"""听证会、座谈会、实地走访、列席会议、开放日: groups with seats, who signed up, who drew a seat, and what came of it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from participation.models.matter import DecisionMatter
from participation.models.publication import Reviewed, ReviewedQuerySet
from participation.privacy import Sealed
from participation.workflow import Status


class GatheringQuerySet(ReviewedQuerySet):
    def coming(self, at: datetime) -> Self:
        return self.public().filter(starts_at__gte=at)

    def awaiting_report(self, at: datetime) -> Self:
        """Held, and what came of it is not published."""
        return self.public().filter(starts_at__lt=at).exclude(report__status=Status.PUBLISHED)

    def for_list(self) -> Self:
        return self.select_related("unit", "report")


class Gathering(Reviewed):
    """听证会及其他面对面的参与 (重大行政决策程序暂行条例第十四条、第十六条)."""

    class Kind(models.TextChoices):
        HEARING = "hearing", "听证会"
        SYMPOSIUM = "symposium", "座谈会"
        VISIT = "visit", "实地走访"
        MEETING = "meeting", "列席政府会议"
        OPEN_DAY = "open_day", "政府开放日"
        WORK = "work", "政府向市民报告工作"

    class Selection(models.TextChoices):
        DRAW = "draw", "抽签"
        FIRST = "first", "按报名先后"

    title = models.CharField("标题", max_length=200)
    kind = models.CharField("类别", max_length=10, choices=Kind, default=Kind.HEARING)
    notice = models.TextField("公告", help_text="事由、议程、参加人怎样产生、需要带什么")
    place = models.CharField("地点", max_length=200)
    starts_at = models.DateTimeField("举行时间")
    signup_opens = models.DateTimeField("报名开始")
    signup_closes = models.DateTimeField("报名截止")
    selection = models.CharField("产生方式", max_length=6, choices=Selection, default=Selection.DRAW)
    seed_source = models.CharField(
        "抽签种子取自",
        max_length=200,
        blank=True,
        help_text="报名截止后才产生、谁都能查到的数，例如某期福利彩票开奖号码",
    )
    live_url = models.URLField(
        "直播地址",
        blank=True,
        help_text="有网络直播的填写，以 https:// 开头；会后须公布回放、纪要和对提问的答复",
    )
    matter = models.ForeignKey(
        DecisionMatter, verbose_name="决策事项", on_delete=models.PROTECT, null=True, blank=True, related_name="gatherings"
    )  # fmt: skip
    seed = models.CharField("种子", max_length=100, blank=True, editable=False)
    drawn_at = models.DateTimeField("抽签时间", null=True, editable=False)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="抽签人", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )  # fmt: skip
    materials_on = models.DateField("材料送达日期", null=True, editable=False)
    participants_at = models.DateTimeField("参加人公布时间", null=True, editable=False)

    objects = GatheringQuerySet.as_manager()

    class Meta(Reviewed.Meta):
        abstract = False
        verbose_name = "听证会和会议"
        verbose_name_plural = "听证会和会议"
        ordering: ClassVar = ["-starts_at", "-pk"]
        constraints: ClassVar = [
            *Reviewed.Meta.constraints,
            models.CheckConstraint(
                name="gathering_moments_in_order",
                condition=Q(signup_closes__gt=F("signup_opens")) & Q(starts_at__gt=F("signup_closes")),
                violation_error_message="报名开始、报名截止、举行时间应依次在后。",
            ),
            models.CheckConstraint(
                name="gathering_drawn_with_seed",
                condition=Q(drawn_at=None) | ~Q(seed=""),
                violation_error_message="抽签须有种子。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("participation:gathering", args=[self.pk])

    def content(self) -> Any:
        names = ("title", "kind", "notice", "place", "selection", "seed_source", "live_url", "matter_id")
        moments = ("starts_at", "signup_opens", "signup_closes")
        groups = Group.objects.filter(gathering=self.pk).order_by("number")
        return (
            {name: getattr(self, name) for name in names}
            | {name: getattr(self, name).timestamp() for name in moments}
            | {"groups": list(groups.values_list("number", "name", "seats", "is_affected"))}
        )

    @property
    def is_reported(self) -> bool:
        """Whether what came of it is published."""
        report = getattr(self, "report", None)
        return report is not None and report.is_public


class Group(models.Model):
    """一类参加人 with its seats."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="groups")
    number = models.PositiveSmallIntegerField("序号")
    name = models.CharField("类别", max_length=60)
    seats = models.PositiveSmallIntegerField("名额")
    is_affected = models.BooleanField("利害关系人", default=False)

    class Meta:
        verbose_name = "参加人类别"
        verbose_name_plural = "参加人类别"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint("gathering", "number", name="group_number_once"),
            models.CheckConstraint(name="group_has_seats", condition=Q(seats__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def standing(self) -> Self:
        return self.exclude(state=SignUp.State.WITHDRAWN)

    def seated(self) -> Self:
        return self.filter(state=SignUp.State.SEATED)

    def waiting(self) -> Self:
        """The waiting list in its order."""
        return self.filter(state=SignUp.State.WAITING).order_by("rank")


class SignUp(models.Model):
    """报名. Its id is the form's key; one person once, by the digest of name and telephone."""

    class State(models.TextChoices):
        APPLIED = "applied", "已报名，等待抽签"
        SEATED = "seated", "参加"
        WAITING = "waiting", "候补"
        WITHDRAWN = "withdrawn", "已取消"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="signups")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="signups")
    serial = models.PositiveIntegerField("编号")
    person = models.CharField(max_length=64, editable=False)
    code_hash = models.CharField(max_length=64, editable=False)
    name_sealed = models.BinaryField(default=b"", editable=False)
    phone_sealed = models.BinaryField(default=b"", editable=False)
    shown_name = models.CharField("姓名", max_length=20)
    at = models.DateTimeField("报名时间")
    state = models.CharField("状态", max_length=10, choices=State, default=State.APPLIED)
    rank = models.PositiveIntegerField("顺序", null=True)
    seat = models.PositiveSmallIntegerField("席位", null=True)
    checked_in_at = models.DateTimeField("签到时间", null=True)

    name, phone = Sealed(), Sealed()
    objects = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = "报名"
        verbose_name_plural = "报名"
        ordering: ClassVar = ["serial"]
        constraints: ClassVar = [
            models.UniqueConstraint("gathering", "serial", name="signup_serial_once"),
            models.UniqueConstraint(
                "gathering", "person", name="signup_person_once", violation_error_message="您已经报过名。"
            ),
            models.UniqueConstraint("group", "rank", name="signup_rank_once"),
            models.UniqueConstraint("group", "seat", name="signup_seat_once"),
            models.CheckConstraint(
                name="signup_seated_has_seat",
                condition=(Q(state="seated") & Q(seat__isnull=False) & Q(seat__gte=1))
                | (~Q(state="seated") & Q(seat=None)),
                violation_error_message="参加的人有席位，其他人没有。",
            ),
        ]

    def __str__(self) -> str:
        return f"报名第{self.serial}号"


class Report(Reviewed):
    """听证报告、会议情况: the record as confirmed and signed, what was said and what becomes of it (第十七条、第十八条)."""

    gathering = models.OneToOneField(
        Gathering, verbose_name="听证会和会议", on_delete=models.PROTECT, related_name="report"
    )
    record = models.TextField(
        "记录、纪要", help_text="听证会：各方的陈述、询问、质证和辩论；会议：议定的事项"
    )
    is_signed = models.BooleanField("记录已由参加人确认并签字", default=False)
    text = models.TextField("报告", help_text="主要意见、采纳情况和理由")
    answers = models.TextField(
        "对提问的答复", blank=True, help_text="会上和直播中群众的提问，逐条答复；没有人提问的，写明没有"
    )
    replay_url = models.URLField("回放地址", blank=True, help_text="有网络直播的必填，以 https:// 开头")

    class Meta(Reviewed.Meta):
        abstract = False
        verbose_name = "会议报告"
        verbose_name_plural = "会议报告"

    def __str__(self) -> str:
        return f"“{self.gathering}”报告"

    def get_absolute_url(self) -> str:
        return self.gathering.get_absolute_url()

    def content(self) -> Any:
        return {
            name: getattr(self, name) for name in ("record", "is_signed", "text", "answers", "replay_url")
        }
