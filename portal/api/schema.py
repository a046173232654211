"""The OpenAPI description: what the views say, and the refusals that every address has in common."""

from __future__ import annotations

from typing import Any, Final

from drf_spectacular.generators import SchemaGenerator

from portal.api.base import absolute
from portal.api.limits import OPEN_TO_ALL

JSON: Final = "application/json"
ONE_SENTENCE: Final = {"type": "object", "properties": {"detail": {"type": "string"}}, "required": ["detail"]}
BY_FIELD: Final = {
    "type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}},
    "description": "参数名，及其不对在哪里",
}  # fmt: skip
COMPONENTS: Final = {"Refused": ONE_SENTENCE, "RefusedParameters": BY_FIELD}
ETAG: Final = {"description": "没有变化时相同", "schema": {"type": "string"}}
RETRY: Final = {"description": "几秒钟以后再试", "schema": {"type": "integer"}}


def with_refusals(result: dict[str, Any], **_given: Any) -> dict[str, Any]:
    """Hook of drf-spectacular: unchanged, wrong parameter, not there, too often, on every address."""
    result.setdefault("components", {}).setdefault("schemas", {}).update(COMPONENTS)
    for path, methods in result["paths"].items():
        for made in methods.values():
            answers = made["responses"]
            answers["200"]["headers"] = {"ETag": ETAG, "Access-Control-Allow-Origin": _text(OPEN_TO_ALL)}
            answers["304"] = {"description": "没有变化", "headers": {"ETag": ETAG}}
            if "{" not in path:
                answers["400"] = _answer("参数不对", "RefusedParameters")
            answers["404"] = _answer("没有，或者不再公开；游标不对", "Refused")
            answers["429"] = _answer("太频繁", "Refused") | {"headers": {"Retry-After": RETRY}}
    return result


def _answer(said: str, component: str) -> dict[str, Any]:
    return {
        "description": said,
        "content": {JSON: {"schema": {"$ref": f"#/components/schemas/{component}"}}},
    }


def _text(headers: Any) -> dict[str, Any]:
    return {"schema": {"type": "string", "enum": [headers["Access-Control-Allow-Origin"]]}}


def schema() -> dict[str, Any]:
    """OpenAPI 3 of what stands below /api/v1/."""
    made: dict[str, Any] = SchemaGenerator(urlconf="portal.api.v1").get_schema(request=None, public=True)
    return made | {"servers": [{"url": absolute("")}]}
