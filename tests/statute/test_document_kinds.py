from statute.document_kinds import USUALLY_NOT_OPEN, DocumentKind


def test_the_fifteen_kinds_in_their_order_and_one_for_everything_else():
    official = [kind.label for kind in DocumentKind if kind.is_official]
    assert "、".join(official) == (
        "决议、决定、命令（令）、公报、公告、通告、意见、通知、通报、报告、请示、批复、议案、函、纪要"
    )
    assert [kind for kind in DocumentKind if not kind.is_official] == [DocumentKind.OTHER]


def test_what_is_usually_not_open():
    assert [kind.label for kind in DocumentKind if kind.usually_not_open] == ["报告", "请示", "议案", "纪要"]
    assert DocumentKind.OTHER not in USUALLY_NOT_OPEN


def test_choices_hold_every_kind_once():
    assert dict(DocumentKind.choices())["other"] == "其他政府信息"
    assert len(DocumentKind.choices()) == len(set(DocumentKind.choices())) == 16
