"""PowerPoint files: the text of the slides, and notes, comments and slides nobody is shown."""

from disclosure.scanner import ooxml, xml
from disclosure.scanner.contents import Contents
from disclosure.scanner.finding import Kind
from disclosure.scanner.ooxml import Part
from disclosure.scanner.package import Package


def read_slides(package: Package, every: list[Part], base: str, contents: Contents) -> None:
    """Visible text and traces of one .pptx; raises Unreadable."""
    for part in sorted(every, key=lambda part: ooxml.number_of(part.name)):
        place = f"{base}第{ooxml.number_of(part.name)}张幻灯片"
        if part.role in {"slide", "notesSlide", "comments", "comment"}:
            root = xml.parse(package.read(part.name))
            text = "\n".join(xml.text_of(paragraph) for paragraph in root.iter("{*}p")).strip()
            if part.role == "slide" and xml.flag(root, "show", otherwise=True):
                contents.add(place, text)
            elif part.role == "slide" and text:
                contents.trace(Kind.HIDDEN_TEXT, place, text, "隐藏的幻灯片")
            elif part.role == "notesSlide" and text and not text.isdigit():
                contents.trace(Kind.HIDDEN_TEXT, place, text, "备注")
            elif part.role.startswith("comment"):
                for said in root.iter("{*}text", "{*}t"):
                    contents.trace(Kind.COMMENT, base + "批注", said.text or "", "批注")
        elif part.role in {"slideMaster", "slideLayout"}:
            root = xml.parse(package.read(part.name))
            contents.add(base + "母版", "\n".join(xml.text_of(p) for p in root.iter("{*}p")))
        elif part.role in {"commentAuthors", "authors"}:
            for author in xml.parse(package.read(part.name)):
                ooxml.add_author(contents, base + "批注者名单", xml.attribute(author, "name"), "批注者")
