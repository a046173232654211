"""The columns of /open/ and their back office, who gets what; see tests/test_access.py."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from disclosure.actions import alerting
from disclosure.models import StatutorySource
from tests.factories import County
from tests.open.made import guide_in_force

# Columns and marks as in tests/test_access.py. The guide is the department's.
COLUMNS = (
    "", "guide/", "guide/<int:version>/", "institutions/", "content/", "normative/", "reports/", "directory/",
    "directory.xlsx",
)  # fmt: skip
PUBLIC = {
    f"open/{place}{route}": "ooooooooooooo" for place in ("", "units/<slug:unit>/") for route in COLUMNS
}
# the county's own guide is not there yet: only the department has published one
PUBLIC["open/guide/<int:version>/"] = "-------------"
PAGES: dict[str, str] = PUBLIC | {
    "admin/disclosure/guide/start/": ">ppppppppppp>",
    "admin/disclosure/guide/<int:pk>/decide/": ">ppppppppppp>",
    "admin/disclosure/guide/<int:pk>/recall/": ">ppppppppppp>",
    "admin/disclosure/guide/": ">ooooooxxxxo>",
    "admin/disclosure/guide/add/": ">xxxxxxxxxxx>",
    "admin/disclosure/guide/<path:object_id>/history/": ">o>o>>o>>>>>>",
    "admin/disclosure/guide/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/disclosure/guide/<path:object_id>/change/": ">o-o--o----->",
    "admin/disclosure/guide/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/disclosure/statutorysource/": ">ooooooxooxo>",
    "admin/disclosure/statutorysource/add/": ">xxxxxoxxoxo>",
    "admin/disclosure/statutorysource/<path:object_id>/history/": ">ooooooxooxo>",
    "admin/disclosure/statutorysource/<path:object_id>/delete/": ">xxxxxoxxoxo>",
    "admin/disclosure/statutorysource/<path:object_id>/change/": ">ooooooxooxo>",
    "admin/disclosure/statutorysource/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/disclosure/emergencynotice/put-up/": ">-----o----->",
    "admin/disclosure/emergencynotice/<int:pk>/take-down/": ">ppppppppppp>",
    "admin/disclosure/emergencynotice/": ">xxxxxoxxxxo>",
    "admin/disclosure/emergencynotice/add/": ">xxxxxxxxxxx>",
    "admin/disclosure/emergencynotice/<path:object_id>/history/": ">>>>>>o>>>>>>",
    "admin/disclosure/emergencynotice/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/disclosure/emergencynotice/<path:object_id>/change/": ">>>>>>>>>>>>>",
    "admin/disclosure/emergencynotice/<path:object_id>/": ">>>>>>>>>>>>>",
}


def things(county: County) -> dict[str, object]:
    now = timezone.now()
    notice = alerting.put_up(
        county.government,
        by=county.office,
        text="暴雨红色预警",
        url="",
        start=now,
        until=now + timedelta(hours=1),
    )
    return {
        "admin/disclosure/guide/": guide_in_force(county).pk,
        "admin/disclosure/statutorysource/": StatutorySource.objects.create(
            item="20-11", domain=county.domain
        ).pk,
        "admin/disclosure/emergencynotice/": notice.pk,
        "<slug:unit>": county.department.code,
        "<int:version>": 1,
    }
