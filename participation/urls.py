"""/participation/: taking part in what the county decides."""

from django.urls import path

from participation.views import consultations, feeds, gatherings, matters, surveys

app_name = "participation"
urlpatterns = [
    path("", consultations.index, name="index"),
    path("feed.atom", feeds.feed, name="feed"),
    path("consultations/", consultations.consultations, name="consultations"),
    path("consultations/<int:pk>/", consultations.consultation, name="consultation"),
    path("consultations/<int:pk>/opinion/", consultations.opinion, name="opinion"),
    path("consultations/<int:pk>/received/", consultations.received, name="received"),
    path("consultations/<int:pk>/feedback/", consultations.feedback, name="feedback"),
    path("consultations/<int:pk>/feedback.xlsx", consultations.feedback_table, name="feedback_table"),
    path("surveys/", surveys.surveys, name="surveys"),
    path("surveys/<int:pk>/", surveys.survey, name="survey"),
    path("surveys/<int:pk>/pass/", surveys.ask, name="survey_pass"),
    path("surveys/<int:pk>/thanks/", surveys.thanks, name="survey_thanks"),
    path("surveys/<int:pk>/results/", surveys.outcome, name="survey_results"),
    path("surveys/<int:pk>/results.csv", surveys.outcome_table, name="survey_results_table"),
    path("meetings/", gatherings.gatherings, name="gatherings"),
    path("meetings/<int:pk>/", gatherings.gathering, name="gathering"),
    path("meetings/<int:pk>/sign-up/", gatherings.signup, name="signup"),
    path("meetings/<int:pk>/signed-up/", gatherings.signed_up, name="signed_up"),
    path("meetings/<int:pk>/signed-up/qr.svg", gatherings.slip_code, name="slip_code"),
    path("meetings/<int:pk>/withdraw/", gatherings.withdraw, name="signup_withdraw"),
    path("meetings/<int:pk>/draw/", gatherings.draw, name="draw"),
    path("matters/", matters.catalogues, name="catalogues"),
    path("matters/catalogues/<int:pk>/", matters.catalogue, name="catalogue"),
    path("matters/<int:pk>/", matters.matter, name="matter"),
]
