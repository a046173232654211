"""The pages of open data and of the kiosk, who gets what; see tests/test_access.py."""

from __future__ import annotations

from tests import documents
from tests.disclosure.public import made
from tests.factories import County

PAGES: dict[str, str] = dict.fromkeys(
    (
        "api/", "api/v1/openapi.json", "api/v1/documents/", "api/v1/documents/<int:pk>/", "api/v1/items/",
        "api/v1/items/<int:pk>/", "api/v1/units/", "api/v1/units/<slug:code>/", "data/", "data/catalog.jsonld",
        "data/<slug:code>.<slug:extension>", "kiosk/", "kiosk/menu/", "kiosk/consult/",
    ),
    "ooooooooooooo",
) | {"requests/kiosk/end/": "ppppppppppppp"}  # fmt: skip


def things(county: County) -> dict[str, object]:
    return {
        "api/v1/documents/": made.complete(county, word="开放").document_id,
        "api/v1/items/": documents.item(county).pk,
        "api/v1/units/": county.department.code,
        "data/": "units",
    }
