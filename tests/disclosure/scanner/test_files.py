"""Pictures, archives, plain text, films, old formats; and files made to do harm."""

import io
import random
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure.scanner import Kind, read_file, scan_file
from disclosure.scanner import reading as reading_module
from disclosure.scanner.package import Budget
from tests.disclosure.scanner import corpus, papers
from tests.disclosure.scanner.corpus import (
    EICAR,
    ID,
    MOBILE,
    archive,
    docx,
    picture,
    png_text,
    repacked,
    zipped,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def found(data: bytes, name: str = "附件") -> list[tuple[Kind, bool]]:
    return [(one.kind, one.blocking) for one in scan_file(data, name)]


def only(data: bytes, name: str = "附件"):
    (one,) = scan_file(data, name)
    return one


def wide(text: str) -> bytes:
    return text.encode("utf-16-le")


FORMATS = {
    "pdf": papers.pdf(papers.said("公开")),
    "docx": docx("公开"),
    "xlsx": corpus.book(("公开",)),
    "zip": zipped(a=b"text"),
    "ofd": archive({"OFD.xml": b"<x/>", "Doc_0/Document.xml": b"<x/>"}),
    "jpeg": picture(),
    "png": picture("PNG"),
    "gif": picture("GIF"),
    "webp": picture("WEBP"),
    "txt": "公开".encode(),
    "csv": "姓名,村\n甲,东村\n".encode("gb18030"),
    "html": "<!DOCTYPE html><p>公开".encode(),
    "doc": OLE + b"\0" * 600 + wide("WordDocument"),
    "xls": OLE + b"\0" * 600 + wide("Workbook"),
    "wps": OLE + b"\0" * 600 + wide("WpsContent"),
    "encrypted": OLE + b"\0" * 600 + wide("EncryptedPackage"),
    "rar": b"Rar!\x1a\x07\x01\x00" + b"\x01" * 50,
    "7z": b"7z\xbc\xaf\x27\x1c" + b"\x01" * 50,
    "mp4": b"\0\0\0\x18ftypmp42" + b"\0\x01" * 50,
    "mp3": b"ID3\x04\0\0\0\0\0\0" + b"\xff\xfb" * 50,
    "rtf": b"{\\rtf1 x}",
    "exe": b"MZ" + b"\x90\x01" * 50,
    "empty": b" \n",
}
NOTICED = {"mp4", "mp3"}
UNREAD = {"ofd", "doc", "xls", "wps", "encrypted", "rar", "7z", "rtf", "exe", "empty"}


@pytest.mark.parametrize("kind", FORMATS)
def test_the_format_is_told_by_content_and_never_by_name(kind):
    for name in ("附件", "附件.jpg", "附件.docx"):
        assert read_file(FORMATS[kind], name).format == kind
    expected = (
        [(Kind.UNREADABLE, False)] if kind in NOTICED else [(Kind.UNREADABLE, True)] if kind in UNREAD else []
    )
    assert found(FORMATS[kind]) == expected
    assert len(read_file(FORMATS[kind], "附件").problems) == len(expected)


def test_what_a_person_has_to_do_is_said():
    assert "人工核对" in only(FORMATS["doc"]).excerpt
    assert "取消密码" in only(FORMATS["encrypted"]).excerpt
    assert "ZIP" in only(FORMATS["rar"]).excerpt


def test_unknown_bytes():
    assert only(random.Random(1).randbytes(400)).kind is Kind.UNREADABLE


def test_a_stream_is_read_like_bytes():
    assert found(io.BytesIO(f"电话{MOBILE}".encode())) == [(Kind.MOBILE, True)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text_by_line(encoding):
    one = only(f"第一行\r\n身份证{ID}\r\n".encode(encoding), "说明.txt")
    assert (one.kind, one.place) == (Kind.ID_NUMBER, "附件“说明.txt”第2行")


def test_position_of_a_photograph_blocks_and_the_camera_does_not():
    position = only(picture(exif={"gps": corpus.GPS}))
    assert (position.kind, position.blocking, position.excerpt) == (
        Kind.EXIF,
        True,
        "拍摄位置：N 35°，E 118° 附近",
    )
    camera = only(picture(exif={271: "HUAWEI", 272: "P60"}))
    assert (camera.kind, camera.blocking, camera.excerpt) == (Kind.EXIF, False, "相机：厂商 HUAWEI，型号 P60")


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_who_took_it(kind):
    one = only(picture(kind, exif={315: "Zhang San"}))
    assert (one.kind, one.blocking, one.excerpt) == (Kind.AUTHOR, True, "作者：Z***")


def test_names_in_utf8_and_gbk():
    for encoding in ("utf-8", "gbk"):
        raw = picture(exif={315: "XXXXXXXXXXXXX"})
        name = "张三丰".encode(encoding).ljust(13, b"\0")
        assert only(raw.replace(b"X" * 13, name)).excerpt == "作者：张**"


def test_a_remark_in_a_picture():
    assert only(picture(comment=b"by li si")).kind is Kind.COMMENT
    assert only(png_text(Author="张三")).kind is Kind.AUTHOR
    assert found(png_text(Remark=f"电话{MOBILE}")) == [(Kind.METADATA, False), (Kind.MOBILE, True)]
    assert found(png_text(Software="WPS")) == []


def test_xmp_in_a_picture():
    packet = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:exif="e" exif:GPSLatitude="35,6N"/></rdf:RDF></x:xmpmeta>'
    )
    assert found(picture(xmp=packet)) == [(Kind.EXIF, True)]
    assert found(picture("PNG", pnginfo=None)) == []


def test_something_hangs_behind_a_picture():
    for kind in ("JPEG", "PNG", "WEBP"):
        assert only(picture(kind) + b"secret " * 40).kind is Kind.EMBEDDED_FILE
    assert {kind for kind, _ in found(picture() + zipped(a=b"x" * 99))} == {Kind.EMBEDDED_FILE}
    assert Kind.EMBEDDED_FILE in {kind for kind, _ in found(FORMATS["pdf"] + zipped(a=b"x"))}


def test_where_a_film_was_shot():
    film = FORMATS["mp4"] + b"\xa9xyz\x00\x12\x15\xc7+35.1033+118.3508/"
    assert found(film) == [(Kind.EXIF, True), (Kind.UNREADABLE, False)]


def test_members_of_an_archive_are_scanned_to_depth_two():
    inner = zipped(**{"名单.txt": f"电话{MOBILE}".encode()})
    one = only(zipped(**{"内.zip": inner}), "外.zip")
    assert (one.kind, one.place) == (Kind.MOBILE, "附件“外.zip”内的“内.zip”内的“名单.txt”第1行")
    three = only(zipped(a=zipped(b=zipped(c=MOBILE.encode()))), "外.zip")
    assert three.kind is Kind.UNREADABLE
    assert "2 层" in three.excerpt


def test_names_of_members_are_chinese():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        new.writestr("XXXX.txt", MOBILE)
    data = out.getvalue().replace(b"XXXX", "名单".encode("gbk"))
    assert "“名单.txt”" in only(data).place


def test_litter_in_archives_is_a_notice():
    assert found(archive({"__MACOSX/._a": b"\0\1", "a/.DS_Store": b"\0\1"})) == [(Kind.METADATA, False)] * 2


def test_the_test_virus():
    assert found(EICAR) == [(Kind.MALWARE_TEST, True)]
    assert (Kind.MALWARE_TEST, True) in found(zipped(a=EICAR))
    assert (Kind.MALWARE_TEST, True) in found(repacked(docx("公开"), {"word/embeddings/a.bin": EICAR}))


def bomb(size: int = 60 * 1024 * 1024) -> bytes:
    return zipped(a=b"\0" * size)


def locked() -> bytes:
    data = bytearray(zipped(a=b"x"))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {n} "{f"&{m};" * 10}">' for m, n in zip("abcdefgh", "bcdefghi", strict=True))
    + ']><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
    "<w:t>&i;</w:t></w:r></w:p></w:body></w:document>"
)
OUTSIDE = LAUGHS.replace('<!ENTITY a "ha">', '<!ENTITY a SYSTEM "file:///etc/hostname">')
HARM = {
    "zip bomb": (bomb(), "压缩倍数异常"),
    "bomb in a docx": (
        repacked(docx("公开"), {"word/document.xml": b"<a>" + b" " * 60_000_000 + b"</a>"}),
        "压缩倍数",
    ),
    "bomb in an archive": (zipped(a=bomb()), "压缩倍数"),
    "too many members": (archive({f"{n}": b"" for n in range(5001)}), "5000 个"),
    "billion laughs": (repacked(docx("公开"), {"word/document.xml": LAUGHS.encode()}), "实体声明"),
    "entity of a file": (repacked(docx("公开"), {"word/document.xml": OUTSIDE.encode()}), "实体声明"),
    "laughs in a sheet": (
        repacked(corpus.book(("公开",)), {"xl/worksheets/sheet1.xml": LAUGHS.replace("w:p", "row").encode()}),
        "实体声明",
    ),
    "locked archive": (locked(), "密码"),
    "nested too deeply": (
        repacked(docx("公开"), {"word/document.xml": b"<a>" * 100_000 + b"</a>" * 100_000}),
        "已损坏",
    ),
}


@pytest.mark.parametrize("case", HARM)
def test_harmful_files_are_refused_with_a_sentence(case):
    data, sentence = HARM[case]
    problems = [one for one in scan_file(data, "附件") if one.kind is Kind.UNREADABLE]
    assert problems
    assert all(one.blocking for one in problems)
    assert any(sentence in one.excerpt for one in problems)


def test_the_budget_is_shared_by_inner_archives(monkeypatch):
    monkeypatch.setattr(reading_module, "Budget", lambda: Budget(5000))
    data = archive({f"{n}": archive({"a": random.Random(n).randbytes(900)}) for n in range(4)})
    assert "200 MB" in scan_file(data, "附件")[-1].excerpt


GOOD = [FORMATS["docx"], FORMATS["xlsx"], corpus.book(*corpus.ROWS, change=corpus.hide_sheet), docx("一", change=corpus.commented),
        picture(exif={"gps": corpus.GPS, 315: "A"}), png_text(Author="张三"), picture("WEBP", exif={315: "B"}), picture("GIF"),
        zipped(a=docx("二"), b=picture()), FORMATS["mp4"], FORMATS["doc"], FORMATS["csv"]]  # fmt: skip


@given(st.binary(max_size=600))
@settings(max_examples=150)
def test_random_bytes_never_raise(data):
    assert isinstance(scan_file(data, "附件"), list)


@given(st.sampled_from([b"PK\x03\x04", b"\xff\xd8\xff\xe1", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\0\0\0\0WEBP", OLE, b"BM", b"II*\0"]), st.binary(max_size=300))  # fmt: skip
@settings(max_examples=150)
def test_random_bytes_behind_a_known_head_never_raise(head, data):
    assert isinstance(scan_file(head + data, "附件"), list)


@given(
    st.sampled_from(GOOD),
    st.floats(0, 1),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=6),
)
@settings(max_examples=250)
def test_cut_and_spoilt_files_never_raise(data, part, changes):
    spoilt = bytearray(data[: int(len(data) * part) if part < 0.7 else len(data)])
    for place, value in changes:
        if spoilt:
            spoilt[int(place * (len(spoilt) - 1))] = value
    assert isinstance(scan_file(bytes(spoilt), "附件"), list)


@pytest.mark.parametrize("seed", range(8))
def test_cut_and_spoilt_pdfs_never_raise(seed):
    dice = random.Random(seed)
    whole = papers.changed(
        papers.pdf(papers.said("公开部分") + papers.box(40, 200, 30, 20)), papers.note("批注")
    )
    spoilt = bytearray(whole[: dice.randrange(20, len(whole))] if seed % 2 else whole)
    for _ in range(seed * 4):
        spoilt[dice.randrange(9, len(spoilt))] = dice.randrange(256)
    assert isinstance(scan_file(bytes(spoilt), "附件"), list)
