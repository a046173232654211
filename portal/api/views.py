"""/api/v1/: documents, catalog items and units, and the page about it all (公共数据开放, 市实施意见三(三)1)."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Organisation
from catalog.models import Node
from disclosure.models import DocumentEdition
from disclosure.policies import PUBLISHERS
from portal.api.base import OpenList, OpenOne, OpenView, absolute
from portal.api.filters import DocumentFilter, ItemFilter, UnitFilter
from portal.api.schema import schema
from portal.api.serializers import (
    DocumentSerializer,
    ItemSerializer,
    UnitSerializer,
    WholeDocumentSerializer,
)

TITLE: Final = "开放接口"
CODE: Final = OpenApiParameter(
    "code", {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}, "path", description="单位代码"
)


@extend_schema(tags=["文件"], summary="公开的文件，新的在前")
class Documents(OpenList):
    serializer_class = DocumentSerializer
    filterset_class = DocumentFilter

    def get_queryset(self) -> QuerySet[DocumentEdition]:
        return DocumentEdition.objects.public().for_list().select_related("document", "unit", "topic")


@extend_schema(tags=["文件"], summary="一件文件，含正文和附件地址")
class WholeDocument(OpenOne):
    serializer_class = WholeDocumentSerializer
    lookup_field = "document"

    def get_queryset(self) -> QuerySet[DocumentEdition]:
        return DocumentEdition.objects.public().select_related("document", "unit", "topic").defer("body")


@extend_schema(tags=["目录"], summary="现行公开标准目录的事项")
class Items(OpenList):
    serializer_class = ItemSerializer
    filterset_class = ItemFilter

    def get_queryset(self) -> QuerySet[Node]:
        nodes: QuerySet[Node] = Node.objects.public().rows()
        return nodes.select_related("item", "edition__unit", "edition__domain")


@extend_schema(tags=["目录"], summary="一个公开事项")
class OneItem(OpenOne):
    serializer_class = ItemSerializer
    lookup_field = "item"

    def get_queryset(self) -> QuerySet[Node]:
        nodes: QuerySet[Node] = Node.objects.public().rows()
        return nodes.select_related("item", "edition__unit", "edition__domain")


def publishing_units() -> QuerySet[Organisation]:
    return Organisation.objects.active().filter(kind__in=PUBLISHERS)


@extend_schema(tags=["单位"], summary="在本平台公开信息的单位")
class Units(OpenList):
    serializer_class = UnitSerializer
    filterset_class = UnitFilter

    def get_queryset(self) -> QuerySet[Organisation]:
        return publishing_units()


@extend_schema(tags=["单位"], summary="一个单位", parameters=[CODE])
class OneUnit(OpenView, generics.RetrieveAPIView):
    serializer_class = UnitSerializer
    lookup_field = "code"

    def get_queryset(self) -> QuerySet[Organisation]:
        return publishing_units()


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
            "name": TITLE, "type": "数据开放", "description": "公开文件、目录事项、解读、征求意见、村务、年报的只读接口",
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
