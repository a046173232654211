"""In which order: exact 文号 first, title above 文号 above body, in force above repealed, with the index and without."""

import pytest

from tests.search.things import dated, from_index, from_table, note, put

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hidden")]
both = pytest.mark.parametrize("ask", [from_index, from_table], ids=["index", "table"])


@both
def test_title_above_number_above_body(ask):
    put(
        note(1, "别的事", "关于防汛的正文" * 20),
        note(2, "别的事", number="青防汛〔2026〕5号"),
        note(3, "防汛工作"),
    )
    assert ask("防汛") == [3, 2, 1]


@both
def test_an_exact_number_is_first_in_any_brackets_though_titles_mention_it(ask):
    put(
        note(1, "关于废止青政发〔2026〕3号文件的决定", "青政发〔2026〕3号" * 9),
        note(2, "关于防汛的通知", number="青政发〔2026〕3号", in_force=False),
        note(3, "关于抗旱的通知", number="青政发〔2026〕13号"),
        note(4, "关于抗旱的通知", number="青政发〔2026〕3号之二"),
    )
    for query in ("青政发〔2026〕3号", "青政发[2026]3号", "青政发2026 3号"):
        found = ask(query)
        assert found[0] == 2, query
        assert 3 not in found
    assert 4 in ask("青政发〔2026〕3号")


@both
def test_in_force_above_repealed_and_newer_above_older(ask):
    put(
        note(1, "防汛预案", in_force=False, date=dated(2026)),
        note(2, "防汛预案", date=dated(2015)),
        note(3, "防汛预案", date=dated(2025)),
    )
    assert ask("防汛") == [3, 2, 1]


@both
def test_a_title_that_is_what_was_typed_comes_first(ask):
    put(note(1, "防汛预案的补充说明"), note(2, "防汛预案"), note(3, "关于印发防汛预案的通知"))
    assert ask("防汛预案")[0] == 2


@both
def test_by_date(ask):
    put(note(1, "防汛", date=dated(2020)), note(2, "无关", "防汛", date=dated(2026)), note(3, "防汛"))
    assert ask("防汛", by_date=True) == [2, 1, 3]


@both
def test_every_word_must_be_found_wherever_it_stands(ask):
    put(note(1, "低保", "标准"), note(2, "低保", "办法"), note(3, "低", "保标准"))
    assert ask("低保 标准") == [1]


@both
def test_one_character(ask):
    put(note(1, "水"), note(2, "河水、井"), note(3, "火"), note(4, "供水厂"))
    assert set(ask("水")) == {1, 2, 4}


@both
def test_numbers_and_latin_words_are_whole(ask):
    put(note(1, "2026年"), note(2, "12026年"), note(3, "ＧＤＰ增长"), note(4, "GDPX"))
    assert ask("2026") == [1]
    assert ask("gdp") == [3]


@both
def test_what_means_the_same_is_found_and_counts_less(ask):
    put(note(1, "最低生活保障标准"), note(2, "低保标准"), note(3, "医保标准"))
    groups = [["低保", "最低生活保障"]]
    assert ask("低保标准", groups=groups) == [2, 1]
    assert ask("低保标准") == [2]


@both
def test_no_phrase_crosses_from_the_title_into_the_text(ask):
    put(note(1, "城乡低", "保标准"))
    assert ask("低保") == []


@both
def test_what_nothing_has_as_typed_is_looked_for_in_pieces(ask):
    put(note(1, "防汛应急预案"), note(2, "防汛物资"), note(3, "应急演练预案"))
    assert ask("防汛预案") == [1]
    assert set(ask("防汛")) == {1, 2}
    assert ask("防汛演习") == []


@both
def test_pieces_are_for_long_words_only_and_conditions_do_not_cause_them(ask):
    put(note(1, "防汛应急预案", date=dated(2025)), note(2, "汛防"), note(3, "防汛预案", date=dated(2024)))
    assert ask("防案") == []
    assert ask("防汛预案", filters={"year": "2025"}) == []
    assert ask("防汛预案", filters={"year": "2024"}) == [3]
