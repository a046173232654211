"""统一身份认证 (OpenID Connect): the code flow with PKCE, state and nonce; of what the provider says only the subject is used.

Tokens are checked by PyJWT against the provider's published keys; nothing the browser brings is believed before that.
"""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpx
import jwt
from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import constant_time_compare

SECONDS: Final = 10
KEPT: Final = 600  # seconds the provider's own description is kept
BIGGEST: Final = 256 * 1024
ALGORITHMS: Final = ("RS256", "PS256", "ES256", "EdDSA")  # never `none`, never one with a shared key


class NotIdentified(Exception):  # noqa: N818  it says what did not happen
    """The provider did not say who it is; `str()` is the sentence for the person."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Where the browser goes, and what this session must remember until it comes back."""

    url: str
    kept: dict[str, str]


def is_offered() -> bool:
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID)


def leave(back_to: str) -> Leaving:
    """The address at the provider; raises `NotIdentified` where it cannot be reached."""
    kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    challenge = base64.urlsafe_b64encode(sha256(kept["verifier"].encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": settings.OIDC_CLIENT_ID,
        "redirect_uri": back_to,
        "scope": "openid",
        "state": kept["state"],
        "nonce": kept["nonce"],
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    address = _described()["authorization_endpoint"]
    return Leaving(f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}", kept)


def arrive(kept: dict[str, str], *, state: str, code: str, back_to: str) -> str:
    """The subject the provider vouches for; raises `NotIdentified`."""
    if not kept or not code or not constant_time_compare(kept["state"], state):
        raise NotIdentified("这次登录已经失效，请重新开始。")
    described = _described()
    answer = _asked(
        "POST",
        described["token_endpoint"],
        data={
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back_to,
            "code_verifier": kept["verifier"],
            "client_id": settings.OIDC_CLIENT_ID,
            "client_secret": settings.OIDC_CLIENT_SECRET,
        },
    )
    claims = _claims(str(answer.get("id_token", "")), _asked("GET", described["jwks_uri"]))
    if not constant_time_compare(str(claims.get("nonce", "")), kept["nonce"]):
        raise NotIdentified("统一身份认证的答复与这次登录不符，请重新开始。")
    return str(claims["sub"])


def _claims(token: str, published: dict[str, Any]) -> dict[str, Any]:
    """What the token says, once its signature, issuer, audience and times hold."""
    try:
        keys = jwt.PyJWKSet.from_dict(published)
        number = jwt.get_unverified_header(token).get("kid")
        key = next((one for one in keys.keys if number is None or one.key_id == number), None)
        if key is None:
            raise jwt.InvalidKeyError
        claims: dict[str, Any] = jwt.decode(
            token,
            key.key,
            algorithms=list(ALGORITHMS),
            audience=settings.OIDC_CLIENT_ID,
            issuer=settings.OIDC_ISSUER,
            leeway=60,
            options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise NotIdentified("统一身份认证的答复不能核实，请稍后再试。") from error
    return claims


def _described() -> dict[str, Any]:
    """The provider's own description of its addresses, under exactly the issuer we were told."""
    issuer = settings.OIDC_ISSUER
    name = f"oidc:{sha256(issuer.encode()).hexdigest()}"
    found: dict[str, Any] | None = cache.get(name)
    if found is None:
        found = _asked("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if found.get("issuer") != issuer or not all(_is_safe(str(found.get(one, ""))) for one in wanted):
            raise NotIdentified("统一身份认证的设置不正确，请联系网站管理员。")
        cache.set(name, found, KEPT)
    return found


def _is_safe(address: str) -> bool:
    """HTTPS; plain HTTP only on this machine itself."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or parts.hostname in {"127.0.0.1", "localhost"})


def _asked(method: str, address: str, **more: Any) -> dict[str, Any]:
    """One JSON object from the provider: no redirects, no proxy of the environment, no endless answer."""
    try:
        with (
            httpx.Client(timeout=SECONDS, follow_redirects=False, trust_env=False) as client,
            client.stream(method, address, headers={"Accept": "application/json"}, **more) as answer,
        ):
            answer.raise_for_status()
            return dict(json.loads(_read(answer)))
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, TypeError) as error:
        raise NotIdentified("暂时连不上统一身份认证，请稍后再试。不登录也可以办理所有事项。") from error


def _read(answer: httpx.Response) -> bytes:
    body = b""
    for piece in answer.iter_bytes():
        body += piece
        if len(body) > BIGGEST:
            raise ValueError("too long")
    return body
