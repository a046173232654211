"""Word files: everything a reader sees, and everything Word keeps that a reader does not see."""

import re
from typing import Final

from disclosure.scanner import ooxml, people, xml
from disclosure.scanner.contents import Contents
from disclosure.scanner.finding import Kind
from disclosure.scanner.ooxml import Part
from disclosure.scanner.package import Package

_SPACES: Final = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
_PLACES: Final = {
    "document": "",
    "template": "",
    "header": "页眉",
    "footer": "页脚",
    "footnotes": "脚注",
    "endnotes": "尾注",
    "glossary": "构建基块",
}
_BREAKS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_FIELD: Final = re.compile(r"(?i)^\s*(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|RD)\b")
_TABLE: Final = ("trPr", "tblPrChange", "trPrChange", "tcPrChange", "sectPrChange", "cellIns", "cellDel")
_GONE: Final = {"del": "删除", "moveFrom": "移走"}
_NEW: Final = {"ins": "插入", "moveTo": "移入"}


def read_word(package: Package, every: list[Part], base: str, contents: Contents) -> None:
    """Visible text and traces of one .docx; raises Unreadable."""
    styles = hidden_styles(package, every)
    order = list(_PLACES)
    stories = [part for part in every if part.role in _PLACES]
    for part in sorted(stories, key=lambda part: (order.index(part.role), ooxml.number_of(part.name))):
        place = base + ("" if not _PLACES[part.role] else _PLACES[part.role])
        _Story(package, part, place, contents, styles).read()
    for part in every:
        if part.role == "comments":
            _comments(package, part, base, contents)
        elif part.role == "people":
            for person in xml.parse(package.read(part.name)):
                ooxml.add_author(contents, base + "审阅者名单", xml.attribute(person, "author"), "审阅者")


def hidden_styles(package: Package, every: list[Part]) -> frozenset[str]:
    """Ids of styles that hide their text, by themselves or through the style they are based on."""
    hidden: set[str] = set()
    based: dict[str, str] = {}
    for part in every:
        if part.role != "styles":
            continue
        for style in xml.parse(package.read(part.name)).iter("{*}style"):
            name = xml.attribute(style, "styleId")
            vanish = style.find("{*}rPr/{*}vanish")
            if vanish is not None and xml.flag(vanish, "val", otherwise=True):
                hidden.add(name)
            parent = style.find("{*}basedOn")
            if parent is not None and vanish is None:
                based[name] = xml.attribute(parent, "val")
    for _ in range(12):
        hidden |= {name for name, parent in based.items() if parent in hidden}
    return frozenset(hidden)


class _Story:
    """One part with running text: the body, a header, the footnotes."""

    def __init__(
        self, package: Package, part: Part, place: str, contents: Contents, hidden_styles: frozenset[str]
    ) -> None:
        self.package = package
        self.part = part
        self.place = place
        self.contents = contents
        self.hidden_styles = hidden_styles
        watched = ["t", "delText", "instrText", *_BREAKS, *_GONE, *_NEW, "vanish", "rPrChange", "pPrChange"]
        if hidden_styles:
            watched += ["rStyle", "pStyle"]
        self.watched = [space + tag for space in _SPACES for tag in watched]
        self.texts = frozenset(space + "t" for space in _SPACES)
        self.recent: list[str] = []

    def read(self) -> None:
        """Paragraph by paragraph, so that a large document is never in memory as a whole."""
        number = 0
        with self.package.stream(self.part.name) as source:
            for element in xml.stream(source, [space + tag for space in _SPACES for tag in ("p", *_TABLE)]):
                if xml.local(element) != "p":
                    self._table_change(element, f"{self.place}第{number}段附近")
                elif not self._repeated(element):
                    number += 1
                    self._paragraph(element, f"{self.place}第{number}段")

    def _table_change(self, element: xml.Element, place: str) -> None:
        tag = xml.local(element)
        if tag != "trPr" or element.find("{*}ins") is not None or element.find("{*}del") is not None:
            self.contents.trace(Kind.TRACKED_CHANGE, place, "", "未接受的表格或版式修订", scanned=False)

    def _repeated(self, paragraph: xml.Element) -> bool:
        """A text box stands in the file twice, for new and for old readers."""
        parent = paragraph.getparent()
        if parent is None or xml.local(parent) != "txbxContent":
            return False
        text = xml.text_of(paragraph)
        if text in self.recent and any(xml.local(above) == "Fallback" for above in paragraph.iterancestors()):
            return True
        self.recent = [*self.recent[-20:], text]
        return False

    def _paragraph(self, paragraph: xml.Element, place: str) -> None:
        texts: list[str] = []
        plain = True
        for element in paragraph.iter(self.watched):
            if element.tag in self.texts:
                texts.append(element.text or "")
                continue
            tag = xml.local(element)
            if tag in _BREAKS:
                texts.append(_BREAKS[tag])
            elif tag == "instrText":
                if _FIELD.match(element.text or ""):
                    self.contents.trace(Kind.EXTERNAL_LINK, place, element.text, "链接外部文件的域")
            else:
                plain = False
        if plain:
            text = "".join(texts)
            if text and not text.isspace():
                self.contents.add(place, text)
        else:
            _Marked(self, paragraph, place).read()

    def hides(self, style: xml.Element | None) -> bool:
        """Whether a rStyle or pStyle element names a style that hides."""
        return style is not None and xml.attribute(style, "val") in self.hidden_styles


class _Marked:
    """A paragraph with tracked changes or hidden runs."""

    def __init__(self, story: _Story, paragraph: xml.Element, place: str) -> None:
        self.story = story
        self.paragraph = paragraph
        self.place = place
        self.visible: list[str] = []
        self.hidden: list[str] = []

    def read(self) -> None:
        contents = self.story.contents
        whole = self.story.hides(self.paragraph.find("{*}pPr/{*}pStyle"))
        changes = 0
        for element in self.paragraph.iter("{*}r", *(f"{{*}}{tag}" for tag in (*_GONE, *_NEW))):
            tag = xml.local(element)
            if tag == "r":
                self._run(element, whole=whole)
            elif xml.local(element.getparent()) not in {"rPr", "trPr", "numPr"}:
                changes += 1
                text = xml.text_of(element) + xml.text_of(element, "{*}delText")
                contents.trace(Kind.TRACKED_CHANGE, self.place, text, {**_GONE, **_NEW}[tag])
            else:
                changes += 1
                contents.trace(Kind.TRACKED_CHANGE, self.place, "", "未接受的段落或行修订", scanned=False)
        if not changes and any(True for _ in self.paragraph.iter("{*}rPrChange", "{*}pPrChange")):
            contents.trace(Kind.TRACKED_CHANGE, self.place, "", "未接受的格式修订", scanned=False)
        if "".join(self.hidden).strip():
            contents.trace(Kind.HIDDEN_TEXT, self.place, "".join(self.hidden), "隐藏文字")
        contents.add(self.place, "".join(self.visible))

    def _run(self, run: xml.Element, *, whole: bool) -> None:
        if any(xml.local(above) in _GONE for above in run.iterancestors()):
            return
        vanish = run.find("{*}rPr/{*}vanish")
        if vanish is not None:
            hidden = xml.flag(vanish, "val", otherwise=True)
        else:
            hidden = whole or self.story.hides(run.find("{*}rPr/{*}rStyle"))
        out = self.hidden if hidden else self.visible
        for child in run:
            tag = xml.local(child)
            if tag == "t":
                out.append(child.text or "")
            elif tag in _BREAKS:
                out.append(_BREAKS[tag])


def _comments(package: Package, part: Part, base: str, contents: Contents) -> None:
    for comment in xml.parse(package.read(part.name)):
        text = "\n".join(xml.text_of(paragraph) for paragraph in comment.iter("{*}p"))
        author = xml.attribute(comment, "author")
        contents.trace(Kind.COMMENT, base + "批注", text, people.shown(author) if author else "批注")
