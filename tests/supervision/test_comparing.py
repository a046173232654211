"""县区比较 (市实施意见四): what counties signed, side by side, for a city that runs this platform."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.policies import Refused
from supervision.actions import comparing
from supervision.comparing import labels_of, of_county, of_units
from supervision.exchange import REPLY, REPORT, private_key, public_text, seal
from supervision.models import CountyFile

pytestmark = pytest.mark.django_db
AT = timezone.now()
EAST, WEST = "东川县人民政府", "西岭县人民政府"
KEYS = {name: private_key("", name) for name in (EAST, WEST)}


def line(unit, *, fresh=8, due=0, overdue=1, empty=1, published=10, on_time=9, red=None):
    return {
        "unit": unit, "fresh": fresh, "due": due, "overdue": overdue, "empty": empty, "published": published, "on_time": on_time,
        "red": {"逾期未公开的文件": 1} if red is None else red,
    }  # fmt: skip


def signed(sender=EAST, *, on="2026-03-02", kind=REPORT, rows=None, key=None, body=None, number="DC-1"):
    rows = (
        [line(f"{sender[:3]}民政局"), line(f"{sender[:3]}财政局", fresh=2, overdue=8, red={"留言未答复": 2})]
        if rows is None
        else rows
    )
    whole = {"coverage": rows, "filings": [], "period": {}, "report": {}} if body is None else body
    return seal(kind, whole, key or KEYS[sender], sender=sender, receiver="云州市", number=number, made_on=on)


@pytest.fixture(autouse=True)
def partners(settings):
    settings.EXCHANGE_PARTNERS = {name: public_text(key) for name, key in KEYS.items()}


def take(county, data, by=None):
    return comparing.take_file(county.city_office, data, by=by or county.city_officer, at=AT)


def test_figures_are_added_up_by_county_and_kept_by_unit(county):
    made = take(county, signed())
    whole = of_county(made.sender, made.made_on, made.text)
    assert (whole.percent, whole.on_time_percent, whole.overdue, whole.reds) == (47, 90, 9, 3)
    assert [one.name for one in of_units(made.made_on, made.text)] == ["东川县民政局", "东川县财政局"]
    assert labels_of([whole]) == ["逾期未公开的文件", "留言未答复"]
    assert whole.red_of(["留言未答复", "别的"]) == [2, None]


def changed(data: bytes) -> bytes:
    whole = json.loads(data)
    whole["body"]["coverage"][0]["overdue"] = 0
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (changed(signed()), "签名不符"),
        (signed(key=KEYS[WEST]), "不认识"),
        (signed(kind=REPLY), "不是报送文件"),
        (b"not a file", "读不出"),
        (signed(on="第二天"), "日期不对"),
        (signed(rows=[]), "没有可以比较的数字"),
        (signed(rows=[line("甲", overdue=-1)]), "没有可以比较的数字"),
        (signed(rows=[line("甲", red={"乙": "三"})]), "没有可以比较的数字"),
        (signed(body={"coverage": "x"}), "没有可以比较的数字"),
    ],
)
def test_what_is_not_genuine_is_refused_kindly_and_nothing_is_kept(county, data, sentence):
    with pytest.raises(Refused, match=sentence):
        take(county, data)
    assert not CountyFile.objects.exists()


def test_the_city_takes_a_file_once_nobody_else(county):
    take(county, signed())
    with pytest.raises(Refused, match="已经导入"):
        take(county, signed())
    with pytest.raises(Refused, match="市政务公开"):
        take(county, signed(on="2026-03-03"), by=county.office)
    assert CountyFile.objects.count() == 1


def test_the_newest_of_each_county_in_the_period(county, django_assert_num_queries):
    for number, day in enumerate(("2026-01-05", "2026-03-02", "2026-06-01")):
        take(county, signed(on=day, number=f"DC-{number}"))
    take(county, signed(WEST, on="2026-02-01"))
    with django_assert_num_queries(1):
        found = CountyFile.objects.newest(date(2026, 1, 1), date(2026, 3, 31))
    assert [(one.sender, one.made_on) for one in found] == [
        (EAST, date(2026, 3, 2)),
        (WEST, date(2026, 2, 1)),
    ]


def test_the_page_compares_counties_units_and_periods(county):
    client = Client()
    client.force_login(county.city_officer)
    url = reverse("admin:supervision_countyfile_changelist")
    assert "这段时间没有县区报送的文件" in client.get(url).content.decode()
    day = timezone.localdate().isoformat()
    files = [
        SimpleUploadedFile("east.json", signed(on=day)), SimpleUploadedFile("west.json", signed(WEST, on=day)),
        SimpleUploadedFile("bad.json", changed(signed(on=day))),
    ]  # fmt: skip
    sent = {"city": county.city_office.pk, "files": files}
    page = client.post(reverse("admin:supervision_countyfile_take"), sent, follow=True).content.decode()
    assert "ad.json：文件的签名不符" in page
    assert EAST in page
    assert WEST in page
    assert 'data-chart="compared"' in page
    units = client.get(url, {"county": EAST}).content.decode()
    assert "东川县财政局" in units
    assert "西岭县财政局" not in units
    assert "没有报" in units  # a measure one file names and another does not
    assert (
        "这段时间没有县区报送的文件"
        in client.get(url, {"first": "2020-01-01", "last": "2020-02-01"}).content.decode()
    )
    assert client.get(url, {"first": "x", "last": "y"}).status_code == 200


def test_others_do_not_see_it(county):
    client = Client()
    client.force_login(county.office)
    assert client.get(reverse("admin:supervision_countyfile_changelist")).status_code == 403
    data = {"city": county.city_office.pk, "files": [SimpleUploadedFile("a.json", signed())]}
    assert client.post(reverse("admin:supervision_countyfile_take"), data).status_code == 404
    assert not CountyFile.objects.exists()
