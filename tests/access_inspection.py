"""The pages about the self-inspection, who gets what, and one of each thing they may be about; see tests/test_access.py."""

from __future__ import annotations

from supervision.models import CheckIndicator, SiteColumn
from tests import inspections
from tests.factories import County

_RULES = {
    "": ">xxxxxoxxoxo>",
    "set/": ">xxxxxoxxxxx>",
    "<int:pk>/end/": ">ppppppppppp>",
    "add/": ">xxxxxxxxxxx>",
    "<path:object_id>/history/": ">xxxxxoxxoxo>",
    "<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "<path:object_id>/change/": ">>>>>>>>>>>>>",
    "<path:object_id>/": ">>>>>>>>>>>>>",
}
# Columns and marks as in tests/test_access.py.
PAGES: dict[str, str] = {
    "supervision/offices/": "ooooooooooooo",
    "admin/supervision/inspection/": ">xxxxxoxxoxo>",
    "admin/supervision/inspection/start/": ">ppppppppppp>",
    "admin/supervision/inspection/<int:pk>/judge/<int:row>/": ">ppppppppppp>",
    "admin/supervision/inspection/<int:pk>/result.xlsx": ">-----o--o-->",
    "admin/supervision/inspection/<int:pk>/result.docx": ">-----o--o-->",
    "admin/supervision/inspection/add/": ">xxxxxxxxxxx>",
    "admin/supervision/inspection/<path:object_id>/history/": ">>>>>>o>>o>>>",
    "admin/supervision/inspection/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/supervision/inspection/<path:object_id>/change/": ">-----o--o-->",
    "admin/supervision/inspection/<path:object_id>/": ">>>>>>>>>>>>>",
    **{f"admin/supervision/checkindicator/{route}": marks for route, marks in _RULES.items()},
    **{f"admin/supervision/sitecolumn/{route}": marks for route, marks in _RULES.items()},
}


def things(county: County) -> dict[str, object]:
    done = inspections.quick(county)
    return {
        "admin/supervision/inspection/": done.pk,
        "admin/supervision/checkindicator/": CheckIndicator.objects.first().pk,
        "admin/supervision/sitecolumn/": SiteColumn.objects.first().pk,
    }
