"""The pages about how the work is organised, who gets what, and one of each thing they may be about; see tests/test_access.py."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from supervision.actions import training
from supervision.models import SupervisionRule
from tests import trainings
from tests.factories import ON, County
from tests.supervision.test_training import PNG

PAGES: dict[str, str] = {
    "admin/supervision/supervisionrule/set/": ">xxxxxoxxxxo>",
    "admin/supervision/supervisionrule/": ">ooooooxxxxo>",
    "admin/supervision/supervisionrule/add/": ">xxxxxxxxxxx>",
    "admin/supervision/supervisionrule/<path:object_id>/history/": ">ooooooxxxxo>",
    "admin/supervision/supervisionrule/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/supervision/supervisionrule/<path:object_id>/change/": ">ooooooxxxxo>",
    "admin/supervision/supervisionrule/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/supervision/training/start/": ">oxooooxxxxx>",
    "admin/supervision/training/files/<int:pk>/": ">ooo-oo----->",
    "admin/supervision/training/<int:pk>/attendance/": ">ppppppppppp>",
    "admin/supervision/training/<int:pk>/act/<slug:name>/": ">ppppppppppp>",
    "admin/supervision/training/": ">ooooooxxxxo>",
    "admin/supervision/training/add/": ">xxxxxxxxxxx>",
    "admin/supervision/training/<path:object_id>/history/": ">ooo>oo>>>>>>",
    "admin/supervision/training/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/supervision/training/<path:object_id>/change/": ">ooo-oo----->",
    "admin/supervision/training/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/supervision/staffmember/start/": ">oxooooxxxxx>",
    "admin/supervision/staffmember/<int:pk>/act/<slug:name>/": ">ppppppppppp>",
    "admin/supervision/staffmember/": ">ooooooxxxxo>",
    "admin/supervision/staffmember/add/": ">xxxxxxxxxxx>",
    "admin/supervision/staffmember/<path:object_id>/history/": ">ooo>>o>>>>>>",
    "admin/supervision/staffmember/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/supervision/staffmember/<path:object_id>/change/": ">ooo--o----->",
    "admin/supervision/staffmember/<path:object_id>/": ">>>>>>>>>>>>>",
}


def things(county: County) -> dict[str, object]:
    rule = SupervisionRule.objects.create(
        key="complaint_days", value=20, legal_basis="县办法第六条", effective_from=ON
    )
    made = trainings.held(county)
    paper = training.add_file(
        made, SimpleUploadedFile("签到表.png", PNG), kind="evidence", by=county.office, on=ON
    )
    return {
        "admin/supervision/supervisionrule/": rule.pk,
        "admin/supervision/training/": made.pk,
        "admin/supervision/training/files/": paper.pk,
        "admin/supervision/staffmember/": trainings.member(county).pk,
    }
