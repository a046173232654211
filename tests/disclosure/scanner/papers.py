"""PDF files, made here: a small writer for what a library would not write, pypdf for what hangs on pages."""

import io

import pypdf
from pypdf.annotations import FreeText, Text
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    TextStringObject,
)

ALPHABET = (
    "拟补助王五千元公开部分底稿的电话第一页内容县政府办关于印发通知机密绝秘文字层看不见0123456789年月日号★"
)


def pdf(*pages: str, images: bool = False) -> bytes:
    """Each page is a content stream; `/F1` is a font for ALPHABET, `/Im1` a picture like a scan, `/Im2` a black one."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects += _font()
    objects.append(_stream(bytes(at * 7919 % 256 for at in range(7500)), "/Type /XObject /Subtype /Image /Width 100 /Height 75"
                           " /ColorSpace /DeviceGray /BitsPerComponent 8"))  # fmt: skip
    objects.append(_stream(b"\x00", "/Type /XObject /Subtype /Image /Width 1 /Height 1"
                           " /ColorSpace /DeviceGray /BitsPerComponent 8"))  # fmt: skip
    objects.append(b"<< /Type /ExtGState /ca 0.3 /BM /Multiply >>")
    kids = []
    for content in pages:
        objects.append(_stream(content.encode("latin-1"), ""))
        resources = "<< /Font << /F1 3 0 R /F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
        resources += " /XObject << /Im1 8 0 R /Im2 9 0 R >> /ExtGState << /Half 10 0 R >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 300] /Contents {len(objects)} 0 R"
            f" /Resources {resources} >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return _file(objects)


def _font() -> list[bytes]:
    """A font whose glyphs come from the reader's own; what matters is the map from codes to characters."""
    lines = "".join(f"<{at:04X}> <{ord(letter):04X}>\n" for at, letter in enumerate(ALPHABET, 1))
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def "
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(ALPHABET)} beginbfchar\n{lines}endbfchar\nendcmap end end"
    )
    procedures = b"1000 0 0 0 1000 1000 d1 120 100 760 120 re f 120 420 760 120 re f 440 100 120 760 re f"
    names = " ".join(f"/g{at}" for at in range(1, len(ALPHABET) + 1))
    programs = " ".join(f"/g{at} 5 0 R" for at in range(1, len(ALPHABET) + 1))
    widths = " ".join(["1000"] * len(ALPHABET))
    single = cmap.replace("<0000> <FFFF>", "<00> <FF>")
    for at in range(1, len(ALPHABET) + 1):
        single = single.replace(f"<{at:04X}> <", f"<{at:02X}> <", 1)
    font = (
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [0.001 0 0 0.001 0 0]"
        f" /FirstChar 1 /LastChar {len(ALPHABET)} /Widths [{widths}] /CharProcs << {programs} >>"
        f" /Encoding << /Type /Encoding /Differences [1 {names}] >> /Resources << >> /ToUnicode 4 0 R >>"
    )
    return [font.encode(), _stream(single.encode(), ""), _stream(procedures, ""), b"null", b"null"]


def _stream(data: bytes, more: str) -> bytes:
    return f"<< /Length {len(data)} {more} >>\nstream\n".encode() + data + b"\nendstream"


def _file(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def said(text: str, x: int = 40, y: int = 200, size: int = 16, more: str = "") -> str:
    """Operators that show a text."""
    codes = "".join(f"{ALPHABET.index(letter) + 1:02X}" for letter in text)
    return f"q {more} BT /F1 {size} Tf {x} {y} Td <{codes}> Tj ET Q\n"


def box(x: int, y: int, width: int, height: int, colour: str = "0 g", more: str = "") -> str:
    return f"q {more} {colour} {x} {y} {width} {height} re f Q\n"


def changed(data: bytes, change, **encryption: str) -> bytes:
    """The file after `change(writer)`."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    change(writer)
    if encryption:
        writer.encrypt(algorithm="AES-128", **encryption)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def note(text: str, author: str = "张三"):
    def change(writer) -> None:
        annotation = Text(text=text, rect=(50, 50, 70, 70))
        annotation[NameObject("/T")] = TextStringObject(author)
        writer.add_annotation(0, annotation)

    return change


def free_text(writer) -> None:
    writer.add_annotation(0, FreeText(text="改成三千元", rect=(50, 20, 200, 50)))


def square(writer) -> None:
    """A black rectangle laid on the text at (40, 200) as an annotation."""
    appearance = DecodedStreamObject()
    appearance.set_data(b"0 g 0 0 200 30 re f")
    appearance.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(map(FloatObject, (0, 0, 200, 30))),
        }
    )
    annotation = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Square"),
            NameObject("/Rect"): ArrayObject(map(FloatObject, (35, 192, 235, 222))),
            NameObject("/F"): FloatObject(4),
            NameObject("/AP"): DictionaryObject({NameObject("/N"): writer._add_object(appearance)}),
        }
    )
    page = writer.pages[0]
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(annotation)])


def script(writer) -> None:
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )


def hidden_layer(writer) -> None:
    layer = writer._add_object(
        DictionaryObject(
            {NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("底稿层")}
        )
    )
    settings = DictionaryObject(
        {NameObject("/OFF"): ArrayObject([layer]), NameObject("/Printed"): BooleanObject(False)}
    )
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject(
        {NameObject("/OCGs"): ArrayObject([layer]), NameObject("/D"): settings}
    )


def xmp(author: str):
    packet = (
        '<?xpacket begin="" id="x"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'
        ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator><rdf:Seq>'
        f"<rdf:li>{author}</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
    )

    def change(writer) -> None:
        stream = DecodedStreamObject()
        stream.set_data(packet.encode())
        stream.update(
            {NameObject("/Type"): NameObject("/Metadata"), NameObject("/Subtype"): NameObject("/XML")}
        )
        writer.root_object[NameObject("/Metadata")] = writer._add_object(stream)

    return change
