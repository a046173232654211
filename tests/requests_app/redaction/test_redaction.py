"""What is blacked out is gone: from text, metadata, annotations, attachments, thumbnails and pixels."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from weasyprint import HTML

from requests_app.redaction import Box, CannotRedact, faults, page_picture, read_boxes, redact
from requests_app.redaction.making import paint
from statute.grounds import Ground

SECRET = "Zhang-San-37011219800101123X"
TEXT = f"<style>@page {{size: A4; margin: 2cm}} body {{font-size: 20pt}}</style><p>{SECRET}</p><p>open text below</p>"
TOP = Box(1, 0.05, 0.05, 0.9, 0.1, Ground.B2)


def pdf(html: str = TEXT) -> bytes:
    return HTML(string=html).write_pdf(pdf_forms=True)


def dirty() -> bytes:
    """A PDF with the secret in its metadata, in an annotation over the text, and as an attachment."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf()))
    writer.add_metadata({"/Title": SECRET, "/Author": SECRET})
    writer.add_attachment("secret.txt", SECRET.encode())
    writer.add_annotation(0, FreeText(text=SECRET, rect=(50, 700, 400, 760)))
    writer.add_outline_item(title=SECRET, page_number=0)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def picture(colour: str = "red") -> bytes:
    """A photograph with the secret in its EXIF, turned by the camera."""
    image = Image.new("RGB", (400, 200), "white")
    ImageDraw.Draw(image).rectangle((0, 0, 100, 100), fill=colour)
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = SECRET, 6
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, quality=95)
    return out.getvalue()


def text_of(data: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_the_secret_is_in_the_original_and_nowhere_in_the_result():
    original = dirty()
    assert SECRET in text_of(original)
    made = redact(original, [TOP])
    reader = PdfReader(io.BytesIO(made))
    assert text_of(made).strip() == ""
    assert SECRET not in "".join(str(value) for value in (reader.metadata or {}).values())
    assert not reader.attachments
    assert not reader.outline
    assert "/Annots" not in reader.pages[0]
    assert SECRET.encode() not in made
    assert faults(made, [TOP]) == []


def test_the_page_keeps_its_size_and_what_may_be_read_stays():
    made = redact(pdf(), [TOP])
    page = PdfReader(io.BytesIO(made)).pages[0]
    assert abs(float(page.mediabox.width) - 595.3) < 1.5
    assert abs(float(page.mediabox.height) - 841.9) < 1.5
    data, count = page_picture(made, 1)
    image = Image.open(io.BytesIO(data)).convert("L")
    width, height = image.size
    assert count == 1
    assert image.crop((0, int(height * 0.16), width, int(height * 0.3))).getextrema()[0] < 80
    dark = image.crop((int(width * 0.1), int(height * 0.06), int(width * 0.3), int(height * 0.14)))
    assert dark.getextrema()[1] < 60


def test_every_page_is_made_anew_and_boxes_go_to_their_page():
    pages = "".join(f"<p style='break-after: page'>{SECRET} {n}</p>" for n in range(3))
    boxes = [Box(2, 0.05, 0.05, 0.9, 0.1, Ground.C1)]
    made = redact(pdf(f"<style>body {{font-size: 20pt}}</style>{pages}"), boxes)
    assert len(PdfReader(io.BytesIO(made)).pages) >= 3
    assert text_of(made).strip() == ""
    assert faults(made, boxes) == []


def test_a_turned_page_is_covered_where_the_reader_sees_it():
    writer = PdfWriter(clone_from=io.BytesIO(pdf()))
    writer.pages[0].rotate(90)
    out = io.BytesIO()
    writer.write(out)
    box = Box(1, 0.85, 0.0, 0.15, 1.0, Ground.B2)  # the first line stands at the right edge now
    made = redact(out.getvalue(), [box])
    data, _ = page_picture(made, 1)
    image = Image.open(io.BytesIO(data)).convert("L")
    assert image.width > image.height
    assert faults(made, [box]) == []


def test_a_photograph_loses_its_exif_and_is_covered_as_it_is_shown():
    box = Box(
        1, 0.4, 0.0, 0.6, 0.3, Ground.B2
    )  # turned by the camera, the red corner is at the top on the right
    made = redact(picture(), [box])
    assert SECRET.encode() not in made
    data, _ = page_picture(made, 1, dpi=150)
    image = Image.open(io.BytesIO(data)).convert("RGB")
    assert image.height > image.width
    assert not [one for _, one in image.getcolors(10**7) if one[0] > 150 and one[1] < 100]
    assert faults(made, [box]) == []


def test_a_file_in_which_something_was_left_is_refused():
    covered = redact(pdf(), [TOP])
    elsewhere = [Box(1, 0.05, 0.2, 0.9, 0.1, Ground.B2)]
    assert faults(covered, elsewhere)
    assert any("文字" in one for one in faults(pdf(), [TOP]))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "损坏"),
        (b"%PDF-1.7 broken", "损坏"),
        (b"PK\x03\x04 not a picture", "损坏"),
        (pdf()[:400], "损坏"),
    ],
)
def test_what_cannot_be_read_is_said(data, said):
    with pytest.raises(CannotRedact, match=said):
        redact(data, [TOP])


def test_a_locked_file_is_said_to_be_locked():
    writer = PdfWriter(clone_from=io.BytesIO(pdf()))
    writer.encrypt("secret", algorithm="AES-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(CannotRedact, match="密码"):
        redact(out.getvalue(), [TOP])


def test_boxes_must_be_on_a_page_that_is_there():
    with pytest.raises(CannotRedact, match="没有第9页"):
        redact(pdf(), [Box(9, 0.1, 0.1, 0.1, 0.1, Ground.B2)])
    with pytest.raises(CannotRedact, match="框选"):
        redact(pdf(), [])
    with pytest.raises(CannotRedact, match="没有第7页"):
        page_picture(pdf(), 7)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({}, "没有写明"),
        ({"page": 1, "left": 0, "top": 0, "width": 2, "height": 0.1, "ground": "B2"}, "超出"),
        ({"page": 1, "left": -0.1, "top": 0, "width": 0.5, "height": 0.1, "ground": "B2"}, "超出"),
        ({"page": 1, "left": 0, "top": 0, "width": 0.0001, "height": 0.1, "ground": "B2"}, "太小"),
        ({"page": 0, "left": 0, "top": 0, "width": 0.1, "height": 0.1, "ground": "B2"}, "页码"),
        ({"page": 1, "left": 0, "top": 0, "width": 0.1, "height": 0.1, "ground": "Z9"}, "没有写明"),
        ({"page": 1, "left": "nan", "top": 0, "width": 0.1, "height": 0.1, "ground": "B2"}, "超出"),
    ],
)
def test_a_wrong_box_is_named(row, said):
    with pytest.raises(CannotRedact, match=said):
        read_boxes([row])


SIDE = st.floats(0, 0.95)


@settings(max_examples=60)
@given(SIDE, SIDE, st.floats(0.01, 1), st.floats(0.01, 1), st.integers(50, 900), st.integers(50, 900))
def test_no_pixel_inside_a_box_keeps_its_colour(left, top, width, height, across, down):
    box = Box(1, left, top, min(width, 1 - left), min(height, 1 - top), Ground.B2)
    page = paint(Image.new("RGB", (across, down), "red"), [box])
    area = box.pixels(across, down)
    inside = page.crop(area).getcolors(across * down) or []
    assert not [colour for _, colour in inside if colour == (255, 0, 0)]
    assert area[0] <= left * across
    assert area[3] >= min(down, (top + box.height) * down) - 1e-6
