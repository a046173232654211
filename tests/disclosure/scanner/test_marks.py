"""Secrecy marks, marks of internal papers, and the county's own words (law-book §12.1)."""

import pytest

from disclosure.scanner import Kind, scan_text

MARKS = [
    "秘密★10年", "机密★", "绝密★长期", "秘密★", "机 密 ★ 5年", "绝密☆", "秘密*1年", "★机密", "机密级★",
    "机密", "  秘密  ", "第一行\n绝密\n第三行", "【机密】", "（秘密）", "[绝密]", "〔秘密〕", "密级：机密", "密 级: 秘密",
    "密级：内部", "秘密 特急", "特急 机密", "内部资料", "内部资料，注意保存", "仅供内部使用", "内部文件", "不得外传",
    "请勿外传", "严禁外传", "注意保密", "内部传阅", "【内部】", "内部", "内部★", "标题\n内部\n正文", "秘密20年",
]  # fmt: skip
ORDINARY = [
    "保守国家秘密", "商业秘密", "内部控制", "内部审计", "《中华人民共和国保守国家秘密法》", "内部管理", "工作秘密",
    "涉及国家秘密、商业秘密、个人隐私的政府信息，不得公开", "国家秘密的密级分为绝密、机密、秘密三级",
    "《内部资料性出版物管理办法》", "内部资料性出版物", "保密审查", "秘密级国家秘密", "机密级、绝密级文件的管理",
    "不得泄露国家秘密", "依法应当保密", "机关内部事务信息", "内部人事管理", "建筑内部使用面积120平方米",
    "加强内部监督", "不属于国家\n秘密\n的信息", "最高机密性要求", "秘密投票", "以无记名秘密投票方式选举", "《内部文件管理规定》",
    "密级：无", "五星★级酒店", "机密性、完整性和可用性", "对外传播", "不得外传播", "内外有别", "保密局", "保密协议",
]  # fmt: skip


@pytest.mark.parametrize("text", MARKS)
def test_a_mark_is_found(text):
    found = scan_text(text, "正文")
    assert [one.kind for one in found] == [Kind.SECRECY_MARK] * len(found)
    assert found
    assert found[0].blocking


@pytest.mark.parametrize("text", ORDINARY)
def test_a_sentence_about_secrets_is_no_mark(text):
    assert scan_text(text, "正文") == []


def test_two_marks_are_two_findings():
    assert len(scan_text("内部资料，不得外传。", "正文")) == 2


WORDS = ("清源行动", "张三李四案", "NB-7 工程", "青 岚", "东山（一期）")


@pytest.mark.parametrize(
    "text",
    ["关于清源行动的通报", "清 源\n行 动", "清源　行动", "张三李四案", "NB-7 工程开工", "ＮＢ-７ 工程", "青岚县", "青 岚县",
     "东山(一期)", "东山（一期）", "㎡清源行动"],
)  # fmt: skip
def test_a_county_word_is_found(text):
    (found,) = scan_text(text, "正文", words=WORDS)
    assert found.kind is Kind.COUNTY_WORD
    assert found.blocking


@pytest.mark.parametrize(
    "text", ["清源水库行动", "NB7工程", "NB-7工程", "张三、李四案", "清源。行动", "nb-7 工程"]
)
def test_other_words_are_none(text):
    assert scan_text(text, "正文", words=WORDS) == []


def test_without_a_list_there_are_no_words():
    assert scan_text("清源行动", "正文") == []
    assert scan_text("清源行动", "正文", words=["", "  "]) == []


def test_words_do_not_reach_over_two_marks_of_a_pattern():
    """What a county writes is text and no pattern."""
    assert scan_text("aXb", "正文", words=["a.b", "("]) == []
    assert len(scan_text("a.b(", "正文", words=["a.b", "("])) == 2


def test_kinds_have_names():
    assert len({kind.label for kind in Kind}) == len(Kind)
    assert all("\u4e00" <= letter <= "\u9fff" or letter == "，" for kind in Kind for letter in kind.label)
    assert {kind for kind in Kind if not kind.blocking} == {Kind.METADATA, Kind.EXIF}
