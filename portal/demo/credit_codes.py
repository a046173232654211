"""统一社会信用代码 of bodies that do not exist: the check digits are right, the region is not assigned (pure)."""

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: without I, O, S, V, Z
BODY_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714
BODY_SERIES: Final = 99_900_000  # eight digits of the body's own number count up from here


def credit_code(kind: str, region: str, number: int) -> str:
    """18 signs: `kind` (registering authority and class, two signs), six-digit `region`, body code, check."""
    body = f"{BODY_SERIES + number:08d}"
    code = f"{kind}{region}{body}{body_check(body)}"
    return code + check(code)


def body_check(body: str) -> str:
    """The ninth sign of the 组织机构代码 (GB 11714)."""
    rest = 11 - sum(int(sign) * weight for sign, weight in zip(body, BODY_WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def check(code: str) -> str:
    """The eighteenth sign (GB 32100): weights are the powers of 3 modulo 31."""
    total = sum(ALPHABET.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:17]))
    return ALPHABET[-total % 31]
