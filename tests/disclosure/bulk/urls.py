"""The site's addresses with the archive's screens among the admin's, whether or not the admin has them already."""

from django.contrib import admin
from django.urls import include, path

from disclosure.desk import archive
from portal.urls import urlpatterns as site

FOLDER = "disclosure/documentedition/"
own = [
    path(f"{FOLDER}{route}", admin.site.admin_view(view), name=f"disclosure_{name}")
    for route, view, name in archive.ROUTES
]
urlpatterns = [path("admin/", include(([*own, *admin.site.urls[0]], "admin"), namespace="admin")), *site]
