"""How a person proves who they are: second factors, recovery codes, sessions, and what was tried in vain."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.db import models

from accounts.privacy import Sealed


class SecondFactor(models.Model):
    """二次验证方式: what somebody holds besides the password — an app that counts codes, or a passkey."""

    class Kind(models.TextChoices):
        TOTP = "totp", "动态验证码"
        PASSKEY = "passkey", "通行密钥"

    id = models.UUIDField(
        primary_key=True, default=uuid4, editable=False
    )  # known before the row: Sealed needs it
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="人员", on_delete=models.CASCADE, related_name="factors"
    )
    kind = models.CharField("方式", max_length=8, choices=Kind)
    name = models.CharField("名称", max_length=50)
    secret_sealed = models.BinaryField("密钥或者公钥")
    secret = Sealed()  # base32 of the shared key, or base64 of the credential's public part
    credential_digest = models.CharField("凭据摘要", max_length=64, blank=True)  # SHA-256 of a passkey's id
    last_step = models.BigIntegerField("最近用过的时段", default=0)  # a code is accepted once
    signatures = models.PositiveBigIntegerField(
        "签名次数", default=0
    )  # as the passkey counts; 0 where it does not
    created_at = models.DateTimeField("设置时间")
    used_at = models.DateTimeField("最近使用", null=True)

    class Meta:
        verbose_name = "二次验证方式"
        verbose_name_plural = "二次验证方式"
        ordering: ClassVar = ["created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "credential_digest",
                name="second_factor_credential_unique",
                condition=~models.Q(credential_digest=""),
                violation_error_message="这个通行密钥已经登记过。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """恢复码: opens the account once when the other factors are lost; only its keyed digest is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="人员", on_delete=models.CASCADE, related_name="recovery_codes"
    )
    digest = models.CharField("摘要", max_length=64, unique=True)

    class Meta:
        verbose_name = "恢复码"
        verbose_name_plural = "恢复码"

    def __str__(self) -> str:
        return f"{self.user} 恢复码"


class SignIn(models.Model):
    """一次登录: which session is whose, so that its owner can see and end it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="人员", on_delete=models.CASCADE, related_name="sign_ins"
    )
    session_key = models.CharField("会话", max_length=40, unique=True)
    browser = models.CharField("浏览器", max_length=60, blank=True)
    factor = models.CharField("二次验证", max_length=10, blank=True)
    at = models.DateTimeField("登录时间")

    class Meta:
        verbose_name = "登录"
        verbose_name_plural = "登录"
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.user} {self.at:%Y-%m-%d %H:%M}"


class AttemptsQuerySet(models.QuerySet["Attempts"]):
    def forgettable(self, before: datetime) -> Self:
        return self.filter(first_at__lt=before).exclude(blocked_until__gt=before)


class Attempts(models.Model):
    """失败的尝试: how often in vain, under a keyed digest of the name or address, so that neither stands in the table."""

    subject = models.CharField("对象摘要", max_length=64, primary_key=True)
    failures = models.PositiveIntegerField("次数", default=0)
    first_at = models.DateTimeField("第一次")
    blocked_until = models.DateTimeField("暂停至", null=True)

    objects = AttemptsQuerySet.as_manager()

    class Meta:
        verbose_name = "失败的尝试"
        verbose_name_plural = "失败的尝试"

    def __str__(self) -> str:
        return self.subject[:8]


class ExternalIdentity(models.Model):
    """统一身份认证的身份: ties an account to a provider's subject, of which only a keyed digest is kept."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name="账号",
        on_delete=models.CASCADE,
        related_name="external_identity",
    )
    subject = models.CharField("主体摘要", max_length=64, unique=True)
    created_at = models.DateTimeField("首次登录")

    class Meta:
        verbose_name = "统一身份认证的身份"
        verbose_name_plural = "统一身份认证的身份"

    def __str__(self) -> str:
        return f"{self.user} 统一身份认证"
