"""/open/: the county's columns, and below /open/units/ the same ones of each unit."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from portal.open import views

app_name = "open"
PAGES: tuple[tuple[str, Callable[..., Any], str], ...] = (
    ("", views.home, "home"),
    ("guide/", views.guide, "guide"),
    ("guide/<int:version>/", views.guide, "guide-edition"),
    ("institutions/", views.institutions, "institutions"),
    ("content/", views.content, "content"),
    ("normative/", views.normative, "normative"),
    ("reports/", views.reports, "reports"),
    ("directory/", views.directory, "directory"),
    ("directory.xlsx", views.directory_file, "directory-file"),
)
urlpatterns: list[URLPattern] = [path(route, view, name=name) for route, view, name in PAGES]
urlpatterns += [path(f"units/<slug:unit>/{route}", view, name=f"unit-{name}") for route, view, name in PAGES]
