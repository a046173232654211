"""The pages of open data and of the kiosk, who gets what; see tests/test_access.py.

One publication of a village and one report come from their own areas.
"""

from __future__ import annotations

from interpretation.workflow import MessageStatus
from tests import documents, interpretations
from tests.disclosure.public import made
from tests.factories import County
from tests.participation import made as taking_part

NOUNS = ("interpretations", "answers", "messages", "consultations", "villages", "reports")
PAGES: dict[str, str] = dict.fromkeys(
    (
        "api/", "api/v1/openapi.json", "api/v1/documents/", "api/v1/documents/<int:pk>/", "api/v1/items/",
        "api/v1/items/<int:pk>/", "api/v1/units/", "api/v1/units/<slug:code>/",
        *(f"api/v1/{noun}/{one}" for noun in NOUNS for one in ("", "<int:pk>/")), "data/", "data/catalog.jsonld",
        "data/<slug:code>.<slug:extension>", "search/feed.atom", "interpretations/feed.atom", "participation/feed.atom", "kiosk/", "kiosk/menu/", "kiosk/consult/",
    ),
    "ooooooooooooo",
) | {"requests/kiosk/end/": "ppppppppppppp"}  # fmt: skip


def things(county: County) -> dict[str, object]:
    document = made.complete(county, word="开放")
    return {
        "api/v1/documents/": document.document_id,
        "api/v1/items/": documents.item(county).pk,
        "api/v1/units/": county.department.code,
        "api/v1/interpretations/": interpretations.material(county, document).interpretation_id,
        "api/v1/answers/": interpretations.answer(county, document).pk,
        "api/v1/messages/": interpretations.message(county, state=MessageStatus.ANSWERED).pk,
        "api/v1/consultations/": taking_part.consultation(county).pk,
        "data/": "units",
    }
