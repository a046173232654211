"""/catalog/: what citizens read."""

from django.urls import path

from catalog import views

app_name = "catalog"
urlpatterns = [
    path("", views.index, name="index"),
    path("search/", views.search, name="search"),
    path("domains/<slug:code>/", views.domain, name="domain"),
    path("units/<slug:code>/", views.unit, name="unit"),
    path("editions/<int:pk>/", views.edition, name="edition"),
    path("editions/<int:pk>.<slug:extension>", views.download, name="download"),
    path("editions/<int:pk>/compare/", views.compare_with_standard, name="compare"),
    path("items/<int:pk>/", views.item, name="item"),
]
