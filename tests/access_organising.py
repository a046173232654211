"""The pages about how the work is organised, who gets what, and one of each thing they may be about; see tests/test_access.py."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from supervision.actions import planning, training
from supervision.models import SupervisionRule
from tests import plans, trainings
from tests.factories import ON, County
from tests.supervision.test_experiences import article
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
    "supervision/plans/": "ooooooooooooo",
    "supervision/plans/<int:year>/": "ooooooooooooo",
    "supervision/experiences/": "ooooooooooooo",
    "supervision/experiences/feed.atom": "ooooooooooooo",
    "supervision/experiences/<int:pk>/": "ooooooooooooo",
    "admin/supervision/workplan/start/": ">xxxxxoxxxxx>",
    "admin/supervision/workplan/tasks/<int:pk>/": ">oooooo----->",
    "admin/supervision/workplan/tasks/<int:pk>/remove/": ">ppppppppppp>",
    "admin/supervision/workplan/tasks/<int:pk>/act/<slug:name>/": ">ppppppppppp>",
    "admin/supervision/workplan/reports/<int:pk>/judge/": ">ppppppppppp>",
    "admin/supervision/workplan/<int:pk>/tasks/": ">ppppppppppp>",
    "admin/supervision/workplan/<int:pk>/act/<slug:name>/": ">ppppppppppp>",
    "admin/supervision/workplan/": ">ooooooxxxxo>",
    "admin/supervision/workplan/add/": ">xxxxxxxxxxx>",
    "admin/supervision/workplan/<path:object_id>/history/": ">oooooo>>>>>>",
    "admin/supervision/workplan/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/supervision/workplan/<path:object_id>/change/": ">oooooo----->",
    "admin/supervision/workplan/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/supervision/experiencearticle/start/": ">oxooooxxxxx>",
    "admin/supervision/experiencearticle/<int:pk>/act/<slug:name>/": ">ppppppppppp>",
    "admin/supervision/experiencearticle/": ">ooooooxxxxo>",
    "admin/supervision/experiencearticle/add/": ">xxxxxxxxxxx>",
    "admin/supervision/experiencearticle/<path:object_id>/history/": ">ooo>>o>>>>>>",
    "admin/supervision/experiencearticle/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/supervision/experiencearticle/<path:object_id>/change/": ">ooo--o----->",
    "admin/supervision/experiencearticle/<path:object_id>/": ">>>>>>>>>>>>>",
}


def things(county: County) -> dict[str, object]:
    rule = SupervisionRule.objects.create(
        key="complaint_days", value=20, legal_basis="县办法第六条", effective_from=ON
    )
    made = trainings.held(county)
    paper = training.add_file(
        made, SimpleUploadedFile("签到表.png", PNG), kind="evidence", by=county.office, on=ON
    )
    task = plans.task(county, year=2025, due_on=date(2025, 12, 31))  # <int:year> is the annual report's
    report = planning.report(task, text="已经公布。", by=county.clerk, on=ON, is_done=True)
    written = article(county)
    return {
        "admin/supervision/workplan/": task.plan_id,
        "admin/supervision/workplan/tasks/": task.pk,
        "admin/supervision/workplan/reports/": report.pk,
        "admin/supervision/experiencearticle/": written.pk,
        "supervision/experiences/": written.pk,
        "admin/supervision/supervisionrule/": rule.pk,
        "admin/supervision/training/": made.pk,
        "admin/supervision/training/files/": paper.pk,
        "admin/supervision/staffmember/": trainings.member(county).pk,
    }
