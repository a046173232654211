"""What every address of the API does alike: read by anybody, in pages with a cursor, unchanged answers are 304."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django_filters import CharFilter
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import generics
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from disclosure.models import DocumentEdition
from disclosure.views.framing import LARGEST_KEY
from portal.api.limits import OPEN_TO_ALL, check_limit, etag


def absolute(path: str) -> str:
    """The address outside."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"


class NewestFirst(CursorPagination):
    """A cursor, so that no page is skipped or seen twice while documents are published."""

    page_size = 50
    page_size_query_param = "page_size"
    page_size_query_description = "每页条数，1至200"
    max_page_size = 200
    ordering = "-pk"

    def decode_cursor(self, request: Request) -> Any:
        """A cursor somebody made up is refused like one that cannot be read."""
        cursor = super().decode_cursor(request)
        position = cursor.position if cursor is not None else None
        if position is not None and not (position.isascii() and position.isdecimal() and len(position) < 19):
            raise NotFound(self.invalid_cursor_message)
        return cursor

    def get_page_size(self, request: Request) -> int:
        """A size that means nothing is refused like any other condition, and not passed over."""
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if not (asked.isascii() and asked.isdecimal() and len(asked) < 5 and int(asked)):
            raise ValidationError({self.page_size_query_param: ["请输入1至200的整数。"]})
        return min(int(asked), self.max_page_size)

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        parameters: list[dict[str, Any]] = super().get_schema_operation_parameters(view)
        for one in parameters:
            if one["name"] == self.page_size_query_param:
                one["schema"] = {"type": "integer", "minimum": 1, "maximum": 9999}
        return parameters


@method_decorator(login_not_required, name="dispatch")
class OpenView(APIView):
    """Read by anybody, from any site; unchanged answers are 304; so many an hour from one address."""

    authentication_classes: ClassVar = []
    permission_classes: ClassVar = [AllowAny]
    renderer_classes: ClassVar = [JSONRenderer]
    http_method_names: ClassVar = ["get", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """304 before anything is looked up; the limit is counted in `initial`."""
        tag = etag(request, self.by_the_clock())
        answer = get_conditional_response(request, etag=tag) if request.method in {"GET", "HEAD"} else None
        response: HttpResponse = answer or super().dispatch(request, *args, **kwargs)
        if response.status_code in {200, 304} and request.method != "OPTIONS":
            response.headers["ETag"] = tag
            response.headers["Cache-Control"] = "no-cache"
        for name, value in OPEN_TO_ALL.items():
            response.headers[name] = value
        return response

    def by_the_clock(self) -> str:
        """What changes in the answer although nobody does anything; nothing, for most things."""
        return ""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if request.method != "OPTIONS":
            check_limit(request._request)  # noqa: SLF001  the address lies in Django's request
        super().initial(request, *args, **kwargs)

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What a browser asks before it reads from another site."""
        return Response(status=204)

    def complete(self, rows: Sequence[Any]) -> None:
        """What rows need from other tables, in so many queries whatever their number."""


class OpenList(OpenView, generics.ListAPIView):
    pagination_class = NewestFirst
    filter_backends: ClassVar = [DjangoFilterBackend]
    filterset_class: Any

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """An empty value is none: only words may be empty."""
        filters, asked = self.filterset_class.base_filters, self.request.query_params
        empty = [
            name for name in filters if asked.get(name) == "" and not isinstance(filters[name], CharFilter)
        ]
        if empty:
            raise ValidationError({name: ["请写明值，或者去掉这个参数。"] for name in empty})
        found: QuerySet[Any] = super().filter_queryset(queryset)
        return found

    def paginate_queryset(self, queryset: QuerySet[Any]) -> list[Any]:
        rows: list[Any] = super().paginate_queryset(queryset)
        self.complete(rows)
        return rows


class OpenOne(OpenView, generics.RetrieveAPIView):
    """One thing by its number; a number no database has is not found like any other."""

    lookup_url_kwarg = "pk"

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset if self.kwargs.get("pk", 0) <= LARGEST_KEY else queryset.none()

    def get_object(self) -> Any:
        found = super().get_object()
        self.complete([found])
        return found


def titled(pairs: Sequence[tuple[int, int]]) -> Mapping[int, list[DocumentEdition]]:
    """Thing → the public editions of the documents it names, from pairs of thing and document (one query)."""
    editions = DocumentEdition.objects.public().filter(document__in={document for _, document in pairs})
    known = {one.document_id: one for one in editions.only("title", "document_id")}
    found: dict[int, list[DocumentEdition]] = {}
    for thing, document in pairs:
        if document in known:
            found.setdefault(thing, []).append(known[document])
    return found
