"""/requests/: applying for information and following the application."""

from django.urls import path

from requests_app.views import applying, figures, guides, tracking

app_name = "requests"
urlpatterns = [
    path("", guides.guide, name="guide"),
    path("apply/", applying.apply, name="apply"),
    path("draft/", applying.save, name="draft"),
    path("draft/discard/", applying.discard, name="draft_discard"),
    path("suggest/", applying.suggest, name="suggest"),
    path("calculator/", guides.calculator, name="calculator"),
    path("statistics/", figures.figures, name="statistics"),
    path("account/", guides.register, name="register"),
    path("mine/", tracking.mine, name="mine"),
    path("track/", tracking.track, name="track"),
    path("track/<slug:number>/", tracking.case, name="case"),
    path("track/<slug:number>/receipt/", applying.receipt, name="receipt"),
    path("track/<slug:number>/withdraw/", tracking.withdraw, name="withdraw"),
    path("track/<slug:number>/suggest/", tracking.suggest_open, name="suggest_open"),
    path("track/<slug:number>/files/<int:pk>/", tracking.download, name="file"),
    path("track/<slug:number>/<slug:what>/", tracking.answer, name="answer"),
]
