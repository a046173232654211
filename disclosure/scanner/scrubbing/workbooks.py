"""Excel files without comments and authors and, if wanted, without what stands on hidden sheets, rows and columns."""

import re
from collections.abc import Iterable
from typing import Final

from disclosure.scanner import ooxml, xml
from disclosure.scanner.package import MEGABYTE
from disclosure.scanner.scrubbing.office import CannotScrub, Parts
from disclosure.scanner.sheets import Sheet, column_of, listed

_MOST: Final = 100 * MEGABYTE
_COMMENTS: Final = ("comments", "threadedcomments", "person")
_COMMENT_FILES: Final = re.compile(r"(?i)/(?:threadedComments?|persons?)/|/comments\d*\.xml$")


def scrub_workbook(parts: Parts, *, drop_hidden: bool) -> None:
    """Changes the parts in place; raises CannotScrub."""
    _comments(parts)
    workbook = parts.named("sheet", "template")[0]
    for tag in ("fileSharing", "absPath"):
        for element in list(parts.tree(workbook).iter(f"{{*}}{tag}")):
            element.getparent().remove(element)
    if drop_hidden:
        _drop_hidden(parts, workbook)


def _comments(parts: Parts) -> None:
    drawings = {
        target
        for name in parts.named("worksheet")
        for target in ooxml.related(parts.package, name).values()
        if target.lower().endswith(".vml") and b'ObjectType="Note"' in parts.package.read(target)
    }
    for name in parts.named("worksheet"):
        targets = ooxml.related(parts.package, name)
        used = {key for key, target in targets.items() if target in drawings}
        if used:
            for element in list(parts.tree(name).iter("{*}legacyDrawing")):
                if xml.attribute(element, "id") in used:
                    element.getparent().remove(element)
    parts.drop(parts.named(*_COMMENTS))
    parts.drop(name for name in parts.package.names if _COMMENT_FILES.search("/" + name))
    parts.drop(drawings)


def _drop_hidden(parts: Parts, workbook: str) -> None:
    if parts.named("pivotCacheRecords", "pivotCacheDefinition"):
        raise CannotScrub("表格含有数据透视表，隐藏的数据可能留在透视表里，请在 Excel 里处理后重新上传")
    size = sum(info.file_size for info in parts.package.infos)
    if size > _MOST:
        raise CannotScrub("表格太大，不能自动清理，请在 Excel 里删除隐藏内容后重新上传")
    sheets = listed(parts.package, workbook)
    if all(sheet.hidden for sheet in sheets):
        raise CannotScrub("所有工作表都是隐藏的，请在 Excel 里取消隐藏后重新上传")
    _forget_sheets(parts, workbook, sheets)
    kept = [sheet.part for sheet in sheets if not sheet.hidden]
    used: set[str] = set()
    for name in kept:
        used |= _empty_out_of_sight(parts.tree(name))
    _forget_strings(parts, used)
    parts.drop(parts.named("calcChain"))


def _forget_sheets(parts: Parts, workbook: str, sheets: list[Sheet]) -> None:
    """Hidden sheets go as a whole; names that speak of them go as well."""
    root = parts.tree(workbook)
    elements = list(root.iter("{*}sheet"))
    gone = {at for at, sheet in enumerate(sheets) if sheet.hidden}
    kept_parts = {sheet.part for sheet in sheets if not sheet.hidden}
    listed_parts = {sheet.part for sheet in sheets}
    for at in gone:
        elements[at].getparent().remove(elements[at])
    parts.drop(sheets[at].part for at in gone if sheets[at].part not in kept_parts)
    parts.drop(name for name in parts.named("worksheet") if name not in listed_parts)
    after = {at: number for number, at in enumerate(at for at in range(len(sheets)) if at not in gone)}
    titles = [sheets[at].title for at in gone]
    for name in list(root.iter("{*}definedName")):
        local = name.get("localSheetId")
        text = (name.text or "").replace("''", "'")
        if (local is not None and int(local) in gone) or any(
            f"{t}!" in text or f"{t}'!" in text for t in titles
        ):
            name.getparent().remove(name)
        elif local is not None:
            name.set("localSheetId", str(after[int(local)]))
    for view in root.iter("{*}workbookView"):
        for key in ("activeTab", "firstSheet"):
            view.attrib.pop(key, None)
    drawings = _only_of(parts, [sheets[at].part for at in gone], kept_parts)
    parts.drop(drawings)


def _only_of(parts: Parts, gone: Iterable[str], kept: Iterable[str]) -> set[str]:
    """Drawings, charts and the like that only dropped sheets point to."""
    reached = _reached(parts, gone)
    return reached - _reached(parts, kept)


def _reached(parts: Parts, names: Iterable[str]) -> set[str]:
    waiting, found = list(names), set[str]()
    while waiting:
        for target in ooxml.related(parts.package, waiting.pop()).values():
            if target in parts.package and target not in found and "/worksheets/" not in target:
                found.add(target)
                waiting.append(target)
    return {name for name in found if not name.endswith(("workbook.xml", "sharedStrings.xml", "styles.xml"))}


def _empty_out_of_sight(root: xml.Element) -> set[str]:
    """Empties cells nobody sees, turns formulas into their values; the indexes of strings still used."""
    columns: set[int] = set()
    for element in root.iter("{*}col"):
        if element.get("hidden") in {"1", "true"} or element.get("width") == "0":
            columns |= set(range(int(element.get("min")), min(int(element.get("max")), 16384) + 1))
    used: set[str] = set()
    for row in root.iter("{*}row"):
        whole = row.get("hidden") in {"1", "true"} or row.get("ht") == "0"
        column = 0
        for cell in list(row):
            column = column_of(cell.get("r", "")) or column + 1
            if whole or column in columns:
                row.remove(cell)
                continue
            for child in list(cell):
                if xml.local(child) == "f":
                    cell.remove(child)
                elif xml.local(child) == "v" and cell.get("t") == "s":
                    used.add(child.text or "")
    return used


def _forget_strings(parts: Parts, used: set[str]) -> None:
    for name in parts.named("sharedStrings"):
        for at, item in enumerate(parts.tree(name)):
            if str(at) not in used and xml.local(item) == "si":
                for child in list(item):
                    item.remove(child)
                item.append(item.makeelement(f"{{{item.nsmap[item.prefix]}}}t", {}))
