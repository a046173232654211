"""What a piece of text looks like, and how well that suits each kind of column."""

import re
from enum import Enum
from functools import lru_cache
from typing import Final

from catalog.importer.cleaning import is_nothing, match_key, plain
from catalog.importer.header_words import Kind


class Look(Enum):
    """The most telling feature of a piece of text."""

    EMPTY = 0
    NUMBER = 1
    TICK = 2
    DITTO = 3
    DASH = 4
    BOXES = 5
    NOTE = 6
    CHANNEL = 7
    TIME = 8
    LAW = 9
    TICK_WORD = 10
    UNIT = 11
    LIST = 12
    SHORT = 13
    MEDIUM = 14
    LONG = 15
    FURNITURE = 16
    WEAK_LAW = 17


TICKS: Final = "√✓✔☑✅∨"
USED_BOXES: Final = "■▄▲◆☑◼⬛█▉▇☒✓√✔þ▣"
EMPTY_BOXES: Final = "□£☐◻▢¨❑❏"
_TICK = re.compile(rf"[{TICKS}■●R?？Vv]|[{TICKS}][(（].*[)）]|[{TICKS}].{{1,40}}", re.DOTALL)
_BOX = re.compile(
    rf"[{USED_BOXES}{EMPTY_BOXES}]\s*[A-Za-z0-9\u4e00-\u9fff]|(?:^|\s)[R口]\s*(?=[\u4e00-\u9fff]{{2}})(?!口岸|口头|口径|口腔)"
)
DITTO = re.compile(r"[“\"']?(?:内容)?(?:同上|同前)(?:一?行|一?项|栏|述)?[”\"'。.]?|〃|″")
_NUMBER = re.compile(
    r"[(（]?\d{1,4}[)）]?[.．、]?|\d{1,2}(?:[.．-]\d{1,3}){1,2}|[(（][一二三四五六七八九十]{1,3}[)）]"
)
_TIME = re.compile(
    r"工作日|[0-9一二三四五六七八九十]+日(?:之?内|前|以内)|个?(?:自然日|月内)|^(?:按.{0,12})?(?:实时|及时|适时|即时|随时|长期|永久|常年|定期|动态|"
    r"每[年月日季周半]|按[年月季]|按进展)|(?:之日起|后).{0,14}(?:公开|公示|公布)|(?:及时|实时|长期|永久|适时)(?:更新|公开|公布)"
    r"|^\d+日|提前.{1,4}(?:周|日|天)|半年.{0,6}次|随采购公告|有效期内"
)
_LAW = re.compile(
    r"《[^》]+》|[〔\[【﹝(（]\s*(?:19|20)\d{2}\s*[〕\]】﹞)）]?\s*第?\d+\s*号|第[一二三四五六七八九十百\d]+条"
)
_WEAK_LAW = re.compile(
    r"(?:办法|条例|规定|规划|通知|意见|细则|法律|规章|规程|规则)[”\"]?(?:等|及.{0,6}规定)?[。;；]?$|法律法规|[一-龥]{2,}法[”\"]?$"
)
_UNIT = re.compile(
    r"(?:局|部门|政府|委员会|委|单位|中心|机构|科|科室|股|办|办公室|街道|乡镇|镇|村委会|居委会|公司|大队|支队|所|站|院|人民银行|部|厅|机关|"
    r"主体|业主|代理机构|招标人|采购人|学校|法院|集团|法人|组织|企业|村民小组|农场|联合会|总队|窗口|社区)(?:等|[(（].{1,20}[)）])?[。;；]?$"
)
_TICK_WORD = re.compile(
    r"(?:面向)?全社会(?:公众)?|社会公众|主动(?:公开)?|依申请(?:公开)?|申请人.{0,8}|特定(?:群体|群众|对象|主体).{0,30}|"
    r"面向.{2,60}|.{0,16}(?:申请人|当事人|相对人|被征收人|利害关系人|组织成员|集体成员|纳税人|缴费人|服务对象)|项目单位|当事人|(?:行政)?相对人|在征收范围内|被征收人|(?:[省市州县区乡镇村街道、/(()）和及]{1,8}级){1,3}|利害关系人|全文发布|服务对象"
)
_FURNITURE = re.compile(
    r"(?:信息)?来源[:：].*|(?:发布|更新|发文|成文)?(?:日期|时间)[:：].*|(?:点击|浏览|阅读|访问)(?:数|次数|量|人次)?[:：].*|.*字体[:：].*|"
    r".*[【\[](?:打印|关闭).*|(?:打印|关闭)(?:本页|窗口|页面)?|作者[:：].*|(?:责任)?编辑[:：].*|索引号.*|当前位置.*|首页.{0,3}>.*|上一篇.*|下一篇.*|分享(?:到|至).*|"
    r"扫一扫.*|(?:相关)?附件[:：\d].*|第\d+页.*|-\d+-|[—–]\d+[—–]|共\d+页.*|\d+/\d+|.{2,60}(?:公开)?(?:标准|事项)目录(?:[(（].*[)）])?|"
    r"网站?地图|版权所有.*|主办单位?[:：].*|.{0,4}ICP备.*|Copyright.*|浏览次数.*|相关(?:链接|文章).*|返回(?:顶部|首页)|下载.*|查看全文|\[.*大.*中.*小.*\]|"
    r"填报单位.*|制表.*|.{0,20}表示必选.*"
)
_CHANNEL = re.compile(
    r"政府网站|两微一端|公开查阅点|政务服务(?:中心|大厅|网)|便民服务站|广播电视|纸质媒体|政府公报|公示栏|精准推送|[入人]户/现场|"
    r"发布会|公众号|门户网|(?:网站|网|平台|APP|小程序|服务窗口|查阅点|公告栏|公开栏|电子屏|新媒体)(?:等)?$"
)
_LIST = re.compile(r"●|[;；].|(?:^|\s)[1１一][.．、)）][^\d].*[2２二][.．、)）]|[〇○]\S", re.DOTALL)


@lru_cache(maxsize=65536)
def look(text: str) -> Look:
    """The look of one cell or line; the order of the questions is the order of certainty."""
    text = plain(text)
    key = match_key(text)
    if not key:
        return Look.EMPTY
    for answer, test in _TESTS:
        if test(text, key):
            return answer
    if len(key) <= 12:
        return Look.SHORT
    return Look.MEDIUM if len(key) <= 30 else Look.LONG


def _looks_unit(_text: str, key: str) -> bool:
    return len(key) <= 80 and bool(_UNIT.search(key)) and not key.startswith("●")


_TESTS: Final = (
    (Look.NUMBER, lambda _t, key: bool(_NUMBER.fullmatch(key))),
    (
        Look.TICK,
        lambda text, key: (
            bool(_TICK.fullmatch(key)) and not _BOX.match(text[1:]) and not _has_channel_box(text)
        ),
    ),
    (Look.DITTO, lambda _t, key: bool(DITTO.fullmatch(key))),
    (Look.DASH, lambda _t, key: is_nothing(key)),
    (Look.FURNITURE, lambda _t, key: len(key) <= 90 and bool(_FURNITURE.fullmatch(key))),
    (Look.NOTE, lambda _t, key: bool(re.match(r"(?:备?注|说明)[:：]", key))),
    (Look.BOXES, lambda text, _k: bool(_BOX.search(text))),
    (Look.TIME, lambda _t, key: len(key) <= 160 and bool(_TIME.search(key)) and "《" not in key),
    (Look.CHANNEL, lambda _t, key: bool(_CHANNEL.search(key)) and "《" not in key and "●" not in key),
    (Look.TICK_WORD, lambda _t, key: bool(_TICK_WORD.fullmatch(key))),
    (Look.LAW, lambda _t, key: bool(_LAW.search(key)) and not key.startswith("●")),
    (
        Look.LIST,
        lambda text, key: (
            len(key) > 6 and bool(_LIST.search(text)) and ("；" in key or ";" in key or "●" in key)
        ),
    ),
    (Look.WEAK_LAW, lambda _t, key: bool(_WEAK_LAW.search(key)) and not key.startswith("●")),
    (Look.UNIT, _looks_unit),
    (Look.LIST, lambda text, key: len(key) > 6 and bool(_LIST.search(text))),
)


def _has_channel_box(text: str) -> bool:
    return len(text) > 2 and text[0] in "■☑✓√✔" and bool(_CHANNEL.search(match_key(text)))


_KINDS: Final = (
    Kind.SEQ,
    Kind.ITEM,
    Kind.CONTENT,
    Kind.BASIS,
    Kind.TIME,
    Kind.SUBJECT,
    Kind.CHANNELS,
    Kind.AUDIENCE,
    Kind.EXTRA,
    Kind.DOMAIN,
)
# Rows: look; columns: the kinds above (AUDIENCE stands for every tick column). 0 = made for it, 9 = never.
_COST: Final = {
    Look.EMPTY: (2, 1.5, 2, 2, 2, 2, 2, 0, 0.2, 1),
    Look.NUMBER: (0, 9, 6, 9, 9, 9, 9, 9, 2, 6),
    Look.TICK: (9, 9, 9, 9, 9, 9, 9, 0, 6, 9),
    Look.DITTO: (3, 1.5, 0.6, 0.2, 0.2, 0.2, 0.2, 1, 1, 2),
    Look.DASH: (1, 0.5, 1, 0.8, 0.8, 0.8, 0.8, 0.3, 0.3, 1),
    Look.BOXES: (9, 9, 5, 9, 9, 9, 0, 3, 2, 9),
    Look.NOTE: (9, 6, 2, 3, 4, 5, 0.5, 4, 1, 9),
    Look.CHANNEL: (9, 2.5, 2, 5, 6, 3, 0.2, 6, 2, 6),
    Look.TIME: (9, 4, 2, 4, 0, 6, 6, 6, 1.5, 9),
    Look.LAW: (9, 2, 1.2, 0, 5, 5, 6, 7, 1.5, 9),
    Look.TICK_WORD: (9, 2.5, 3, 5, 4, 2.5, 5, 0.3, 1.5, 4),
    Look.UNIT: (9, 1, 1.2, 3, 5, 0, 3, 3, 1.5, 4),
    Look.WEAK_LAW: (9, 0.9, 0.8, 0.3, 4, 4, 5, 7, 1.5, 6),
    Look.LIST: (9, 3, 0, 2, 4, 3, 4, 7, 1.5, 9),
    Look.SHORT: (9, 0, 0.4, 2.5, 4, 2.5, 3.5, 2.5, 1.2, 0.3),
    Look.MEDIUM: (9, 0.7, 0.2, 2.5, 4, 3, 4, 3.5, 1.2, 3),
    Look.LONG: (9, 2, 0, 2, 4, 4, 5, 9, 1.5, 9),
    Look.FURNITURE: (9, 7, 6, 6, 6, 6, 6, 9, 4, 9),
}


@lru_cache(maxsize=4096)
def misfit(seen: Look, kind: Kind, *, tick: bool) -> float:
    """How badly a text of this look sits in a column of this kind (0 to 9)."""
    return _COST[seen][_KINDS.index(Kind.AUDIENCE if tick else kind)]
