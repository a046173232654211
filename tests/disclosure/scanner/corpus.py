"""Dirty and clean files, made here: every name, number and place in them is invented."""

import io
import random
import zipfile
from datetime import date, timedelta

import openpyxl
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.comments import Comment
from PIL import Image, PngImagePlugin

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(seed: int = 1, region: str = "371399") -> str:
    """An 18-character number whose check digit is right, of nobody."""
    dice = random.Random(seed)
    born = date(1950, 1, 1) + timedelta(days=dice.randrange(20_000))
    body = f"{region}{born:%Y%m%d}{dice.randrange(1000):03}"
    return (
        body
        + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]
    )


def card_number(prefix: str = "622848", length: int = 19, seed: int = 1) -> str:
    dice = random.Random(seed)
    body = prefix + "".join(str(dice.randrange(10)) for _ in range(length - 1 - len(prefix)))
    total = sum(sum(divmod(int(digit) * (2 - at % 2), 10)) for at, digit in enumerate(reversed(body)))
    return body + str(-total % 10)


ID = id_number()
CARD = card_number()
MOBILE = "13912345678"


def docx(*paragraphs: str, author: str = "", change=None) -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    properties = document.core_properties
    properties.author = properties.last_modified_by = author
    properties.comments = ""
    if change is not None:
        change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def run(text: str, tag: str = "t", properties: str = "") -> str:
    return f'<w:r>{properties}<w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def paragraph_xml(inner: str):
    return parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>")


def with_paragraph(inner: str):
    """For `docx(change=…)`: one more paragraph of raw WordprocessingML."""
    return lambda document: document.element.body.insert(0, paragraph_xml(inner))


TRACKED = 'w:id="9" w:author="李四" w:date="2026-01-01T00:00:00Z"'
DELETED = f"{run('拟补助')}<w:del {TRACKED}>{run('王五五千元', 'delText')}</w:del>{run('若干元。')}"
INSERTED = f"{run('会议')}<w:ins {TRACKED}>{run('原则')}</w:ins>{run('通过。')}"
MOVED = f"{run('第一')}<w:moveFrom {TRACKED}>{run('搬走的话')}</w:moveFrom>{run('第二')}"
VANISHED = f"{run('公开部分。')}{run('不公开的底稿', properties='<w:rPr><w:vanish/></w:rPr>')}"
TEXT_BOX = (
    "<w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox><w:txbxContent>"
    "<w:p><w:r><w:t>框里的电话13912345678</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)


def commented(document) -> None:
    paragraph = document.add_paragraph("正文一句。")
    document.add_comment(paragraph.runs[0], text="这一户不要写名字", author="张三", initials="Z")


def repacked(data: bytes, changes: dict[str, bytes], gone: tuple[str, ...] = ()) -> bytes:
    """The zip with members replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes and name not in gone:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            new.writestr(name, content)
    return out.getvalue()


def member(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def zipped(**members: bytes) -> bytes:
    return archive(members)


def archive(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in members.items():
            new.writestr(name, data)
    return out.getvalue()


def related(data: bytes, rels: str, kind: str, target: str, *, external: bool = True) -> bytes:
    """One more relationship in an Office file."""
    mode = ' TargetMode="External"' if external else ""
    row = (
        '<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        f'{kind}" Target="{target}"{mode}/></Relationships>'
    )
    return repacked(data, {rels: member(data, rels).replace(b"</Relationships>", row.encode())})


def book(*rows, creator: str = "openpyxl", change=None) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "名单"
    for row in rows:
        sheet.append(row)
    workbook.properties.creator = creator
    if change is not None:
        change(workbook)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


ROWS = (("姓名", "村", "金额"), ("甲某", "东村", 100), ("乙某", "西村", 200), ("丙某", "南村", 300))


def hide_row(workbook) -> None:
    workbook.active.row_dimensions[3].hidden = True


def hide_column(workbook) -> None:
    workbook.active.column_dimensions["B"].hidden = True


def hide_sheet(workbook, state: str = "hidden") -> None:
    sheet = workbook.create_sheet("底稿")
    sheet.append(["内部口径", MOBILE])
    sheet.sheet_state = state


def hide_sheet_deeply(workbook) -> None:
    hide_sheet(workbook, "veryHidden")


def comment_on_cell(workbook) -> None:
    workbook.active["A2"].comment = Comment("这一户要核实", "张三")


def big_book(rows: int = 4000) -> bytes:
    """Ten columns each: 40,000 cells with 4,000 mobile numbers."""
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("大表")
    for n in range(rows):
        sheet.append(
            [n, f"户主{n}", "东村", 100 + n, "一般户", "2026-01-01", "住房", "银行发放", "是", f"139{n:08}"]
        )
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def picture(kind: str = "JPEG", size=(24, 16), exif=None, **options) -> bytes:
    image = Image.new("RGB", size)
    image.putdata(
        [(x * 9 % 256, y * 13 % 256, (x + y) * 5 % 256) for y in range(size[1]) for x in range(size[0])]
    )
    if exif:
        options["exif"] = exif_block(exif)
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def exif_block(values: dict):
    """Tags by number; key `gps` holds the position."""
    exif = Image.Exif()
    for tag, value in values.items():
        if tag == "gps":
            exif.get_ifd(0x8825).update(value)
        else:
            exif[tag] = value
    return exif


GPS = {1: "N", 2: (35.0, 6.0, 12.0), 3: "E", 4: (118.0, 21.0, 3.0)}


def png_text(**texts: str) -> bytes:
    chunks = PngImagePlugin.PngInfo()
    for key, value in texts.items():
        chunks.add_itxt(key, value)
    return picture("PNG", pnginfo=chunks)


def names(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist()
