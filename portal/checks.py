"""网页标签规范: no public template without the tags it must carry (国办发〔2017〕47号); looked at when the process starts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.checks import Error, register

SITE: Final = ("SiteName", "SiteDomain", "SiteIDCode")
COLUMN: Final = ("ColumnName", "ColumnType")
COLUMN_PAGE: Final = (*COLUMN, "ColumnDescription", "ColumnKeywords")
ARTICLE: Final = ("ArticleTitle", "PubDate", "ContentSource")
FRAMES: Final = {
    "base.html": SITE,
    "partials/_meta_column.html": COLUMN_PAGE,
    "partials/_meta_article.html": ARTICLE,
}
PLACED: Final = ("partials/_meta_column.html", "partials/_meta_article.html")  # what base.html must include
BARE: Final = {
    "400.html",
    "403_csrf.html",
    "500.html",
    "bare.html",
}  # rendered without a context: they know no site
_EXTENDS: Final = re.compile(r"{%\s*extends\s+[\"']([^\"']+)[\"']\s*%}")
_BLOCK: Final = re.compile(r"{%\s*block\s+(\w+)\s*%}(.*?){%\s*endblock", re.DOTALL)


@register()
def templates_carry_their_tags(app_configs: Any, **kwargs: Any) -> list[Error]:
    return [
        Error(f"{name}: {said}", id="portal.E001")
        for folder in settings.TEMPLATES[0]["DIRS"]
        for name, said in faults(Path(folder))
    ]


def faults(folder: Path) -> Iterator[tuple[str, str]]:
    """(template, what it lacks) of the frames and of every public page below a folder."""
    texts = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*.html"))
    }
    for name, tags in FRAMES.items():
        yield from ((name, f"lacks the tag {tag}") for tag in tags if not _has(texts.get(name, ""), tag))
    yield from (
        ("base.html", f"does not include {name}") for name in PLACED if name not in texts.get("base.html", "")
    )
    for name, text in texts.items():
        if name not in BARE and not _is_part(name):
            yield from ((name, said) for said in _page_faults(name, text, texts))


def _page_faults(name: str, text: str, texts: dict[str, str]) -> Iterator[str]:
    family = _family(name, texts)
    whole = (
        "<!doctype html" in text.lower() and "viewport" in text
    )  # what is printed or mailed has no viewport
    if whole and name != "base.html":
        yield from (f"lacks the tag {tag}" for tag in SITE if not _has(text, tag))
    if family[-1] != "base.html":
        return  # a page in the frame of the admin, or of nothing
    blocks: dict[str, str] = {}
    for one in reversed(family[:-1]):
        blocks |= dict(_BLOCK.findall(texts.get(one, "")))
    if (
        name != "base.html"
        and _is_leaf(name, texts)
        and not (blocks.get("title") or blocks.get("page_title"))
    ):
        yield "has no title"
    if "column_meta" in blocks:
        yield from (f"lacks the tag {tag}" for tag in COLUMN_PAGE if not _has(blocks["column_meta"], tag))


def _family(name: str, texts: dict[str, str]) -> list[str]:
    """The template and those it extends, the outermost last."""
    found = [name]
    while match := _EXTENDS.search(texts.get(found[-1], "")):
        found.append(match[1])
    return found


def _is_leaf(name: str, texts: dict[str, str]) -> bool:
    """Whether it is a page of its own and no frame others stand in."""
    return not any((match := _EXTENDS.search(text)) and match[1] == name for text in texts.values())


def _is_part(name: str) -> bool:
    parts = name.split("/")
    return (
        name.startswith(("admin/", "partials/", "django/"))
        or parts[-1].startswith("_")
        or bool({"mail", "desk"} & set(parts))
    )


def _has(text: str, tag: str) -> bool:
    return f'<meta name="{tag}"' in text
