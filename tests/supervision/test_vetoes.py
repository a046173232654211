"""单项否决: every computed one turned red, amber and green by changing the facts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from disclosure.actions.scanning import rescan
from disclosure.models import CountyWord, Finding
from supervision.inspecting import vetoes
from tests import documents
from tests.factories import ON
from tests.inspections import NOON, Reader, bare, column, facts, message, stands, visits

ID = "11010519491231002X"


def words(county, *listed):
    CountyWord.objects.bulk_create(CountyWord(county=county.government, word=word) for word in listed)


WORDING = {
    "amber": stands,  # nothing to compare with
    "green": lambda county: (stands(county), words(county, "错误表述")),
    "red": lambda county: (stands(county, text="文中有错误表述一处。"), words(county, "错误表述")),
}
SECRETS = {
    "green": stands,
    "amber": lambda county: stands(county, text=f"张某，身份证号{ID}。"),
    "red": lambda county: stands(county, text="机密★1年"),
}
FORGED = {
    "green": stands,
    "amber": lambda county: stands(county, at=timezone.now() - timedelta(hours=3)),
    "red": lambda county: stands(county, at=timezone.now() - timedelta(days=40)),
}
REACHABLE = {
    "green": lambda county: visits(timezone.now()),
    "amber": lambda county: visits(timezone.now(), failed=3),
    "red": lambda county: visits(timezone.now(), failed=17),  # of 336: just above 5 %
}
HOME = {
    "green": lambda county: stands(county, at=timezone.now() - timedelta(days=2)),
    "amber": lambda county: stands(county, at=timezone.now() - timedelta(days=12)),
    "red": lambda county: stands(county, at=timezone.now() - timedelta(days=16)),
}
ANSWERED = {
    "green": lambda county: message(county, timezone.localdate() - timedelta(days=2)),
    "amber": lambda county: message(county, timezone.localdate() - timedelta(days=20)),
    "red": lambda county: message(county, timezone.localdate() - timedelta(days=100)),
}
KEPT_UP = {
    "green": lambda county: (stands(county), column()),
    "amber": lambda county: (stands(county), column(), column("answers", "answers", "other")),
    "red": lambda county: [
        column(source, source, "other") for source in ("answers", "news", "notices", "messages", "reports")
    ],
}
TABLE = {
    "wording": WORDING, "secrets": SECRETS, "forged": FORGED, "reachable": REACHABLE, "home": HOME, "answered": ANSWERED,
    "kept_up": KEPT_UP,
}  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "light"), [(rule, light) for rule, lights in TABLE.items() for light in lights]
)
def test_facts_turn_a_veto_red_amber_and_green(county, rule, light):
    TABLE[rule][light](county)
    found = getattr(vetoes, rule)(facts(county, timezone.now()))
    assert found.light == light, found.said
    assert found.said
    assert light == "green" or found.faults or found.examples


def test_a_slow_answer_is_a_failed_one_from_fifteen_seconds_on():
    from supervision.inspecting.visiting import Answer  # noqa: PLC0415

    assert not Answer(200, 14.99).failed
    assert Answer(200, 15).failed
    assert Answer(404, 0.1).failed


def test_a_week_with_fewer_than_twenty_visits_a_day_is_amber(county):
    visits(timezone.now(), number=2 * 48)
    found = vetoes.reachable(facts(county, timezone.now()))
    assert found.light == "amber"
    assert "不足" in found.said


def test_without_a_record_of_the_act_the_date_is_forged(county):
    stands(county, recorded=False)
    found = vetoes.forged(facts(county, timezone.now()))
    assert found.light == "red"
    assert "没有对应的发布记录" in found.examples[0].text


def test_what_the_acts_published_is_not_forged(county):
    documents.document(county, state="published")
    assert vetoes.forged(facts(county, timezone.now())).light == "green"


def test_a_stamp_older_than_the_filing_of_the_document_is_forged(county):
    made = stands(county)
    type(made.document).objects.filter(pk=made.document_id).update(
        created_at=timezone.now() + timedelta(hours=1)
    )
    assert vetoes.forged(facts(county, timezone.now())).light == "red"


def test_an_entry_changed_around_the_database_proves_nothing(county, monkeypatch):
    stands(county)
    monkeypatch.setattr("supervision.inspecting.texts.digest", lambda *_: "another")
    assert vetoes.forged(facts(county, timezone.now())).light == "red"


def test_what_was_let_stand_by_name_is_not_found_again(county):
    made = stands(county, text=f"张某，身份证号{ID}。")
    rescan(made)
    Finding.objects.update(justified_at=timezone.now(), justification="获奖公示，本人同意")
    assert vetoes.secrets(facts(county, timezone.now())).light == "green"


def test_outbound_hosts_are_counted_once_and_left_to_a_person(county):
    body = '<p><a href="https://shop.example.com/a">一</a><a href="https://shop.example.com/b">二</a><a href="https://www.gov.cn/">三</a></p>'
    stands(county, body=body)
    reader = Reader()
    found = vetoes.outbound(facts(county, timezone.now(), reader=reader))
    assert found.asks
    assert [one.text.split("（")[0] for one in found.examples] == ["shop.example.com"]
    assert reader.asked == []
    assert vetoes.outbound(bare(county, timezone.now())).light == "green"


@pytest.mark.parametrize(
    ("stale", "group", "light"),
    [(4, "notice", "amber"), (5, "notice", "red"), (9, "other", "amber"), (10, "other", "red")],
)
def test_columns_veto_at_five_and_at_ten_and_none_is_counted_twice(county, stale, group, light):
    from supervision.inspecting.columns import ColumnState, Held  # noqa: PLC0415

    last = NOON - timedelta(days=200)
    states = [ColumnState(Held(f"栏目{n}", "/", 1, last), group, 183, "x", ON) for n in range(stale)]
    states += [ColumnState(Held("空栏目", "/", 0, None), group, 183, "x", ON)]
    found = vetoes.kept_up(bare(county, NOON, columns=states))
    assert found.light == light
    assert found.faults == stale + 1
