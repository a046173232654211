"""Word files without comments, tracked changes (accepted), hidden runs, names of authors."""

from typing import Final

from disclosure.scanner import xml
from disclosure.scanner.scrubbing.office import CannotScrub, Parts
from disclosure.scanner.word import hidden_styles

_STORIES: Final = ("document", "template", "header", "footer", "footnotes", "endnotes", "glossary")
_MARKERS: Final = [
    "commentRangeStart",
    "commentRangeEnd",
    "commentReference",
    "annotationRef",
    "moveFromRangeStart",
    "moveFromRangeEnd",
    "moveToRangeStart",
    "moveToRangeEnd",
    "customXmlInsRangeStart",
    "customXmlInsRangeEnd",
    "customXmlDelRangeStart",
    "customXmlDelRangeEnd",
    "customXmlMoveFromRangeStart",
    "customXmlMoveFromRangeEnd",
    "customXmlMoveToRangeStart",
    "customXmlMoveToRangeEnd",
    "rPrChange",
    "pPrChange",
    "sectPrChange",
    "tblPrChange",
    "tblPrExChange",
    "trPrChange",
    "tcPrChange",
    "tblGridChange",
    "numberingChange",
    "cellIns",
]
_GONE: Final = ("del", "moveFrom")
_NEW: Final = ("ins", "moveTo")


def scrub_document(parts: Parts) -> None:
    """Changes the parts in place; raises CannotScrub where accepting a change would not be safe."""
    styles = hidden_styles(parts.package, parts.every)
    for name in parts.named(*_STORIES):
        root = parts.tree(name)
        if root.find(".//{*}cellDel") is not None or root.find(".//{*}cellMerge") is not None:
            raise CannotScrub("表格里有删除或合并单元格的修订，请在 Word 里接受全部修订后重新上传")
        _accept(root)
        _unhide(root, styles)
        _drop_markers(root)
    comments = ["comments", "commentsExtended", "commentsIds", "commentsExtensible", "people"]
    parts.drop(parts.named(*comments))
    parts.drop(name for name in parts.package.names if "comments" in name.rpartition("/")[2].lower())
    for name in parts.named("settings"):
        settings = parts.tree(name)
        for tag in ("trackRevisions", "attachedTemplate", "rsids"):
            for element in list(settings.iter(f"{{*}}{tag}")):
                settings.remove(element)
    parts.drop_relationships("attachedTemplate")


def _accept(root: xml.Element) -> None:
    for row in list(root.iter("{*}tr")):
        if row.find("{*}trPr/{*}del") is not None:
            _remove_row(row)
    merged = [
        paragraph
        for paragraph in root.iter("{*}p")
        if any(paragraph.find(f"{{*}}pPr/{{*}}rPr/{{*}}{tag}") is not None for tag in _GONE)
    ]
    for tag in _GONE:
        for element in list(root.iter(f"{{*}}{tag}")):
            _remove(element)
    for tag in _NEW:
        for element in list(root.iter(f"{{*}}{tag}")):
            _unwrap(element)
    for paragraph in merged:
        _join_with_next(paragraph)


def _remove_row(row: xml.Element) -> None:
    table = row.getparent()
    table.remove(row)
    if table.find("{*}tr") is None and table.getparent() is not None:
        above = table.getparent()
        above.remove(table)


def _remove(element: xml.Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(element: xml.Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    for child in reversed(list(element)):
        parent.insert(at, child)
    parent.remove(element)


def _join_with_next(paragraph: xml.Element) -> None:
    """Its end was deleted: what is left of it begins the next paragraph."""
    following = paragraph.getnext()
    parent = paragraph.getparent()
    if parent is None or following is None or xml.local(following) != "p":
        return
    left = [child for child in paragraph if xml.local(child) != "pPr"]
    at = 1 if len(following) and xml.local(following[0]) == "pPr" else 0
    for child in reversed(left):
        following.insert(at, child)
    parent.remove(paragraph)


def _unhide(root: xml.Element, styles: frozenset[str]) -> None:
    for run in list(root.iter("{*}r")):
        vanish = run.find("{*}rPr/{*}vanish")
        if vanish is not None:
            hidden = xml.flag(vanish, "val", otherwise=True)
        else:
            paragraph = next(run.iterancestors("{*}p"), None)
            of_run = run.find("{*}rPr/{*}rStyle")
            of_paragraph = paragraph.find("{*}pPr/{*}pStyle") if paragraph is not None else None
            hidden = any(
                style is not None and xml.attribute(style, "val") in styles
                for style in (of_run, of_paragraph)
            )
        if hidden:
            _remove(run)


def _drop_markers(root: xml.Element) -> None:
    for tag in _MARKERS:
        for element in list(root.iter(f"{{*}}{tag}")):
            parent = element.getparent()
            _remove(element)
            if parent is not None and xml.local(parent) == "r" and all(xml.local(c) == "rPr" for c in parent):
                _remove(parent)
