"""/data/: the page of the sets, each set as a file, and the catalogue for other portals (DCAT in JSON-LD)."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from audit.models import AuditEntry
from portal.api.base import absolute
from portal.api.limits import OPEN_TO_ALL, etag, within_limit
from portal.data.datasets import DATASETS, FORMATS, Dataset
from requests_app.views.framing import HOUR

TITLE: Final = "开放数据"
LICENCE: Final = "免费使用，须注明来源和下载日期，不得歪曲原意"


def _distributions(dataset: Dataset) -> list[dict[str, str]]:
    return [
        {
            "format": extension,
            "type": FORMATS[extension][0],
            "url": reverse("data:file", args=[dataset.code, extension]),
        }
        for extension in FORMATS
    ]


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What there is, in which columns, under which terms."""
    context = {
        "datasets": [(dataset, _distributions(dataset)) for dataset in DATASETS.values()],
        "licence": LICENCE,
        "crumbs": [{"title": TITLE, "url": ""}],
        "column": {
            "name": TITLE, "type": "数据开放", "description": "公开文件、公开目录、解读、征求意见、村务、年报的数据集和接口",
            "keywords": "开放数据;数据集;接口",
        },
    }  # fmt: skip
    return TemplateResponse(request, "api/datasets.html", context)


@login_not_required
@require_safe
def file(request: HttpRequest, code: str, extension: str) -> HttpResponseBase:
    """A set as a file; memory does not grow with the number of rows; unchanged is 304 before anything is read."""
    dataset = DATASETS.get(code)
    if dataset is None or extension not in FORMATS:
        raise Http404
    if not within_limit(request):
        return HttpResponse("下载太频繁，请一小时后再试。", status=429, headers={"Retry-After": str(HOUR)})
    tag = etag(request, dataset.clock())
    if unchanged := get_conditional_response(request, etag=tag):
        return _open(unchanged)
    content_type, write = FORMATS[extension]
    content = () if request.method == "HEAD" else write(dataset)
    response = StreamingHttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{code}.{extension}"'
    response.headers["Cache-Control"] = "no-cache"
    response.headers["ETag"] = tag
    return _open(response)


@login_not_required
@require_safe
def catalogue(request: HttpRequest) -> HttpResponseBase:
    """DCAT (W3C) in JSON-LD: what a city's or province's data portal harvests."""
    newest = AuditEntry.objects.order_by("-pk").values_list("at", flat=True).first()
    modified = timezone.localtime(newest).isoformat(timespec="seconds") if newest else None
    publisher = {"@type": "foaf:Organization", "foaf:name": settings.SITE["organiser"]}
    made = {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
        },
        "@id": absolute(reverse("data:catalogue")),
        "@type": "dcat:Catalog",
        "dct:title": f"{settings.SITE['name']}{TITLE}",
        "dct:language": "zh-CN",
        "dct:publisher": publisher,
        "dcat:dataset": [_dcat(dataset, publisher, modified) for dataset in DATASETS.values()],
        "dcat:service": {
            "@type": "dcat:DataService", "dct:title": "开放接口", "dcat:endpointURL": absolute("/api/v1/"),
            "dcat:endpointDescription": absolute(reverse("api:schema")),
        },
    }  # fmt: skip
    response = JsonResponse(
        made, json_dumps_params={"ensure_ascii": False}, content_type="application/ld+json; charset=utf-8"
    )
    return _open(response)


def _dcat(dataset: Dataset, publisher: dict[str, str], modified: str | None) -> dict[str, Any]:
    return {
        "@id": absolute(f"{reverse('data:index')}#{dataset.code}"),
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.code,
        "dct:title": dataset.title,
        "dct:description": dataset.description,
        "dct:publisher": publisher,
        "dct:modified": modified,
        "dct:rights": LICENCE,
        "dcat:keyword": list(dataset.keywords),
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dcat:downloadURL": absolute(one["url"]),
                "dcat:mediaType": one["type"].partition(";")[0],
                "dct:format": one["format"],
            }
            for one in _distributions(dataset)
        ],
    }


def _open(response: HttpResponseBase) -> HttpResponseBase:
    for name, value in OPEN_TO_ALL.items():
        response.headers[name] = value
    return response
