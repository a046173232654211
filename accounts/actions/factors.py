"""二次验证: setting it up, proving it, taking it away; every change is recorded, no code is ever accepted twice."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from accounts import passkeys, totp
from accounts.actions.sessions import end_sign_ins
from accounts.models import RecoveryCode, SecondFactor, User
from accounts.policies import Refused, may_remove_factor, may_reset_factors, require
from accounts.privacy import keyed_digest
from audit.actions import record

CODES: Final = 10
LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that look alike
WRONG: Final = "验证码不正确，或者已经用过。请等下一个验证码再试。"


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody proved themselves with: `factor` for the session, `left` the recovery codes that remain."""

    factor: str
    left: int | None = None


@transaction.atomic
def add_totp(user: User, *, secret: str, code: str, name: str, at: datetime) -> SecondFactor:
    """登记动态验证码: only after the app has shown one right code. Raises `Refused`."""
    step = totp.step_of(secret, code, at.timestamp(), after=0)
    if step is None:
        raise Refused("验证码不正确。请核对手机时间是否准确，再输入新的验证码。")
    factor = SecondFactor(user=user, kind=SecondFactor.Kind.TOTP, name=name, created_at=at, last_step=step)
    factor.secret = secret
    factor.save()
    _recorded(user, "factor.added", user, kind=factor.get_kind_display(), name=name)
    return factor


@transaction.atomic
def add_passkey(
    user: User, *, answer: str, state: dict[str, Any], host: str, site: str, name: str, at: datetime
) -> SecondFactor:
    """登记通行密钥. Raises `Refused`."""
    try:
        public, digest, signatures = passkeys.registered(host, site, state, answer)
    except passkeys.NotProved as failed:
        raise Refused(str(failed)) from failed
    if SecondFactor.objects.filter(credential_digest=digest).exists():
        raise Refused("这个通行密钥已经登记过。")
    factor = SecondFactor(
        user=user, kind=SecondFactor.Kind.PASSKEY, name=name, created_at=at,
        credential_digest=digest, signatures=signatures,
    )  # fmt: skip
    factor.secret = public
    factor.save()
    _recorded(user, "factor.added", user, kind=factor.get_kind_display(), name=name)
    return factor


@transaction.atomic
def remove_factor(factor: SecondFactor, *, by: User) -> None:
    """撤销自己的一种验证方式: the last one only where none is required. Raises `Refused`."""
    held = list(SecondFactor.objects.select_for_update().filter(user=by))
    require(may_remove_factor(by, factor, others=len(held) - 1))
    factor.delete()
    if len(held) == 1:
        RecoveryCode.objects.filter(user=by).delete()
    _recorded(by, "factor.removed", by, kind=factor.get_kind_display(), name=factor.name)


@transaction.atomic
def new_codes(user: User) -> list[str]:
    """重新生成恢复码: shown once, the former ones are void."""
    codes = ["".join(secrets.choice(LETTERS) for _ in range(10)) for _ in range(CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(user, code)) for code in codes)
    _recorded(user, "factor.codes", user, number=CODES)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _digest(user: User, code: str) -> str:
    return keyed_digest(code, purpose=f"recovery:{user.pk}")


@transaction.atomic
def prove_by_code(user: User, code: str, *, at: datetime) -> Proof | None:
    """A code of an app, or a recovery code, which is thereby used up; None where it is wrong."""
    plain = "".join(character for character in code.upper() if character.isalnum())
    if plain.isdecimal() and plain.isascii() and len(plain) == totp.DIGITS:
        return _by_totp(user, plain, at)
    used = RecoveryCode.objects.select_for_update().filter(user=user, digest=_digest(user, plain))
    if not used.exists():
        return None
    used.delete()
    left = RecoveryCode.objects.filter(user=user).count()
    _recorded(user, "factor.recovered", user, left=left)
    return Proof("recovery", left)


def _by_totp(user: User, code: str, at: datetime) -> Proof | None:
    held = SecondFactor.objects.select_for_update().filter(user=user, kind=SecondFactor.Kind.TOTP)
    for factor in held:
        step = totp.step_of(factor.secret, code, at.timestamp(), after=factor.last_step)
        if step is not None:
            factor.last_step, factor.used_at = step, at
            factor.save(update_fields=["last_step", "used_at"])
            return Proof(SecondFactor.Kind.TOTP.value)
    return None


def known_passkeys(user: User) -> Sequence[SecondFactor]:
    return list(user.factors.filter(kind=SecondFactor.Kind.PASSKEY))


@transaction.atomic
def prove_by_passkey(
    user: User, answer: str, *, state: dict[str, Any], host: str, site: str, at: datetime
) -> Proof | None:
    """A signature by one of the person's passkeys; None where it is none, or the key's own count went backwards (a copy)."""
    held = list(SecondFactor.objects.select_for_update().filter(user=user, kind=SecondFactor.Kind.PASSKEY))
    try:
        answered = passkeys.proved(host, site, state, answer, [factor.secret for factor in held])
    except passkeys.NotProved:
        return None
    factor = next(one for one in held if one.credential_digest == answered.credential_digest)
    if (factor.signatures or answered.signatures) and answered.signatures <= factor.signatures:
        return None
    factor.signatures, factor.used_at = answered.signatures, at
    factor.save(update_fields=["signatures", "used_at"])
    return Proof(SecondFactor.Kind.PASSKEY.value)


@transaction.atomic
def reset_factors(person: User, *, by: User | None, reason: str, identified: str) -> int:
    """重置他人的二次验证: with the reason and how it was made sure who asks; all their sessions end. How many were taken away.

    `by=None` is the command of whoever runs the machine. Raises `Refused`.
    """
    if by is not None:
        require(may_reset_factors(by, person))
    if not reason.strip() or not identified.strip():
        raise Refused("请写明重置的理由和核实本人身份的办法。")
    number = SecondFactor.objects.filter(user=person).delete()[0]
    RecoveryCode.objects.filter(user=person).delete()
    end_sign_ins(person)
    _recorded(by, "factor.reset", person, number=number, reason=reason.strip(), identified=identified.strip())
    return number


def _recorded(by: User | None, action: str, person: User, **details: Any) -> None:
    record(by, action, person, organisation=person.organisation, **details)
