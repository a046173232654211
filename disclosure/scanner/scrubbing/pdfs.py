"""PDF files without names in their properties, comments, embedded files and scripts."""

import io
from typing import Any, Final

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, NullObject, StreamObject

from disclosure.scanner.scrubbing.photographs import CannotScrub
from disclosure.scanner.text import scan_text

_COMMENTS: Final = frozenset(
    {"/Text", "/Popup", "/FreeText", "/FileAttachment", "/Caret", "/Sound", "/Movie"}
)
# Drawn on the page: they stay, without what was said in them.
_DRAWN: Final = ("/Contents", "/RC", "/T", "/Subj", "/IRT", "/Popup")
_CATALOG: Final = ("/Metadata", "/OpenAction", "/AA", "/AF", "/PieceInfo", "/Collection")
_EVERYWHERE: Final = ("/PieceInfo", "/LastModified", "/AF")
_MAX_PAGES: Final = 2000


def scrub_pdf(data: bytes) -> bytes:
    """A newly written file; raises CannotScrub."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise CannotScrub("文件设有密码或权限限制，请取消后重新上传")
    if len(reader.pages) > _MAX_PAGES:
        raise CannotScrub(f"超过 {_MAX_PAGES} 页，请拆成几个文件后分别上传")
    root: Any = reader.trailer["/Root"].get_object()
    form = root.get("/AcroForm")
    if form is not None and int(form.get_object().get("/SigFlags", 0)) & 1:
        raise CannotScrub("文件带有电子签章，清理会使签章失效，请在签章之前清理")
    title = str(reader.metadata.title or "") if reader.metadata else ""
    writer = pypdf.PdfWriter(clone_from=reader)
    catalog = writer.root_object
    for key in _CATALOG:
        catalog.pop(key, None)
    names = catalog.get("/Names")
    if names is not None:
        for key in ("/EmbeddedFiles", "/JavaScript"):
            names.get_object().pop(key, None)
    for page in writer.pages:
        _page(page)
    for item in writer._objects:  # noqa: SLF001 - metadata may hang on any picture or font
        if isinstance(item, DictionaryObject):
            _forget(item)
    writer.metadata = None
    if title and not scan_text(title, ""):
        writer.add_metadata({"/Title": title})
    out = io.BytesIO()
    _sweep(writer)
    writer.write(out)
    return out.getvalue()


def _sweep(writer: pypdf.PdfWriter) -> None:
    """What nothing points to any more is written as well unless it is emptied."""
    reached: set[int] = set()
    ends = (writer.root_object, writer._info)  # noqa: SLF001 - what the trailer points to
    waiting: list[Any] = [end.indirect_reference for end in ends if end is not None]
    objects = writer._objects  # noqa: SLF001
    while waiting:
        item = waiting.pop()
        if isinstance(item, IndirectObject):
            if item.idnum not in reached and 0 < item.idnum <= len(objects):
                reached.add(item.idnum)
                waiting.append(objects[item.idnum - 1])
        elif isinstance(item, DictionaryObject):
            waiting += [item.raw_get(key) for key in item]
        elif isinstance(item, ArrayObject):
            waiting += list(item)
    for at in range(len(objects)):
        if at + 1 not in reached:
            objects[at] = NullObject()


def _forget(item: DictionaryObject) -> None:
    for key in _EVERYWHERE:
        item.pop(key, None)
    packet = item.get("/Metadata")
    if packet is not None and isinstance(packet.get_object(), StreamObject):
        del item["/Metadata"]


def _page(page: Any) -> None:
    page.pop("/AA", None)
    annotations = page.get("/Annots")
    if annotations is None:
        return
    kept = ArrayObject()
    for reference in annotations.get_object():
        annotation = reference.get_object()
        if not isinstance(annotation, DictionaryObject) or annotation.get("/Subtype") in _COMMENTS:
            continue
        for key in ("/AA", *(_DRAWN if annotation.get("/Subtype") not in {"/Link", "/Widget"} else ())):
            annotation.pop(key, None)
        action = annotation.get("/A")
        if action is not None and action.get_object().get("/S") not in {"/URI", "/GoTo"}:
            del annotation["/A"]
        kept.append(reference if isinstance(reference, IndirectObject) else annotation)
    page[NameObject("/Annots")] = kept
