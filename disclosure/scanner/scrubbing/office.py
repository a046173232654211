"""The parts of an Office file, to be changed and packed again."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable
from typing import Final

from lxml import etree

from disclosure.scanner import formats, ooxml, xml
from disclosure.scanner.ooxml import Part
from disclosure.scanner.package import Package
from disclosure.scanner.scrubbing.photographs import CannotScrub, scrub_picture

__all__ = ["CannotScrub", "Parts"]

_CORE_KEPT: Final = frozenset({"created", "modified", "revision", "version", "language", "contentStatus"})
_APP_GONE: Final = frozenset(
    {"Company", "Manager", "HyperlinkBase", "Template", "TitlesOfParts", "HeadingPairs"}
)
_THUMBNAIL: Final = re.compile(r"(?i)^docProps/thumbnail\.")
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


class Parts:
    """Reads lazily, remembers what was changed or dropped."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.every: list[Part] = ooxml.parts(package)
        self.trees: dict[str, xml.Element] = {}
        self.raw: dict[str, bytes] = {}
        self.dropped: set[str] = set()

    def tree(self, name: str) -> xml.Element:
        """The root element of a part; changes to it are kept."""
        if name not in self.trees:
            self.trees[name] = xml.parse(self.package.read(name))
        return self.trees[name]

    def named(self, *roles: str) -> list[str]:
        """Names of the parts with one of these roles that are still there."""
        return [part.name for part in self.every if part.role in roles and part.name not in self.dropped]

    def drop(self, names: Iterable[str]) -> None:
        """Take parts away, with what points to them and what only they point to by their own list."""
        for name in names:
            folder, _, file = name.rpartition("/")
            self.dropped |= {name, f"{folder}/_rels/{file}.rels".lstrip("/")}

    def drop_relationships(self, *kinds: str) -> None:
        """Take away relationships of these types, wherever they stand."""
        for name in self.package.names:
            if name.endswith(".rels") and name not in self.dropped:
                for element in list(self.tree(name)):
                    if xml.attribute(element, "Type").rpartition("/")[2] in kinds:
                        self.tree(name).remove(element)

    def clean_properties(self) -> None:
        """作者, 最后修改者, 单位, 主管, 关键词 and the thumbnail."""
        for name in self.named("core-properties"):
            for element in list(self.tree(name)):
                if xml.local(element) not in _CORE_KEPT:
                    self.tree(name).remove(element)
        for name in self.named("extended-properties"):
            for element in list(self.tree(name)):
                if xml.local(element) in _APP_GONE:
                    self.tree(name).remove(element)
        self.drop(self.named("custom-properties"))
        self.drop(name for name in self.package.names if _THUMBNAIL.match(name))

    def clean_pictures(self) -> None:
        """Photographs inside the file lose what a photograph on its own would lose."""
        for name, picture in ooxml.inner_files(self.every):
            if not picture or name in self.dropped:
                continue
            data = self.package.read(name)
            kind = formats.detect(data)
            if kind in {"jpeg", "png", "webp"}:
                # Word ignores the orientation tag, so turning the picture would turn it on the page.
                self.raw[name] = scrub_picture(data, kind, turn=False)

    def packed(self) -> bytes:
        """The file again, without dates of its members."""
        self._forget_dropped()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in self.package.names:
                if name in self.dropped:
                    continue
                if name in self.raw:
                    data = self.raw[name]
                elif name in self.trees:
                    data = etree.tostring(
                        self.trees[name].getroottree(),
                        xml_declaration=True,
                        encoding="UTF-8",
                        standalone=True,
                    )
                else:
                    data = self.package.read(name)
                archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
        return out.getvalue()

    def _forget_dropped(self) -> None:
        types = self.tree(ooxml.CONTENT_TYPES)
        for element in list(types):
            if xml.attribute(element, "PartName").lstrip("/") in self.dropped:
                types.remove(element)
        for name in self.package.names:
            if not name.endswith(".rels") or name in self.dropped:
                continue
            folder = posixpath.dirname(posixpath.dirname(name))
            for element in list(self.tree(name)):
                target = xml.attribute(element, "Target")
                path = (
                    target.lstrip("/")
                    if target.startswith("/")
                    else posixpath.normpath(posixpath.join(folder, target))
                )
                if xml.attribute(element, "TargetMode") != "External" and path in self.dropped:
                    self.tree(name).remove(element)
