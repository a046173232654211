"""催办: what a unit still owes the public after it asked for opinions or met."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from participation.models.consultation import Consultation
from participation.models.gathering import Gathering


class Reminder(models.Model):
    """Before the day feedback or a report is due and once it is late, each written down once."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, null=True, related_name="reminders"
    )
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, null=True, related_name="reminders")
    kind = models.CharField("事项", max_length=20)
    due_on = models.DateField("期限")
    on = models.DateField("提醒日期")
    escalated = models.BooleanField("已报负责人和主管部门", default=False)

    class Meta:
        verbose_name = "反馈催办"
        verbose_name_plural = "反馈催办"
        constraints: ClassVar = [
            models.UniqueConstraint("consultation", "kind", name="reminder_once_for_a_consultation"),
            models.UniqueConstraint("gathering", "kind", name="reminder_once_for_a_gathering"),
            models.CheckConstraint(
                name="reminder_of_one_thing",
                condition=Q(consultation=None, gathering__isnull=False)
                | Q(consultation__isnull=False, gathering=None),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["on"], name="participation_reminder_by_day")]

    @property
    def thing(self) -> Consultation | Gathering:
        return self.consultation or self.gathering  # type: ignore[return-value]  # reminder_of_one_thing

    def __str__(self) -> str:
        return f"{self.thing} {self.kind}"
