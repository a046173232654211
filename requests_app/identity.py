"""Identity numbers as people type them: normalised, and the mistakes a check digit shows (GB 11643, GB 32100). Pure."""

import datetime as dt
import unicodedata
from typing import Final

_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK: Final = "10X98765432"
_CREDIT_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def normalised(number: str) -> str:
    """Half width, capitals, no spaces or hyphens."""
    plain = unicodedata.normalize("NFKC", number).upper()
    return "".join(character for character in plain if character.isalnum())


def id_card_fault(number: str) -> str:
    """What is wrong with a 居民身份证 number, in a sentence; empty when nothing is."""
    number = normalised(number)
    if len(number) != 18 or not number[:17].isdecimal() or not (number[17].isdecimal() or number[17] == "X"):
        return (
            f"身份证号码应为18位，您填写了{len(number)}位。"
            if len(number) != 18
            else "身份证号码只能是数字，末位可以是X。"
        )
    try:
        dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "身份证号码中的出生日期有误，请核对第7至14位。"
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _ID_WEIGHTS, strict=True))
    return "" if _ID_CHECK[total % 11] == number[17] else "身份证号码的校验位不对，可能有一位填错了，请核对。"


def credit_code_fault(code: str) -> str:
    """What is wrong with a 统一社会信用代码, in a sentence; empty when nothing is."""
    code = normalised(code)
    if len(code) != 18:
        return f"统一社会信用代码应为18位，您填写了{len(code)}位。"
    if wrong := [character for character in code if character not in _CREDIT_ALPHABET]:
        return f"统一社会信用代码中不会有“{wrong[0]}”。"
    places = [_CREDIT_ALPHABET.index(character) for character in code]
    total = sum(place * weight for place, weight in zip(places[:17], _CREDIT_WEIGHTS, strict=True))
    return (
        ""
        if (31 - total % 31) % 31 == places[17]
        else "统一社会信用代码的校验位不对，可能有一位填错了，请核对。"
    )


def fault(kind: str, number: str) -> str:
    """By the kind of paper; others are taken as they are."""
    check = {"id_card": id_card_fault, "credit_code": credit_code_fault}.get(kind)
    return check(number) if check and number.strip() else ""
