"""Who asks. Kept apart from the case, so that seeing it can be limited, logged, and ended."""

from __future__ import annotations

import uuid

from django.db import models

from requests_app.models.request import ApplicantKind, InformationRequest
from requests_app.privacy import Sealed, person_index


class IdentityKind(models.TextChoices):
    """身份证明 (条例第二十九条第一项)."""

    ID_CARD = "id_card", "居民身份证"
    PASSPORT = "passport", "护照"
    HK_MACAO = "hk_macao", "港澳居民居住证（来往内地通行证）"
    TAIWAN = "taiwan", "台湾居民居住证（来往大陆通行证）"
    CREDIT_CODE = "credit_code", "统一社会信用代码"
    OTHER = "other", "其他有效证件"


class Applicant(models.Model):
    """申请人 and, where there is one, the agent (代理人) who acts with a written authority."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.OneToOneField(
        InformationRequest, verbose_name="申请", on_delete=models.CASCADE, related_name="applicant"
    )
    kind = models.CharField("申请人类型", max_length=10, choices=ApplicantKind)
    name = models.CharField("姓名或者名称", max_length=100, blank=True)
    contact_person = models.CharField("联系人", max_length=50, blank=True)
    identity_kind = models.CharField("证件类型", max_length=12, choices=IdentityKind, blank=True)
    person_index = models.CharField("同一人标识", max_length=64, blank=True, db_index=True, editable=False)
    agent_name = models.CharField("代理人姓名", max_length=50, blank=True)
    agent_identity_kind = models.CharField("代理人证件类型", max_length=12, choices=IdentityKind, blank=True)

    identity_sealed = models.BinaryField("证件号码", default=b"", editable=False)
    phone_sealed = models.BinaryField("联系电话", default=b"", editable=False)
    address_sealed = models.BinaryField("通信地址", default=b"", editable=False)
    email_sealed = models.BinaryField("电子邮箱", default=b"", editable=False)
    agent_identity_sealed = models.BinaryField("代理人证件号码", default=b"", editable=False)
    agent_phone_sealed = models.BinaryField("代理人电话", default=b"", editable=False)

    identity = Sealed()
    phone = Sealed()
    address = Sealed()
    email = Sealed()
    agent_identity = Sealed()
    agent_phone = Sealed()

    class Meta:
        verbose_name = "申请人"
        verbose_name_plural = "申请人"

    def __str__(self) -> str:
        return self.name or "（未写明姓名）"

    @property
    def is_natural(self) -> bool:
        return self.kind == ApplicantKind.NATURAL

    @property
    def contact(self) -> str:
        """Whatever the applicant can be reached by; empty where the application says nothing (第二十九条第一项)."""
        return self.phone or self.email or self.address

    def index(self) -> None:
        """Keep the blind index in step with the identity."""
        self.person_index = person_index(self.identity)
