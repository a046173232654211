"""What Word, Excel and PowerPoint files have in common: properties, links, macros, inner files."""

import posixpath
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from disclosure.scanner import people, xml
from disclosure.scanner.contents import Contents
from disclosure.scanner.finding import Kind
from disclosure.scanner.package import Package

CONTENT_TYPES: Final = "[Content_Types].xml"
_LINK_TYPES_READERS_SEE: Final = ("hyperlink",)
_OUTSIDE: Final = re.compile(r"(?i)^(?:file:|[a-z]:[\\/]|\\\\|/[a-z]+/)")
_INNER: Final = re.compile(r"(?i)/(?:embeddings|package)/")
_MACRO: Final = re.compile(r"(?i)(?:vbaProject|vbaData|/activeX/|/macrosheets/|/dialogsheets/)")
_MEDIA: Final = re.compile(r"(?i)/media/.*\.(?:jpe?g|png|webp|tiff?)$")
_LABELS: Final = {"creator": "作者", "lastModifiedBy": "最后修改者", "Manager": "主管"}
_NOTICES: Final = {
    "description": "备注",
    "subject": "主题",
    "Subject": "主题",
    "keywords": "关键词",
    "Keywords": "关键词",
    "category": "类别",
    "Company": "单位",
    "单位": "单位",
}
_KIND_OF_LINK: Final = {
    "attachedTemplate": "附加模板",
    "externalLink": "外部工作簿",
    "externalLinkPath": "外部工作簿",
    "oleObject": "链接的对象",
    "image": "链接的图片",
    "frame": "外部框架",
    "subDocument": "子文档",
    "hyperlink": "指向本机或内网的超链接",
}


class Part(NamedTuple):
    """A part of the package: its name in the zip, and what it is («worksheet», «comments», …)."""

    name: str
    role: str


def parts(package: Package) -> list[Part]:
    """Every part with the last word of its content type; parts without one have an empty role."""
    roles: dict[str, str] = {}
    others: dict[str, str] = {}
    for element in xml.parse(package.read(CONTENT_TYPES)):
        role = _role(xml.attribute(element, "ContentType"))
        if xml.local(element) == "Override":
            roles[xml.attribute(element, "PartName").lstrip("/")] = role
        elif xml.local(element) == "Default":
            others[xml.attribute(element, "Extension").lower()] = role
    return [
        Part(name, roles.get(name) or others.get(name.rpartition(".")[2].lower(), ""))
        for name in package.names
    ]


def _role(content_type: str) -> str:
    """`…spreadsheetml.worksheet+xml` → `worksheet`; `…ms-word.document.macroEnabled.main+xml` → `document`."""
    words = content_type.removesuffix("+xml").split(".")
    while len(words) > 1 and words[-1] in {"main", "macroEnabled", "macroEnabledTemplate"}:
        words.pop()
    return words[-1]


def number_of(name: str) -> int:
    """`word/header12.xml` → 12."""
    found = re.search(r"(\d+)\.\w+$", name)
    return int(found[1]) if found else 0


def related(package: Package, name: str) -> dict[str, str]:
    """Relationship id → name of the part inside the package, for one part."""
    folder, _, file = name.rpartition("/")
    rels = f"{folder}/_rels/{file}.rels".lstrip("/")
    if rels not in package:
        return {}
    found = {}
    for element in xml.parse(package.read(rels)):
        if xml.attribute(element, "TargetMode") != "External":
            target = xml.attribute(element, "Target")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
            found[xml.attribute(element, "Id")] = path
    return found


def read_common(package: Package, every: list[Part], base: str, contents: Contents) -> None:
    """Properties, links to the outside, macros."""
    for part in every:
        if part.name.endswith(".rels"):
            _links(package, part.name, base, contents)
        elif part.role in {"core-properties", "extended-properties", "custom-properties"}:
            _properties(package, part, base, contents)
        elif _MACRO.search(part.name):
            if part.name.endswith((".bin", ".xml")) and "/_rels/" not in part.name:
                contents.trace(Kind.MACRO, base, "", "文件含有宏或 ActiveX 控件", scanned=False)
        elif part.name.startswith("customXml/item") and part.name.endswith(".xml"):
            _custom_data(package, part.name, base, contents)


def _links(package: Package, name: str, base: str, contents: Contents) -> None:
    for element in xml.parse(package.read(name)):
        if xml.attribute(element, "TargetMode") != "External":
            continue
        kind = xml.attribute(element, "Type").rpartition("/")[2]
        target = xml.attribute(element, "Target")
        if kind not in _LINK_TYPES_READERS_SEE or _OUTSIDE.match(target):
            contents.trace(Kind.EXTERNAL_LINK, base, target, _KIND_OF_LINK.get(kind, "外部链接"))


def _properties(package: Package, part: Part, base: str, contents: Contents) -> None:
    place = base + "文档属性"
    for element in xml.parse(package.read(part.name)).iter("{*}*"):
        name, value = xml.local(element), (element.text or "").strip()
        if not value or len(element):
            continue
        label = _LABELS.get(name) or _custom_label(element)
        if label:
            add_author(contents, place, value, label)
        else:
            add_property(contents, place, value, name)


def _custom_label(element: xml.Element) -> str:
    parent = element.getparent()
    name = xml.attribute(parent, "name") if parent is not None else ""
    return name if re.search(r"(?i)author|作者|姓名|creator", name) else ""


def add_author(contents: Contents, place: str, value: str, label: str) -> None:
    """One trace per person in a property; programs and bodies are none."""
    for name in people.names_in(value):
        if people.is_person(name):
            contents.trace(Kind.AUTHOR, place, name, label, shown=people.shown(name), scanned=False)
    contents.look(place, value)


def add_property(contents: Contents, place: str, value: str, name: str) -> None:
    """A property that names nobody; free text a reader does not see is a notice."""
    label = _NOTICES.get(name)
    if label and not people.is_program(value):
        contents.trace(Kind.METADATA, place, value, label)
    else:
        contents.look(place, value)


def _custom_data(package: Package, name: str, base: str, contents: Contents) -> None:
    for element in xml.parse(package.read(name)).iter("{*}*"):
        if element.text and element.text.strip():
            contents.look(base + "自定义数据", element.text)


def inner_files(every: list[Part]) -> Iterator[tuple[str, bool]]:
    """(name, whether it is a picture) of parts that are files of their own."""
    for part in every:
        if _INNER.search("/" + part.name):
            yield part.name, False
        elif _MEDIA.search("/" + part.name):
            yield part.name, True
