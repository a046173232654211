"""Personal data at rest (个人信息保护法第三十四条、第五十一条): SM4-GCM under keys from the environment, and a blind index.

A sealed value is key number (1 byte), nonce (12), ciphertext and tag. The place it belongs to is authenticated with
it, so that a value copied into another row does not open. The index answers "the same person?" and nothing else.
"""

from __future__ import annotations

import secrets
import unicodedata
from typing import Any, ClassVar, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings
from django.db import models

NONCE: Final = 12
TAG: Final = 16


class Unreadable(Exception):  # noqa: N818  it says what the value is
    """A sealed value cannot be opened: its key is missing, or it was moved or changed."""


def current_key() -> int:
    """The number of the key new values are sealed with: the highest one configured."""
    return max(settings.REQUEST_KEYS)


def seal(text: str, *, place: str) -> bytes:
    """The sealed text, or nothing for an empty one."""
    if not text:
        return b""
    number, nonce = current_key(), secrets.token_bytes(NONCE)
    encryptor = Cipher(algorithms.SM4(settings.REQUEST_KEYS[number]), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(place.encode())
    sealed = encryptor.update(text.encode()) + encryptor.finalize()
    return bytes([number]) + nonce + sealed + encryptor.tag


def unseal(data: bytes | memoryview | None, *, place: str) -> str:
    """The text behind `data`; raises `Unreadable`."""
    data = bytes(data or b"")
    if not data:
        return ""
    key = settings.REQUEST_KEYS.get(data[0])
    if key is None or len(data) < 1 + NONCE + TAG:
        raise Unreadable(f"没有编号为{data[0]}的密钥，不能读取个人信息。")
    nonce, sealed, tag = data[1 : 1 + NONCE], data[1 + NONCE : -TAG], data[-TAG:]
    decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(place.encode())
    try:
        return (decryptor.update(sealed) + decryptor.finalize()).decode()
    except InvalidTag:
        raise Unreadable("个人信息的密文与所在位置不符，可能被移动或者改动过。") from None


def keyed_digest(text: str, *, purpose: str) -> str:
    """HMAC-SM3 under the index key, 64 hexadecimal digits; `purpose` keeps one use from being compared with another."""
    code = hmac.HMAC(settings.REQUEST_INDEX_KEY, hashes.SM3())
    code.update(purpose.encode() + b"\x00" + text.encode())
    return code.finalize().hex()


def person_index(identity: str) -> str:
    """The blind index of an identity number, however it was typed; empty for an empty one."""
    plain = unicodedata.normalize("NFKC", identity).upper()
    plain = "".join(character for character in plain if character.isalnum())
    return keyed_digest(plain, purpose="identity") if plain else ""


class Sealed:
    """An attribute read and written in clear and stored sealed in the binary column `<name>_sealed`.

    The model's primary key must not depend on the database: it is part of the place. `Sealed.owners` are all that have one.
    """

    owners: ClassVar[dict[type[models.Model], None]] = {}

    def __set_name__(self, owner: type[models.Model], name: str) -> None:
        self.name, self.column = name, f"{name}_sealed"
        self.owners[owner] = None

    def _place(self, row: models.Model) -> str:
        return f"{row._meta.label_lower}.{self.name}:{row.pk}"

    def __get__(self, row: models.Model | None, owner: type[models.Model]) -> Any:
        if row is None:
            return self
        return unseal(getattr(row, self.column), place=self._place(row))

    def __set__(self, row: models.Model, text: str) -> None:
        setattr(row, self.column, seal(text.strip(), place=self._place(row)))


def reseal(row: models.Model) -> list[str]:
    """Seal every value of a row that is under an older key anew; the columns that changed, to be saved."""
    changed = []
    for name, field in vars(type(row)).items():
        if not isinstance(field, Sealed):
            continue
        data = bytes(getattr(row, field.column) or b"")
        if data and data[0] != current_key():
            setattr(row, name, unseal(data, place=field._place(row)))  # noqa: SLF001  our own descriptor
            changed.append(field.column)
    return changed
