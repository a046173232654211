"""/kiosk/: the terminal's own screens."""

from django.urls import path

from portal.kiosk import views

app_name = "kiosk"
urlpatterns = [
    path("kiosk/", views.attract, name="attract"),
    path("kiosk/menu/", views.menu, name="menu"),
    path("kiosk/consult/", views.consult, name="consult"),
    path("requests/kiosk/end/", views.end, name="end"),
]
