"""A .docx as body HTML and images. The file is a stranger's: bounded, and refused with a sentence."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final
from xml.parsers.expat import ExpatError

import mammoth
from lxml import etree
from mammoth import transforms

from disclosure.body import word_numbers
from disclosure.body.cleaning import clean, settled
from disclosure.body.tree import parse, render
from disclosure.body.wording import PLACEHOLDER

MB: Final = 1024 * 1024
SIZE_LIMIT: Final = 50 * MB
UNPACKED_LIMIT: Final = 200 * MB
TEXT_LIMIT: Final = 20 * MB  # of one XML part; a hundred pages are one to three
PARTS_LIMIT: Final = 5_000
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOCUMENT: Final = "word/document.xml"
SIGNATURES: Final[Mapping[str, tuple[bytes, str]]] = {
    "image/png": (b"\x89PNG\r\n\x1a\n", "png"),
    "image/jpeg": (b"\xff\xd8\xff", "jpg"),
    "image/gif": (b"GIF8", "gif"),
    "image/webp": (b"RIFF", "webp"),
}
BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, ExpatError, etree.XMLSyntaxError, OSError, EOFError, KeyError, IndexError,
    ValueError, TypeError, AttributeError, NotImplementedError, RuntimeError,
)  # fmt: skip
DAMAGED: Final = "这个文件打不开，可能已经损坏。请用 Word 或 WPS 打开后另存为 .docx，再上传。"
HEADINGS: Final[Mapping[str, str]] = {
    "title": "h2", "标题": "h2", "heading1": "h2", "标题1": "h2", "heading2": "h3", "标题2": "h3",
    **{f"{name}{level}": "h4" for name in ("heading", "标题") for level in range(3, 10)},
}  # fmt: skip
ALIGNED: Final[Mapping[str, str]] = {"center": "align-center", "right": "align-right", "end": "align-right"}
NAMED: Final = frozenset({"居中", "副标题", "subtitle"})  # styles that say no more than: in the middle
STYLE_MAP: Final = "\n".join([
    *(
        f"p[style-name='{tag} {name}'] => {tag}.{name}:fresh"
        for tag in ("p", "h2", "h3", "h4")
        for name in ("align-center", "align-right")
    ),
    *(f"p[style-name='{tag} plain'] => {tag}:fresh" for tag in ("p", "h2", "h3", "h4")),
    "u => u",
])  # fmt: skip


class DocxRefused(Exception):  # noqa: N818  a refusal with its sentence, no fault of the program
    """Says in Chinese why the file was not read."""


@dataclass(frozen=True, slots=True)
class DocxImage:
    """`number` N stands in the HTML as `docx-image:N`; `alt` is what the author wrote in Word, often empty."""

    number: int
    name: str
    mime: str
    data: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class DocxBody:
    """`html` is clean but for the placeholders; give it to `with_sources`."""

    html: str
    images: list[DocxImage]
    messages: list[str]


def from_docx(data: bytes) -> DocxBody:
    """Text, tables and images of a Word file. Raises DocxRefused."""
    try:
        prepared, messages = _prepare(data)
        gallery = _Gallery()
        result = mammoth.convert_to_html(
            BytesIO(prepared),
            style_map=STYLE_MAP,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(gallery.take),
            transform_document=transforms.paragraph(_named),
        )
        html = settled(result.value, held_only=False)
    except BROKEN as error:
        raise DocxRefused(DAMAGED) from error
    messages += gallery.messages
    if not html:
        messages.append("文档里没有读到正文。")
    return DocxBody(html, gallery.images, messages)


def with_sources(html: str, sources: Mapping[int, str]) -> str:
    """`docx-image:N` replaced by the address of image N; images without one go. The result is clean."""
    root = parse(html)
    for element in root.elements():
        source = element.attrs.get("src", "") if element.tag == "img" else ""
        if PLACEHOLDER.fullmatch(source):
            element.attrs["src"] = sources.get(int(source.partition(":")[2]), "")
    return clean(render(root.children))


def _prepare(data: bytes) -> tuple[bytes, list[str]]:
    """The same file with its automatic numbers written out, and what the clerk should look at."""
    _check_outside(data)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        _check_inside(archive)
        parts = {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            _check_part(content)
    if DOCUMENT not in parts:
        raise DocxRefused("这不是 Word 文档（.docx）。请选择 Word 或 WPS 保存的 .docx 文件。")
    document = _xml(parts[DOCUMENT])
    word_numbers.write_out(
        document, _optional(parts, "word/numbering.xml"), _optional(parts, "word/styles.xml")
    )
    parts[DOCUMENT] = etree.tostring(document, xml_declaration=True, encoding="UTF-8", standalone=True)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue(), _remarks(document, parts)


def _check_outside(data: bytes) -> None:
    if len(data) > SIZE_LIMIT:
        raise DocxRefused(f"文件有 {len(data) / MB:.0f} MB，超过 {SIZE_LIMIT // MB} MB。请压缩图片后再上传。")
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise DocxRefused("文件设了打开密码。请在 Word 或 WPS 里取消密码后再上传。")
        raise DocxRefused("这是旧版 .doc 文件。请用 Word 或 WPS 打开，另存为 .docx 后再上传。")
    if data.startswith(b"%PDF"):
        raise DocxRefused("这是 PDF 文件。正文要从 .docx 导入；PDF 可以作为附件上传。")
    if not data.startswith(b"PK"):
        raise DocxRefused("这不是 Word 文档（.docx）。请选择 Word 或 WPS 保存的 .docx 文件。")


def _check_inside(archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    if len(infos) > PARTS_LIMIT or sum(info.file_size for info in infos) > UNPACKED_LIMIT:
        raise DocxRefused(f"文件解压后超过 {UNPACKED_LIMIT // MB} MB，不能导入。请减少图片后再上传。")
    if any(info.file_size > TEXT_LIMIT for info in infos if info.filename.endswith((".xml", ".rels"))):
        raise DocxRefused("文档的文字部分过大，不能导入。请拆成几份，或作为附件上传。")


def _check_part(content: bytes) -> None:
    """Office never writes a document type; one with entities can grow without end."""
    start = content[:4096].replace(b"\x00", b"").upper()
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start or b"<!ENTITY" in content:
        raise DocxRefused("文件里有不允许的内容，不能导入。请用 Word 或 WPS 打开后另存为 .docx，再上传。")


def _xml(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser)


def _optional(parts: Mapping[str, bytes], name: str) -> etree._Element | None:
    return _xml(parts[name]) if name in parts else None


def _remarks(document: etree._Element, parts: Mapping[str, bytes]) -> list[str]:
    w = word_numbers.W
    remarks = []
    if any(next(document.iter(f"{w}{tag}"), None) is not None for tag in ("ins", "del", "moveTo")):
        remarks.append("文档里有没有接受的修订，已按接受修订后的样子导入，请逐处核对。")
    if any(name.startswith("word/comments") for name in parts):
        remarks.append("文档里的批注没有导入。")
    if next(document.iter(f"{w}footnoteReference", f"{w}endnoteReference"), None) is not None:
        remarks.append("文档里的脚注、尾注放在了正文最后，请核对。")
    if any(re.match(r"word/(?:embeddings|charts|diagrams)/", name) for name in parts):
        remarks.append("文档里的图表、公式或嵌入对象不能导入，请截图后用“插入图片”补上，并填写图片说明。")
    return remarks


def _named(paragraph: Any) -> Any:
    """Gives a paragraph one of the names in STYLE_MAP: heading or text, and where it stands."""
    style = (paragraph.style_name or "").lower().replace(" ", "")
    tag = HEADINGS.get(style, "p")
    if tag == "p" and paragraph.numbering is not None:
        return paragraph
    align = ALIGNED.get(paragraph.alignment or "", "align-center" if style in NAMED else "plain")
    return paragraph.copy(style_id=None, style_name=f"{tag} {align}", numbering=None)


class _Gallery:
    """Takes the images out of the document, in order."""

    def __init__(self) -> None:
        self.seen = 0
        self.images: list[DocxImage] = []
        self.messages: list[str] = []

    def take(self, image: Any) -> dict[str, str]:
        """The attributes of the `img` that stands in for it; one without a source is dropped."""
        self.seen += 1
        try:
            with image.open() as opened:
                data: bytes = opened.read()
        except (KeyError, OSError, zipfile.BadZipFile):
            self.messages.append(f"第 {self.seen} 张图片读不出来，没有导入。")
            return {"src": ""}
        kind = next((mime for mime, (start, _) in SIGNATURES.items() if data.startswith(start)), None)
        if kind is None:
            given = (image.content_type or "").rpartition("/")[2].rpartition("-")[2].upper() or "未知"
            self.messages.append(
                f"第 {self.seen} 张图片是 {given} 格式，网页上不能显示，没有导入。请另存为 PNG 后用“插入图片”补上。"
            )
            return {"src": ""}
        number = len(self.images) + 1
        alt = " ".join((image.alt_text or "").split())
        name = f"图片{number}.{SIGNATURES[kind][1]}"
        self.images.append(DocxImage(number, name, kind, data, alt))
        return {"src": f"docx-image:{number}", "alt": alt}
