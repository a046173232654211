"""The pages about annual reports, who gets what, and one of each thing they may be about; see tests/test_access.py."""

from __future__ import annotations

from datetime import UTC, datetime

from supervision.actions import exchanging
from supervision.models import CountyFile, ItemStanding
from supervision.workflow import State
from tests import documents, reports
from tests.factories import ON, County

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
    "admin/supervision/itemstanding/units/<slug:code>/": ">ooo--o--o-->",
    "admin/supervision/itemstanding/gaps/": ">ooooooooooo>",
    "admin/supervision/itemstanding/dashboard/": ">ooooooooooo>",
    "admin/supervision/itemstanding/screen/": ">ooooooooooo>",
    "admin/supervision/itemstanding/": ">ooooooooooo>",
    "admin/supervision/itemstanding/add/": ">xxxxxxxxxxx>",
    "admin/supervision/itemstanding/<path:object_id>/history/": ">ooo>>o>>o>>>",
    "admin/supervision/itemstanding/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/supervision/itemstanding/<path:object_id>/change/": ">----------->",
    "admin/supervision/itemstanding/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/supervision/exchangefile/send/": ">ppppppppppp>",
    "admin/supervision/exchangefile/reply/": ">ppppppppppp>",
    "admin/supervision/exchangefile/<int:pk>/signed.json": ">-----o--o-->",
    "admin/supervision/exchangefile/<int:pk>/table.xlsx": ">-----o--o-->",
    "admin/supervision/exchangefile/": ">xxxxxoxxoxx>",
    "admin/supervision/exchangefile/add/": ">xxxxxxxxxxx>",
    "admin/supervision/exchangefile/<path:object_id>/history/": ">>>>>>o>>o>>>",
    "admin/supervision/exchangefile/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/supervision/exchangefile/<path:object_id>/change/": ">----------->",
    "admin/supervision/exchangefile/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/supervision/countyfile/take/": ">ppppppppppp>",
    "admin/supervision/countyfile/": ">xxxxxxxxoxx>",
    "admin/supervision/countyfile/add/": ">xxxxxxxxxxx>",
    "admin/supervision/countyfile/<path:object_id>/history/": ">>>>>>>>>o>>>",
    "admin/supervision/countyfile/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/supervision/countyfile/<path:object_id>/change/": ">----------->",
    "admin/supervision/countyfile/<path:object_id>/": ">>>>>>>>>>>>>",
}


def things(county: County) -> dict[str, object]:
    published = reports.report(county, unit=county.township, state=State.PUBLISHED)
    draft = reports.report(county)
    item = documents.item(county)
    ItemStanding.objects.update_or_create(item=item, defaults={"last_on": ON})
    sent = exchanging.send(county.government, by=county.office, on=ON, at=datetime(2026, 3, 2, 1, tzinfo=UTC))
    taken = CountyFile.objects.create(
        city=county.city_office, sender="东川县人民政府", number="DC-1", made_on=ON, text='{"body": {"coverage": []}}', digest="0" * 64,
        by=county.city_officer, at=datetime(2026, 3, 2, 1, tzinfo=UTC),
    )  # fmt: skip
    return {
        "admin/supervision/annualreport/": draft.pk,
        "admin/supervision/annualreport/rollup/": county.government.pk,
        "admin/supervision/exchangefile/": sent.pk,
        "admin/supervision/itemstanding/": item.pk,
        "admin/supervision/itemstanding/units/": item.unit.code,
        "admin/supervision/countyfile/": taken.pk,
        "supervision/reports/": published.unit.code,
        "api/v1/reports/": published.pk,
        "<int:year>": published.year,
    }
