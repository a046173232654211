"""The Celery application; its broker is Redis in production and files in the embedded default."""

import os
from pathlib import Path
from tempfile import gettempdir

from celery import Celery

if (
    "METRICS_PORT" in os.environ
):  # a worker that Prometheus asks: its processes write where the first one reads
    folder = Path(gettempdir()) / f"portal-worker-metrics-{os.getpid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(folder))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
