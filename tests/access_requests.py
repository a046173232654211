"""The pages about applications, who gets what, and one of each thing they may be about; see tests/test_access.py."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from requests_app.actions import extending, papers
from requests_app.workflow import Status
from tests import applications
from tests.factories import ON, County
from tests.requests_app.test_public import PNG

# Columns and marks as in tests/test_access.py. The case is the department's.
PAGES: dict[str, str] = {
    "requests/": "ooooooooooooo",
    "requests/apply/": "ooooooooooooo",
    "requests/draft/": "ppppppppppppp",
    "requests/draft/discard/": "ppppppppppppp",
    "requests/suggest/": "ooooooooooooo",
    "requests/calculator/": "ooooooooooooo",
    "requests/statistics/": "ooooooooooooo",
    "requests/account/": "o>>>>>>>>>>>>",
    "requests/mine/": ">oooooooooooo",
    "requests/track/": "ooooooooooooo",
    # a case is for whoever shows number and code: to everybody here it is not there
    "requests/track/<slug:number>/": "-------------",
    "requests/track/<slug:number>/receipt/": "-------------",
    "requests/track/<slug:number>/withdraw/": "-------------",
    "requests/track/<slug:number>/suggest/": "ppppppppppppp",
    "requests/track/<slug:number>/files/<int:pk>/": "-------------",
    "requests/track/<slug:number>/<slug:what>/": "ppppppppppppp",
    "admin/requests_app/informationrequest/take/": ">ooooooooooo>",
    "admin/requests_app/informationrequest/filings/": ">ooooooooooo>",
    "admin/requests_app/informationrequest/filings/export.xlsx": ">ooooooooooo>",
    "admin/requests_app/informationrequest/filings/<int:pk>/decide/": ">ppppppppppp>",
    "admin/requests_app/informationrequest/filings/<int:pk>/answer/": ">ppppppppppp>",
    "admin/requests_app/informationrequest/letters/<uuid:key>/": ">ooo-------->",
    "admin/requests_app/informationrequest/letters/<uuid:key>/file/<slug:suffix>/": ">ooo-------->",
    "admin/requests_app/informationrequest/letters/<uuid:key>/receipt/<slug:suffix>/": ">ooo-------->",
    "admin/requests_app/informationrequest/letters/<uuid:key>/<slug:what>/": ">ppppppppppp>",
    "admin/requests_app/informationrequest/styles/": ">oooooo----->",
    "admin/requests_app/informationrequest/styles/settle/<slug:what>/": ">ppppppppppp>",
    "admin/requests_app/informationrequest/styles/<slug:kind>/template.docx": ">oooooo----->",
    "admin/requests_app/informationrequest/<int:pk>/folder.zip": ">oxo-------->",
    "admin/requests_app/informationrequest/<int:pk>/papers/<slug:kind>/<slug:suffix>/": ">ooo-------->",
    "admin/requests_app/informationrequest/challenges/": ">ooooooooooo>",
    "admin/requests_app/informationrequest/challenges/add/": ">ooooooooooo>",
    "admin/requests_app/informationrequest/challenges/<int:pk>/": ">ooo--o----->",
    "admin/requests_app/informationrequest/challenges/<int:pk>/decide/": ">ppppppppppp>",
    "admin/requests_app/informationrequest/challenges/<int:pk>/correct/": ">ppppppppppp>",
    "admin/requests_app/informationrequest/statistics/": ">ooooooooooo>",
    "admin/requests_app/informationrequest/statistics/figures/": ">ooooooooooo>",
    "admin/requests_app/informationrequest/statistics/export.csv": ">ooooooooooo>",
    "admin/requests_app/informationrequest/rules/": ">ooooooooooo>",
    "admin/requests_app/informationrequest/assist/<int:pk>/": ">---o------->",
    "admin/requests_app/informationrequest/files/<int:pk>/": ">ooo-------->",
    "admin/requests_app/informationrequest/files/<int:pk>/change/": ">ppppppppppp>",
    "admin/requests_app/informationrequest/files/<int:pk>/redact/": ">ooo-------->",
    "admin/requests_app/informationrequest/files/<int:pk>/pages/<int:number>.png": ">ooo-------->",
    "admin/requests_app/informationrequest/<int:pk>/person/": ">ppppppppppp>",
    "admin/requests_app/informationrequest/<int:pk>/decide/": ">ooo-------->",
    "admin/requests_app/informationrequest/<int:pk>/submit/": ">ppppppppppp>",
    "admin/requests_app/informationrequest/<int:pk>/review/": ">ooo-------->",
    "admin/requests_app/informationrequest/<int:pk>/suggestion/": ">ppppppppppp>",
    "admin/requests_app/informationrequest/<int:pk>/consultations/<int:row>/<slug:what>/": ">ppppppppppp>",
    "admin/requests_app/informationrequest/<int:pk>/assist/<int:row>/cancel/": ">ppppppppppp>",
    "admin/requests_app/informationrequest/<int:pk>/act/<slug:name>/": ">ppppppppppp>",
    "admin/requests_app/informationrequest/": ">ooooooxxxxo>",
    "admin/requests_app/informationrequest/add/": ">xxxxxxxxxxx>",
    "admin/requests_app/informationrequest/<path:object_id>/history/": ">ooo>>o>>>>>>",
    "admin/requests_app/informationrequest/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/requests_app/informationrequest/<path:object_id>/change/": ">ooo--o----->",
    "admin/requests_app/informationrequest/<path:object_id>/": ">>>>>>>>>>>>>",
}


def things(county: County) -> dict[str, object]:
    made = applications.case(county, state=Status.PROCESSING)
    file = papers.add_file(made, SimpleUploadedFile("明细.png", PNG), kind="given", by=county.clerk, on=ON)
    task = extending.ask_assistance(
        made, by=county.clerk, on=ON, organisation=county.other_department, question="请查找台账", due_on=ON
    )
    applications.decided(county, made)
    asked = applications.case(county, state=Status.AWAITING_CORRECTION)
    suit = applications.challenge(county)
    return {
        "<uuid:key>": asked.letters.get().pk,
        "<slug:suffix>": "pdf",
        "<slug:kind>": "T01",
        "admin/requests_app/informationrequest/": made.pk,
        "admin/requests_app/informationrequest/files/": file.pk,
        "admin/requests_app/informationrequest/challenges/": suit.pk,
        "admin/requests_app/informationrequest/filings/": made.filings.get().pk,
        "admin/requests_app/informationrequest/assist/": task.pk,
        "requests/track/": file.pk,
        "<slug:number>": made.number,
        "<slug:what>": "correct",
        "<slug:name>": "accept",
        "<int:row>": 1,
        "<int:number>": 1,
    }
