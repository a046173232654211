"""/api/: its page, its schema, and version 1."""

from django.urls import path

from portal.api import v1, views

app_name = "api"
urlpatterns = [
    path("api/", views.documentation, name="documentation"),
    path("api/v1/openapi.json", views.Schema.as_view(), name="schema"),
    *v1.urlpatterns,
]
