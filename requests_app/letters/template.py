"""Checking a template before it is kept, and filling it in. Only `{{ place }}` with a known name is a template's language."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from docxtpl import DocxTemplate
from jinja2 import nodes
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from statute.letters import LetterKind

LARGEST: Final = 2 * 1024**2
LARGEST_UNPACKED: Final = 20 * 1024**2
MOST_PARTS: Final = 300
_WORD: Final = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_ONLY_PLACES: Final = re.compile(r"(\s*\{\{[^{}]*\}\}\s*)+")
# Parts a letter has no use for and a reader could be harmed by.
_FORBIDDEN: Final = ("vbaproject", "activex", "embeddings/", "externallinks", "customui")


class CannotFill(ValueError):  # noqa: N818  it reads as what it says
    """The template cannot be filled in; `str()` is a Chinese sentence without a full stop."""


def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(autoescape=True)


def faults(data: bytes, kind: LetterKind) -> list[str]:
    """What keeps these bytes from being a template of this kind, in sentences; empty when nothing does."""
    if wrong := _unsafe(data):
        return [wrong]
    try:
        used = _places(data)
    except CannotFill as error:
        return [str(error)]
    found = [f"不认识的占位符“{name}”" for name in sorted(used - set(kind.places))]
    found += [f"缺少占位符“{{{{ {name} }}}}”" for name in kind.needs if name not in used]
    return found


def _unsafe(data: bytes) -> str:
    """Why this is no .docx we would open, in one sentence."""
    if len(data) > LARGEST:
        return "模板超过 2 MB"
    try:
        with ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            names = [part.filename.lower() for part in parts]
            if "word/document.xml" not in names:
                return "不是 .docx 文件"
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                return "模板展开后过大"
            if bad := [name for name in names if any(word in name for word in _FORBIDDEN)]:
                return f"模板含有宏、控件或者嵌入对象（{bad[0]}）"
            for name in package.namelist():
                content = package.read(name)
                if name.endswith(".rels") and b'TargetMode="External"' in content:
                    return "模板引用了外部文件"
                if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                    return "模板含有不允许的 XML 声明"
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        return "不是完整的 .docx 文件"
    return ""


def _places(data: bytes) -> set[str]:
    """The names used; CannotFill for anything in the template's language but `{{ name }}`."""
    names: set[str] = set()
    for source in _sources(DocxTemplate(io.BytesIO(data))):
        try:
            tree = _environment().parse(source)
        except TemplateError as error:
            raise CannotFill(f"占位符写法有误（{str(error)[:60]}），应当写成 {{{{ 文号 }}}}") from None
        for node in tree.body:
            inside = node.nodes if isinstance(node, nodes.Output) else [node]
            for one in inside:
                if isinstance(one, nodes.Name):
                    names.add(one.name)
                elif not isinstance(one, nodes.TemplateData):
                    raise CannotFill("模板里只能使用 {{ 文号 }} 这样的占位符，不能使用语句、运算或者函数")
    return names


def _sources(template: Any) -> Iterator[str]:
    """The text of every part that is filled in, with placeholders that Word has split put together again."""
    template.init_docx()
    yield template.patch_xml(template.get_xml())
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _, part in template.get_headers_footers(uri):
            yield template.patch_xml(template.get_part_xml(part))


def fill(data: bytes, content: Mapping[str, str]) -> bytes:
    """The letter as .docx. A paragraph that held nothing but places and is empty now is taken out."""
    template: Any = DocxTemplate(io.BytesIO(data))
    template.init_docx()
    removable = [bool(_ONLY_PLACES.fullmatch(one.text)) for one in template.docx.element.body.iter(_P)]
    values = {name: _plain(text) for name, text in content.items()}
    try:
        template.render(values, jinja_env=_environment(), autoescape=True)
    except TemplateError as error:
        raise CannotFill(f"模板不能填写（{str(error)[:60]}）") from None
    written = list(template.docx.element.body.iter(_P))
    for paragraph, may_go in zip(written, removable, strict=True):
        if may_go and not paragraph.text.strip() and paragraph.getparent().tag.endswith("}body"):
            paragraph.getparent().remove(paragraph)
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


_P: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"


def _plain(text: str) -> str:
    """Without what XML cannot hold, and without docxtpl's own marks for tabs and pages."""
    return "".join(one for one in text.replace("\r\n", "\n") if one == "\n" or (one.isprintable()))


def digest_of(data: bytes) -> str:
    """SHA-256 of what a template says: its parts by name, whatever the zip around them looks like."""
    digest = hashlib.sha256()
    with ZipFile(io.BytesIO(data)) as package:
        for name in sorted(package.namelist()):
            if _WORD.fullmatch(name) or name == "word/styles.xml":
                digest.update(name.encode() + b"\0" + package.read(name))
    return digest.hexdigest()
