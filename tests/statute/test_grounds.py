import csv

import pytest
from django.conf import settings

from statute.grounds import GROUNDS, Attribute, Ground, allows, choices, grounds_for

A = Attribute


def test_every_code_has_its_rule_in_the_order_of_the_regulation():
    assert list(GROUNDS) == list(Ground)
    assert [rule.code for rule in GROUNDS.values()] == ["A1", "A2", "A3", "B1", "B2", "C1", "C2", "C3"]
    assert Ground.A1.label == "国家秘密"


def test_the_table_cannot_be_changed():
    with pytest.raises(TypeError):
        GROUNDS[Ground.A1] = GROUNDS[Ground.C1]
    with pytest.raises(AttributeError):
        GROUNDS[Ground.A1].label = "其他"


def test_each_ground_is_of_one_sort_only():
    for rule in GROUNDS.values():
        assert [rule.absolute, rule.third_party, rule.discretionary].count(True) == 1
        assert rule.article.startswith(
            {"A": "条例第十四条", "B": "条例第十五条", "C": "条例第十六条"}[rule.code[0]]
        )
        assert rule.reason_hint.startswith("写明")


@pytest.mark.parametrize(
    ("attribute", "codes"),
    [
        (A.OPEN, ""),
        (A.OPEN_REDACTED, "A1 A2 A3 B1 B2 C1 C2 C3"),
        (A.ON_REQUEST, "B1 B2 C1 C2 C3"),
        (A.NOT_OPEN, "A1 A2 A3 B1 B2 C1 C2 C3"),
    ],
)
def test_which_grounds_an_attribute_can_rest_on(attribute, codes):
    assert [rule.code for rule in grounds_for(attribute)] == codes.split()
    assert [code for code, _ in choices(attribute)] == codes.split()
    assert {ground for ground in Ground if allows(ground, attribute)} == set(codes.split())
    assert attribute.needs_ground is bool(codes)


def test_choices_for_a_form():
    assert len(choices()) == 8
    assert choices()[0] == ("A1", "国家秘密（条例第十四条）")


def test_attributes_are_named_as_the_city_opinion_names_them():
    assert [one.label for one in A] == ["主动公开", "删减后公开", "依申请公开", "不予公开"]


def test_topics_are_the_state_councils_two_levels():
    """国务院公文主题分类: 22 groups, every entry under a group, nothing twice."""
    with (settings.BASE_DIR / "fixtures" / "topics.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    groups = {row["code"]: row["name"] for row in rows if not row["parent"]}
    assert list(groups) == [f"{number:02}" for number in range(1, 23)]
    assert (groups["01"], groups["02"], groups["22"]) == ("国务院组织机构", "综合政务", "其他")
    below = [row for row in rows if row["parent"]]
    assert all(row["parent"] in groups and row["code"].startswith(row["parent"]) for row in below)
    assert len({row["code"] for row in rows}) == len(rows)
    assert len({(row["parent"], row["name"]) for row in rows}) == len(rows)
    assert {"政务公开", "文秘工作"} <= {row["name"] for row in below if row["parent"] == "02"}
    assert {row["verified"] for row in rows} == {"0"}
