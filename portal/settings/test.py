"""For the test suite: SQLite in a file, or what DATABASE_URL names; tasks run in place."""

from portal.settings.base import *  # noqa: F403
from portal.settings.base import VAR_DIR, celery_broker, database, env

VAR_DIR.mkdir(parents=True, exist_ok=True)
SECRET_KEY = "only-for-tests"  # noqa: S105  not used outside the suite
AUDIT_KEY = "only-for-tests"
REQUEST_KEYS = {1: b"only-for-tests-1"}
REQUEST_INDEX_KEY = b"only-for-tests"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASES = {"default": database(env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'unused.sqlite3'}"))}
# A file and not memory: threads of one test must see one database.
DATABASES["default"]["TEST"] = {"NAME": env.str("TEST_DATABASE", default="") or None}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"]["OPTIONS"],
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF",
    }
else:  # a test database need not outlive the machine's power
    DATABASES["default"]["OPTIONS"] = {"options": "-c synchronous_commit=off"}
REDIS_URL = env.str("REDIS_URL", default="")
globals().update(celery_broker(REDIS_URL))
# A worker cannot see what a test has not committed; tests/services switch this off.
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DEMO = False
SLOW_COUNT_SECONDS = float("inf")  # however slow the machine, a test sees what was just done
PAGE_CACHE_BYTES = 0  # tests write rows without acts; those of the cache switch it on
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
LOGGING["root"]["level"] = "WARNING"  # noqa: F405  from base
SLOW_QUERY_MS = 0  # tests of logs expect their own lines alone; those of slow queries switch it on
