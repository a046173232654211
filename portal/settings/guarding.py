"""What guards the site and watches it: passwords, second factor, sessions, the provider of identities, metrics, slow queries."""

from typing import Any

import environ

env = environ.Env()

_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "email")},
    },
    {"NAME": "accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
# Staff work only after a second factor (docs/decisions/0022-second-factor.md); production sets it.
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=False)
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=60)  # nothing asked for that long: signed out
CONFIRMED_MINUTES = 15  # for how long a password just given counts for changing how one signs in
# 统一身份认证 for citizens, by OpenID Connect; without an issuer there is no such door.
OIDC_ISSUER = env.str("OIDC_ISSUER", default="")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_NAME = env.str("OIDC_NAME", default="统一身份认证")

# Who may read /metrics: addresses and networks by comma, or whoever sends the token («Authorization: Bearer …»).
METRICS_ALLOWED = env.list("METRICS_ALLOWED", default=["127.0.0.1/32", "::1/128"])
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
BACKUP_DIR = env.str(
    "BACKUP_DIR", default="/var/backups/portal"
)  # where the doctor looks for the newest backup
TLS_CERTIFICATE = env.str(
    "TLS_CERTIFICATE", default=""
)  # the site's certificate (PEM), if this process may read it
COMMIT = env.str("COMMIT", default="")  # baked into the image; shown to staff
PREPARED_STATEMENTS = env.bool(
    "PREPARED_STATEMENTS", default=True
)  # off where a pooler gives a session to somebody else after every transaction
SLOW_QUERY_MS = env.int(
    "SLOW_QUERY_MS", default=500
)  # queries that take longer are logged, without parameters; 0: none
