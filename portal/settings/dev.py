"""One machine without services: SQLite, files as queue. What `make demo` runs."""

from portal.settings.base import *  # noqa: F403
from portal.settings.base import SITE, VAR_DIR, celery_broker, database, env, request_keys

VAR_DIR.mkdir(parents=True, exist_ok=True)
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="only-for-development-" + "0" * 40)
AUDIT_KEY = env.str("AUDIT_KEY", default="only-for-development")
REQUEST_KEYS = request_keys(env.str("REQUEST_KEYS", default="1:" + "0f" * 16))
REQUEST_INDEX_KEY = env.str("REQUEST_INDEX_KEY", default="only-for-development").encode()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
DATABASES = {"default": database(env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}"))}
REDIS_URL = env.str("REDIS_URL", default="")
globals().update(celery_broker(REDIS_URL))
DEMO = env.bool("DEMO", default=True)
if DEMO:  # the fictional county's own details, where the environment names none
    fictional = {
        "undertaker": "青岚县大数据中心",
        "phone": "0999-1234567",
        "email": "xxgk@qinglan.example",
        "address": "云州市青岚县清溪路1号",
    }
    SITE = {**SITE, **{name: value for name, value in fictional.items() if not SITE[name]}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
