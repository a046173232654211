"""A batch of letters comes in by a table: looked at first, whole or not at all, once, each with its origin."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.policies import Refused
from audit.models import AuditEntry
from disclosure.bulk.sheets import workbook
from participation.actions.bringing import HEADS, bring_in, read_paper
from participation.models import Opinion
from tests.participation import made

pytestmark = pytest.mark.django_db
ONE = ("1", "信函", "3月20日邮戳", "2026-03-22", "第二条", "登记要免费", "李明", "")
SAME = ("1", "", "", "", "第三条", "绳长写清楚", "", "")
TWO = ("", "电话", "3月21日来电", "2026/3/21 10:30", "", "支持", "", "")
GOOD = (ONE, SAME, TWO)


@pytest.fixture
def thing(county):
    return made.consultation(county, opinions=0)


def table(*rows, heads=HEADS):
    return workbook("纸质意见", tuple((head, 10) for head in heads), rows)


def take(county, thing, *rows, commit=True, by=None):
    return bring_in(thing, read_paper(table(*rows), "意见.xlsx"), by=by or county.clerk, commit=commit)


def test_a_look_keeps_nothing_and_the_same_file_twice_is_once(county, thing):
    audited = AuditEntry.objects.count()
    assert [(one.numbers, one.problem, one.is_new) for one in take(county, thing, *GOOD, commit=False)] == [
        ("2、3", "", True),
        ("4", "", True),
    ]
    assert (Opinion.objects.count(), AuditEntry.objects.count()) == (0, audited)
    take(county, thing, *GOOD)
    assert [one.is_new for one in take(county, thing, *GOOD)] == [False, False]
    letter, call = Opinion.objects.order_by("serial")
    assert (letter.get_channel_display(), letter.origin, letter.name) == ("信函", "3月20日邮戳", "李明")
    assert letter.entered_by == county.clerk
    assert [(part.label, part.text) for part in letter.parts.order_by("place")] == [
        ("第二条", "登记要免费"),
        ("第三条", "绳长写清楚"),
    ]
    assert call.at == made.moment(3, 21, 10, 30)
    assert call.parts.get().label == "整体意见"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("", "传真", "x", "2026-03-22", "", "好", "", ""), "渠道只能写"),
        (("", "信函", "", "2026-03-22", "", "好", "", ""), "来源"),
        (("", "信函", "邮戳", "三月", "", "好", "", ""), "收到时间写成"),
        (("", "信函", "邮戳", "2026-02-30", "", "好", "", ""), "收到时间写成"),
        (("", "信函", "邮戳", "2026-04-09", "", "好", "", ""), "不在期间内"),
        (("", "信函", "邮戳", "2026-03-22", "第九条", "好", "", ""), "没有“第九条”"),
        (("", "信函", "邮戳", "2026-03-22", "", "", "李", ""), "没有写意见"),
        (("", "信函", "邮戳", "2026-03-22", "", "长" * 2001, "", ""), "不超过2000字"),
        (("1", "信函", "别处", "2026-03-22", "", "好", "", ""), "来源前后不一样"),
        (("1", "", "", "", "第二条", "又一次", "", ""), "写了两次"),
    ],
)
def test_one_bad_line_and_nothing_of_the_file_is_kept(county, thing, row, why):
    told = take(county, thing, *GOOD, row)
    assert any(why in one.problem for one in told), [one.problem for one in told]
    assert not Opinion.objects.exists()


def test_what_is_no_such_table_is_refused(county, thing):
    with pytest.raises(Refused, match="没有找到表头"):
        read_paper(table(ONE[:4], heads=HEADS[:4]), "意见.xlsx")
    with pytest.raises(Refused, match="没有意见"):
        read_paper(table(), "意见.xlsx")
    with pytest.raises(Refused, match="经办人"):
        take(county, thing, *GOOD, by=county.other_clerk)


def test_on_the_desk_the_first_look_and_then_the_import(county, thing, client):
    client.force_login(county.clerk)
    blank = client.get(reverse("admin:participation_opinions_paper_blank", args=[thing.pk]))
    with pytest.raises(Refused, match="没有意见"):
        read_paper(blank.content, "空白.xlsx")
    place = reverse("admin:participation_opinions_paper", args=[thing.pk])

    def send(*rows, **more):
        return client.post(place, {"file": SimpleUploadedFile("意见.xlsx", table(*rows))} | more)

    assert "2 件都没有问题" in send(*GOOD).content.decode()
    assert not Opinion.objects.exists()
    refused = send(*GOOD, ("", "传真", "x", "2026-03-22", "", "好", "", ""), commit="1")
    assert refused.status_code == 422
    assert "1 件要改" in refused.content.decode()
    assert send(*GOOD, commit="1").status_code == 302
    assert Opinion.objects.count() == 2
