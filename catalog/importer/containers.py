"""What a file really is, and whether it is safe to open: decided by its bytes, never by its name."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from catalog.importer.grid import UnreadableFile

MAX_BYTES: Final = 50 * 1024 * 1024
MAX_UNPACKED: Final = 400 * 1024 * 1024
MAX_RATIO: Final = 200
_RATIO_MATTERS_FROM: Final = 20 * 1024 * 1024  # small repetitive sheets pack better than any bomb needs
_MAX_PARTS: Final = 5000
_CHUNK: Final = 256 * 1024
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK: Final = "Workbook".encode("utf-16-le")
_WORD: Final = "WordDocument".encode("utf-16-le")
_FORBIDDEN_XML: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)

BOMB: Final = "文件解压后过大，可能是恶意压缩文件，请重新从 Excel 或 Word 另存后再上传"
DAMAGED: Final = "文件已损坏，请用 Excel 或 Word 打开并另存为新文件后再上传"
ENTITY: Final = "文件内含有外部实体声明，出于安全不予打开，请用 Excel 或 Word 重新另存后再上传"
MACRO: Final = "文件含有宏，出于安全不予打开，请另存为不含宏的 .xlsx 或 .docx 后再上传"


def check_plain(data: bytes) -> None:
    """Refuse what is no table in any of our formats; raises UnreadableFile."""
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableFile("文件是空的，请检查后重新上传")
    if len(data) > MAX_BYTES:
        raise UnreadableFile(f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请拆成几个文件后分别上传")
    if data.startswith(_OLE):
        _refuse_ole(data)
    head = data[:1024].lstrip()
    if head.startswith(b"%PDF"):
        raise UnreadableFile("这是 PDF 文件，无法读取表格，请另存为 .xlsx 或 .docx 后再上传")
    if head.startswith(b"{\\rtf"):
        raise UnreadableFile("这是 RTF 文件，请用 Word 另存为 .docx 后再上传")
    if data.startswith(
        (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM6", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"MZ", b"\x7fELF")
    ):
        raise UnreadableFile("这不是表格文件，请上传 .xlsx、.docx、.html、.csv 或 .txt 格式的目录")


def _refuse_ole(data: bytes) -> None:
    if _ENCRYPTED in data:
        raise UnreadableFile("文件设有打开密码，请取消密码保护后再上传")
    if _WORD in data and _WORKBOOK not in data:
        raise UnreadableFile("这是旧版 Word 的 .doc 文件，请另存为 .docx 后再上传")
    raise UnreadableFile("这是旧版 Office 的 .xls 或 .doc 文件，请另存为 .xlsx 或 .docx 后再上传")


class Package:
    """An Office file: a zip whose parts were counted while really unpacking them."""

    def __init__(self, data: bytes) -> None:
        """Opens and checks the whole package; raises UnreadableFile."""
        self.data = data
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self.zip.infolist()
        except (
            zipfile.BadZipFile,
            ValueError,
            NotImplementedError,
            OSError,
            EOFError,
            OverflowError,
        ) as error:
            raise UnreadableFile(DAMAGED) from error
        self.names = frozenset(info.filename for info in infos)
        if any(info.flag_bits & 0x1 for info in infos):
            raise UnreadableFile("压缩包设有密码，请取消密码保护后再上传")
        declared = sum(info.file_size for info in infos)
        self._check_size(declared, len(data))
        if len(infos) > _MAX_PARTS or len(infos) != len(self.names):
            raise UnreadableFile(BOMB if len(infos) > _MAX_PARTS else DAMAGED)
        if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in self.names):
            raise UnreadableFile(MACRO)
        self._check_parts()

    @staticmethod
    def _check_size(unpacked: int, packed: int) -> None:
        if unpacked > MAX_UNPACKED or (unpacked > _RATIO_MATTERS_FROM and unpacked > packed * MAX_RATIO):
            raise UnreadableFile(BOMB)

    def _check_parts(self) -> None:
        """Unpack every part once in small pieces: real sizes, and no document type in any XML."""
        total = 0
        for name in sorted(self.names):
            first = True
            for chunk in self.chunks(name):
                total += len(chunk)
                self._check_size(total, len(self.data))
                if first and name.lower().endswith((".xml", ".rels", ".vml")):
                    _refuse_entities(chunk)
                first = False
        if b"macroEnabled" in (
            self.read("[Content_Types].xml") if "[Content_Types].xml" in self.names else b""
        ):
            raise UnreadableFile(MACRO)

    def chunks(self, name: str) -> Iterator[bytes]:
        """One part, unpacked piece by piece; raises UnreadableFile when it is damaged."""
        try:
            with self.zip.open(name) as part:
                while chunk := part.read(_CHUNK):
                    yield chunk
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as error:
            raise UnreadableFile(DAMAGED) from error

    def read(self, name: str) -> bytes:
        """One part as a whole."""
        return b"".join(self.chunks(name))

    def is_office(self) -> bool:
        """Whether this is an Office package at all and not just any zip."""
        return "[Content_Types].xml" in self.names


def _refuse_entities(chunk: bytes) -> None:
    """A document type may only stand before the root element, so the beginning of the part is enough."""
    if chunk.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in chunk[:64]:
        chunk = chunk.replace(b"\x00", b"")
    if _FORBIDDEN_XML.search(chunk):
        raise UnreadableFile(ENTITY)
