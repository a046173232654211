"""/api/v1/: documents, catalog items and units, for reading (公共数据开放, 市实施意见三(三)1)."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Organisation
from catalog.models import Node
from disclosure.models import DocumentEdition
from disclosure.policies import PUBLISHERS
from disclosure.views.framing import LARGEST_KEY
from portal.api.filters import DocumentFilter, ItemFilter, UnitFilter
from portal.api.limits import OPEN_TO_ALL, check_limit, etag
from portal.api.serializers import (
    DocumentSerializer,
    ItemSerializer,
    UnitSerializer,
    WholeDocumentSerializer,
    absolute,
)

TITLE: Final = "开放接口"


class NewestFirst(CursorPagination):
    """A cursor, so that no page is skipped or seen twice while documents are published."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-pk"


@method_decorator(login_not_required, name="dispatch")
class OpenView(APIView):
    """Read by anybody, from any site; unchanged answers are 304; so many an hour from one address."""

    authentication_classes: ClassVar = []
    permission_classes: ClassVar = [AllowAny]
    renderer_classes: ClassVar = [JSONRenderer]
    http_method_names: ClassVar = ["get", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """304 before anything is looked up; the limit is counted in `initial`."""
        tag = etag(request)
        answer = get_conditional_response(request, etag=tag) if request.method in {"GET", "HEAD"} else None
        response: HttpResponse = answer or super().dispatch(request, *args, **kwargs)
        if response.status_code in {200, 304} and request.method != "OPTIONS":
            response.headers["ETag"] = tag
            response.headers["Cache-Control"] = "no-cache"
        for name, value in OPEN_TO_ALL.items():
            response.headers[name] = value
        return response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if request.method != "OPTIONS":
            check_limit(request._request)  # noqa: SLF001  the address lies in Django's request
        super().initial(request, *args, **kwargs)

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What a browser asks before it reads from another site."""
        return Response(status=204)


class OpenList(OpenView, generics.ListAPIView):
    pagination_class = NewestFirst
    filter_backends: ClassVar = [DjangoFilterBackend]


@extend_schema(tags=["文件"], summary="公开的文件，新的在前")
class Documents(OpenList):
    serializer_class = DocumentSerializer
    filterset_class = DocumentFilter

    def get_queryset(self) -> QuerySet[DocumentEdition]:
        return DocumentEdition.objects.public().for_list().select_related("document", "unit", "topic")


@extend_schema(tags=["文件"], summary="一件文件，含正文和附件地址")
class WholeDocument(OpenView, generics.RetrieveAPIView):
    serializer_class = WholeDocumentSerializer
    lookup_field = "document"
    lookup_url_kwarg = "pk"

    def get_queryset(self) -> QuerySet[DocumentEdition]:
        editions = DocumentEdition.objects.public().select_related("document", "unit", "topic").defer("body")
        return editions if self.kwargs.get("pk", 0) <= LARGEST_KEY else editions.none()


@extend_schema(tags=["目录"], summary="现行公开标准目录的事项")
class Items(OpenList):
    serializer_class = ItemSerializer
    filterset_class = ItemFilter

    def get_queryset(self) -> QuerySet[Node]:
        nodes: QuerySet[Node] = Node.objects.public().rows()
        return nodes.select_related("item", "edition__unit", "edition__domain")


@extend_schema(tags=["目录"], summary="一个公开事项")
class OneItem(OpenView, generics.RetrieveAPIView):
    serializer_class = ItemSerializer
    lookup_field = "item"
    lookup_url_kwarg = "pk"

    def get_queryset(self) -> QuerySet[Node]:
        nodes: QuerySet[Node] = Node.objects.public().rows()
        nodes = nodes.select_related("item", "edition__unit", "edition__domain")
        return nodes if self.kwargs.get("pk", 0) <= LARGEST_KEY else nodes.none()


def publishing_units() -> QuerySet[Organisation]:
    return Organisation.objects.active().filter(kind__in=PUBLISHERS)


@extend_schema(tags=["单位"], summary="在本平台公开信息的单位")
class Units(OpenList):
    serializer_class = UnitSerializer
    filterset_class = UnitFilter

    def get_queryset(self) -> QuerySet[Organisation]:
        return publishing_units()


@extend_schema(tags=["单位"], summary="一个单位")
class OneUnit(OpenView, generics.RetrieveAPIView):
    serializer_class = UnitSerializer
    lookup_field = "code"

    def get_queryset(self) -> QuerySet[Organisation]:
        return publishing_units()


def schema() -> dict[str, Any]:
    """OpenAPI 3 of what stands below /api/v1/."""
    made: dict[str, Any] = SchemaGenerator(urlconf="portal.api.v1").get_schema(request=None, public=True)
    return made | {"servers": [{"url": absolute("")}]}


@extend_schema(exclude=True)
class Schema(OpenView):
    def get(self, request: Request) -> Response:
        return Response(schema())


@login_not_required
@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """The schema as a page to be read: no script, nothing from elsewhere."""
    made = schema()
    context = {
        "operations": [_operation(path, found["get"]) for path, found in made["paths"].items()],
        "fields": [_fields(name, one) for name, one in made["components"]["schemas"].items() if "properties" in one and "Paginated" not in name],
        "limit": settings.API_PER_ADDRESS,
        "schema_url": reverse("api:schema"),
        "base": absolute(reverse("api:documents")),
        "crumbs": [{"title": "开放数据", "url": reverse("data:index")}, {"title": TITLE, "url": ""}],
        "column": {
            "name": TITLE, "type": "数据开放", "description": "公开文件、目录事项、单位的只读接口",
            "keywords": "开放数据;接口;OpenAPI",
        },
    }  # fmt: skip
    return TemplateResponse(request, "api/documentation.html", context)


def _operation(path: str, made: dict[str, Any]) -> dict[str, Any]:
    parameters = [
        {
            "name": one["name"], "place": "网址" if one["in"] == "path" else "参数",
            "text": one.get("description", "").split("\n\n")[0], "values": one["schema"].get("enum", []),
        }
        for one in made.get("parameters", [])
    ]  # fmt: skip
    return {
        "path": path,
        "summary": made.get("summary", ""),
        "parameters": parameters,
        "id": made["operationId"],
    }


def _fields(name: str, made: dict[str, Any]) -> dict[str, Any]:
    rows = [
        {"name": key, "type": one.get("format") or one.get("type", ""), "text": one.get("description") or one.get("title", "")}
        for key, one in made.get("properties", {}).items()
    ]  # fmt: skip
    return {"name": name, "rows": rows}
