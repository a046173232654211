"""The site with one page more: a view without template, query or session, what every other page is measured against."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from portal.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@login_not_required
def hello(_: HttpRequest) -> HttpResponse:
    return HttpResponse("hello, world", content_type="text/plain")


urlpatterns = [path("hello", hello), *urlpatterns]
