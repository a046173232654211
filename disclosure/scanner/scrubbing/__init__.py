"""A copy of a file without hidden personal traces, where that can be done without changing what a reader sees."""

from disclosure.scanner import formats, ooxml
from disclosure.scanner.package import Budget, Package, Unreadable
from disclosure.scanner.scrubbing.documents import scrub_document
from disclosure.scanner.scrubbing.office import CannotScrub, Parts
from disclosure.scanner.scrubbing.pdfs import scrub_pdf
from disclosure.scanner.scrubbing.photographs import scrub_picture
from disclosure.scanner.scrubbing.workbooks import scrub_workbook

__all__ = ["CannotScrub", "scrub"]


def scrub(data: bytes, name: str, *, drop_hidden: bool = False) -> bytes:
    """The cleaned copy. `drop_hidden` also empties hidden sheets, rows and columns; raises CannotScrub."""
    try:
        kind = formats.detect(data)
        if kind == "zip":
            return _office(data, name, drop_hidden=drop_hidden)
        if kind == "pdf":
            return scrub_pdf(data)
        if kind in {"jpeg", "png", "webp"}:
            return scrub_picture(data, kind)
    except CannotScrub:
        raise
    except Unreadable as error:
        raise CannotScrub(str(error)) from error
    except Exception as error:
        raise CannotScrub(f"“{name}”已损坏，不能自动清理，请重新另存后再试") from error
    raise CannotScrub(f"“{name}”不是可以自动清理的格式，请在原软件里清理后重新上传")


def _office(data: bytes, name: str, *, drop_hidden: bool) -> bytes:
    package = Package(data, Budget())
    types = package.read(ooxml.CONTENT_TYPES) if ooxml.CONTENT_TYPES in package else b""
    kind = formats.inside_zip(package.names, types)
    if kind not in {"docx", "xlsx"}:
        raise CannotScrub(f"“{name}”不是可以自动清理的格式，请在原软件里清理后重新上传")
    parts = Parts(package)
    if kind == "docx":
        scrub_document(parts)
    else:
        scrub_workbook(parts, drop_hidden=drop_hidden)
    parts.clean_properties()
    parts.clean_pictures()
    return parts.packed()
