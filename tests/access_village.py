"""The pages of villages, who gets what, and one of each thing they may be about; see tests/test_access.py."""

from __future__ import annotations

from tests import villages
from tests.factories import ON, County
from village.actions import boarding
from village.models import BoardItem
from village.workflow import Status

# Columns and marks as in tests/test_access.py. The village lies below the township of `township_clerk`.
PAGES: dict[str, str] = {
    "villages/": "ooooooooooooo",
    "villages/<slug:village_code>/": "ooooooooooooo",
    "villages/<slug:village_code>/sheet/": "ooooooooooooo",
    "villages/<slug:village_code>/qr.svg": "ooooooooooooo",
    "villages/<slug:village_code>/items/<int:pk>/": "ooooooooooooo",
    "villages/<slug:village_code>/items/<int:pk>/photo/": "-------------",  # this one has no picture
    "villages/<slug:village_code>/items/<int:pk>/object/": "ppppppppppppp",
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
    posting = boarding.post(made, by=county.village_officer, on=ON)
    return {
        "villages/": made.pk,
        "<slug:village_code>": county.village.code,
        "admin/village/boarditem/": BoardItem.objects.waiting().first().pk,
        "admin/village/boarditem/matters/": county.village.pk,
        "admin/village/boarditem/postings/": posting.pk,
        "admin/village/boarditem/objections/": 1,
    }
