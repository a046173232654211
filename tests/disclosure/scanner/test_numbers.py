"""ID numbers, bank cards and mobile phones in running text (law-book §12.2)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.scanner import Kind, mask, scan_text
from tests.disclosure.scanner.corpus import CARD, ID, MOBILE, card_number, id_number
from tests.work import calls

WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
WITH_X = next(number for seed in range(200) if (number := id_number(seed)).endswith("X"))
CREDIT_CODE = next(  # digits only, and by chance right as an ID number
    number for seed in range(200) if not (number := id_number(seed, "110119")).endswith("X")
)
VISA = card_number("4", 16)

POSITIVE = {
    "plain": (f"身份证号{ID}。", Kind.ID_NUMBER),
    "last is X": (f"身份证号{WITH_X}", Kind.ID_NUMBER),
    "small x": (f"身份证号{WITH_X.lower()}", Kind.ID_NUMBER),
    "wide": (f"身份证号：{WITH_X.translate(WIDE)}", Kind.ID_NUMBER),
    "in groups": (f"{ID[:6]} {ID[6:14]} {ID[14:]}", Kind.ID_NUMBER),
    "with dashes": (f"{ID[:6]}-{ID[6:14]}-{ID[14:]}", Kind.ID_NUMBER),
    "boxes of a form": (" ".join(ID), Kind.ID_NUMBER),
    "over the end of a line": (f"{ID[:10]}\n{ID[10:]}", Kind.ID_NUMBER),
    "zero width": ("\u200b".join(ID), Kind.ID_NUMBER),
    "after a serial number": (f"1 {ID} 甲某", Kind.ID_NUMBER),
    "before a phone": (f"甲某 {ID} 0539-1234567", Kind.ID_NUMBER),
    "old form": ("身份证 371399650308123，男", Kind.ID_NUMBER),
    "card": (f"卡号{CARD}", Kind.BANK_CARD),
    "card in fours": (f"卡号 {' '.join(re.findall('.{1,4}', CARD))}", Kind.BANK_CARD),
    "visa": (f"{VISA[:4]}-{VISA[4:8]}-{VISA[8:12]}-{VISA[12:]}", Kind.BANK_CARD),
    "wide card": (CARD.translate(WIDE), Kind.BANK_CARD),
    "phone": (f"联系人李某，{MOBILE}", Kind.MOBILE),
    "two phones": (f"{MOBILE}、13800001111", Kind.MOBILE),
    "with country": (f"+86 {MOBILE}", Kind.MOBILE),
    "with 86": (f"86{MOBILE}", Kind.MOBILE),
    "with 0086": (f"0086-{MOBILE}", Kind.MOBILE),
    "three four four": ("139-1234-5678", Kind.MOBILE),
    "spaces": ("手机139 1234 5678。", Kind.MOBILE),
    "wide phone": (MOBILE.translate(WIDE), Kind.MOBILE),
    "tel": (f"Tel:{MOBILE} tel{MOBILE}", Kind.MOBILE),
    "after a circled figure": (f"①{MOBILE}", Kind.MOBILE),
    "broken in a narrow column": (f"电话\n{MOBILE[:10]}\n{MOBILE[10:]}\n乙某", Kind.MOBILE),
    "mail box": (f"{MOBILE}@example.cn", Kind.MOBILE),
    "bold": (f"**{MOBILE}**", Kind.MOBILE),
}
NEGATIVE = {
    "wrong check digit": ID[:-1] + ("0" if ID[-1] != "0" else "1"),
    "no such day": "371399199002301234",
    "no such province": id_number(3, "991399"),
    "masked id": f"{ID[:3]}***********{ID[-4:]}",
    "masked id with crosses": f"{ID[:6]}××××××××{ID[-4:]}",
    "masked phone": "139****5678",
    "in a longer number": f"9{ID}",
    "letters around": f"A{ID}B",
    "credit code": f"统一社会信用代码：{CREDIT_CODE}",
    "credit code with letters": "91371300MA3C5E8T2K",
    "index number": f"{CREDIT_CODE}/2024-00001",
    "index number in words": f"索引号 {CREDIT_CODE}",
    "order number": f"订单号：{ID}",
    "longer order number": "订单号2024010112345678901234",
    "old form with no such month": "371399651308123",
    "order of fifteen": "流水号371399650308123",
    "card with a wrong check digit": CARD[:-1] + str((int(CARD[-1]) + 1) % 10),
    "unknown issuer": card_number("712848", 19),
    "all the same": "6" * 16,
    "landline": "0539-1234567",
    "landline in brackets": "（0539）12345678",
    "service number": "12345 400-800-1234 95588",
    "in a longer phone": f"{MOBILE}0",
    "not a mobile": "12345678901",
    "amount": "合计13912345678.50元",
    "decimals": "0.13912345678",
    "columns of figures": "2021 135 4000 3000 2022 136 4100 3100",
    "figures of two lines": "1391234\n5678\n13912345678901",
    "figures of many lines": "88 13912345\n678\n99\n12",
    "web address": "http://www.example.gov.cn/art/13912345678/art_6222021234567890128.html",
    "document number": "青政发〔2026〕12号",
    "date and time": "2026-01-02 12:30:45",
    "hash": f"a{MOBILE}f",
    "isbn": "ISBN 978-7-01-000001-2",
}


@pytest.mark.parametrize("case", POSITIVE)
def test_a_personal_number_is_found(case):
    text, kind = POSITIVE[case]
    found = scan_text(text, "正文")
    assert {one.kind for one in found} == {kind}
    assert all(one.blocking for one in found)


@pytest.mark.parametrize("case", NEGATIVE)
def test_other_numbers_are_nothing(case):
    assert scan_text(NEGATIVE[case], "正文") == []


def test_every_phone_of_a_list_is_found():
    found = scan_text(f"{MOBILE}，13800001111;13700002222", "正文")
    assert len(found) == 3


def test_an_excerpt_shows_surroundings_and_never_the_number():
    (first, second) = scan_text(f"低保户张某（{ID}），电话{MOBILE}，住东山镇。", "标题")
    assert first.place == second.place == "标题"
    for one in (first, second):
        assert "低保户张某" in one.excerpt
        assert ID[-4:] in one.excerpt
        assert ID not in one.excerpt
        assert MOBILE not in one.excerpt


def test_the_paragraph_is_named():
    found = scan_text(f"第一段。\n\n第二段。\n电话{MOBILE}。\n\n再说一遍{MOBILE}", "正文")
    assert [one.place for one in found] == ["正文第3段", "正文第4段"]


def test_excerpts_are_short():
    (found,) = scan_text("甲" * 5000 + MOBILE + "乙" * 5000, "正文")
    assert len(found.excerpt) <= 120
    assert "139****5678" in found.excerpt


def test_a_fingerprint_is_of_content_and_surroundings_and_not_of_the_place():
    one = scan_text(f"请拨打应急值班手机{MOBILE}咨询。", "正文")[0].fingerprint
    assert (
        one == scan_text(f"另起一段，字数更多一些。请拨打应急值班手机{MOBILE}咨询。", "标题")[0].fingerprint
    )
    assert one == scan_text(f"请拨打 应急值班手机 {MOBILE}咨询。", "正文")[0].fingerprint
    assert one != scan_text("请拨打应急值班手机13912345679咨询。", "正文")[0].fingerprint
    assert one != scan_text(f"张三家里的手机{MOBILE}咨询。", "正文")[0].fingerprint
    assert re.fullmatch(r"[0-9a-f]{64}", one)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"身份证{ID}。", f"身份证{'*' * 14}{ID[-4:]}。"),
        ("371399650308123", "***********8123"),
        (f"电话{MOBILE}", "电话139****5678"),
        ("+86 139-1234-5678", "+86 139-****-5678"),
        (f"卡{CARD}", f"卡{'*' * 15}{CARD[-4:]}"),
        (f"{ID[:6]} {ID[6:14]} {ID[14:]}", f"****** ******** {ID[14:]}"),
        ("没有号码 0539-1234567", "没有号码 0539-1234567"),
        ("", ""),
    ],
)
def test_mask(text, expected):
    assert mask(text) == expected


around = st.text(st.sampled_from("关于印发通知的 ，。：（）\n、"), max_size=12)


@given(st.integers(0, 10**6), around, around)
def test_every_right_number_is_found_whatever_stands_around_it(seed, before, after):
    number = id_number(seed)
    text = before + number + after
    (found,) = scan_text(text, "正文")
    assert found.kind is Kind.ID_NUMBER
    assert number not in found.excerpt
    assert scan_text(mask(text), "正文") == []
    assert len(mask(text)) == len(text)


@given(
    st.integers(0, 10**6),
    st.sampled_from(["id", "phone", "card"]),
    st.text("0123456789", max_size=30),
    st.data(),
)
def test_digits_inside_longer_numbers_are_never_found(seed, what, more, data):
    number = {"id": id_number(seed), "phone": f"139{seed:08}", "card": card_number(seed=seed)}[what].replace(
        "X", "1"
    )
    left = data.draw(st.text("0123456789", min_size=1, max_size=12))
    text = left + number + more
    found = scan_text(f"编号为{text + '0' * max(0, 20 - len(text))}的记录", "正文")
    assert found == []


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_masking_keeps_length_and_everything_that_is_no_number(text):
    masked = mask(text)
    assert len(masked) == len(text)
    assert all(
        new == old or (new == "*" and (old.isdecimal() or old.upper() in "XＸⅩ×ХΧ"))
        for new, old in zip(masked, text, strict=True)
    )


@given(st.text(st.sampled_from("0123456789X -\n139623744"), max_size=80))
def test_what_was_masked_has_no_number_left(text):
    assert [
        one
        for one in scan_text(mask(text), "正文")
        if one.kind in {Kind.ID_NUMBER, Kind.MOBILE, Kind.BANK_CARD}
    ] == []


@pytest.mark.parametrize(
    "unit", ["1 ", "6222 ", f"{MOBILE}\n", "《", "机密★", "清 源 ", "\u200b1", "370112 19800101 "]
)
def test_work_grows_with_size_and_not_faster(unit):
    def work(times: int) -> int:
        return calls(scan_text, unit * times, "正文", words=["清源行动"])

    assert work(16_000) < 20 * max(work(1000), 15_000)
