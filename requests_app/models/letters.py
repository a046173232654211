"""文书: templates and wording of a county, numbers, the letters themselves, and how each was delivered."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from disclosure.models import StoredFile
from requests_app.models.request import InformationRequest
from requests_app.privacy import Sealed
from statute.letters import LETTERS, LetterKind, Series, To
from statute.letters import Way as DeliveryWay
from statute.remedies import TEMPLATES

KINDS = [(kind.code, kind.title) for kind in LETTERS.values()]
WORDINGS = {
    "review": "不予公开（复议前置）",
    "review_part": "部分公开（不予公开的部分复议前置）",
    "free": "其他答复（复议或者诉讼）",
    "none": "不单独告知复议、诉讼的文书",
    "overdue": "逾期不答复",
    "third_party": "第三方",
}
SERIES = [(one.value, one.label) for one in Series if one]


def _person(label: str, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=label, on_delete=models.PROTECT, null=null, related_name="+"
    )


class Current(models.QuerySet):
    """Rows that are superseded and never overwritten."""

    def current(self) -> Self:
        return self.filter(effective_to=None)


class LetterTemplate(models.Model):
    """文书模板: a county's own .docx for one kind of letter; the newest takes the place of the standard one."""

    county = models.ForeignKey(Organisation, verbose_name="县", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("文书", max_length=4, choices=KINDS)
    version = models.PositiveIntegerField("版次")
    file = models.ForeignKey(StoredFile, verbose_name="模板", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField("模板摘要", max_length=64)
    note = models.CharField("依据或者说明", max_length=200, blank=True)
    entered_by = _person("上传人")
    effective_from = models.DateField("自")
    effective_to = models.DateField("至", null=True)

    objects = Current.as_manager()

    class Meta:
        verbose_name = "文书模板"
        verbose_name_plural = "文书模板"
        ordering: ClassVar = ["kind", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint("county", "kind", "version", name="letter_template_version_once"),
            models.UniqueConstraint(
                "county", "kind", name="letter_template_current", condition=Q(effective_to=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} 第{self.version}版"


class RemedyWording(models.Model):
    """救济途径的文字: signed off by the county's 司法局; `statute.remedies.faults` says what it must not lack."""

    county = models.ForeignKey(Organisation, verbose_name="县", on_delete=models.PROTECT, related_name="+")
    key = models.CharField("适用", max_length=12, choices=[(key, WORDINGS[key]) for key in TEMPLATES])
    text = models.TextField("文字", max_length=600)
    signed_off = models.CharField("审核单位、文号、日期", max_length=200)
    entered_by = _person("登记人")
    effective_from = models.DateField("自")
    effective_to = models.DateField("至", null=True)

    objects = Current.as_manager()

    class Meta:
        verbose_name = "救济途径文字"
        verbose_name_plural = "救济途径文字"
        ordering: ClassVar = ["key", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "county", "key", name="remedy_wording_current", condition=Q(effective_to=None)
            ),
        ]

    def __str__(self) -> str:
        return self.get_key_display()


class NumberWord(models.Model):
    """机关代字: what the 文号 of a unit's letters begins with, e.g. 青民公复."""

    unit = models.ForeignKey(Organisation, verbose_name="机关", on_delete=models.PROTECT, related_name="+")
    series = models.CharField("文书", max_length=8, choices=SERIES)
    word = models.CharField("代字", max_length=20)
    entered_by = _person("登记人")
    effective_from = models.DateField("自")
    effective_to = models.DateField("至", null=True)

    objects = Current.as_manager()

    class Meta:
        verbose_name = "文书代字"
        verbose_name_plural = "文书代字"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "unit", "series", name="number_word_current", condition=Q(effective_to=None)
            ),
        ]

    def __str__(self) -> str:
        return self.word


class LetterCounter(models.Model):
    """The last 文号 of a unit, series and year; locked while a number is given, so that none is missing or used twice."""

    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    series = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("unit", "series", "year", name="letter_counter_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}/{self.series}/{self.year}: {self.last}"


class LetterQuerySet(models.QuerySet["Letter"]):
    def standing(self) -> Self:
        return self.filter(state=Letter.State.ISSUED)

    def unwritten(self) -> Self:
        """Issued, and not yet a file: the worker has it still before it."""
        return self.standing().filter(pdf=None).exclude(content_sealed=b"")


class Letter(models.Model):
    """告知书、答复书、函 (条例第三十条至第四十二条): content, template and bytes stay as they were issued.

    A mistake is put right by a new letter with a number of its own; the old one is 作废 and stays in the case.
    """

    class State(models.TextChoices):
        ISSUED = "issued", "有效"
        VOID = "void", "作废"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(
        InformationRequest, verbose_name="申请", on_delete=models.CASCADE, related_name="letters"
    )
    unit = models.ForeignKey(Organisation, verbose_name="机关", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("文书", max_length=4, choices=KINDS)
    subject = models.CharField("所据事项", max_length=40, blank=True, help_text="哪一次征求意见、哪一稿答复")
    state = models.CharField("状态", max_length=8, choices=State, default=State.ISSUED)
    version = models.PositiveSmallIntegerField("版次", default=1)
    replaces = models.OneToOneField(
        "self", verbose_name="取代", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )
    series = models.CharField("编号序列", max_length=8, choices=SERIES)
    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveIntegerField("序号")
    number = models.CharField("文号", max_length=60)
    template = models.ForeignKey(
        LetterTemplate, verbose_name="模板", on_delete=models.PROTECT, null=True, related_name="+"
    )
    template_digest = models.CharField("模板摘要", max_length=64)
    content_sealed = models.BinaryField("内容", default=b"", editable=False)
    content_hash = models.CharField("内容摘要", max_length=64)
    docx = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    pdf = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    pages = models.PositiveSmallIntegerField("页数", null=True)
    issued_on = models.DateField("出具日期")
    issued_by = _person("出具人")
    void_on = models.DateField("作废日期", null=True)
    void_by = _person("作废人", null=True)
    void_reason = models.CharField("作废理由", max_length=300, blank=True)

    content = Sealed()
    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = "文书"
        verbose_name_plural = "文书"
        ordering: ClassVar = ["issued_on", "serial"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "unit", "series", "year", "serial", name="letter_serial_once",
                violation_error_message="这个文号已经使用。",
            ),
            models.UniqueConstraint(
                "request", "kind", "subject", name="letter_one_standing", condition=Q(state="issued"),
                violation_error_message="同一事项只有一份有效的文书。",
            ),
            models.CheckConstraint(
                name="letter_void_with_reason",
                condition=Q(state="issued", void_on=None) | Q(state="void") & ~Q(void_reason=""),
                violation_error_message="作废须写明理由。",
            ),
            models.CheckConstraint(
                name="letter_both_files",
                condition=Q(docx=None, pdf=None) | Q(docx__isnull=False, pdf__isnull=False),
                violation_error_message="文书的 .docx 和 .pdf 须同时具备。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.rule.title}"

    @property
    def rule(self) -> LetterKind:
        return LETTERS[self.kind]

    @property
    def is_for_applicant(self) -> bool:
        return self.rule.to is To.APPLICANT


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def standing(self) -> Self:
        return self.filter(failed_on=None)

    def failed(self) -> Self:
        """Came back, and nothing else was tried since."""
        later = Delivery.objects.filter(letter=models.OuterRef("letter"), failed_on=None)
        return self.filter(~models.Exists(later), letter__state=Letter.State.ISSUED, failed_on__isnull=False)


class Delivery(models.Model):
    """送达 (国办公开办函〔2016〕235号): the way, what proves it, and the day that decides whether it was in time."""

    letter = models.ForeignKey(
        Letter, verbose_name="文书", on_delete=models.CASCADE, related_name="deliveries"
    )
    way = models.CharField("方式", max_length=10, choices=[(way.value, way.label) for way in DeliveryWay])
    sent_on = models.DateField("发出日期")
    evidence = models.CharField("凭据", max_length=200, help_text="签收人、受委托的机关、邮件单号")
    counts_on = models.DateField("计算期限的日期", null=True)
    received_on = models.DateField("签收或者取得日期", null=True)
    received_by = models.CharField("签收人", max_length=60, blank=True)
    failed_on = models.DateField("送达未成日期", null=True)
    failed_reason = models.CharField("未成的原因", max_length=300, blank=True)
    by = _person("登记人")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "送达"
        verbose_name_plural = "送达"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "letter", name="delivery_one_standing", condition=Q(failed_on=None),
                violation_error_message="这份文书已经登记送达。",
            ),
            models.CheckConstraint(
                name="delivery_received_after_sent",
                condition=Q(received_on=None) | Q(received_on__gte=F("sent_on")),
                violation_error_message="签收日期不能早于发出日期。",
            ),
            models.CheckConstraint(
                name="delivery_failed_with_reason",
                condition=Q(failed_on=None) | ~Q(failed_reason=""),
                violation_error_message="送达未成须写明原因。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.letter} {self.get_way_display()}"
