"""Settings that every installation shares; `dev`, `test` and `prod` add what differs."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from portal.settings.clock import *  # noqa: F403  queues, routes, schedule
from portal.settings.guarding import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(environ.Env().str("VAR_DIR", default=str(BASE_DIR / "var")))
env = environ.Env()


def given(name: str) -> str:
    """The value of NAME, or the content of the file that NAME_FILE names (container secrets); empty without either."""
    if path := env.str(f"{name}_FILE", default=""):
        return Path(path).read_text(encoding="utf-8").strip()
    return str(env.str(name, default=""))


INSTALLED_APPS = [
    "portal.apps.PortalConfig",
    "portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django.forms",
    "csp",
    "django_filters",
    "guardian",
    "mptt",
    "rest_framework",
    "drf_spectacular",
    "accounts",
    "audit",
    "statute",
    "search",
    "catalog",
    "disclosure",
    "requests_app",
    "supervision",
    "participation",
    "interpretation",
    "village",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "portal.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.logs.RequestIdMiddleware",
    "portal.observing.middleware.NumbersMiddleware",
    "portal.page_cache.PageCacheMiddleware",
    "portal.routing.ReplicaMiddleware",
    "portal.kiosk.middleware.KioskMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.LoginMiddleware",
    "accounts.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.leaving.LeavingMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.shell",
            ],
            "libraries": {"linked_data": "portal.linked_data", "keeping": "portal.keeping"},
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Reading a row and then writing it must hold the write lock from the start, or two clerks meet
# "database is locked" (docs/decisions/0002-databases.md).
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-64000",
}


def database(url: str) -> dict[str, Any]:
    """The settings of one database from its URL (`sqlite:///…` or `postgres://…`)."""
    config: dict[str, Any] = dict(environ.Env.db_url_config(url)) | {"CONN_MAX_AGE": 60}
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = SQLITE_OPTIONS
    else:
        config["CONN_HEALTH_CHECKS"] = True
    return config


def databases(url: str, replica: str = "") -> dict[str, dict[str, Any]]:
    """The primary and, where there is one, the replica that answers anonymous readers (portal.routing)."""
    found = {"default": database(url)}
    if replica:
        found["replica"] = database(replica) | {"TEST": {"MIRROR": "default"}}
        found["replica"]["OPTIONS"] = {"connect_timeout": 2, "options": "-c default_transaction_read_only=on"}
    return found


DATABASE_ROUTERS = ["portal.routing.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.PasswordBackend", "accounts.backends.RoleBackend"]
ANONYMOUS_USER_NAME = None  # nobody holds a role without being a person
GUARDIAN_RAISE_403 = True
GUARDIAN_MONKEY_PATCH_USER = False
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]  # roles are resolved by accounts.roles, not by has_perm
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "admin:index"
LOGOUT_REDIRECT_URL = "home"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = "portal.formats"

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "media"
# Attachments lie outside the web root and are served by one view that asks who may read them. S3_BUCKET puts
# them into a bucket of an S3-compatible store instead (requirements-s3.lock brings django-storages; the image has it).
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "private": {
        "BACKEND": "portal.storing.DurableStorage",
        "OPTIONS": {"location": str(VAR_DIR / "private"), "base_url": None},
    },
}
if env.str("S3_BUCKET", default=""):
    STORAGES["private"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.str("S3_BUCKET"),
            "endpoint_url": env.str("S3_ENDPOINT", default=None),
            "access_key": given("S3_ACCESS_KEY") or None,
            "secret_key": given("S3_SECRET_KEY") or None,
            "file_overwrite": False,
            "default_acl": "private",
            "querystring_auth": True,
            "max_memory_size": 1024 * 1024,  # larger files are read through a temporary file
        },
    }

SLOW_COUNT_SECONDS = 0.5  # counts that take longer may be shown for twenty times as long
EXCHANGE_SEED = env.str("EXCHANGE_SEED", default="")  # 64 hex digits; empty: made from AUDIT_KEY
EXCHANGE_PARTNERS = env.dict("EXCHANGE_PARTNERS", default={})  # name=public key of who may answer
PAGE_CACHE_BYTES = env.int("PAGE_CACHE_MB", default=64) * 1024 * 1024  # of each process; 0: no page is kept
SEARCH_DIR = VAR_DIR / "search"  # this host's index; it can be thrown away at any time

# Hosts whose live streams and replays may play on our own pages; streams of other hosts are links.
STREAM_HOSTS = env.list("STREAM_HOSTS", default=[])
_STREAMS = [SELF, *(f"https://{host}" for host in STREAM_HOSTS)]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],
        "frame-src": _STREAMS,
        "media-src": _STREAMS,
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60  # one working day
CSRF_COOKIE_SAMESITE = "Lax"

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

CELERY_TASK_DEFAULT_QUEUE = "portal"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False  # a broker that is down must not hold a clerk; the sweep picks the row up
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
REDIS_PREFIX = env.str("REDIS_PREFIX", default="portal:")


def celery_broker(redis_url: str) -> dict[str, Any]:
    """Redis when there is one; else files in var/ that a worker on the same machine reads."""
    if redis_url:
        return {
            "CELERY_BROKER_URL": redis_url,
            "CELERY_BROKER_TRANSPORT_OPTIONS": {"global_keyprefix": REDIS_PREFIX},
        }
    queue, control = VAR_DIR / "queue", VAR_DIR / "queue-control"
    for folder in (queue, control):
        folder.mkdir(parents=True, exist_ok=True)
    return {
        "CELERY_BROKER_URL": "filesystem://",
        "CELERY_BROKER_TRANSPORT_OPTIONS": {
            "data_folder_in": str(queue),
            "data_folder_out": str(queue),
            "control_folder": str(control),
        },
    }


def request_keys(text: str) -> dict[int, bytes]:
    """The keys personal data of applications is sealed with, from `1:<32 hex digits>,2:…`; the highest number seals.

    ImproperlyConfigured for anything else, without repeating it.
    """
    try:
        pairs = [pair.split(":", 1) for pair in text.split(",")]
        keys = {int(number): bytes.fromhex(key) for number, key in pairs}
    except ValueError:
        keys = {}
    if not keys or any(len(key) != 16 or not 0 < number < 256 for number, key in keys.items()):
        raise ImproperlyConfigured("REQUEST_KEYS 应写成 1:32位十六进制数,多个以逗号分隔,编号1至255。")
    return keys


SITE = {
    "name": env.str("SITE_NAME", default="青岚县人民政府门户网站"),
    "short_name": env.str("SITE_SHORT_NAME", default="青岚县政务公开"),
    "domain": env.str("SITE_DOMAIN", default="www.qinglan.example"),
    "id_code": env.str("SITE_ID_CODE", default="3799990001"),
    "icp": env.str("SITE_ICP", default=""),
    "police_record": env.str("SITE_POLICE_RECORD", default=""),
    "organiser": env.str("SITE_ORGANISER", default="青岚县人民政府办公室"),
    "undertaker": env.str("SITE_UNDERTAKER", default=""),
    "phone": env.str("SITE_PHONE", default=""),
    "email": env.str("SITE_EMAIL", default=""),
    "address": env.str("SITE_ADDRESS", default=""),
    "mark_url": env.str("SITE_MARK_URL", default=""),  # where the 党政机关网站标识 is verified
    "police_url": env.str("SITE_POLICE_URL", default=""),
    "ipv6": env.bool("SITE_IPV6", default=False),
}
DEMO = env.bool("DEMO", default=False)
# Applications from one network address in an hour; a service hall or a village shares one.
REQUESTS_PER_ADDRESS = env.int("REQUESTS_PER_ADDRESS", default=60)
PARTICIPATION_PER_ADDRESS = env.int("PARTICIPATION_PER_ADDRESS", default=60)  # opinions, answers, sign-ups
# Requests to the API and downloads of data sets from one network address in an hour.
API_PER_ADDRESS = env.int("API_PER_ADDRESS", default=3000)
REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "政务公开开放接口",
    "DESCRIPTION": "公开文件、公开标准目录事项、政策解读、征求意见、留言答复、村务公开、年度报告、单位；只读。",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": False,
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "ENUM_NAME_OVERRIDES": {"DocumentKindEnum": "statute.document_kinds.DocumentKind.choices"},
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "portal.api.schema.with_refusals",
    ],
}
SITE_URL = env.str("SITE_URL", default="") or f"https://{SITE['domain']}"  # links in mails and messages


def mail(url: str) -> dict[str, Any]:
    """Where mail goes, by URL (`smtp+tls://user:password@host:587`); without one, files in var/mail/."""
    if url:
        return dict(environ.Env.email_url_config(url))
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(VAR_DIR / "mail"),
    }


globals().update(mail(env.str("EMAIL_URL", default="")))
MAIL_ENABLED = env.bool("MAIL_ENABLED", default=True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="") or f"no-reply@{SITE['domain'].removeprefix('www.')}"

# Receivers of published documents may lie in the county's private network with a certificate authority of its own.
WEBHOOK_CA_FILE = env.str("WEBHOOK_CA_FILE", default="")
# The county's gateway for text messages, if it has one: gets {"phone": …, "text": …}, signed like a pushed document.
SMS_URL = env.str("SMS_URL", default="")
SMS_SECRET = env.str("SMS_SECRET", default="")
# A virus scanner, if there is one: a clamd socket, a clamd address (host:port), or a clamscan command line.
CLAMD_SOCKET = env.str("CLAMD_SOCKET", default="")
CLAMD_HOST = env.str("CLAMD_HOST", default="")
CLAMSCAN = env.str("CLAMSCAN", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "portal.logs.RequestIdFilter"}},
    "formatters": {"json": {"()": "portal.logs.JsonFormatter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_id"]}
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # A letter's pages and fonts are told step by step otherwise.
    "loggers": {name: {"level": "ERROR"} for name in ("weasyprint", "fontTools")},
}
DEMO_PASSWORD = "qinglan-demo-2026"  # noqa: S105  shown on the login page of the demo, never used elsewhere
