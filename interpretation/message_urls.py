"""/messages/: writing to the county and following what was written."""

from django.urls import path

from interpretation.views import messages, writing

app_name = "messages"
urlpatterns = [
    path("", messages.home, name="home"),
    path("write/", writing.write, name="write"),
    path("write/draft/", writing.save, name="draft"),
    path("write/draft/discard/", writing.discard, name="draft_discard"),
    path("track/", messages.track, name="track"),
    path("track/<slug:number>/", messages.own, name="own"),
    path("track/<slug:number>/receipt/", messages.receipt, name="receipt"),
    path("track/<slug:number>/rate/", messages.rate, name="rate"),
    path("<int:pk>/", messages.detail, name="detail"),
]
