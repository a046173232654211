"""公开渠道和载体: boxes, lists, bare names, notes."""

import pytest

from tests.catalog.importer.samples import UPPER, grid, row, used


@pytest.mark.parametrize(
    "printed",
    [
        "■政府网站 □两微一端 ■入户/现场",
        "■ 政府网站\n□ 两微一端\n■ 入户⁄现场",
        "▄政府网站□两微一端▄人户/现场",
        "▲政府网站 ▲入户/现场",
        "◆政府网站；◆入户/现场。",
        "R政府网站 £两微一端 R入户/现场",
        "■政府网站 £两微一端 ■入户⁄现场",
        "■政府网站 口两微一端 ■入户/现场",
        "☑政府网站 ☐两微一端 ☑入户/现场",
        "\uf052政府网站 \uf0a3两微一端 \uf052入户/现场",
        "政府网站、入户/现场",
        "政府网站\n入户/现场",
        "政府网站 入户/现场",
        "1.政府网站 2.入户/现场",
        "1.政府网站\n2.入户/现场",
        "①政府网站②入户/现场",
        "■政府网站 ■入户/现场\n注:可推送至本省网站。",
        "√政府网站 □两微一端 √入户/现场",
        "（在标注范围内至少选择其一公开）■政府网站 ■入户/现场",
    ],
)
def test_ways_of_marking_the_same_channels(printed):
    (parsed,) = grid(row(channels=printed)).rows
    assert used(parsed) == ("政府网站", "入户/现场")


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("发布会听证会", "发布会/听证会"),
        ("发布会.听证会", "发布会/听证会"),
        ("政府服务中心", "政务服务中心"),
        ("政务服务大厅", "政务服务中心"),
        ("社区/企事业单位、村公示栏(电子屏)", "社区/企事业单位/村公示栏（电子屏）"),
        ("社区/企事业单位/村公示栏\n(电子 屏)", "社区/企事业单位/村公示栏（电子屏）"),
        ("社区/村公示栏", "社区/企事业单位/村公示栏（电子屏）"),
        ("村居/企事业单位公示栏", "社区/企事业单位/村公示栏（电子屏）"),
        ("其他_", "其他"),
        ("其他：", "其他"),
        ("其他:办税服务厅", "办税服务厅"),
        ("其他法律服务网", "法律服务网"),
        ("其他（信用中国网站）", "信用中国网站"),
        ("一微一端", "一微一端"),
        ("云溪县司法局公众号", "云溪县司法局公众号"),
        ("公开查阅点/政务公开专区", "公开查阅点/政务公开专区"),
        ("政府网站 http://www.yunxi.example.cn/a", "政府网站"),
    ],
)
def test_channel_names(printed, name):
    for cell in (f"■{printed} □精准推送", f"□精准推送 ■{printed}"):
        assert used(grid(row(channels=cell)).rows[0]) == (name,)


def test_empty_boxes_are_optional_only_by_the_legend():
    upper = list(UPPER)
    cell = row(channels="■政府网站 □两微一端")
    assert grid(cell).rows[0].channels == {"政府网站": "used", "两微一端": "not_used"}
    upper[7] = "公开渠道和载体(“■”表示必选项，“□”表示可选项)"
    table = grid(cell, upper=upper)
    assert table.box_legend == "optional"
    assert table.rows[0].channels == {"政府网站": "used", "两微一端": "optional"}


def test_a_lost_box_and_one_box_for_everything_stay_open():
    (parsed,) = grid(row(channels="政府公报 ■政府网站 □两微一端")).rows
    assert parsed.channels == {"政府网站": "used", "两微一端": "not_used"}
    assert any("没有方框" in problem.reason for problem in parsed.problems)
    (parsed,) = grid(row(channels="☐政府网站 ☐两微一端 ☐政府公报")).rows
    assert not used(parsed)
    assert any("☐" in problem.reason for problem in parsed.problems)


def test_notes_are_no_channels():
    (parsed,) = grid(row(channels="■政府网站\n注：涉密的除外，■不适用。")).rows
    assert used(parsed) == ("政府网站",)
    assert parsed.notes == ("注：涉密的除外，■不适用。",)


def test_link_text_is_no_channel():
    assert grid(row(channels="一键直达")).rows[0].channels == {}
