"""The pages of villages, who gets what, and one of each thing they may be about; see tests/test_access.py."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from tests import villages
from tests.factories import ON, County
from tests.requests_app.test_public import PNG
from village.actions import boarding, receipts
from village.models import BoardItem, LedgerEntry
from village.workflow import Status

# Columns and marks as in tests/test_access.py. The village lies below the township of `township_clerk`.
PAGES: dict[str, str] = {
    "villages/": "ooooooooooooo",
    "villages/<slug:village_code>/": "ooooooooooooo",
    "villages/<slug:village_code>/sheet/": "ooooooooooooo",
    "villages/<slug:village_code>/sheet.pdf": "ooooooooooooo",
    "villages/<slug:village_code>/feed.atom": "ooooooooooooo",
    "villages/<slug:village_code>/qr.svg": "ooooooooooooo",
    "villages/<slug:village_code>/card.png": "ooooooooooooo",
    "villages/<slug:village_code>/items/<int:pk>/": "ooooooooooooo",
    "villages/<slug:village_code>/items/<int:pk>/photo/": "-------------",  # this one has no picture
    "villages/<slug:village_code>/items/<int:pk>/object/": "ppppppppppppp",
    "villages/<slug:village_code>/ledger/": "ooooooooooooo",
    "villages/<slug:village_code>/ledger/<int:ledger_year>/<int:number>/": "ooooooooooooo",
    "villages/<slug:village_code>/receipts/<int:pk>.png": "-------------",  # not blacked out yet
    "admin/village/boarditem/ledger/<int:pk>/": ">----oo--oo->",
    "admin/village/boarditem/ledger/<int:pk>/import/": ">ppppppppppp>",
    "admin/village/boarditem/ledger/<int:pk>/<slug:name>/": ">ppppppppppp>",
    "admin/village/boarditem/entries/<int:pk>/reverse/": ">ppppppppppp>",
    "admin/village/boarditem/entries/<int:pk>/receipt/": ">----oo--oo->",
    "admin/village/boarditem/entries/<int:pk>/scan/": ">---------o->",
    "admin/village/boarditem/matters/<int:pk>/": ">----oo--oo->",
    "admin/village/boarditem/matters/<int:pk>/<slug:name>/": ">ppppppppppp>",
    "admin/village/boarditem/objections/<int:pk>/answer/": ">ppppppppppp>",
    "admin/village/boarditem/postings/<int:pk>/take/": ">ppppppppppp>",
    "admin/village/boarditem/<int:pk>/photo/": ">----------->",
    "admin/village/boarditem/<int:pk>/act/<slug:name>/": ">ppppppppppp>",
    "admin/village/boarditem/": ">ooooooooooo>",
    "admin/village/boarditem/add/": ">xxxxxxxxxxx>",
    "admin/village/boarditem/<path:object_id>/history/": ">>>>>oo>>oo>>",
    "admin/village/boarditem/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/village/boarditem/<path:object_id>/change/": ">----oo--oo->",
    "admin/village/boarditem/<path:object_id>/": ">>>>>>>>>>>>>",
}


def things(county: County) -> dict[str, object]:
    made = villages.item(county, state=Status.PUBLISHED)
    accounts = BoardItem.objects.get(matter__is_ledger=True, period_start=date(2026, 1, 1))
    villages.advance_ledger(county, accounts)
    entry = LedgerEntry.objects.get()
    receipts.attach(entry, SimpleUploadedFile("凭证.png", PNG), by=county.village_officer, on=ON)
    posting = boarding.post(made, by=county.village_officer, on=ON)
    return {
        "villages/": made.pk,
        "api/v1/villages/": made.pk,
        "<slug:village_code>": county.village.code,
        "admin/village/boarditem/": BoardItem.objects.waiting().first().pk,
        "admin/village/boarditem/matters/": county.village.pk,
        "admin/village/boarditem/postings/": posting.pk,
        "admin/village/boarditem/objections/": 1,
        "admin/village/boarditem/ledger/": county.village.pk,
        "admin/village/boarditem/entries/": entry.pk,
        "<int:ledger_year>": 2026,
    }
