"""One file, and the files inside it, taken apart by the reader of its format."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Final

from disclosure.scanner import formats, ooxml
from disclosure.scanner.contents import Contents
from disclosure.scanner.finding import Kind
from disclosure.scanner.formats import MEDIA, OFFICE, OLD_OFFICE, PICTURES, TEXTS
from disclosure.scanner.ooxml import Part
from disclosure.scanner.package import DAMAGED, ENCRYPTED, MEGABYTE, Budget, Package, Unreadable, chinese_name
from disclosure.scanner.pdf import read_pdf
from disclosure.scanner.pictures import read_picture
from disclosure.scanner.sheets import read_sheets
from disclosure.scanner.slides import read_slides
from disclosure.scanner.text import BETWEEN, Piece
from disclosure.scanner.word import read_word

MAX_BYTES: Final = 500 * MEGABYTE
DEEPEST: Final = 2  # archives inside archives
# In two halves: a virus scanner would take this file away otherwise.
_EICAR: Final = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_BY_HAND: Final = "系统读不出其中的文字，请转换格式后再上传，或者人工核对并写明「已人工核对」"
_REASONS: Final = {
    "empty": "文件是空的",
    "encrypted": ENCRYPTED,
    "doc": f"旧版 Word 文件，{_BY_HAND}",
    "xls": f"旧版 Excel 文件，{_BY_HAND}",
    "ppt": f"旧版 PowerPoint 文件，{_BY_HAND}",
    "wps": f"WPS 专有格式文件，{_BY_HAND}",
    "ole": f"旧版办公文件，{_BY_HAND}",
    "ofd": f"OFD 版式文件，{_BY_HAND}",
    "odf": f"OpenDocument 文件，{_BY_HAND}",
    "rtf": f"RTF 文件，{_BY_HAND}",
    "rar": "RAR 压缩包，系统不能打开，请改用 ZIP 格式后再上传",
    "7z": "7z 压缩包，系统不能打开，请改用 ZIP 格式后再上传",
    "gz": "GZ 压缩包，系统不能打开，请改用 ZIP 格式后再上传",
    "exe": "可执行程序，不能作为附件公开",
}
_LITTER: Final = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)")
_POSITION_IN_FILM: Final = re.compile(
    rb"\xa9xyz.{0,8}[+-]\d{2,3}\.\d|com\.apple\.quicktime\.location", re.DOTALL
)
_OFFICE_READERS: Final[dict[str, Callable[[Package, list[Part], str, Contents], None]]] = {
    "docx": read_word,
    "xlsx": read_sheets,
    "pptx": read_slides,
}


@dataclass(frozen=True)
class FileText:
    """What a reader sees of a file, and what kept the system from seeing all of it."""

    format: str
    pieces: tuple[Piece, ...]
    problems: tuple[str, ...]


def read_file(data: bytes | BinaryIO, name: str) -> FileText:
    """The visible text of a file in reading order; never raises, the problems say what could not be read."""
    contents = take_apart(data, name)
    problems = tuple(trace.text for trace in contents.traces if trace.kind is Kind.UNREADABLE)
    pieces = tuple(piece._replace(text=piece.text.replace(BETWEEN, "\t")) for piece in contents.pieces)  # noqa: SLF001
    return FileText(contents.format, pieces, problems)


def take_apart(data: bytes | BinaryIO, name: str) -> Contents:
    """Everything in a file; never raises."""
    contents = Contents()
    place = f"附件“{name}”"
    try:
        raw = data if isinstance(data, bytes) else data.read(MAX_BYTES + 1)
    except (OSError, ValueError):
        contents.problem(place, DAMAGED)
        return contents
    if len(raw) > MAX_BYTES:
        contents.problem(place, f"文件超过 {MAX_BYTES // MEGABYTE} MB，系统不予打开")
        return contents
    contents.format = _Opening(contents, Budget()).open(raw, place, 0)
    return contents


class _Opening:
    """One attachment being opened; inner files share its budget."""

    def __init__(self, contents: Contents, budget: Budget) -> None:
        self.contents = contents
        self.budget = budget

    def open(self, data: bytes, place: str, depth: int) -> str:
        """The format; what is found goes to the contents."""
        if _EICAR in data:
            self.contents.trace(Kind.MALWARE_TEST, place, "", "含有 EICAR 病毒测试特征码", scanned=False)
        kind = "unknown"
        try:
            kind = formats.detect(data)
            return self._read(data, kind, place, depth)
        except Unreadable as error:
            self.contents.problem(place, str(error))
        except Exception:  # noqa: BLE001 - whatever the bytes are, the answer is a finding and never an error
            self.contents.problem(place, DAMAGED)
        return kind

    def _read(self, data: bytes, kind: str, place: str, depth: int) -> str:
        if kind == "zip":
            return self._zip(data, place, depth)
        if kind not in TEXTS and formats.carries_zip(data):
            self.contents.trace(Kind.EMBEDDED_FILE, place, "", "文件之后还附有压缩包", scanned=False)
        if kind == "pdf":
            read_pdf(data, place, self.contents)
        elif kind in PICTURES:
            read_picture(data, kind, place, self.contents)
        elif kind in TEXTS:
            self._text(data, place)
        elif kind in MEDIA:
            self._media(data, place)
        else:
            self._unknown(data, kind, place)
        return kind

    def _text(self, data: bytes, place: str) -> None:
        for number, line in enumerate((formats.decode(data) or "").splitlines(), 1):
            self.contents.add(f"{place}第{number}行", line)

    def _media(self, data: bytes, place: str) -> None:
        if _POSITION_IN_FILM.search(data):
            self.contents.trace(
                Kind.EXIF, place, "", "拍摄位置", shown="含有经纬度", blocking=True, scanned=False
            )
        self.contents.problem(place, "音视频文件，系统看不到、听不到其中的内容，请人工核对", blocking=False)

    def _unknown(self, data: bytes, kind: str, place: str) -> None:
        if kind in OLD_OFFICE and "_VBA_PROJECT".encode("utf-16-le") in data:
            self.contents.trace(Kind.MACRO, place, "", "文件含有宏", scanned=False)
        self.contents.problem(place, _REASONS.get(kind) or f"不认识的文件格式，{_BY_HAND}")

    def _zip(self, data: bytes, place: str, depth: int) -> str:
        package = Package(data, self.budget)
        types = package.read(ooxml.CONTENT_TYPES) if ooxml.CONTENT_TYPES in package else b""
        kind = formats.inside_zip(package.names, types)
        if kind in OFFICE:
            every = ooxml.parts(package)
            _OFFICE_READERS[kind](package, every, place, self.contents)
            ooxml.read_common(package, every, place, self.contents)
            self._inner_files(package, every, place, depth)
        elif kind == "zip":
            self._members(package, place, depth)
        else:
            self._unknown(data, kind, place)
        return kind

    def _inner_files(self, package: Package, every: list[Part], place: str, depth: int) -> None:
        for name, picture in ooxml.inner_files(every):
            inner = package.read(name)
            where = f"{place}内的{'图片' if picture else '内嵌文件'}“{name.rpartition('/')[2]}”"
            if not picture:
                self.contents.trace(Kind.EMBEDDED_FILE, place, name.rpartition("/")[2], "内嵌文件")
            if depth < DEEPEST:
                self.open(inner, where, depth + 1)
            else:
                self.contents.problem(where, f"文件套文件超过 {DEEPEST} 层，系统不再往里看")

    def _members(self, package: Package, place: str, depth: int) -> None:
        if depth >= DEEPEST:
            raise Unreadable(f"压缩包套压缩包超过 {DEEPEST} 层，系统不再往里看")
        for info in package.infos:
            name = chinese_name(info)
            where = f"{place}内的“{name}”"
            if _LITTER.search(name):
                self.contents.trace(Kind.METADATA, where, name, "系统自动生成的多余文件", scanned=False)
                continue
            try:
                member = package.read(info.filename)
            except Unreadable as error:
                self.contents.problem(where, str(error))
                if self.budget.left < 0:
                    return
                continue
            self.open(member, where, depth + 1)
