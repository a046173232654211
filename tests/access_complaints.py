"""The pages about complaints and orders, who gets what, and one of each thing they may be about; see tests/test_access.py."""

from __future__ import annotations

from tests import complaints
from tests.factories import County

PAGES: dict[str, str] = {
    "supervision/complaints/": "ooooooooooooo",
    "supervision/complaints/track/": "ooooooooooooo",
    "supervision/complaints/track/<slug:number>/": "-------------",  # only for who showed number and code
    "supervision/complaints/track/<slug:number>/receipt/": "-------------",
    "supervision/rectifications/": "ooooooooooooo",
    "admin/supervision/complaint/<int:pk>/complainant/": ">ppppppppppp>",
    "admin/supervision/complaint/<int:pk>/act/<slug:name>/": ">ppppppppppp>",
    "admin/supervision/complaint/": ">xxoxxoxxxxo>",
    "admin/supervision/complaint/add/": ">xxxxxxxxxxx>",
    "admin/supervision/complaint/<path:object_id>/history/": ">>>>>>o>>>>>>",
    "admin/supervision/complaint/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/supervision/complaint/<path:object_id>/change/": ">-----o----->",
    "admin/supervision/complaint/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/supervision/rectification/start/": ">xxxxxoxxxxx>",
    "admin/supervision/rectification/<int:pk>/act/<slug:name>/": ">ppppppppppp>",
    "admin/supervision/rectification/": ">ooooooxxxxo>",
    "admin/supervision/rectification/add/": ">xxxxxxxxxxx>",
    "admin/supervision/rectification/<path:object_id>/history/": ">ooo>>o>>>>>>",
    "admin/supervision/rectification/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/supervision/rectification/<path:object_id>/change/": ">ooo--o----->",
    "admin/supervision/rectification/<path:object_id>/": ">>>>>>>>>>>>>",
}


def things(county: County) -> dict[str, object]:
    return {
        "admin/supervision/complaint/": complaints.complaint(county).pk,
        "admin/supervision/rectification/": complaints.order(county).pk,
    }
