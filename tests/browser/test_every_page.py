"""Every public page of the address table, in every look and at three widths: no violation, nothing to scroll sideways."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import test_access as table
from tests.browser.looks import walk


@pytest.fixture
def everything(seeded, lasting_county) -> dict[str, object]:
    """One of each thing a page may be about."""
    return table.things(lasting_county)


@pytest.fixture(autouse=True)
def _whole_foot(settings):
    """The foot zone with everything a county can put there."""
    settings.SITE = settings.SITE | {
        "icp": "鲁ICP备00000000号", "police_record": "鲁公网安备 00000000000000号", "mark_url": "https://bszs.conac.cn/x",
        "police_url": "https://beian.mps.gov.cn/x", "undertaker": "青岚县大数据中心", "phone": "0999-1234567", "ipv6": True,
        "email": "zhengwugongkai.office@qinglan.example", "address": "云州市青岚县清溪路1号县政务服务中心",
    }  # fmt: skip


def public_pages(ids: dict[str, object]) -> list[str]:
    """The address of one of each page anybody may open; files, feeds and machines' addresses are no pages."""
    client, found = Client(), []
    for route, marks in table.TABLE.items():
        if route.startswith(("admin/", "logout/")) or marks[0] != "o":
            continue
        response = client.get(table.address(route, ids))
        if response.streaming:
            list(response.streaming_content)
        if response.headers["Content-Type"].startswith("text/html"):
            found.append(response.request["PATH_INFO"])
    return sorted(found)


def test_every_page_in_every_look_at_every_width(visit, everything, axe_source):
    addresses = public_pages(everything)
    assert len(addresses) > 70
    terminal = [address for address in addresses if "kiosk" in address]  # a terminal stays one: it comes last
    page = visit()
    wrong = walk(page, [*(one for one in addresses if one not in terminal), *terminal], axe_source)
    assert not wrong, "\n".join(wrong)


def test_what_is_missing_looks_like_the_rest(visit, county, axe_source):
    visit.expect(404)
    wrong = walk(visit(), ["/no-such-page/", "/documents/999999/"], axe_source)
    assert not wrong, "\n".join(wrong)
