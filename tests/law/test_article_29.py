"""第二十九条: an application is made in writing and says who asks, for what, and in which form. Nobody is asked why
(第二十七条)."""

import dataclasses

import pytest

from statute.application import Contents, Part, correction_items, missing

FULL = Contents("张某", "身份证明已核对", "0539-0000000", "2025年度低保标准调整的文件", "纸质，邮寄")


def test_a_complete_application_lacks_nothing():
    assert missing(FULL) == ()
    assert correction_items(FULL) == ()


@pytest.mark.parametrize("part", Part)
def test_each_required_part_is_missed(part):
    for nothing in ("", "  \n"):
        assert missing(dataclasses.replace(FULL, **{part.value: nothing})) == (part,)


def test_what_is_missing_is_asked_for_and_not_refused():
    """第三十条: it leads to a correction notice, which says what to add."""
    asked = correction_items(Contents(name="张某", contact="0539-0000000", form="电子邮件"))
    assert asked == (
        "请补充申请人的身份证明（条例第二十九条第二款第一项）",
        "请补充政府信息的名称、文号或者便于查询的其他特征性描述（条例第二十九条第二款第二项）",
    )


def test_nobody_is_asked_what_it_is_for():
    assert [field.name for field in dataclasses.fields(Contents)] == [part.value for part in Part]
    assert not [part for part in Part if "用途" in part.label or "purpose" in part.value]
