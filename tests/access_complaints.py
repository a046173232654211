"""The pages about complaints and orders, who gets what, and one of each thing they may be about; see tests/test_access.py."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from supervision.actions import rectifying, showing
from supervision.models import RepairFile
from tests import complaints
from tests.factories import ON, County
from tests.supervision.test_training import PNG

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
    "supervision/rectifications/files/<int:pk>/": "ooooooooooooo",  # one the office has shown
    "admin/supervision/complaint/files/<int:pk>/": ">-----o----->",
    "admin/supervision/rectification/files/<int:pk>/": ">ooo--o----->",
    "admin/supervision/rectification/files/<int:pk>/show/": ">ppppppppppp>",
}


def things(county: County) -> dict[str, object]:
    told = complaints.complaint(county, files=[SimpleUploadedFile("截图.png", PNG)])
    order = complaints.order(county)
    rectifying.hand_in(
        order, by=county.clerk, on=ON, text=complaints.DONE, files=[SimpleUploadedFile("截图.png", PNG)]
    )
    paper = RepairFile.objects.get()
    showing.show_file(paper, by=county.office, on=ON)
    return {
        "admin/supervision/complaint/": told.pk,
        "admin/supervision/complaint/files/": told.files.get().pk,
        "admin/supervision/rectification/": order.pk,
        "admin/supervision/rectification/files/": paper.pk,
        "supervision/rectifications/files/": paper.pk,
    }
