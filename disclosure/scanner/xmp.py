"""XMP packets, which PDFs and pictures carry: names of people, positions of photographs."""

from typing import Final

from disclosure.scanner import ooxml, xml
from disclosure.scanner.contents import Contents
from disclosure.scanner.finding import Kind
from disclosure.scanner.package import Unreadable

_PEOPLE: Final = {
    "creator": "作者",
    "Author": "作者",
    "Artist": "作者",
    "OwnerName": "相机所有者",
    "Credit": "来源",
}
_TEXTS: Final = frozenset(
    {"title", "description", "subject", "Keywords", "Headline", "Caption", "UserComment"}
)
_PLACES: Final = frozenset({"GPSLatitude", "GPSLongitude"})


def read_xmp(packet: str, place: str, contents: Contents) -> None:
    """Traces of one packet; a broken one is looked through as plain text."""
    start, end = packet.find("<x:xmpmeta"), packet.rfind("</x:xmpmeta>")
    core = packet[start : end + 12] if 0 <= start < end else packet
    if not core.strip(" \t\r\n\x00\ufeff"):
        return
    try:
        root = xml.parse(core.strip("\x00\ufeff \r\n\t").encode())
    except Unreadable:
        contents.look(place, core)
        return
    for element in root.iter("{*}*"):
        for name, value in element.attrib.items():
            _value(name.rpartition("}")[2], value, place, contents)
        if element.text and element.text.strip() and not len(element):
            _value(_property(element), element.text.strip(), place, contents)


def _property(element: xml.Element) -> str:
    """The property a value belongs to, above lists and their items."""
    while element is not None and xml.local(element) in {"li", "Seq", "Bag", "Alt"}:
        element = element.getparent()
    return xml.local(element) if element is not None else ""


def _value(name: str, value: str, place: str, contents: Contents) -> None:
    if name in _PEOPLE:
        ooxml.add_author(contents, place, value, _PEOPLE[name])
    elif name in _PLACES and value.strip():
        contents.trace(Kind.EXIF, place, "", "拍摄位置", shown="含有经纬度", blocking=True, scanned=False)
    elif name in _TEXTS:
        contents.look(place, value)
