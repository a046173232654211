"""公开渠道和载体: boxes, lists and bare names turned into channel → used / optional / not_used."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from catalog.importer.cleaning import match_key, one_line, plain
from catalog.importer.features import EMPTY_BOXES, USED_BOXES
from catalog.importer.model import BoxLegend, ChannelState, Problem

# The 13 channels of the national table, in its order.
_STANDARD_NAMES: Final = (
    "政府网站",
    "政府公报",
    "两微一端",
    "发布会/听证会",
    "广播电视",
    "纸质媒体",
    "公开查阅点",
    "政务服务中心",
    "便民服务站",
    "入户/现场",
    "社区/企事业单位/村公示栏（电子屏）",
    "精准推送",
    "其他",
)
_STANDARD_ALIASES: Final = {
    "发布会": "发布会/听证会",
    "听证会": "发布会/听证会",
    "纸质载体": "纸质媒体",
    "政府服务中心": "政务服务中心",
    "行政服务中心": "政务服务中心",
    "政务服务大厅": "政务服务中心",
    "行政服务大厅": "政务服务中心",
    "便民服务点": "便民服务站",
    "人户/现场": "入户/现场",
    "社区/企事业单位/村公示栏": "社区/企事业单位/村公示栏（电子屏）",
    "社区/村公示栏": "社区/企事业单位/村公示栏（电子屏）",
    "社区/村公示栏(电子屏)": "社区/企事业单位/村公示栏（电子屏）",
    "村居/企事业单位公示栏": "社区/企事业单位/村公示栏（电子屏）",
    "村居/企事业单位公示栏(电子屏)": "社区/企事业单位/村公示栏（电子屏）",
    "社区/企事业单位公示栏": "社区/企事业单位/村公示栏（电子屏）",
    "社区/企事业单位/村(居)公示栏(电子屏)": "社区/企事业单位/村公示栏（电子屏）",
    "其它": "其他",
}
_NOT_WORD: Final = re.compile(r"[\W_]+")


def channel_key(name: str) -> str:
    """For comparing names: only letters, digits and characters count, so `发布会.听证会` = `发布会/听证会`."""
    return _NOT_WORD.sub("", match_key(name)).casefold()


class ChannelVocabulary:
    """The names a site uses, in its order, and the spellings that mean the same."""

    def __init__(self, names: Iterable[str], aliases: Mapping[str, str] | None = None) -> None:
        """`aliases`: spelling → canonical name; canonical names need no alias of themselves."""
        self.names = tuple(names)
        self._known = {channel_key(alias): name for alias, name in (aliases or {}).items()}
        self._known.update({channel_key(name): name for name in self.names})

    def extended(self, names: Iterable[str], aliases: Mapping[str, str]) -> "ChannelVocabulary":
        """This vocabulary under a site's own names and spellings, which win over these."""
        own = ChannelVocabulary(names, aliases)
        own._known = {**self._known, **own._known}
        return own

    def canonical(self, printed: str) -> str | None:
        """The canonical name, or None for an unknown one."""
        return self._known.get(channel_key(printed))


STANDARD_CHANNELS: Final = ChannelVocabulary(_STANDARD_NAMES, _STANDARD_ALIASES)


@dataclass(frozen=True, slots=True)
class Channels:
    """The reading of one cell. `states` keeps the printed order."""

    states: dict[str, ChannelState]
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


_USED, _EMPTY, _OPTIONAL = "+", "-", "?"
_BOX: Final = re.compile(
    rf"(?P<used>[{USED_BOXES}])|(?P<empty>[{EMPTY_BOXES}])|(?P<optional>◇)"
    r"|(?:(?<=^)|(?<=[\s、,，;；)）]))(?:(?P<r>R)(?=\s*[\u4e00-\u9fff])|(?P<kou>口)(?=\s*[\u4e00-\u9fff]))"
)
_NOTE: Final = re.compile(r"(?:^|[\s(（;；。])((?:备?注|说明)\s*[:：].*)$", re.DOTALL)
_REMARK: Final = re.compile(r"[(（][^()（）]*(?:必选|可选|至少选择|从其规定|选择其一|范围内)[^()（）]*[)）]")
_URL: Final = re.compile(r"[(（:：]?\s*(?:https?://|www\.)[\w./?%&=#:~\-]+\s*[)）]?")
_LINK_TEXT: Final = re.compile(r"一键直达|点击.*|查看.*|链接.*|详情.*|直达.*|进入|[─—–\-/无]+")
_OTHER: Final = re.compile(
    r"其[他它](?:渠道|方式|载体|形式|途径|平台)?(?:[:：_＿—\-\s(（]+|(?=[^\s]))(?P<rest>.*)", re.DOTALL
)
_TRIM: Final = " \n、，,;；。.:：_＿—-"
_NUMBERED: Final = re.compile(
    r"(?:^|(?<=[\s;；、,，。]))(?:\d{1,2}[.．、)）]|[(（]\d{1,2}[)）]|[①-⑳])\s*(?=[^\d\s])|[①-⑳]"
)
_PARTS: Final = re.compile(r"[、，,;；\n]+(?![^(（]*[)）])")


def read_channels(text: str, vocabulary: ChannelVocabulary, legend: BoxLegend) -> Channels:
    """One cell. Without any box everything named is used; a note (注:) is never a channel."""
    body, notes = _without_notes(plain(text))
    boxes = [] if not body else _boxes(body, vocabulary)
    reading = _Reading(vocabulary, legend, notes)
    if boxes:
        reading.add_boxed(body, boxes)
    else:
        reading.add_bare(body)
    return Channels(reading.states, tuple(reading.notes), tuple(reading.problems))


def _without_notes(body: str) -> tuple[str, list[str]]:
    notes = [one_line(found) for found in _REMARK.findall(body)]
    body = _REMARK.sub("", body)
    found = _NOTE.search(body)
    if found:
        notes.append(one_line(found.group(1).rstrip(")）") if found.group(0)[0] in "(（" else found.group(1)))
        body = body[: found.start()]
    notes += ["网址：" + url.strip(" ()（）:：") for url in _URL.findall(body)]
    return _URL.sub(" ", body).strip(), notes


def _boxes(body: str, vocabulary: ChannelVocabulary) -> list[tuple[int, int, str]]:
    """(start, end, used, empty or optional) of every box. ◇ is how our own table prints optional. `R`, `口` and `☐` are boxes only where the cell says so."""
    found = list(_BOX.finditer(body))
    sure = any(mark["used"] or (mark["empty"] and mark["empty"] != "£") for mark in found)
    boxes = []
    for mark in found:
        letter = mark["r"] or mark["kou"]
        if letter and not (sure or _names_follow(body, mark.end(), vocabulary) or "£" in body):
            continue
        state = _OPTIONAL if mark["optional"] else _USED if mark["used"] or mark["r"] else _EMPTY
        boxes.append((mark.start(), mark.end(), state))
    return boxes


def _names_follow(body: str, at: int, vocabulary: ChannelVocabulary) -> bool:
    following = re.split(r"[\s、，,;；]", body[at:].strip(), maxsplit=1)[0]
    return vocabulary.canonical(following) is not None


class _Reading:
    """Collects one cell's channels."""

    def __init__(self, vocabulary: ChannelVocabulary, legend: BoxLegend, notes: list[str]) -> None:
        self.vocabulary = vocabulary
        self.states_of: dict[str, ChannelState] = {_USED: "used", _EMPTY: legend, _OPTIONAL: "optional"}
        self.states: dict[str, ChannelState] = {}
        self.notes = notes
        self.problems: list[Problem] = []

    def add_boxed(self, body: str, boxes: Sequence[tuple[int, int, str]]) -> None:
        """Boxes say which names are used; a name without its box stays open."""
        ambiguous = len(boxes) > 1 and all(body[start] == "☐" for start, _, _ in boxes)
        if ambiguous:
            self.problem("所有渠道都印着同一种方框“☐”，看不出选了哪些，请核对")
        self._unboxed(body[: boxes[0][0]])
        for at, (_, end, state) in enumerate(boxes):
            until = boxes[at + 1][0] if at + 1 < len(boxes) else len(body)
            name, *rest = self._split(body[end:until])
            if name and not ambiguous:
                self.put(name, self.states_of[state])
            for more in rest:
                self._unboxed(more)

    def _split(self, text: str) -> list[str]:
        """The name after a box; further known names after it have lost their own box."""
        text = text.strip(_TRIM)
        if self.vocabulary.canonical(text) is not None or text.startswith(("其他", "其它")):
            return [text]
        parts = [part for part in re.split(r"[\s、，,;；]+", text) if part]
        for cut in range(1, len(parts)):
            head, tail = "".join(parts[:cut]), parts[cut:]
            if self.vocabulary.canonical(head) is not None and self._all_known(tail):
                return [head, *self._names(tail)]
            if self.vocabulary.canonical("".join(tail)) is not None and cut == len(parts) - len(tail):
                return [one_line(" ".join(parts[:cut])), "".join(tail)]
        return [text]

    def _all_known(self, parts: Sequence[str]) -> bool:
        return bool(self._names(parts))

    def _names(self, parts: Sequence[str]) -> list[str]:
        """Parts regrouped into known names (`社区/企事业单位`, `村公示栏`); empty if that does not come out even."""
        names: list[str] = []
        at = 0
        while at < len(parts):
            for end in range(len(parts), at, -1):
                if self.vocabulary.canonical("".join(parts[at:end])) is not None:
                    names.append("".join(parts[at:end]))
                    at = end
                    break
            else:
                return []
        return names

    def _unboxed(self, text: str) -> None:
        name = one_line(text).strip(_TRIM)
        if name and (self.vocabulary.canonical(name) is not None or len(name) > 1):
            self.problem(f"“{name[:20]}”前没有方框，看不出是否选用，请核对")

    def add_bare(self, body: str) -> None:
        """Names without any box: everything listed is used."""
        body = _NUMBERED.sub("\n", body)
        if self.vocabulary.canonical(body) is not None:
            self.put(body, "used")
            return
        for chunk in _PARTS.split(body):
            for name in self._bare_names(chunk.strip(_TRIM)):
                self.put(name, "used")

    def _bare_names(self, chunk: str) -> list[str]:
        """Split at spaces or slashes only where that yields known names."""
        if not chunk or self.vocabulary.canonical(chunk) is not None:
            return [chunk] if chunk else []
        parts = [part for part in re.split(r"\s+", chunk) if part]
        if len(parts) > 1:
            whole = self._names(parts)
            if whole:
                return whole
            if all(len(part) >= 3 for part in parts):
                return parts
            return [one_line(chunk)]
        pieces = [part for part in re.split(r"[/和及]", chunk) if part]
        if len(pieces) > 1 and all(self.vocabulary.canonical(part) is not None for part in pieces):
            return pieces
        return [chunk]

    def put(self, printed: str, state: ChannelState) -> None:
        """One named channel; free text after 其他 is a channel of its own."""
        name = one_line(printed).strip(_TRIM)
        if not name or _LINK_TEXT.fullmatch(name):
            return
        known = self.vocabulary.canonical(name)
        if known is None:
            name = self._after_other(name)
            known = self.vocabulary.canonical(name)
        final = known if known is not None else name
        before = self.states.get(final)
        if before is not None and before != state:
            self.problem(f"渠道“{final}”出现两次且勾选不一致，请核对")
        if before != "used":
            self.states[final] = state

    def _after_other(self, name: str) -> str:
        found = _OTHER.fullmatch(name)
        if found is None:
            return name
        rest = found["rest"].strip(_TRIM)
        if not name.rstrip(_TRIM).endswith((")", "）")) or rest.count("(") + rest.count("（") == 0:
            rest = rest.rstrip(")）") if "(" not in rest and "（" not in rest else rest
        return rest.strip(_TRIM) or self.vocabulary.canonical("其他") or "其他"

    def problem(self, reason: str) -> None:
        """A doubt that does not spoil the row."""
        self.problems.append(Problem("channels", reason))


_LEGEND: Final = re.compile(
    r"[□口£☐]\s*[”\"’'」]?\s*(?:表示|为|代表|是|指|即|:|：|=|－|-)?\s*(可选|可以选|自选|选择|选项可|非必)"
)


def box_legend(texts: Iterable[str]) -> BoxLegend:
    """What an empty box means: «optional» only where a legend says so (住建 tables), else «not used»."""
    for text in texts:
        if "选" in text and _LEGEND.search(plain(text)):
            return "optional"
    return "not_used"
