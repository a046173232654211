"""Whose catalogue it is and of which domain, read from titles and the lines before the table."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from catalog.importer.cleaning import match_key, one_line

_UNIT: Final = re.compile(
    r"[\u4e00-\u9fff]{1,8}?(?:自治县|自治旗|自治州|林区|特区|新区|街道|[省市县区旗州盟乡镇])"
)
_NOT_UNIT: Final = re.compile(
    r"某|^(?:城市|社区|地区|园区|辖区|片区|校区|景区|[本全我各该]?[省市县区旗]|州市|市县|县区|乡镇|街道|.*(?:领域|公开|目录))$|^[本全我各该城]"
)
_PREFIX: Final = re.compile(
    r"^[#\s>*]*(?:附件\s*\d*\s*[:：.、]?)?(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.]?\s*)?(?=[^\d])"
)
_DOMAIN: Final = re.compile(r"([\u4e00-\u9fff、（）()]{2,24}?)(?:试点)?领域")
_CATALOGUE: Final = re.compile(r"领域|目录|清单|标准|·")
_BEFORE_TITLE: Final = re.compile(r"^(?:.*?(?:人民政府|办公室|[局委]))?(?:关于)?(?:印发)?")
_DEPARTMENT: Final = re.compile(
    r"^[\u4e00-\u9fff]{1,14}(?:局|委员会|办公室|分局|人民政府|办事处)(?=[\u4e00-\u9fff]{2})"
)
_LABELLED: Final = re.compile(r"(?:公开)?(主体|单位|领域|部门)[:：|｜\s]+(.+)")
_FROM_BASIC: Final = re.compile(r"^(.{2,16}?)(?:基层)?(?:政务|政府信息)公开(?:标准|事项|标准化)*目录")


def unit_name(lines: Iterable[str]) -> str | None:
    """The county or township named first in the titles: 四川省甘孜州稻城县… → 稻城县."""
    for line in lines:
        text = _PREFIX.sub("", one_line(line), count=1)
        labelled = _LABELLED.match(text)
        if labelled and labelled.group(1) != "领域":
            text = labelled.group(2)
        elif not _CATALOGUE.search(text) and "政府" not in text:
            continue
        found = _chain(text)
        if found:
            return found
    return None


def _chain(text: str) -> str | None:
    """The innermost of the place names a title begins with."""
    last: str | None = None
    while True:
        found = _UNIT.match(text)
        if found is None or _NOT_UNIT.search(found.group()):
            return last
        last, text = found.group(), text[found.end() :]
        if last.endswith(("乡", "镇", "街道")):
            return last


def domain_name(lines: Iterable[str], aliases: Mapping[str, str]) -> str:
    """The domain in a title, canonical where an alias occurs in it; "" when no line names one."""
    lines = [one_line(line) for line in lines]
    titles = [line for line in lines if _CATALOGUE.search(line) and len(line) <= 160]
    for line in titles:
        printed = _printed_domain(line)
        if printed:
            return canonical_domain(printed, aliases)
    for line in titles:
        inside = _alias_inside(line, aliases)
        if inside:
            return inside
    return ""


def _printed_domain(line: str) -> str:
    labelled = _LABELLED.match(line)
    if labelled and labelled.group(1) == "领域":
        return re.split(r"[|｜\s]", labelled.group(2).strip())[0]
    text = _PREFIX.sub("", line, count=1)
    if "·" in text:
        return re.split(r"[（(]|领域", text.split("·", 1)[1].strip(), maxsplit=1)[0].strip()
    text = _without_unit(text)
    found = _DOMAIN.search(text) or _FROM_BASIC.match(text)
    if found is None:
        return ""
    name = _PREFIX.sub("", found.group(1), count=1).strip("（）()、")
    return "" if name in {"试点", "各", "相关", "公开", "相应", "重点", "基层政务公开", "26个试点"} else name


def _without_unit(text: str) -> str:
    while True:
        found = _UNIT.match(text)
        if found is None or _NOT_UNIT.search(found.group()):
            return re.sub(r"^(?:人民政府|关于)", "", text)
        text = text[found.end() :]


def canonical_domain(printed: str, aliases: Mapping[str, str]) -> str:
    """The canonical name for a printed one, else the printed one; `社会救助领域` = 社会救助."""
    printed = one_line(printed)
    known = _folded(aliases)
    key = match_key(printed)
    for candidate in (key, key.removesuffix("领域"), re.sub(r"\(.*?\)", "", key).removesuffix("领域")):
        if candidate in known:
            return known[candidate]
    # 青岚县民政局养老服务领域…: the department stands between the place and the domain.
    endings = [alias for alias in known if len(alias) > 1 and key.removesuffix("领域").endswith(alias)]
    if endings:
        return known[max(endings, key=len)]
    printed = _DEPARTMENT.sub("", printed, count=1)
    return re.sub(r"[(（]\d+[)）]$|(?:试点)?领域$", "", printed) or printed


def _alias_inside(line: str, aliases: Mapping[str, str]) -> str:
    key = match_key(line)
    inside = [
        (len(alias), name) for alias, name in _folded(aliases).items() if len(alias) > 1 and alias in key
    ]
    return max(inside)[1] if inside else ""


def _folded(aliases: Mapping[str, str]) -> dict[str, str]:
    known = {match_key(name): name for name in aliases.values()}
    known.update({match_key(alias): name for alias, name in aliases.items()})
    return known
