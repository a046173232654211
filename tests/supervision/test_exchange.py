"""市县交换: what goes out is signed, what comes back is only taken as it was signed, and everything else is refused."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.policies import Refused
from audit.chain import canonical
from deploy.exchange_reply import answered, public
from requests_app.models import Filing
from supervision.actions import exchanging
from supervision.exchange import REPLY, REPORT, NotGenuineError, private_key, public_text, seal, unseal
from supervision.exchange_sheets import workbook
from supervision.models import ExchangeFile
from tests.applications import receive
from tests.measured import ON

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
CITY = "云州市政务公开办公室"
SEED = bytes(range(32))
KEY = Ed25519PrivateKey.from_private_bytes(SEED)


@pytest.fixture
def sent(county, settings):
    """A file of the county with one filing in it; the city's key is known."""
    settings.EXCHANGE_PARTNERS = {CITY: public(KEY)}
    made = receive(county, on=ON, unit=county.department)
    Filing.objects.get_or_create(
        request=made, unit=county.department, kind="registration", filed_on=ON, defaults={"text": "=1+1"}
    )
    return exchanging.send(county.government, by=county.office, on=ON, at=AT)


def reply_to(sent, *, seed: bytes = SEED, name: str = CITY, remarks=None) -> bytes:
    remarks = {exchanging.content(sent)["filings"][0]["id"]: "请说明办理进度"} if remarks is None else remarks
    own = public_text(exchanging.signing_key())
    return answered(sent.text.encode(), own, seed, name, "2026-03-05", "已收悉", remarks)


def take(county, data: bytes) -> ExchangeFile:
    return exchanging.take_reply(county.government, data, by=county.office, on=ON, at=AT)


def test_a_round_there_and_back(county, sent):
    own = {county.government.name: public_text(exchanging.signing_key())}
    read = unseal(sent.text.encode(), REPORT, own)
    assert (read.sender, read.receiver, read.number) == (county.government.name, CITY, sent.number)
    assert {line["unit"] for line in read.body["coverage"]} >= {county.department.name, county.township.name}
    made = take(county, reply_to(sent))
    assert made.answers == sent
    client = Client()
    client.force_login(county.office)
    page = client.get(reverse("admin:supervision_exchangefile_changelist")).content.decode()
    assert "请说明办理进度" in page
    assert "已收悉" in page


def changed(data: bytes, **fields) -> bytes:
    return canonical(json.loads(data) | fields)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda data: data.replace("请说明办理进度".encode(), "没有意见".encode()), "签名不符"),
        (lambda data: changed(data, made_on="2026-03-06"), "签名不符"),
        (lambda data: changed(data, signature="AAAA"), "签名不符"),
        (lambda data: changed(data, key=public(Ed25519PrivateKey.generate())), "不认识"),
        (lambda data: changed(data, kind=REPORT), "这不是回复文件"),
        (lambda data: changed(data, extra="1"), "缺少规定的栏目"),
        (lambda data: changed(data, version=2), "版本"),
        (lambda data: changed(data, body=[]), "栏目的内容不对"),
        (lambda data: b"[" * 100_000, "读不出内容"),
        (lambda data: b"\xff\xfe", "读不出内容"),
        (lambda data: data.decode().encode("utf-16"), "读不出内容"),
        (lambda data: changed(data, body={"text": 1}).replace(b"1", b'"\\ud800"', 1), "签名不符"),
        (lambda data: b"{}", "缺少规定的栏目"),
        (lambda data: b" " * (10 * 1024 * 1024 + 1), "超过10MB"),
    ],
)
def test_a_file_that_was_touched_is_refused_and_nothing_is_written(county, sent, spoil, sentence):
    with pytest.raises(Refused, match=sentence):
        take(county, spoil(reply_to(sent)))
    assert ExchangeFile.objects.count() == 1


def test_another_signer_another_file_and_a_second_time_are_refused(county, sent):
    with pytest.raises(Refused, match="不认识"):
        take(county, reply_to(sent, seed=bytes(32)))
    with pytest.raises(Refused, match="不认识"):
        take(county, reply_to(sent, name="别的市"))
    with pytest.raises(Refused, match="对不上"):
        take(county, reply_to(sent, remarks={10**6: "意见"}))
    ours = {"sender": CITY, "receiver": county.government.name, "number": "R", "made_on": "2026-03-05"}
    for body, sentence in (
        ({"in_reply_to": "X"}, "没有找到"),
        ({"in_reply_to": sent.number, "digest": "0"}, "不一致"),
        ({"in_reply_to": sent.number, "digest": sent.digest, "remarks": 1}, "对不上"),
    ):
        with pytest.raises(Refused, match=sentence):
            take(county, seal(REPLY, body, KEY, **ours))
    with pytest.raises(Refused, match="是给“别的县”的"):
        take(county, seal(REPLY, {}, KEY, **ours | {"receiver": "别的县"}))
    take(county, reply_to(sent))
    with pytest.raises(Refused, match="已经有回复"):
        take(county, reply_to(sent))
    assert ExchangeFile.objects.count() == 2


def test_only_the_county_office_sends_and_takes(county, sent):
    for who in (county.clerk, county.government_head, county.city_officer, county.superuser):
        with pytest.raises(Refused):
            exchanging.send(county.government, by=who, on=ON, at=AT)
        with pytest.raises(Refused):
            exchanging.take_reply(county.government, reply_to(sent), by=who, on=ON, at=AT)
    assert ExchangeFile.objects.count() == 1


def test_the_next_file_has_the_next_number_and_no_applicant_is_in_any(county, sent):
    more = exchanging.send(county.government, by=county.office, on=ON, at=AT + timedelta(hours=1))
    assert [sent.number[-2:], more.number[-2:]] == ["-1", "-2"]
    case = Filing.objects.get().request if Filing.objects.count() == 1 else Filing.objects.first().request
    assert case.applicant.name not in sent.text


def test_the_table_says_the_same_and_runs_no_formula(sent):
    book = load_workbook(BytesIO(workbook(sent, exchanging.content(sent))))
    assert book["说明"]["B6"].value == sent.digest
    texts = [cell for row in book["报备"].iter_rows(min_row=2) for cell in row if isinstance(cell.value, str)]
    assert texts
    assert all(cell.data_type == "s" for cell in texts)


def test_the_office_makes_downloads_and_takes_in_on_the_page(county, sent):
    client = Client()
    client.force_login(county.office)
    client.post(reverse("admin:supervision_exchange_send"), {"county": county.government.pk})
    assert ExchangeFile.objects.count() == 2
    got = client.get(reverse("admin:supervision_exchange_signed", args=[sent.pk]))
    assert got.content == sent.text.encode()
    bad = SimpleUploadedFile("r.json", reply_to(sent).replace(b"2026-03-05", b"2026-03-04"))
    where = reverse("admin:supervision_exchange_reply")
    page = client.post(where, {"county": county.government.pk, "file": bad}, follow=True)
    assert "签名不符" in page.content.decode()
    good = SimpleUploadedFile("r.json", reply_to(sent))
    page = client.post(where, {"county": county.government.pk, "file": good}, follow=True)
    assert "签名核对无误" in page.content.decode()


def test_the_key_is_the_hosts_own_or_the_one_that_was_set():
    assert (
        public_text(private_key("", "a"))
        == public_text(private_key("", "a"))
        != public_text(private_key("", "b"))
    )
    assert public_text(private_key(SEED.hex(), "a")) == public(KEY)
    with pytest.raises(NotGenuineError):
        unseal(b"null", REPLY, {})
