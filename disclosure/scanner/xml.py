"""XML from outside: no entities, no network, no document type."""

import re
from collections.abc import Iterator, Sequence
from typing import IO, Any, Final

from lxml import etree

from disclosure.scanner.package import DAMAGED, Counted, Unreadable

ENTITIES: Final = "文件内含有实体声明，可能是恶意文件，系统不予打开"
_DOCUMENT_TYPE: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
Element = Any  # lxml has no types


class _Checked:
    """A source whose first bytes hold no document type, which could only stand there."""

    def __init__(self, source: Counted | IO[bytes]) -> None:
        self.source = source
        self.first = True

    def read(self, size: int = -1) -> bytes:
        data = self.source.read(size)
        if self.first:
            self.first = False
            _refuse_document_type(data)
        return data


def _refuse_document_type(data: bytes) -> None:
    if _DOCUMENT_TYPE.search(data[:16384].replace(b"\x00", b"")):
        raise Unreadable(ENTITIES)


def parse(data: bytes) -> Element:
    """The root element; raises Unreadable."""
    _refuse_document_type(data)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(DAMAGED) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(ENTITIES)
    return root


def stream(source: Counted | IO[bytes], tags: Sequence[str]) -> Iterator[Element]:
    """Elements with one of these tags as they end; what is read is let go. Raises Unreadable."""
    try:
        events = etree.iterparse(
            _Checked(source),
            events=("end",),
            tag=tags,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        first = True
        for _, element in events:
            if first:
                first = False
                if element.getroottree().docinfo.internalDTD is not None:
                    raise Unreadable(ENTITIES)
            yield element
            element.clear(keep_tail=True)
            parent = element.getparent()
            if parent is not None:
                while parent[0] is not element:
                    del parent[0]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(DAMAGED) from error


def local(element: Element) -> str:
    """The tag without its namespace; empty for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_of(element: Element, tag: str = "{*}t") -> str:
    """All text in elements of one tag."""
    return "".join(part.text or "" for part in element.iter(tag))


def flag(element: Element, name: str, *, otherwise: bool = False) -> bool:
    """An on/off attribute, whatever its namespace."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value).lower() not in {"0", "false", "off", "none"}
    return otherwise


def attribute(element: Element, name: str) -> str:
    """An attribute, whatever its namespace."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return ""
