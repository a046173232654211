"""Clauses of a draft: by articles, by points, by paragraphs."""

from participation.clauses import clauses

ARTICLES = (
    "<h2>第一章 总则</h2><p>第一条 为了规范养犬，制定本办法。</p><p>第二条　本办法适用于县城区。</p><p>乡镇驻地参照执行。</p>"
    "<h2>第二章 登记</h2><p>按下列规定办理：</p><p>第三条 养犬应当登记：</p><ul><li>提交免疫证明；</li></ul>"
)


def test_articles_take_what_follows_them_up_to_the_next_or_a_chapter():
    found = clauses(ARTICLES)
    assert [(one.place, one.label) for one in found] == [(1, "第一条"), (2, "第二条"), (3, "第三条")]
    assert found[1].text == "本办法适用于县城区。\n乡镇驻地参照执行。"
    assert found[2].text == "养犬应当登记：\n提交免疫证明；"
    assert not any("按下列规定办理" in one.text for one in found)


def test_points_where_there_are_no_articles():
    found = clauses(
        "<p>现就有关事项通知如下：</p><p>一、提高标准</p><p>每月提高50元。</p><p>二、加强管理</p>"
    )
    assert [(one.label, one.text) for one in found] == [
        ("一", "提高标准\n每月提高50元。"),
        ("二", "加强管理"),
    ]


def test_else_every_paragraph_is_one():
    found = clauses("<p>甲</p><p>第一条 只有这一条</p>")
    assert [one.label for one in found] == ["第1段", "第2段"]
    assert clauses("") == []
