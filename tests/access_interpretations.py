"""The pages about interpretations and messages, who gets what, and one of each thing; see tests/test_access.py."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from disclosure.workflow import Status as DocumentStatus
from interpretation.actions import pieces, ruling
from interpretation.models import ReplyRule
from interpretation.workflow import Form, MessageStatus, PieceStatus, Status
from tests import documents, interpretations
from tests.factories import ON, County

# Columns and marks as in tests/test_access.py. Everything is the department's; on the desk it is under way.
PAGES: dict[str, str] = {
    "interpretations/": "ooooooooooooo",
    "interpretations/answers/": "ooooooooooooo",
    "interpretations/answers/<int:pk>/": "ooooooooooooo",
    "interpretations/concerns/": "ooooooooooooo",
    "interpretations/concerns/<int:pk>/": "ooooooooooooo",
    "interpretations/events/": "ooooooooooooo",
    "interpretations/events/<int:pk>/": "ooooooooooooo",
    "interpretations/events/files/<int:pk>/": "ooooooooooooo",
    "interpretations/files/<int:pk>/": "ooooooooooooo",
    "interpretations/<int:pk>/": "ooooooooooooo",
    "interpretations/<int:pk>/captions.vtt": "ooooooooooooo",
    "interpretations/<int:pk>/questions/<int:number>/": "ooooooooooooo",
    "messages/": "ooooooooooooo",
    "messages/write/": "ooooooooooooo",
    "messages/write/draft/": "ppppppppppppp",
    "messages/write/draft/discard/": "ppppppppppppp",
    "messages/track/": "ooooooooooooo",
    # a message is for whoever shows number and code: to everybody here it is not there
    "messages/track/<slug:number>/": "-------------",
    "messages/track/<slug:number>/receipt/": "-------------",
    "messages/track/<slug:number>/rate/": "ppppppppppppp",
    "messages/<int:pk>/": "ooooooooooooo",
    "admin/interpretation/interpretationedition/documents/<int:pk>/": ">ooo--o----->",
    "admin/interpretation/interpretationedition/documents/<int:pk>/materials/": ">ppppppppppp>",
    "admin/interpretation/interpretationedition/documents/<int:pk>/act/<slug:name>/": ">ppppppppppp>",
    "admin/interpretation/interpretationedition/<int:pk>/files/": ">ppppppppppp>",
    "admin/interpretation/interpretationedition/<int:pk>/files/<int:file>/remove/": ">ppppppppppp>",
    "admin/interpretation/interpretationedition/<int:pk>/act/<slug:name>/": ">ppppppppppp>",
    "admin/interpretation/interpretationedition/": ">ooooooxxxxo>",
    "admin/interpretation/interpretationedition/add/": ">xxxxxxxxxxx>",
    "admin/interpretation/interpretationedition/<path:object_id>/history/": ">ooo>>o>>>>>>",
    "admin/interpretation/interpretationedition/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/interpretation/interpretationedition/<path:object_id>/change/": ">ooo--o----->",
    "admin/interpretation/interpretationedition/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/interpretation/message/<int:pk>/sender/": ">ppppppppppp>",
    "admin/interpretation/message/<int:pk>/act/<slug:name>/": ">ppppppppppp>",
    "admin/interpretation/message/": ">ooooooxxxxo>",
    "admin/interpretation/message/add/": ">xxxxxxxxxxx>",
    "admin/interpretation/message/<path:object_id>/history/": ">ooo>>o>>>>>>",
    "admin/interpretation/message/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/interpretation/message/<path:object_id>/change/": ">ooo--o----->",
    "admin/interpretation/message/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/interpretation/policyanswer/start/": ">ooooooooooo>",
    "admin/interpretation/policyanswer/<int:pk>/act/<slug:name>/": ">ppppppppppp>",
    "admin/interpretation/policyanswer/": ">ooooooxxxxo>",
    "admin/interpretation/policyanswer/add/": ">xxxxxxxxxxx>",
    "admin/interpretation/policyanswer/<path:object_id>/history/": ">ooo>>o>>>>>>",
    "admin/interpretation/policyanswer/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/interpretation/policyanswer/<path:object_id>/change/": ">ooo--o----->",
    "admin/interpretation/policyanswer/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/interpretation/concern/start/": ">ooooooooooo>",
    "admin/interpretation/concern/entries/<int:pk>/": ">ooo--o----->",
    "admin/interpretation/concern/entries/<int:pk>/act/<slug:name>/": ">ppppppppppp>",
    "admin/interpretation/concern/<int:pk>/act/<slug:name>/": ">ppppppppppp>",
    "admin/interpretation/concern/": ">ooooooxxxxo>",
    "admin/interpretation/concern/add/": ">xxxxxxxxxxx>",
    "admin/interpretation/concern/<path:object_id>/history/": ">ooo>>o>>>>>>",
    "admin/interpretation/concern/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/interpretation/concern/<path:object_id>/change/": ">ooo--o----->",
    "admin/interpretation/concern/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/interpretation/outreachevent/start/": ">ooooooooooo>",
    "admin/interpretation/outreachevent/<int:pk>/files/": ">ppppppppppp>",
    "admin/interpretation/outreachevent/<int:pk>/act/<slug:name>/": ">ppppppppppp>",
    "admin/interpretation/outreachevent/": ">ooooooxxxxo>",
    "admin/interpretation/outreachevent/add/": ">xxxxxxxxxxx>",
    "admin/interpretation/outreachevent/<path:object_id>/history/": ">ooo>>o>>>>>>",
    "admin/interpretation/outreachevent/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/interpretation/outreachevent/<path:object_id>/change/": ">ooo--o----->",
    "admin/interpretation/outreachevent/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/interpretation/replyrule/set/": ">xxxxxoxxxxo>",
    "admin/interpretation/replyrule/": ">ooooooxxxxo>",
    "admin/interpretation/replyrule/add/": ">xxxxxxxxxxx>",
    "admin/interpretation/replyrule/<path:object_id>/history/": ">ooooooxxxxo>",
    "admin/interpretation/replyrule/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/interpretation/replyrule/<path:object_id>/change/": ">ooooooxxxxo>",
    "admin/interpretation/replyrule/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/disclosure/releaserule/set/": ">xxxxxoxxxxo>",
    "admin/disclosure/releaserule/": ">ooooooxxxxo>",
    "admin/disclosure/releaserule/add/": ">xxxxxxxxxxx>",
    "admin/disclosure/releaserule/<path:object_id>/history/": ">ooooooxxxx>>",
    "admin/disclosure/releaserule/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/disclosure/releaserule/<path:object_id>/change/": ">ooooooxxxx>>",
    "admin/disclosure/releaserule/<path:object_id>/": ">>>>>>>>>>>>>",
}


def things(county: County) -> dict[str, object]:
    document = documents.document(county, state=DocumentStatus.PUBLISHED, title="有解读的通知")
    shown = interpretations.material(county, document, Form.VIDEO)
    interpretations.material(county, document, Form.QUESTIONS)
    questions = interpretations.material(county, document, Form.QUESTIONS, title="问答")
    draft = interpretations.material(county, document, state=Status.SECRECY, title="还在审的解读")
    answer = interpretations.answer(county, document)
    waiting = interpretations.answer(county, document, state=PieceStatus.REVIEWING, question="还没答的问题？")
    concern = interpretations.concern(county)
    entry = interpretations.entry(county, concern)
    event = interpretations.event(county, state=PieceStatus.DRAFT)
    file = pieces.add_event_file(event, SimpleUploadedFile("提纲.txt", "提纲".encode()), by=county.clerk)
    event = pieces.submit(event, by=county.clerk)
    pieces.approve(event, by=county.head, on=ON, seen=event.content_hash)
    message = interpretations.message(county, state=MessageStatus.ANSWERED)
    asked = interpretations.message(county, subject="还没有答复的问题")
    ruling.seed(county.government, on=ON)
    rule = county.government.release_rules.first()
    assert rule is not None
    return {
        "interpretations/": shown.interpretation_id,
        "interpretations/<int:pk>/questions/": questions.interpretation_id,
        "interpretations/files/": shown.files.get().pk,
        "interpretations/answers/": answer.pk,
        "interpretations/concerns/": concern.pk,
        "interpretations/events/": event.pk,
        "interpretations/events/files/": file.pk,
        "messages/": message.pk,
        "messages/track/": message.pk,
        "messages/track/<slug:number>/": message.pk,
        "admin/interpretation/interpretationedition/": draft.pk,
        "admin/interpretation/interpretationedition/documents/": document.pk,
        "admin/interpretation/policyanswer/": waiting.pk,
        "admin/interpretation/concern/": concern.pk,
        "admin/interpretation/concern/entries/": entry.pk,
        "admin/interpretation/outreachevent/": event.pk,
        "admin/interpretation/message/": asked.pk,
        "admin/interpretation/replyrule/": ReplyRule.objects.order_by("pk").first().pk,
        "admin/disclosure/releaserule/": rule.pk,
        "<int:file>": 1,
    }
