"""通行密钥 (WebAuthn): a key in the machine or on a stick answers a challenge; the protocol is Yubico's `fido2`."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    UserVerificationRequirement,
)


class NotProved(Exception):  # noqa: N818  it says what did not happen
    """The answer of the browser is no proof; `str()` is the sentence for the person."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the browser is given, and what we must remember until it answers."""

    options: str
    state: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answered:
    """Which credential signed, and how often it says it has."""

    credential_digest: str
    signatures: int


def _server(host: str, site: str) -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(id=host.partition(":")[0], name=site))


def ask_to_register(host: str, site: str, *, handle: str, name: str, known: Sequence[str]) -> Asked:
    """Options for navigator.credentials.create; `handle` names the account to the authenticator and says nothing."""
    user = PublicKeyCredentialUserEntity(id=handle.encode(), name=name, display_name=name)
    options, state = _server(host, site).register_begin(
        user, [_opened(secret) for secret in known], user_verification=UserVerificationRequirement.PREFERRED
    )
    return Asked(json.dumps(dict(options)["publicKey"]), state)


def registered(host: str, site: str, state: dict[str, Any], answer: str) -> tuple[str, str, int]:
    """(public part to keep, digest of its id, signature count); raises `NotProved`."""
    try:
        data = _server(host, site).register_complete(state, json.loads(answer))
    except (ValueError, TypeError, KeyError, AssertionError) as error:
        raise NotProved("浏览器没有给出有效的通行密钥，请重试。") from error
    credential = data.credential_data
    if credential is None:
        raise NotProved("浏览器没有给出有效的通行密钥，请重试。")
    return base64.b64encode(credential).decode(), digest_of(credential.credential_id), data.counter


def ask_to_prove(host: str, site: str, known: Sequence[str]) -> Asked:
    """Options for navigator.credentials.get with the keys of one person."""
    options, state = _server(host, site).authenticate_begin(
        [_opened(secret) for secret in known], user_verification=UserVerificationRequirement.PREFERRED
    )
    return Asked(json.dumps(dict(options)["publicKey"]), state)


def proved(host: str, site: str, state: dict[str, Any], answer: str, known: Sequence[str]) -> Answered:
    """Which of the known keys signed the challenge; raises `NotProved`."""
    try:
        said = json.loads(answer)
        found = _server(host, site).authenticate_complete(state, [_opened(one) for one in known], said)
        counter = AuthenticationResponse.from_dict(said).response.authenticator_data.counter
    except (ValueError, TypeError, KeyError, AssertionError) as error:
        raise NotProved("通行密钥没有通过验证，请重试或者改用其他方式。") from error
    return Answered(digest_of(found.credential_id), counter)


def digest_of(credential_id: bytes) -> str:
    return sha256(credential_id).hexdigest()


def _opened(secret: str) -> AttestedCredentialData:
    return AttestedCredentialData(base64.b64decode(secret))
