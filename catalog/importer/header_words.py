"""The words counties print above the columns, and what each of them means."""

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from catalog.importer.cleaning import match_key


class Kind(Enum):
    """What a header word stands for. The *_GROUP kinds span sub-columns, or hold text when they have none."""

    SEQ = "seq"
    DOMAIN = "domain"
    ITEM = "item"
    ITEM_GROUP = "item_group"
    CONTENT = "content"
    BASIS = "basis"
    TIME = "time_limit"
    SUBJECT = "subject"
    CHANNELS = "channels"
    AUDIENCE_ALL = "audience_all"
    AUDIENCE_GROUP = "audience_group"
    AUDIENCE = "audience"
    MODE_ACTIVE = "mode_active"
    MODE_REQUEST = "mode_request"
    MODE = "mode"
    TIER = "tier"
    TIERS = "tiers"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised header word. `rank` orders item columns, `tiers` are the levels a tick column stands for."""

    kind: Kind
    rank: int = 0
    tiers: tuple[str, ...] = ()


GROUPS = frozenset({Kind.ITEM_GROUP, Kind.AUDIENCE, Kind.MODE, Kind.TIERS})
# Words that never occur as values in a row; the others (全社会, 主动, 县级, 备注) may.
STRONG = frozenset(
    {Kind.SEQ, Kind.ITEM, Kind.ITEM_GROUP, Kind.CONTENT, Kind.BASIS, Kind.TIME, Kind.SUBJECT, Kind.CHANNELS}
    | {Kind.AUDIENCE, Kind.MODE, Kind.TIERS}
)
# A header must hold two of these; the group words alone also stand in vertical cards (公开方式 | 主动公开).
MAIN = STRONG - {Kind.AUDIENCE, Kind.MODE, Kind.TIERS}
CATALOGUE_RANK = 0
TYPE_RANK = -1

_ITEM_NOUN = r"(?:公开)?(?:事项|指标|类别|名称|分类|项目|事务|内容)?(?:名称)?"
_PATTERNS: tuple[tuple[str, Word], ...] = (
    (r"序号?|编号|事项编[号码]|编码|No\.?|顺序号", Word(Kind.SEQ)),
    (r"(?:相应|公开|所属|试点|所在|政务公开|对应)?领域(?:名称|编码|及编码)?", Word(Kind.DOMAIN)),
    (r"一级目录(?:名称)?", Word(Kind.ITEM, CATALOGUE_RANK)),
    (r"二级目录(?:名称)?", Word(Kind.ITEM, 2)),
    (r"三级目录(?:名称)?", Word(Kind.ITEM, 3)),
    (rf"(?:公开事项)?(?:一|1|第一)级{_ITEM_NOUN}|主项(?:名称)?|(?:公开)?事项大类", Word(Kind.ITEM, 1)),
    (rf"(?:公开事项)?(?:二|2|第二)级{_ITEM_NOUN}|子项(?:名称)?|(?:公开)?事项小类", Word(Kind.ITEM, 2)),
    (rf"(?:公开事项)?(?:三|3|第三)级{_ITEM_NOUN}", Word(Kind.ITEM, 3)),
    (r"(?:政务|信息)?公?开事项(?:名称|目录)?|事项(?:名称)?|公开项目|公开目录", Word(Kind.ITEM_GROUP)),
    (r"事项类型", Word(Kind.ITEM, TYPE_RANK)),
    (
        r"公?开?内容(?:和测评依据|及测评依据|及要求|和要求|要素|及标准|与要素|要素及要求)?|公开要素|内容要素|主要内容",
        Word(Kind.CONTENT),
    ),
    (r"(?:公?开|法律|政策|设定|文件|制度|法定|法律法规|政策法规)?依据(?:文件)?", Word(Kind.BASIS)),
    (r"公?开?时限(?:要求)?|公开(?:时间|期限|时效)(?:要求)?", Word(Kind.TIME)),
    (
        r"(?:信息)?公?开?主体(?:单位)?|公开责任(?:主体|单位|部门)|责任(?:主体|单位|部门)|公开(?:单位|部门)",
        Word(Kind.SUBJECT),
    ),
    (
        (
            r"(?:网站|信息)?公?开?渠道(?:(?:和|及|与|、|或|/)?(?:载体|平台|方式|形式))?|公开(?:载体|平台|途径)"
            r"(?:(?:和|及|与|、)?渠道)?|发布渠道"
        ),
        Word(Kind.CHANNELS),
    ),
    (r"(?:面向)?全社会(?:公众)?|社会公众", Word(Kind.AUDIENCE_ALL)),
    (r"特定(?:群体|群众|主体|对象|人群|公众|人员)?(?:请写明|请注明)?", Word(Kind.AUDIENCE_GROUP)),
    (r"公?开?对象|公?开范围", Word(Kind.AUDIENCE)),
    (r"主动(?:公开)?", Word(Kind.MODE_ACTIVE)),
    (r"依?申请(?:公开)?|依申", Word(Kind.MODE_REQUEST)),
    (r"公?开属性", Word(Kind.MODE, 1)),
    (r"公?开方式", Word(Kind.MODE)),
    (r"公?开?层级|公开级别|公开层次", Word(Kind.TIERS)),
    (
        (
            r"备注|说明|.{0,6}电话|责任科室|责任处室|责任人|联系人|条款内容|依据效力|依据位阶|事项类别|对应职责|政府网站"
            r"|(?:公开|网址|网站|信息)?链接|网址|更新周期|更新频率|公开形式|公开格式|五公开.*|公开[■□].*|公开文本|公开程序"
            r"|解读方式"
        ),
        Word(Kind.EXTRA),
    ),
)
_COMPILED = tuple((re.compile(pattern), word) for pattern, word in _PATTERNS)
_PARENTHESES = re.compile(r"[(\[【〔<《][^()\[\]【】〔〕<>《》]*[)\]】〕>》]?")
_TIER_SHAPE = re.compile(
    r"[\u4e00-\u9fff、/()·,和及]{1,10}级|镇街乡?|乡镇(?:街道)?|村|村居|村社区|乡村|街道|乡镇街道?"
)
_TIER_NOT = re.compile(r"^[一二三四五六七八九十123]级|上级|下级|公开|各级|本级|同级")
_TIER_MARKS = (("city", "州市盟"), ("county", "县区旗"), ("township", "乡镇街"), ("village", "村居"))


@lru_cache(maxsize=16384)
def header_word(text: str) -> Word | None:
    """The meaning of one header cell, or None. Spaces, line breaks and bracketed remarks do not matter."""
    if not text or len(text) > 160:
        return None
    key = match_key(text).rstrip(":：*")
    tier = _tier_word(key)
    if tier is not None:
        return tier
    bare = _PARENTHESES.sub("", key)
    # 公开 ■文本 and 五公开 □决策 are header cells whose boxes belong to the name.
    for candidate in (bare, key):
        if not candidate or len(candidate) > 24:
            continue
        for pattern, word in _COMPILED:
            if pattern.fullmatch(candidate):
                return word
    return None


def _tier_word(key: str) -> Word | None:
    """县级, 乡、村级, 镇(街)级, 东阳市级, 州级县级: the levels a column stands for."""
    if key == "作业区":
        return Word(Kind.TIER)
    if len(key) > 12 or not _TIER_SHAPE.fullmatch(key) or _TIER_NOT.search(key):
        return None
    tiers = tiers_in(key)
    if not tiers:
        return None
    if key.count("级") > 1:
        return Word(Kind.TIERS, tiers=tiers)
    return Word(Kind.TIER, tiers=tiers)


def tiers_in(text: str) -> tuple[str, ...]:
    """The levels named in a word such as 县(市、区)级 (one: county) or 乡、村级 (two)."""
    key = match_key(text)
    key = re.sub(r"县\(.*?\)|县[、/]?市[、/]?区|县市|县区|市辖区|市县区", "县", key)
    key = key.replace("社区", "村").replace("开发区", "县")
    if key.endswith(("镇街乡", "镇(街)级")):
        return ("township",)
    found = []
    for tier, marks in _TIER_MARKS:
        if any(mark in key for mark in marks):
            found.append(tier)
    if "city" in found and "区级" in key and "州" not in key and "市级" not in key:
        found.remove("city")
    return tuple(found)
