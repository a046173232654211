"""/data/: open data sets."""

from django.urls import path

from portal.data import views

app_name = "data"
urlpatterns = [
    path("", views.index, name="index"),
    path("catalog.jsonld", views.catalogue, name="catalogue"),
    path("<slug:code>.<slug:extension>", views.file, name="file"),
]
