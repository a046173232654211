"""The WSGI application that gunicorn serves."""

import os
from pathlib import Path
from tempfile import gettempdir

from django.core.wsgi import get_wsgi_application

# The processes of one server write their metrics side by side; a new server begins with an empty folder.
metrics = Path(gettempdir()) / f"portal-web-metrics-{os.getppid()}"
metrics.mkdir(mode=0o700, exist_ok=True)
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(metrics))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
application = get_wsgi_application()
