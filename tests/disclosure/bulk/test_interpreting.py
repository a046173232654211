"""One row against what the county has: every doubt by column, errors stop, warnings do not."""

from datetime import date

import pytest

from disclosure.bulk import Items, Known, Level, Topics, interpret, read_archive
from disclosure.bulk.values import squeeze
from tests.disclosure.bulk.archives import REASON, jsonl, row
from tests.factories import ON

KNOWN = Known(
    unit=1,
    unit_name="青岚县民政局",
    topics=Topics([(1, "综合政务", ""), (2, "政务公开", "综合政务"), (3, "文秘工作", "综合政务"), (4, "其他", "综合政务"), (5, "其他", "卫生、体育")]),
    items=Items(
        [(10, 7, "社会救助", "最低生活保障/政策法规文件"), (11, 7, "社会救助", "监督检查"), (12, 8, "养老服务", "监督检查")],
        {"社会救助": "社会救助", "社会救济": "社会救助", "养老服务": "养老服务"},
    ),
    bodies={squeeze("青岚县民政局"): 1, squeeze("县教育局"): 2},
)  # fmt: skip


def read(**cells):
    return interpret(read_archive(jsonl(row(**cells)), "a.jsonl").rows[0], KNOWN, today=ON)


def said(level=None, **cells):
    _, problems = read(**cells)
    return {one.column: one.reason for one in problems if level in {None, one.level}}


def test_a_whole_row_has_one_remark_its_item():
    made, problems = read()
    assert [(one.column, one.level) for one in problems] == [("事项路径", Level.WARNING)]
    assert (made.title, made.doc_number, made.attribute) == (
        "关于提高城乡低保标准的通知",
        "青民发〔2021〕7号",
        "open",
    )
    assert made.kind == "notice"
    assert made.before_portal_on == date(2021, 3, 29)


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"标题": " "}, "标题", "空"),
        ({"标题": "长" * 301}, "标题", "300"),
        ({"成文日期": "去年春天"}, "成文日期", "不是日期"),
        ({"成文日期": "2021-02-30"}, "成文日期", "这一天"),
        ({"成文日期": "2030-01-01"}, "成文日期", "晚于今天"),
        ({"发布日期": "2030-01-01"}, "发布日期", "晚于今天"),
        ({"有效性": "也许"}, "有效性", "不能识别"),
        ({"公开方式": "内部"}, "公开方式", "不能识别"),
        ({"公开方式": "", "发布日期": ""}, "公开方式", "不能认定"),
        ({"公开方式": "依申请公开"}, "法定事由", "必须写明"),
        ({"公开方式": "不予公开", "法定事由": "C1", "理由": "内部"}, "理由", "10"),
        ({"公开方式": "依申请公开", "法定事由": "A2", "理由": REASON}, "法定事由", "绝对不予公开"),
        ({"公开方式": "不予公开", "法定事由": "国家秘密", "理由": REASON}, "法定事由", "涉密"),
        ({"公开方式": "删减后公开", "法定事由": "B2", "理由": REASON}, "删减说明", "删去"),
        ({"正文": ""}, "正文", "没有附件"),
        ({"施行日期": "2024-01-01", "有效期至": "2023-01-01"}, "有效期至", "早于"),
        ({"有效期": "5年"}, "有效期", "施行日期"),
        ({"废止文件": "青民发[2021]7号"}, "废止文件", "自己"),
        ({"索引号": "x" * 101}, "索引号", "100"),
        ({"规范性文件": "可能"}, "规范性文件", "是或者否"),
    ],
)  # fmt: skip
def test_errors_by_column_and_reason(cells, column, words):
    assert words in said(Level.ERROR, **cells)[column]


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"公开方式": ""}, "公开方式", "按主动公开"),
        ({"索引号": "索引号生成规则不正确，请联系管理员！》"}, "索引号", "出错"),
        ({"发文字号": "JYZXZWGK01"}, "发文字号", "按原样保留"),
        ({"成文日期": "", "发文日期": "2021-03-27"}, "成文日期", "按发文日期"),
        ({"成文日期": ""}, "成文日期", "没有成文日期"),
        ({"发布日期": "2021-03-01"}, "发布日期", "早于成文日期"),
        ({"有效期至": "2022-01-01"}, "有效性", "失效"),
        ({"主题分类": "某某专题"}, "主题分类", "没有"),
        ({"领域": "社会救助", "一级事项": "不存在"}, "一级事项", "未归目录事项"),
        ({"来源": "县政府网站"}, "发布机构", "不同"),
        ({"内容概述": "长" * 120}, "内容概述", "前100字"),
        ({"发布机构": "县教育局"}, "发布机构", "另一个单位"),
        ({"发布机构": "青岚县民政局,某委员会"}, "联合发文机关", "没有机构"),
        ({"规范性文件": "是"}, "统一登记号", "没有统一登记号"),
        ({"正文": "<p>图 <img src='http://old.example/a.png'></p>"}, "正文", "不在本站"),
    ],
)  # fmt: skip
def test_warnings_by_column_and_reason(cells, column, words):
    assert words in said(Level.WARNING, **cells)[column]
    assert not said(Level.ERROR, **cells)


@pytest.mark.parametrize(
    ("cells", "topic"),
    [("综合政务", 1), ("综合政务-文秘工作", 3), ("综合政务\\政务公开", 2), ("综合政务/其他", 4), ("政务公开", 2), ("其他", None), ("卫生、体育-其他", 5)],
)  # fmt: skip
def test_topics_by_name_or_by_both_names(cells, topic):
    assert read(主题分类=cells)[0].topic == topic


@pytest.mark.parametrize(
    ("cells", "items"),
    [
        ({"事项路径": "社会救助/最低生活保障/政策法规文件"}, [(10, 7)]),
        ({"事项路径": "最低生活保障 > 政策法规文件"}, [(10, 7)]),
        ({"事项路径": "社会救济／监督检查"}, [(11, 7)]),
        ({"事项路径": "监督检查"}, []),  # two domains have one
        ({"领域": "养老服务", "事项路径": "监督检查"}, [(12, 8)]),
        ({"领域": "社会救助", "一级事项": "最低生活 保障", "二级事项": "政策法规文件"}, [(10, 7)]),
        ({"事项路径": "社会救助/监督检查；养老服务/监督检查"}, [(11, 7), (12, 8)]),
    ],
)  # fmt: skip
def test_items_by_path_or_by_columns(cells, items):
    assert read(**cells)[0].items == items


def test_the_first_publisher_signs_the_others_join():
    made, _ = read(发布机构="青岚县民政局、县教育局")
    assert (made.issuer, made.co_issuers) == ("青岚县民政局", [2])


def test_nothing_is_guessed_from_the_index_number():
    made, _ = read(索引号="11370302004216167U/2019-None", 成文日期="2021-03-26")
    assert made.index_number == "11370302004216167U/2019-None"
    assert made.formed_on == date(2021, 3, 26)


@pytest.mark.parametrize("text", ["身份证号110101199003072316", "联系人手机13912345678", "机密★5年"])
def test_what_the_scanner_finds_blocks_until_justified(text):
    _, problems = read(正文=f"通知如下。\n{text}")
    found = [one for one in problems if one.level is Level.FINDING]
    assert len(found) == 1
    assert found[0].found.blocking
    assert "110101199003072316" not in found[0].reason
    assert "第2段" in found[0].reason


def test_a_repeal_to_come_is_an_end_of_validity():
    made, _ = read(废止日期="2027-01-01", 有效性="有效")
    assert (made.repealed_on, made.valid_until, made.validity_on(ON)) == (
        None,
        date(2026, 12, 31),
        "in_force",
    )


def test_values_survive_json():
    made, _ = read(
        领域="养老服务",
        一级事项="监督检查",
        废止文件="青民发〔2018〕2号",
        施行日期="2021-05-01",
        有效期="3年",
    )
    again = type(made).from_json(made.to_json())
    assert again.to_json() == made.to_json()
    assert again.valid_until == date(2024, 4, 30)
    assert again.relations[0].text == "青民发〔2018〕2号"
