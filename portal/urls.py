"""Every address of the site."""

from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps.views import index, sitemap
from django.urls import include, path

from portal import leaving, search_feed, search_page, views
from portal.observing.exposing import metrics
from portal.sitemaps import SITEMAPS

handler400 = "portal.views.bad_request"
handler403 = "portal.views.permission_denied"
handler404 = "portal.views.page_not_found"
handler500 = "portal.views.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("search", search_page.search, name="search"),
    path("search/feed.atom", search_feed.feed, name="search_feed"),
    path("search/suggest", search_page.suggest, name="suggest"),
    path("catalog/", include("catalog.urls")),
    path("open/", include("portal.open.urls")),
    path("data/", include("portal.data.urls")),
    path("", include("portal.api.urls")),
    path("", include("portal.kiosk.urls")),
    path("documents/", include("disclosure.urls")),
    path("requests/", include("requests_app.urls")),
    path("supervision/", include("supervision.urls")),
    path("participation/", include("participation.urls")),
    path("interpretations/", include("interpretation.urls")),
    path("messages/", include("interpretation.message_urls")),
    path("villages/", include("village.urls")),
    path("help/", views.page, {"name": "help"}, name="help"),
    path("accessibility/", views.page, {"name": "accessibility"}, name="accessibility"),
    path("privacy/", views.page, {"name": "privacy"}, name="privacy"),
    path("units/", views.units, name="units"),
    path("sitemap/", views.site_map, name="site_map"),
    path("leave/", leaving.leave, name="leave"),
    path("robots.txt", views.robots, name="robots"),
    path(
        "sitemap.xml",
        login_not_required(index),
        {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap_part"},
        name="sitemap",
    ),
    path("sitemap-<section>.xml", login_not_required(sitemap), {"sitemaps": SITEMAPS}, name="sitemap_part"),
    path("health/", views.health, name="health"),
    path("health/ready/", views.health, name="health_ready"),
    path("health/live/", views.live, name="health_live"),
    path("metrics", metrics, name="metrics"),
    path("design/", views.design, name="design"),
    path("login/", views.Login.as_view(), name="login"),
    path("", include("accounts.urls")),
    path("logout/", login_not_required(auth_views.LogoutView.as_view()), name="logout"),
    path("admin/", admin.site.urls),
]
