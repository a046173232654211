"""Pictures without EXIF, remarks and thumbnails; the pixels stay untouched unless the picture has to be turned."""

import io
import struct
import warnings
import zlib
from typing import Final

from PIL import ExifTags, Image, ImageOps

from disclosure.scanner.pictures import jpeg_segments, png_chunks, riff_chunks

# JFIF, ICC profile, Adobe colour transform: without them the colours would change.
_APP_KEPT: Final = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
_PNG_GONE: Final = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})
_WEBP_GONE: Final = frozenset({b"EXIF", b"XMP "})
_WEBP_FLAGS: Final = 0x08 | 0x04
_MOST_PIXELS: Final = 120_000_000


class CannotScrub(Exception):  # noqa: N818 - a refusal with its sentence
    """Why a file cannot be cleaned by the system, as a Chinese sentence."""


def scrub_picture(data: bytes, kind: str, *, turn: bool = True) -> bytes:
    """The cleaned picture; `turn` applies the camera's orientation first. Raises CannotScrub."""
    if turn and _orientation(data) not in {0, 1}:
        return _turned(data, kind)
    cleaned = {"jpeg": _jpeg, "png": _png, "webp": _webp}[kind](data)
    if _size(cleaned) != _size(data):
        raise CannotScrub("图片已损坏，不能自动清理，请重新另存后再试")
    return cleaned


def _orientation(data: bytes) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data)) as image:
            return int(image.getexif().get(ExifTags.Base.Orientation, 1))


def _size(data: bytes) -> tuple[int, int]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data)) as image:
            return image.size


def _turned(data: bytes, kind: str) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise CannotScrub("图片太大，不能自动清理，请缩小后重新上传")
            profile = image.info.get("icc_profile")
            upright = ImageOps.exif_transpose(image)
            clean = Image.new(upright.mode, upright.size)
            if upright.mode == "P" and (palette := upright.getpalette()) is not None:
                clean.putpalette(palette)
            clean.paste(upright)
            if kind == "jpeg":
                clean.save(out, "JPEG", quality=95, icc_profile=profile)
            elif kind == "png":
                clean.save(out, "PNG", icc_profile=profile)
            else:
                clean.save(out, "WEBP", quality=95, icc_profile=profile)
    return out.getvalue()


def _jpeg(data: bytes) -> bytes:
    parts = [b"\xff\xd8"]
    for name, start, end in jpeg_segments(data):
        marker = name[0] if len(name) == 1 else 0
        if name == b"EOI":
            break
        if marker == 0xFE or (0xE0 <= marker <= 0xEF and not _keeps(data, marker, start)):
            continue
        parts.append(data[start:end])
    return b"".join(parts) + b"\xff\xd9"


def _keeps(data: bytes, marker: int, start: int) -> bool:
    mark = _APP_KEPT.get(marker)
    return mark is not None and data[start + 4 : start + 4 + len(mark)] == mark


def _png(data: bytes) -> bytes:
    parts = [data[:8]]
    for name, start, end in png_chunks(data):
        if name not in _PNG_GONE:
            body = data[start:end]
            parts.append(
                struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
            )
    return b"".join(parts)


def _webp(data: bytes) -> bytes:
    parts = []
    for name, start, end in riff_chunks(data):
        body = data[start:end]
        if name in _WEBP_GONE:
            continue
        if name == b"VP8X" and body:
            body = bytes([body[0] & ~_WEBP_FLAGS]) + body[1:]
        parts.append(name + struct.pack("<I", len(body)) + body + b"\x00" * (len(body) % 2))
    whole = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(whole)) + whole
