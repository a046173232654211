"""Column names as real pages print them: one field each, however they are spaced, bracketed or punctuated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.bulk.labels import WORDS, Field, field_of, plain

SEEN = {
    Field.INDEX: ["索引号", "索 引 号", "[ 索引号 ]", "信息索取号", "索  引  号:", "索 引 号："],
    Field.NUMBER: ["发文字号", "文号", "文 号", "文件编号", "发文号", "[ 发文字号 ]", "文 号："],
    Field.PUBLISHER: [
        "发布机构", "发文机关", "发文机构", "发文单位", "来源", "信息来源", "责任部门", "发布机构：", "[ 发布机构 ]",
    ],
    Field.FORMED: ["成文日期", "成文时间", "生成日期", "[ 成文日期 ]", "成文时间："],
    Field.ISSUED: ["发文日期", "发文时间", "发文时间："],
    Field.PUBLISHED: ["发布日期", "发布时间", "[ 发布日期 ]"],
    Field.VALIDITY: ["有效性", "效力状态", "是否有效", "时效", "[ 有效性 ]", "效力状态："],
    Field.EFFECTIVE: ["生效时间"],
    Field.REPEALED: ["废止日期", "废止时间"],
    Field.TERM: ["有效期"],
    Field.TITLE: ["标题", "名称", "名 称", "信息名称"],
    Field.TOPIC: ["主题分类", "分类", "组配分类", "信息分类", "信息类别", "[ 主题分类 ]"],
    Field.KIND: ["体裁分类"],
    Field.KEYWORDS: ["主题词", "关键词"],
    Field.SUMMARY: ["内容概述"],
    Field.ATTRIBUTE: ["公开方式"],
    Field.NOT_KEPT: ["服务对象", "公开范围", "公开时限"],
    Field.REGISTRATION: ["备案登记号"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("field", "label"), [(field, label) for field, labels in SEEN.items() for label in labels]
)
def test_labels_of_real_pages(field, label):
    assert field_of(label) is field


@pytest.mark.parametrize(
    "label", ["标题（必填）", "* 标题", "标题(不超过300字)", "【标题】", "title", "TITLE"]
)
def test_decorated_labels(label):
    assert field_of(label) is Field.TITLE


@pytest.mark.parametrize("label", ["", "电话", "编号", "标题党", "第一栏", "索引"])
def test_what_is_not_known_is_not_guessed(label):
    assert field_of(label) is None


def test_no_word_means_two_fields():
    words = [plain(word) for words in WORDS.values() for word in words]
    assert len(words) == len(set(words))


decoration = st.text(" \u3000\u200b:：*[]【】", max_size=4)


@given(
    st.sampled_from([(f, w) for f, words in WORDS.items() for w in words]),
    decoration,
    decoration,
    st.sampled_from(["", " ", "\u3000"]),
)
def test_however_a_known_label_is_decorated_it_means_the_same(pair, before, after, between):
    field, word = pair
    assert field_of(before + between.join(word) + after) is field


@given(st.text(max_size=30))
def test_any_text_has_at_most_one_meaning(text):
    assert field_of(text) in {None, *Field}
    assert plain(plain(text)) == plain(text) or field_of(text) is None
