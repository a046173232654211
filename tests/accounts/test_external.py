"""统一身份认证: against a provider on this machine; every lie it could tell is refused, and no account of staff comes of it."""

from __future__ import annotations

import base64
import json
import threading
import time
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import ExternalIdentity, User
from audit.models import AuditEntry

pytestmark = pytest.mark.django_db
BACK = "/login/unified/back/"


@dataclass
class Provider:
    """A provider of the protocol, as honest as `lies` lets it be."""

    issuer: str = ""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    lies: dict[str, Any] = field(default_factory=dict)
    signing_key: Any = None
    algorithm: str = "ES256"
    description: dict[str, Any] = field(default_factory=dict)

    def visited(self, url: str, subject: str = "citizen-1") -> tuple[str, str]:
        """What the browser brings back from the page of the provider: state and code."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked | {"sub": subject}
        return asked["state"], code

    def described(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        } | self.description

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "1", "alg": "ES256", "use": "sig"}]}

    def token(self, form: dict[str, list[str]]) -> dict[str, Any] | None:
        asked = self.codes.pop(form["code"][0], None)
        if asked is None or form["client_secret"] != ["secret"]:
            return None
        digest = sha256(form["code_verifier"][0].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": "portal", "sub": asked["sub"], "nonce": asked["nonce"],
            "iat": now, "exp": now + 300, "name": "张三", "id_number": "110101199003074477",
        } | self.lies  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        signed = jwt.encode(claims, self.signing_key or self.key, self.algorithm, headers={"kid": "1"})
        return {"id_token": signed, "access_token": "x", "token_type": "Bearer"}


@pytest.fixture
def provider(settings):
    made = Provider()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args):
            pass

        def say(self, found: dict[str, Any] | None) -> None:
            self.send_response(200 if found is not None else 400)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(found or {"error": "invalid_grant"}).encode())

        def do_GET(self):
            self.say(made.keys() if self.path == "/keys" else made.described())

        def do_POST(self):
            length = int(self.headers["Content-Length"])
            self.say(made.token(parse_qs(self.rfile.read(length).decode())))

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = (
        made.issuer,
        "portal",
        "secret",
    )
    cache.clear()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


def arrive(client: Client, provider: Provider, subject: str = "citizen-1", **changed: str):
    out = client.get("/login/unified/")
    assert out.status_code == 302
    state, code = provider.visited(out.url, subject)
    return client.get(BACK, {"state": state, "code": code} | changed)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_citizen_comes_in_and_is_the_same_next_time(client, provider):
    assert arrive(client, provider).url == reverse("requests:mine")
    assert client.get(reverse("requests:mine")).status_code == 200
    other = Client()
    arrive(other, provider)
    assert other.session["_auth_user_id"] == client.session["_auth_user_id"]
    user = User.objects.get(pk=client.session["_auth_user_id"])
    assert (user.is_staff, user.has_usable_password(), bool(user.roles)) == (False, False, False)
    assert client.get("/admin/").status_code == 302


def test_nothing_of_what_the_provider_knows_is_kept(client, provider):
    arrive(client, provider, "subject-in-clear")
    kept = str(list(ExternalIdentity.objects.values())) + str(list(User.objects.values()))
    kept += str(list(AuditEntry.objects.values())) + str(dict(client.session))
    for secret in ("张三", "110101199003074477", "subject-in-clear"):
        assert secret not in kept


def test_another_subject_is_another_account(client, provider):
    arrive(client, provider, "a")
    other = Client()
    arrive(other, provider, "b")
    assert ExternalIdentity.objects.count() == 2


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "another"}, {"nonce": None}, {"aud": "another"}, {"iss": "https://evil.example"}, {"sub": None},
        {"exp": 1}, {"exp": None}, {"iat": None},
    ],
    ids=str,
)  # fmt: skip
def test_a_token_that_is_not_for_us_now_is_refused(client, provider, lies):
    provider.lies = lies
    assert arrive(client, provider).url == "/login/"
    assert not is_in(client)
    assert not ExternalIdentity.objects.exists()


@pytest.mark.parametrize("how", ["another key", "shared key", "none"])
def test_a_token_signed_by_somebody_else_is_refused(client, provider, how):
    if how == "another key":
        provider.signing_key = ec.generate_private_key(ec.SECP256R1())
    elif how == "shared key":
        provider.signing_key, provider.algorithm = "secret" * 8, "HS256"
    else:
        provider.signing_key, provider.algorithm = "", "none"
    arrive(client, provider)
    assert not is_in(client)


def test_who_comes_back_without_having_left_or_twice_is_sent_away(client, provider):
    assert client.get(BACK, {"state": "x", "code": "y"}).url == "/login/"
    out = client.get("/login/unified/")
    state, code = provider.visited(out.url)
    assert Client().get(BACK, {"state": state, "code": code}).url == "/login/"
    assert client.get(BACK, {"state": "forged", "code": code}).url == "/login/"
    assert client.get(BACK, {"state": state, "code": code}).url == "/login/"  # the first answer used it up
    assert not is_in(client)


def test_a_provider_that_describes_somebody_else_is_not_believed(client, provider):
    provider.description = {"issuer": "https://evil.example"}
    assert client.get("/login/unified/").url == "/login/"


def test_a_provider_without_tls_is_not_believed(client, provider):
    provider.description = {"token_endpoint": "http://provider.example/token"}
    assert client.get("/login/unified/").url == "/login/"


def test_a_provider_that_is_away_is_said_in_chinese(client, provider, settings):
    settings.OIDC_ISSUER = "http://127.0.0.1:1"
    page = client.get("/login/unified/", follow=True).content.decode()
    assert "暂时连不上统一身份认证" in page


def test_an_account_switched_off_or_made_staff_does_not_come_in(client, provider):
    arrive(client, provider)
    user = ExternalIdentity.objects.get().user
    for changed in ({"is_active": False}, {"is_active": True, "is_staff": True}):
        User.objects.filter(pk=user.pk).update(**changed)
        other = Client()
        arrive(other, provider)
        assert not is_in(other)


def test_without_a_provider_there_is_no_such_door(client):
    assert client.get("/login/unified/").status_code == 404
    assert client.get(BACK).status_code == 404
    assert "统一身份认证" not in client.get("/login/").content.decode()


def test_the_door_stands_beside_the_password_never_instead_of_it(client, provider):
    page = client.get("/login/").content.decode()
    assert "用统一身份认证登录" in page
    assert 'name="password"' in page
