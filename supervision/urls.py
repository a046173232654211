"""/supervision/: what the county measures of itself and reports."""

from django.urls import path

from supervision import office_views, views

app_name = "supervision"
urlpatterns = [
    path("offices/", office_views.offices, name="offices"),
    path("reports/", views.reports, name="reports"),
    path("reports/<slug:code>/<int:year>/", views.report, name="report"),
    path("reports/<slug:code>/<int:year>/report.xlsx", views.as_xlsx, name="xlsx"),
    path("reports/<slug:code>/<int:year>/report.docx", views.as_docx, name="docx"),
]
