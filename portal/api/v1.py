"""The paths of version 1, as the schema lists them."""

from django.urls import path

from portal.api import consultations, interpretations, reports, views, villages

urlpatterns = [
    path("api/v1/documents/", views.Documents.as_view(), name="documents"),
    path("api/v1/documents/<int:pk>/", views.WholeDocument.as_view(), name="document"),
    path("api/v1/items/", views.Items.as_view(), name="items"),
    path("api/v1/items/<int:pk>/", views.OneItem.as_view(), name="item"),
    path("api/v1/units/", views.Units.as_view(), name="units"),
    path("api/v1/units/<slug:code>/", views.OneUnit.as_view(), name="unit"),
    path("api/v1/interpretations/", interpretations.Interpretations.as_view(), name="interpretations"),
    path(
        "api/v1/interpretations/<int:pk>/", interpretations.OneInterpretation.as_view(), name="interpretation"
    ),
    path("api/v1/answers/", interpretations.Answers.as_view(), name="answers"),
    path("api/v1/answers/<int:pk>/", interpretations.OneAnswer.as_view(), name="answer"),
    path("api/v1/messages/", interpretations.Messages.as_view(), name="messages"),
    path("api/v1/messages/<int:pk>/", interpretations.OneMessage.as_view(), name="message"),
    path("api/v1/consultations/", consultations.Consultations.as_view(), name="consultations"),
    path("api/v1/consultations/<int:pk>/", consultations.OneConsultation.as_view(), name="consultation"),
    path("api/v1/villages/", villages.VillageItems.as_view(), name="villages"),
    path("api/v1/villages/<int:pk>/", villages.OneVillageItem.as_view(), name="village"),
    path("api/v1/reports/", reports.Reports.as_view(), name="reports"),
    path("api/v1/reports/<int:pk>/", reports.OneReport.as_view(), name="report"),
]
