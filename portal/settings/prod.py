"""Production: secrets and addresses come from the environment and have no defaults."""

from django.core.exceptions import ImproperlyConfigured

from portal.settings.base import *  # noqa: F403
from portal.settings.base import celery_broker, databases, env, given, mail, request_keys


def required(name: str) -> str:
    """`given`, or a sentence that names what is missing. A file that is there may be empty: no mail, no replica."""
    if (value := given(name)) or env.str(f"{name}_FILE", default=""):
        return value
    raise ImproperlyConfigured(f"缺少环境变量 {name}(或 {name}_FILE),请按 docs/operations.md 设置后再启动。")


SECRET_KEY = required("SECRET_KEY")
AUDIT_KEY = required("AUDIT_KEY")
REQUEST_KEYS = request_keys(required("REQUEST_KEYS"))
REQUEST_INDEX_KEY = required("REQUEST_INDEX_KEY").encode()
ALLOWED_HOSTS = required("ALLOWED_HOSTS").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if not host.startswith(".")]
DATABASES = databases(required("DATABASE_URL"), given("REPLICA_URL"))
REDIS_URL = required("REDIS_URL")
globals().update(celery_broker(REDIS_URL))
STORAGES |= {  # noqa: F405  from base
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
}
EMAIL_URL = env.str("EMAIL_URL", default="") or (
    required("EMAIL_URL") if env.str("EMAIL_URL_FILE", default="") else ""
)
globals().update(mail(EMAIL_URL))
MAIL_ENABLED = bool(EMAIL_URL)
# Limits on forms count for all processes together.
CACHES = {
    "default": {
        "BACKEND": "portal.caching.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": REDIS_PREFIX,  # noqa: F405  from base
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}
DEMO = False
METRICS_TOKEN = required("METRICS_TOKEN") if env.str("METRICS_TOKEN_FILE", default="") else METRICS_TOKEN  # noqa: F405
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=True)
OIDC_CLIENT_SECRET = (
    required("OIDC_CLIENT_SECRET") if env.str("OIDC_CLIENT_SECRET_FILE", default="") else OIDC_CLIENT_SECRET  # noqa: F405
)

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
