"""The pages about annual reports, who gets what, and one of each thing they may be about; see tests/test_access.py."""

from __future__ import annotations

from supervision.workflow import State
from tests import reports
from tests.factories import County

# Columns and marks as in tests/test_access.py. The report is the department's, a draft; the county's roll-up.
PAGES: dict[str, str] = {
    "supervision/reports/": "ooooooooooooo",
    "supervision/reports/<slug:code>/<int:year>/": "ooooooooooooo",
    "supervision/reports/<slug:code>/<int:year>/report.xlsx": "ooooooooooooo",
    "supervision/reports/<slug:code>/<int:year>/report.docx": "ooooooooooooo",
    "admin/supervision/annualreport/start/": ">ooooooooooo>",
    "admin/supervision/annualreport/import/": ">ooooooooooo>",
    "admin/supervision/annualreport/cell/": ">----------->",  # asked for without a cell
    "admin/supervision/annualreport/rollup/<int:pk>/<int:year>/": ">-----o----->",
    "admin/supervision/annualreport/<int:pk>/edit/": ">ooo--o----->",
    "admin/supervision/annualreport/<int:pk>/adjust/": ">ooo--o----->",
    "admin/supervision/annualreport/<int:pk>/adjust/<int:row>/decide/": ">ppppppppppp>",
    "admin/supervision/annualreport/<int:pk>/act/<slug:name>/": ">ppppppppppp>",
    "admin/supervision/annualreport/": ">ooooooooooo>",
    "admin/supervision/annualreport/add/": ">xxxxxxxxxxx>",
    "admin/supervision/annualreport/<path:object_id>/history/": ">ooo>>o>>>>>>",
    "admin/supervision/annualreport/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/supervision/annualreport/<path:object_id>/change/": ">ooo--o----->",
    "admin/supervision/annualreport/<path:object_id>/": ">>>>>>>>>>>>>",
}


def things(county: County) -> dict[str, object]:
    published = reports.report(county, unit=county.township, state=State.PUBLISHED)
    draft = reports.report(county)
    return {
        "admin/supervision/annualreport/": draft.pk,
        "admin/supervision/annualreport/rollup/": county.government.pk,
        "supervision/reports/": published.unit.code,
        "api/v1/reports/": published.pk,
        "<int:year>": published.year,
    }
