"""What differs between two editions."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure.body import Change, Span, compare
from disclosure.body.changes import compare_lines
from disclosure.body.text import paragraphs
from tests.work import calls

LINES = st.lists(st.text(alphabet="甲乙丙丁1a，", min_size=1, max_size=12), max_size=12)


def written(spans: list[Span]) -> str:
    return "".join(f"[{span.text}]" if span.marked else span.text for span in spans)


def shown(changes: list[Change]) -> list[tuple[str, str, str]]:
    return [(change.kind, written(change.old), written(change.new)) for change in changes]


def kept(spans: list[Span]) -> str:
    return "".join(span.text for span in spans if not span.marked)


def test_a_changed_figure_is_marked_whole():
    assert shown(compare("<p>低保标准为每人每月750元。</p>", "<p>低保标准为每人每月780.5元。</p>")) == [
        ("changed", "低保标准为每人每月[750]元。", "低保标准为每人每月[780.5]元。"),
    ]


def test_a_single_character_between_two_changes_is_taken_in():
    assert shown(compare("<p>由甲乙的丙丁负责办理日常工作</p>", "<p>由戊己的庚辛负责办理日常工作</p>")) == [
        ("changed", "由[甲乙的丙丁]负责办理日常工作", "由[戊己的庚辛]负责办理日常工作"),
    ]


def test_removed_added_and_same_in_reading_order():
    old = "<h2>办法</h2><p>第一条　为了规范救助管理。</p><p>第二条　本条将被删去的内容。</p><p>附则</p>"
    new = "<h2>办法</h2><p>第一条　为了规范社会救助管理。</p><p>附则</p><p>本办法自公布之日起施行。</p>"
    assert shown(compare(old, new)) == [
        ("same", "办法", "办法"),
        ("changed", "第一条　为了规范救助管理。", "第一条　为了规范[社会]救助管理。"),
        ("removed", "[第二条　本条将被删去的内容。]", ""),
        ("same", "附则", "附则"),
        ("added", "", "[本办法自公布之日起施行。]"),
    ]


def test_an_inserted_article_does_not_shift_the_others():
    old = [f"第{n}条 各乡镇人民政府负责第{n}项救助工作的受理和公示。" for n in range(1, 30)]
    new = [line.replace("受理", "受理、审核") for line in old]
    new.insert(3, "新增：县民政局每季度公布一次资金使用情况。")
    changes = compare_lines(old, new)
    assert [change.kind for change in changes].count("changed") == 29
    assert [number for number, change in enumerate(changes) if change.kind == "added"] == [3]
    assert all(written(c.new).count("[、审核]") == 1 for c in changes if c.kind == "changed")


def test_another_paragraph_in_the_same_place_is_not_called_changed():
    assert [c.kind for c in compare("<p>招生范围为城区六所小学。</p>", "<p>本通知有效期二年。</p>")] == [
        "removed",
        "added",
    ]


def test_looks_are_no_change():
    assert [c.kind for c in compare("<p><b>甲</b>乙</p>", "<p class=align-right>甲<i>乙</i></p>")] == ["same"]


def test_a_table_is_compared_row_by_row():
    row = "<tr><td>城镇<td>{}<td>元/月"
    assert shown(compare(f"<table>{row.format(750)}</table>", f"<table>{row.format(780)}</table>")) == [
        ("changed", "城镇\t[750]\t元/月", "城镇\t[780]\t元/月"),
    ]


@given(LINES, LINES)
@settings(max_examples=300)
def test_both_texts_can_be_read_back(old, new):
    changes = compare_lines(old, new)
    assert ["".join(s.text for s in c.old) for c in changes if c.kind != "added"] == old
    assert ["".join(s.text for s in c.new) for c in changes if c.kind != "removed"] == new
    for change in changes:
        if change.kind == "changed":
            assert kept(change.old) == kept(change.new)
            assert any(span.marked for span in [*change.old, *change.new])
            assert written(change.old) != written(change.new)
        else:
            spans = change.old or change.new
            assert [span.marked for span in spans] == [change.kind != "same"]


def article(rng: random.Random, number: int) -> str:
    words = "各乡镇人民政府和县直有关单位应当按照规定做好最低生活保障对象的受理审核公示动态管理等工作资金标准"
    return f"第{number}条　" + "".join(rng.choice(words) for _ in range(120))


def test_a_thousand_paragraphs_cost_little():
    rng = random.Random(26)
    old = [article(rng, n) for n in range(1_000)]
    few = [line[:60] + "（修订）" + line[63:] if n % 25 == 0 else line for n, line in enumerate(old)]
    assert calls(compare_lines, old, few) < 150_000
    assert (
        calls(compare_lines, old, [*few[:300], *[article(rng, n) for n in range(40)], *few[340:]]) < 150_000
    )


def test_the_worst_texts_end_too():
    rng = random.Random(27)
    old = [article(rng, n) for n in range(1_000)]
    every = [f"{line[:30]}之{line[31:90]}者{line[91:]}" for line in old]
    assert calls(compare_lines, old, every) < 3_000_000
    assert calls(compare_lines, old, [article(rng, n) for n in range(1_000)]) < 3_000_000
    assert calls(compare_lines, ["同上"] * 1_000, ["同 上", "同上"] * 700) < 3_000_000
    huge = "".join(article(rng, n) for n in range(400))
    assert calls(compare_lines, [huge], [huge[::-1]]) < 3_000_000


def test_paragraphs_of_html_go_in():
    html = "<p>甲</p><p>乙</p>"
    assert [written(change.old) for change in compare(html, html)] == paragraphs(html)
