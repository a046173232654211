"""/interpretations/: what explains the documents, the library of answers, concerns, events."""

from django.urls import path

from interpretation.views import details, feeds, lists, pieces

app_name = "interpretations"
urlpatterns = [
    path("", lists.interpretation_list, name="list"),
    path("feed.atom", feeds.feed, name="feed"),
    path("answers/", pieces.answers, name="answers"),
    path("answers/<int:pk>/", pieces.answer, name="answer"),
    path("concerns/", pieces.concerns, name="concerns"),
    path("concerns/<int:pk>/", pieces.concern, name="concern"),
    path("events/", pieces.events, name="events"),
    path("events/<int:pk>/", pieces.event, name="event"),
    path("events/files/<int:pk>/", details.event_file, name="event_file"),
    path("files/<int:pk>/", details.file, name="file"),
    path("<int:pk>/", details.detail, name="detail"),
    path("<int:pk>/captions.vtt", details.captions, name="captions"),
    path("<int:pk>/questions/<int:number>/", details.question, name="question"),
]
