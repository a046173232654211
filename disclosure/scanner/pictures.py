"""Pictures: where and by whom they were taken, remarks, and what hangs behind them. Pixels are not decoded."""

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from typing import Any, Final

from PIL import ExifTags, Image

from disclosure.scanner import ooxml, xmp
from disclosure.scanner.contents import Contents
from disclosure.scanner.finding import Kind
from disclosure.scanner.package import DAMAGED, MEGABYTE, Unreadable

_PEOPLE: Final = {315: "作者", 0xA430: "相机所有者", 40093: "作者"}
_CAMERA: Final = {271: "厂商", 272: "型号", 0xA431: "机身编号", 0xA435: "镜头编号"}
_TEXTS: Final = (
    270,
    33432,
    37510,
    40091,
    40092,
    40094,
    40095,
)  # description, copyright, comments, Windows' own
_WINDOWS: Final = range(40091, 40096)  # UTF-16 in bytes
_NAMES: Final = frozenset({"author", "artist", "creator", "作者"})
_PROGRAMS: Final = frozenset({"software", "date:create", "date:modify", "creation time", "png:software"})
_MOST_TEXT: Final = 4 * MEGABYTE
_STRAY: Final = 64  # bytes behind the picture that may be padding

Chunk = tuple[bytes, int, int]  # name, where its data begin, where they end


def read_picture(data: bytes, kind: str, base: str, contents: Contents) -> None:
    """Traces of one picture; raises Unreadable."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a huge picture is only looked at from outside
            with Image.open(io.BytesIO(data)) as image:
                _exif(image.getexif(), base, contents)
                _infos(image.info, base, contents)
    except Unreadable:
        raise
    except Exception as error:  # Pillow raises whatever a broken header trips over
        raise Unreadable(DAMAGED) from error
    if kind == "png":
        _png_texts(data, base, contents)
    end = end_of(data, kind)
    if end and len(data) - end > _STRAY and data[end:].strip(b"\x00\xff\n\r "):
        rest = len(data) - end
        contents.trace(Kind.EMBEDDED_FILE, base, "", f"图片之后还附有 {rest} 字节的其他数据", scanned=False)


def _exif(exif: Any, base: str, contents: Contents) -> None:
    place = base + "拍摄信息"
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    values = {**dict(exif), **inner}
    for tag, label in _PEOPLE.items():
        if _said(tag, values.get(tag)):
            ooxml.add_author(contents, place, _said(tag, values[tag]), label)
    for tag in _TEXTS:
        contents.look(place, _said(tag, values.get(tag)))
    camera = "，".join(
        f"{label} {_said(tag, values[tag])}" for tag, label in _CAMERA.items() if _said(tag, values.get(tag))
    )
    if camera:
        contents.trace(Kind.EXIF, place, camera, "相机")
    position = _position(exif.get_ifd(ExifTags.IFD.GPSInfo))
    if position is not None:
        text, shown = position
        contents.trace(Kind.EXIF, place, text, "拍摄位置", shown=shown, blocking=True, scanned=False)
    if exif.get_ifd(ExifTags.IFD.IFD1):
        contents.trace(
            Kind.EXIF, place, "", "带有缩略图，可能是裁剪或遮挡以前的样子", blocking=True, scanned=False
        )


def _said(tag: int, value: Any) -> str:
    if isinstance(value, bytes):
        if tag in _WINDOWS:
            return value.decode("utf-16-le", "replace").strip("\x00 ")
        value = (
            value.removeprefix(b"ASCII\x00\x00\x00").removeprefix(b"UNICODE\x00").decode("utf-8", "replace")
        )
    text = str(value).strip("\x00 ") if value is not None else ""
    return text if text.isascii() else _as_written(text)


def _as_written(text: str) -> str:
    """Pillow takes every byte for Latin-1; phones write UTF-8 or GBK."""
    try:
        return _decoded(text.encode("latin-1"))
    except UnicodeEncodeError:
        return text


def _position(gps: Any) -> tuple[str, str] | None:
    """(all of it, roughly where)."""
    if not gps or (2 not in gps and 4 not in gps):
        return None
    try:
        north, east = (sum(float(part) / 60**at for at, part in enumerate(gps[tag])) for tag in (2, 4))
        shown = f"{gps.get(1, 'N')} {north:.0f}°，{gps.get(3, 'E')} {east:.0f}° 附近"
    except (TypeError, ValueError, KeyError, ZeroDivisionError, OverflowError):
        shown = "含有经纬度"
    return repr(sorted(dict(gps).items())), shown


def _infos(info: dict[Any, Any], base: str, contents: Contents) -> None:
    for key, value in info.items():
        if key == "xmp" or str(key).startswith(("XML:com.adobe.xmp", "Raw profile")):
            text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
            xmp.read_xmp(text[:_MOST_TEXT], base + "拍摄信息", contents)
        elif key == "comment":
            text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
            _remark(text, base, contents)


def _remark(text: str, base: str, contents: Contents) -> None:
    if text.strip("\x00 ") and not text.startswith(("CREATOR: gd-jpeg", "Lavc", "LEAD")):
        contents.trace(Kind.COMMENT, base, text.strip("\x00 "), "图片内的备注")


def _png_texts(data: bytes, base: str, contents: Contents) -> None:
    for name, start, end in png_chunks(data):
        if name not in {b"tEXt", b"zTXt", b"iTXt"}:
            continue
        key, text = _png_text(name, data[start:end])
        if key.lower() in _NAMES:
            ooxml.add_author(contents, base + "图片属性", text, "作者")
        elif key.lower() in _PROGRAMS or key.startswith("XML:com.adobe"):
            contents.look(base + "图片属性", text)
        else:
            contents.trace(Kind.METADATA, base + "图片属性", text, key)


def _png_text(name: bytes, raw: bytes) -> tuple[str, str]:
    key, _, rest = raw.partition(b"\x00")
    if name == b"tEXt":
        return key.decode("latin-1"), _decoded(rest)
    packed = name == b"zTXt"
    if name == b"iTXt":
        packed = rest[:1] == b"\x01"
        rest = rest[2:].partition(b"\x00")[2].partition(b"\x00")[2]
    else:
        rest = rest[1:]
    if packed:
        try:
            rest = zlib.decompressobj().decompress(rest, _MOST_TEXT)
        except zlib.error:
            return key.decode("latin-1"), ""
    return key.decode("latin-1"), _decoded(rest)


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def png_chunks(data: bytes) -> Iterator[Chunk]:
    """Every chunk up to IEND."""
    at = 8
    while at + 12 <= len(data):
        size = int(struct.unpack_from(">I", data, at)[0])
        name = data[at + 4 : at + 8]
        if at + 12 + size > len(data):
            return
        yield name, at + 8, at + 8 + size
        at += 12 + size
        if name == b"IEND":
            return


def riff_chunks(data: bytes) -> Iterator[Chunk]:
    """Every chunk of a WebP file."""
    at, end = 12, min(len(data), 8 + int(struct.unpack_from("<I", data, 4)[0]))
    while at + 8 <= end:
        size = int(struct.unpack_from("<I", data, at + 4)[0])
        yield data[at : at + 4], at + 8, min(at + 8 + size, end)
        at += 8 + size + size % 2


def jpeg_segments(data: bytes) -> Iterator[Chunk]:
    """Every segment; the picture itself is one segment `SOS` that reaches to the next marker."""
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            return
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xD9:
            yield b"EOI", at + 2, at + 2
            return
        size = int(struct.unpack_from(">H", data, at + 2)[0])
        end = at + 2 + size
        if marker == 0xDA:
            end = _scan_end(data, end)
            yield b"SOS", at, end
        else:
            yield bytes([marker]), at, end
        at = end


def _scan_end(data: bytes, at: int) -> int:
    """Where compressed pixels stop: at a marker that is neither a stuffed byte nor a restart."""
    while 0 <= (at := data.find(b"\xff", at)) < len(data) - 1:
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7 and data[at + 1] != 0xFF:
            return at
        at += 1
    return len(data)


def end_of(data: bytes, kind: str) -> int:
    """Where the picture ends in the file; 0 when that cannot be told."""
    ends = [0]
    if kind == "jpeg":
        ends = [end for name, _, end in jpeg_segments(data) if name == b"EOI"]
    elif kind == "png":
        ends = [end + 4 for name, _, end in png_chunks(data) if name == b"IEND"]
    elif kind == "webp":
        ends = [8 + int(struct.unpack_from("<I", data, 4)[0])]
    return ends[0] if ends else 0
