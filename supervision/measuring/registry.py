"""Every automatic indicator by its code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from supervision.measuring import disclosed, responded
from supervision.measuring.base import Fact, Gauge, Scope

_ALL: Final = (
    Gauge("items_filled", "现行目录中主动公开的事项，有内容并且没有过更新期限的，占全部事项的比例。", disclosed.items_filled),
    Gauge("published_in_time", "考核期内发布的文件，在应公开日期以前发布的比例；历史文件导入不计。", disclosed.published_in_time),
    Gauge("metadata_complete", "考核期内发布的文件，发文机关、成文日期、主题分类、内容概述、主题词齐全的比例。", disclosed.metadata_complete),
    Gauge("validity_marked", "考核期内的有效性变化（修改、废止、失效），在应变更之日或者次日标明的比例。", disclosed.validity_marked),
    Gauge("guide_fresh", "现行公开指南在取数日前一年内发布或者更新的。", disclosed.guide_fresh),
    Gauge("editions_current", "现行目录版次在取数日前两年内公布的比例。", disclosed.editions_current),
    Gauge("interpreted", "考核期内发布的、须解读的文件，解读方案写明的材料都已发布的比例。", disclosed.interpreted),
    Gauge("interpreted_in_time", "上述文件，解读材料在文件发布后三个工作日内发布的比例。", disclosed.interpreted_in_time),
    Gauge("beyond_text", "考核期内解读的文件，有图解、音频、视频、发布会等非文字形式的比例。", disclosed.beyond_text),
    Gauge("replies_in_time", "考核期内作出的答复在答复期限内的比例；逾期未答复的计为不及时。", responded.replies_in_time),
    Gauge("reply_days", "考核期内作出的答复，从收到申请到答复的平均天数。", responded.reply_days, per=1, unit="天"),
    Gauge("corrections_in_time", "考核期内的补正告知，在收到申请七个工作日内作出的比例。", responded.corrections_in_time),
    Gauge("letters_complete", "考核期内作出的答复，出具有文号的答复书的比例。", responded.letters_complete),
    Gauge("not_corrected", "考核期内审结的复议、诉讼，没有被纠正的比例。", responded.not_corrected),
    Gauge("messages_in_time", "考核期内答复的留言在期限内的比例；逾期未答复的计为不及时。", responded.messages_in_time),
    Gauge("satisfaction", "考核期内答复的留言，留言人评分占满分的比例。", responded.satisfaction),
    Gauge("drafts_open", "考核期内截止的征求意见，公开不少于三十日的比例。", responded.drafts_open_long_enough),
    Gauge("feedback_published", "考核期内截止的征求意见，按期公布采纳情况的比例；未到期的不计。", responded.feedback_published),
    Gauge("villages_in_time", "所辖村（社区）应公布的村务，按期公布的比例。", responded.villages_in_time),
    Gauge("villages_equal", "所辖村（社区）与政府公开相同的事项，内容一致的比例。", responded.villages_equal),
    Gauge("orders_in_time", "考核期内下达的整改，按期报送并办结的比例；期限未到的不计。", responded.orders_in_time),
    Gauge("complaints_unfounded", "考核期内办结的投诉，查实的计为不合格。", responded.complaints_unfounded),
    Gauge("trained", "考核期内举行的、通知本单位参加的培训，派人参加的比例；没有登记参训人数的计为没有参加。", responded.trained),
    Gauge("report_in_time", "上一年度的政府信息公开工作年度报告在1月31日前公布的。", responded.report_in_time),
)  # fmt: skip
GAUGES: Final[Mapping[str, Gauge]] = {one.code: one for one in _ALL}


def measured(codes: Iterable[str], scope: Scope) -> dict[str, dict[int, Fact]]:
    """Code → unit → what was counted; each measure counts all units at once."""
    return {code: GAUGES[code].count(scope) for code in codes}
