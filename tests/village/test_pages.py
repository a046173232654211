"""Public pages of villages: what is published and nothing else, few queries, an objection without an account."""

import io
import re
import struct
import sys
from datetime import date, timedelta
from uuid import UUID

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import factories, villages
from tests.caches import start_anew
from tests.factories import ON, K
from tests.requests_app.test_public import PNG
from village.actions import boarding, deciding
from village.models import BoardItem, Objection
from village.views import boards, objecting
from village.workflow import Status

pytestmark = pytest.mark.django_db
SECRET = "绝不外泄"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    """The pages ask the clock once; here it is 2026-03-04."""
    start_anew()
    for module in (boards, objecting):
        monkeypatch.setattr(module.timezone, "localdate", lambda: date(2026, 3, 4))


def addresses(county, made: BoardItem) -> dict[str, str]:
    code = county.village.code
    own = {name: reverse(f"villages:{name}", args=[code, made.pk]) for name in ("item", "photo")}
    common = {name: reverse(f"villages:{name}", args=[code]) for name in ("village", "sheet", "feed")}
    return own | common | {"index": reverse("villages:index")}


@pytest.mark.parametrize("state", [state for state in Status if state != Status.PUBLISHED])
def test_what_is_not_published_is_nowhere(client, county, state):
    photo = SimpleUploadedFile("照片.png", PNG)
    made = villages.item(
        county, state=state, text=f"{SECRET}正文", title=f"{SECRET}标题", photo=photo, photo_alt="公开栏"
    )
    for name, address in addresses(county, made).items():
        response = client.get(address)
        assert response.status_code == (404 if name in ("item", "photo") else 200), name
        if state != Status.DUE:
            assert f"{SECRET}正文" not in response.content.decode(), name
    response = client.post(reverse("villages:object", args=[county.village.code, made.pk]), {"text": "不对"})
    assert response.status_code == 404


def test_what_is_published_is_found_in_the_same_places(client, county):
    photo = SimpleUploadedFile("照片.png", PNG)
    made = villages.item(
        county,
        state=Status.PUBLISHED,
        text=f"{SECRET}正文",
        title=f"{SECRET}标题",
        photo=photo,
        photo_alt="公开栏",
    )
    found = addresses(county, made)
    for name in ("item", "village", "sheet", "feed"):
        assert f"{SECRET}标题" in client.get(found[name]).content.decode(), name
    picture = client.get(found["photo"])
    assert picture.headers["Content-Type"] == "image/png"
    assert b"".join(picture.streaming_content).startswith(b"\x89PNG")
    assert county.village.label in client.get(found["index"]).content.decode()


def test_an_item_of_another_village_is_not_there(client, county):
    made = villages.item(county, state=Status.PUBLISHED)
    other = factories.organisation(K.VILLAGE, "下河村", county.township)
    assert client.get(reverse("villages:item", args=[other.code, made.pk])).status_code == 404
    assert client.get(reverse("villages:village", args=[county.township.code])).status_code == 404


def test_what_is_missing_says_by_when_and_who_ordered_it(client, county):
    made = villages.due(county, "财务收支明细")
    boarding.order(made, by=county.township_clerk, on=ON, reason="公开栏上没有", until=ON + timedelta(days=7))
    text = client.get(reverse("villages:village", args=[county.village.code])).content.decode()
    assert '应于 <time datetime="2026-02-10">' in text
    assert "责令在 2026-03-09 前公布" in text
    assert "村会计" in text


@pytest.mark.parametrize(
    ("name", "queries"), [("index", 1), ("village", 7), ("item", 6), ("sheet", 2), ("feed", 2)]
)
def test_pages_ask_as_often_for_one_as_for_many(client, county, django_assert_num_queries, name, queries):
    made = villages.item(county, state=Status.PUBLISHED)
    address = addresses(county, made)[name]
    with django_assert_num_queries(queries):
        client.get(address)
    for title in ("农业补贴发放", "集体债权债务", "养老服务和高龄津贴"):
        one = BoardItem.objects.select_related("village", "matter").get(
            matter__title=title, period_start=date(2026, 1, 1)
        )
        villages.advance(county, one, Status.PUBLISHED)
    for number in range(3):
        factories.organisation(K.VILLAGE, f"新村{number}", county.township)
        boarding.object_to(made, key=UUID(int=number), on=ON, text="少了一户")
    with django_assert_num_queries(queries):
        client.get(address)


def objection(client, county, made, **values):
    address = reverse("villages:object", args=[county.village.code, made.pk])
    return client.post(address, {"key": str(UUID(int=5)), "text": "少了一户", **values})


def test_a_villager_objects_once_however_often_the_button_is_pressed(client, county):
    made = villages.item(county, state=Status.PUBLISHED)
    for _ in range(3):
        response = objection(client, county, made, name="张三", phone="13800001234")
        assert response.status_code == 302
    one = Objection.objects.get()
    text = client.get(made.get_absolute_url()).content.decode()
    assert "少了一户" in text
    assert "张三" not in text
    assert "13800001234" not in text
    boarding.answer(one, by=county.village_officer, on=ON + timedelta(days=2), text="查过，已经补上")
    assert "查过，已经补上" in client.get(made.get_absolute_url()).content.decode()


def test_what_was_typed_comes_back_when_it_is_too_late(client, county, monkeypatch):
    made = villages.item(county, state=Status.PUBLISHED)
    monkeypatch.setattr(objecting.timezone, "localdate", lambda: date(2026, 3, 20))
    response = objection(client, county, made, text="这一户没有领到")
    assert response.status_code == 422
    assert "这一户没有领到" in response.content.decode()
    assert not Objection.objects.exists()
    assert "我有异议" not in client.get(made.get_absolute_url()).content.decode()


def test_a_machine_is_answered_and_kept_nowhere(client, county):
    made = villages.item(county, state=Status.PUBLISHED)
    assert objection(client, county, made, website="http://x").status_code == 302
    assert not Objection.objects.exists()


def test_ten_an_hour_from_one_address(client, county):
    made = villages.item(county, state=Status.PUBLISHED)
    for number in range(10):
        assert objection(client, county, made, key=str(UUID(int=number))).status_code == 302
    assert objection(client, county, made, key=str(UUID(int=99))).status_code == 422
    assert Objection.objects.count() == 10


def test_contacts_of_objectors_are_forgotten_a_month_after_the_answer(county):
    made = villages.item(county, state=Status.PUBLISHED)
    one = boarding.object_to(made, key=UUID(int=1), on=ON, text="少了一户", name="张三", phone="138")
    boarding.answer(one, by=county.village_officer, on=ON, text="已补上")
    assert boarding.forget_contacts(on=ON + timedelta(days=30)) == 0
    assert boarding.forget_contacts(on=ON + timedelta(days=31)) == 1
    one.refresh_from_db()
    assert (one.name, one.phone, one.text) == ("", "", "少了一户")


def test_a_withdrawal_reaches_every_page_at_once(client, county):
    made = villages.item(county, state=Status.PUBLISHED, title=f"{SECRET}标题")
    deciding.withdraw(made, by=county.village_officer, on=ON, reason="有误")
    found = addresses(county, made)
    assert client.get(found["item"]).status_code == 404
    assert (
        client.get(f"{reverse('villages:qr', args=[county.village.code])}?item={made.pk}").status_code == 200
    )
    card = reverse("villages:card", args=[county.village.code])
    assert client.get(f"{card}?item={made.pk}").content == client.get(card).content, (
        "leads to the village only"
    )
    assert f"/items/{made.pk}/" not in client.get(found["village"]).content.decode()
    for name in ("sheet", "feed"):
        assert f"{SECRET}标题" not in client.get(found[name]).content.decode(), name


def test_a_photo_loses_where_it_was_taken(county):
    with pytest.raises(Exception, match="照片"):
        villages.item(
            county, state=Status.PROPOSED, photo=SimpleUploadedFile("x.jpg", b"not a picture"), photo_alt="x"
        )


# --- on paper, and sent on -----------------------------------------------------------------------------------


def words(content: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    assert document[0].get_size() == pytest.approx((1190.55, 841.89), abs=1), "A3, landscape"
    return "".join("".join(page.get_textpage().get_text_range() for page in document).split())


def test_the_board_comes_as_an_a3_pdf_of_what_is_published(client, county):
    villages.item(county, state=Status.PUBLISHED, title=f"{SECRET}标题", text="<b>五月的救助</b>")
    waiting = (
        BoardItem.objects.waiting().select_related("village", "matter").filter(matter__title="农业补贴发放")
    )
    villages.advance(county, waiting[0], Status.DECIDED, title="还没有公布的补贴")
    response = client.get(reverse("villages:paper", args=[county.village.code]))
    assert response.headers["Content-Type"] == "application/pdf"
    text = words(response.content)
    for word in (county.village.label, f"{SECRET}标题", "<b>五月的救助</b>", "张秀英"):
        assert word in text, word
    assert "还没有公布的补贴" not in text


@pytest.mark.parametrize("state", [state for state in Status if state not in (Status.DUE, Status.PUBLISHED)])
def test_what_is_not_published_is_on_no_sheet_of_paper(client, county, state):
    villages.item(county, state=state, title=f"{SECRET}标题", text=f"{SECRET}正文")
    assert SECRET not in words(client.get(reverse("villages:paper", args=[county.village.code])).content)


def test_without_the_layout_libraries_the_sheet_is_printed_by_the_browser(client, county, monkeypatch):
    made = villages.item(county, state=Status.PUBLISHED)
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    response = client.get(reverse("villages:paper", args=[county.village.code]))
    assert response.status_code == 503
    assert "暂时不能生成 PDF" in response.content.decode()
    assert made.title in response.content.decode()


def test_what_is_sent_on_says_what_it_is_and_names_nobody(client, county):
    made = villages.item(county, state=Status.PUBLISHED, text="李建国家四百八十元")
    page = client.get(made.get_absolute_url()).content.decode()
    cards = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', page))
    assert made.title in cards["title"]
    assert "2026-03-02公布" in cards["description"]
    assert cards["url"].endswith(made.get_absolute_url())
    picture = client.get(cards["image"].removeprefix("https://www.qinglan.example"))
    width, height = struct.unpack(">II", picture.content[16:24])
    assert picture.content.startswith(b"\x89PNG")
    assert width == height >= 300
    feed = client.get(reverse("villages:feed", args=[county.village.code])).content.decode()
    for shown in (" ".join(cards.values()), feed):
        for word in ("张秀英", "李建国", "480", "四百八十"):
            assert word not in shown
    assert f'?item={made.pk}"' in page
