"""The paths of version 1, as the schema lists them."""

from django.urls import path

from portal.api import views

urlpatterns = [
    path("api/v1/documents/", views.Documents.as_view(), name="documents"),
    path("api/v1/documents/<int:pk>/", views.WholeDocument.as_view(), name="document"),
    path("api/v1/items/", views.Items.as_view(), name="items"),
    path("api/v1/items/<int:pk>/", views.OneItem.as_view(), name="item"),
    path("api/v1/units/", views.Units.as_view(), name="units"),
    path("api/v1/units/<slug:code>/", views.OneUnit.as_view(), name="unit"),
]
