"""Domains (领域) and the vocabulary of channels: data a county can extend, not enums."""

from typing import ClassVar, Self

from django.db import models

from accounts.models import Organisation


class DomainQuerySet(models.QuerySet["Domain"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def known_names(self) -> dict[str, str]:
        """Every name and alias → the domain's own name, for the importer."""
        names = {name: name for name in self.values_list("name", flat=True)}
        aliases = DomainAlias.objects.filter(domain__in=self).values_list("name", "domain__name")
        return names | dict(aliases)


class Domain(models.Model):
    """试点领域及后续领域 (国办发〔2019〕54号附件): one field of government the catalog covers."""

    name = models.CharField("领域", max_length=50, unique=True)
    code = models.SlugField("代码", max_length=40, unique=True)
    number = models.PositiveSmallIntegerField(
        "国家序号", null=True, blank=True, help_text="26个试点领域的序号;导入时从不按序号认领域"
    )
    is_pilot = models.BooleanField("26个试点领域之一", default=False)
    ministry = models.CharField("国务院主管部门", max_length=100, blank=True)
    position = models.PositiveSmallIntegerField("显示次序", default=100)
    icon = models.SlugField("图标", max_length=40, default="document")
    verified = models.BooleanField("已核实", default=False)
    note = models.CharField("说明", max_length=200, blank=True)
    is_active = models.BooleanField("在用", default=True)

    objects = DomainQuerySet.as_manager()

    class Meta:
        verbose_name = "领域"
        verbose_name_plural = "领域"
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "number",
                name="domain_number_unique",
                condition=models.Q(number__isnull=False),
                violation_error_message="这个国家序号已用于另一领域。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class DomainAlias(models.Model):
    """领域别名: another name under which the same domain appears (城乡规划 = 国土空间规划)."""

    domain = models.ForeignKey(Domain, verbose_name="领域", on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField("别名", max_length=50, unique=True)

    class Meta:
        verbose_name = "领域别名"
        verbose_name_plural = "领域别名"

    def __str__(self) -> str:
        return self.name


class DomainDuty(models.Model):
    """领域职责 (市实施意见三(一)2): the body that guides and reviews a domain at its level."""

    domain = models.ForeignKey(Domain, verbose_name="领域", on_delete=models.CASCADE, related_name="duties")
    organisation = models.ForeignKey(
        Organisation, verbose_name="牵头部门", on_delete=models.PROTECT, related_name="domain_duties"
    )

    class Meta:
        verbose_name = "领域职责"
        verbose_name_plural = "领域职责"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "domain",
                "organisation",
                name="domain_duty_unique",
                violation_error_message="这个部门已经负责该领域。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.domain} · {self.organisation}"


class Channel(models.Model):
    """公开渠道和载体: a way of publishing; the thirteen standard ones come first, others are added."""

    name = models.CharField("名称", max_length=60, unique=True)
    position = models.PositiveSmallIntegerField("次序", default=100)
    is_standard = models.BooleanField("标准渠道", default=False, help_text="官方表格中始终印出■或□")

    class Meta:
        verbose_name = "公开渠道"
        verbose_name_plural = "公开渠道"
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class ChannelAlias(models.Model):
    """渠道别名: a spelling that means the same channel."""

    channel = models.ForeignKey(
        Channel, verbose_name="渠道", on_delete=models.CASCADE, related_name="aliases"
    )
    name = models.CharField("别名", max_length=60, unique=True)

    class Meta:
        verbose_name = "渠道别名"
        verbose_name_plural = "渠道别名"

    def __str__(self) -> str:
        return self.name
