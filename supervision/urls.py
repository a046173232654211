"""/supervision/: what the county measures of itself and reports."""

from django.urls import path

from supervision import complaint_views as complaints
from supervision import evaluation_views as evaluations
from supervision import office_views, views
from supervision import organising_views as organising

app_name = "supervision"
urlpatterns = [
    path("offices/", office_views.offices, name="offices"),
    path("plans/", organising.plans, name="plans"),
    path("plans/<int:year>/", organising.plan, name="plan"),
    path("experiences/", organising.experiences, name="experiences"),
    path("experiences/feed.atom", organising.experience_feed, name="experience_feed"),
    path("experiences/<int:pk>/", organising.experience, name="experience"),
    path("reports/", views.reports, name="reports"),
    path("reports/<slug:code>/<int:year>/", views.report, name="report"),
    path("reports/<slug:code>/<int:year>/report.xlsx", views.as_xlsx, name="xlsx"),
    path("reports/<slug:code>/<int:year>/report.docx", views.as_docx, name="docx"),
    path("complaints/", complaints.complain, name="complain"),
    path("complaints/track/", complaints.track, name="complaint_track"),
    path("complaints/track/<slug:number>/", complaints.own, name="complaint"),
    path("complaints/track/<slug:number>/receipt/", complaints.receipt, name="complaint_receipt"),
    path("rectifications/", complaints.rectifications, name="rectifications"),
    path("rectifications/files/<int:pk>/", complaints.repair_file, name="repair_file"),
    path("evaluations/", evaluations.evaluations, name="evaluations"),
    path("evaluations/<int:pk>/", evaluations.evaluation, name="evaluation"),
    path("evaluations/<int:pk>/evaluation.xlsx", evaluations.as_xlsx, name="evaluation_xlsx"),
    path("evaluations/<int:pk>/<slug:unit_code>/", evaluations.scores, name="scores"),
]
