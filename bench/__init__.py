"""Figures of the issues, each printed as a ratio or a count in one run.

Settings are chosen here, before any script imports a model: SQLite unless DATABASE_URL names another database.
"""

import os
import tempfile

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="bench-"))
django.setup()
