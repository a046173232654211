"""What a file is: by its bytes and, for zips, by what lies inside; never by its name."""

import re
from collections.abc import Collection
from typing import Final

import puremagic

OFFICE: Final = frozenset({"docx", "xlsx", "pptx"})
PICTURES: Final = frozenset({"jpeg", "png", "gif", "webp", "bmp", "tiff"})
MEDIA: Final = frozenset(
    {"mp4", "mp3", "mov", "m4a", "avi", "wav", "flv", "wmv", "ogg", "mkv", "flac", "amr", "aac"}
)
TEXTS: Final = frozenset({"txt", "csv", "html", "xml"})
OLD_OFFICE: Final = frozenset({"doc", "xls", "ppt", "wps", "ole"})
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS: Final = (
    ("encrypted", "EncryptedPackage"),
    ("xls", "Workbook"),
    ("xls", "ETExtData"),
    ("ppt", "PowerPoint Document"),
    ("wps", "WpsContent"),
    ("wps", "WpsCustomData"),
    ("doc", "WordDocument"),
)
_HEADS: Final = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gz"),
    (b"{\\rtf", "rtf"),
    (b"ID3", "mp3"),
    (b"OggS", "ogg"),
    (b"fLaC", "flac"),
    (b"FLV\x01", "flv"),
    (b"#!AMR", "amr"),
    (b"\x1aE\xdf\xa3", "mkv"),
    (b"0&\xb2u\x8ef\xcf\x11", "wmv"),
    (b"MZ", "exe"),
    (b"\x7fELF", "exe"),
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def detect(data: bytes) -> str:
    """A short lower-case format name, «zip» for any zip, «empty», «unknown»."""
    if not data.strip(b"\x00 \t\r\n"):
        return "empty"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "zip"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(_OLE):
        return _ole(data)
    for head, name in _HEADS:
        if data.startswith(head):
            return name
    return _boxed(data) or ("" if decode(data) is None else _text(data)) or _guess(data)


def _boxed(data: bytes) -> str:
    """Formats whose mark stands a few bytes in."""
    if data[:4] == b"RIFF":
        return {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": "avi"}.get(data[8:12], "")
    if data[4:8] == b"ftyp":
        brand = data[8:11]
        return "mov" if brand == b"qt " else "m4a" if brand == b"M4A" else "mp4"
    if data[:2] in {b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"}:
        return "mp3"
    if data[:2] == b"BM" and len(data) > 26 and data[6:10] == b"\x00\x00\x00\x00":
        return "bmp"
    return ""


def _ole(data: bytes) -> str:
    for name, stream in _OLE_STREAMS:
        if stream.encode("utf-16-le") in data:
            return name
    return "ole"


def _text(data: bytes) -> str:
    text = (decode(data[:20_000]) or decode(data) or "")[:8000].lstrip()
    low = text[:1000].lower()
    if low.startswith(("<!doctype html", "<html")) or ("<body" in low and "<" in low[:1]):
        return "html"
    if low.startswith(("<?xml", "<svg")):
        return "xml"
    lines = [line for line in text.splitlines() if line.strip()][:10]
    counts = {line.count(",") for line in lines}
    return "csv" if len(lines) > 1 and len(counts) == 1 and counts != {0} else "txt"


def _guess(data: bytes) -> str:
    try:
        names = [found.extension.lstrip(".").lower() for found in puremagic.magic_string(data[:65536])]
    except (puremagic.PureError, ValueError, IndexError, KeyError, OSError, AttributeError, TypeError):
        names = []
    known = [name for name in names if name in MEDIA] or names
    return known[0] if known and known[0] else "unknown"


def decode(data: bytes) -> str | None:
    """Plain text in the encodings counties use, or None when it is none."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(text) else text
    return None


def inside_zip(names: Collection[str], content_types: bytes) -> str:
    """docx, xlsx, pptx, ofd, odt, ods, epub or zip, by the parts."""
    if content_types:
        for mark, name in (
            (b"wordprocessingml", "docx"),
            (b"spreadsheetml", "xlsx"),
            (b"presentationml", "pptx"),
        ):
            if mark + b".document.main" in content_types or mark + b".sheet.main" in content_types:
                return name
            if mark + b".presentation.main" in content_types or mark + b".template.main" in content_types:
                return name
        low = content_types.lower()
        if b"ms-word" in low:
            return "docx"
        if b"ms-excel.sheet.macroenabled" in low or b"ms-excel.template" in low:
            return "xlsx"
        return "pptx" if b"ms-powerpoint" in low else "zip"
    if "OFD.xml" in names:
        return "ofd"
    return "odf" if "META-INF/manifest.xml" in names and "content.xml" in names else "zip"


def carries_zip(data: bytes) -> bool:
    """Whether an archive hangs behind (or inside the end of) a file of another format."""
    tail = data[-66_000:]
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        return False
    entries = int.from_bytes(tail[at + 10 : at + 12], "little")
    return entries > 0 and b"PK\x01\x02" in data and b"PK\x03\x04" in data
