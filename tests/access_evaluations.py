"""The pages about evaluations, who gets what, and one of each thing they may be about; see tests/test_access.py."""

from __future__ import annotations

from supervision.evaluation_workflow import Stage
from tests import evaluations
from tests.factories import County

# The published evaluation is read by everybody, and its desk by the units that were asked.
PAGES: dict[str, str] = {
    "supervision/evaluations/": "ooooooooooooo",
    "supervision/evaluations/<int:pk>/": "ooooooooooooo",
    "supervision/evaluations/<int:pk>/evaluation.xlsx": "ooooooooooooo",
    "supervision/evaluations/<int:pk>/<slug:unit_code>/": "ooooooooooooo",
    "admin/supervision/evaluation/start/": ">xxxxxoxxxxx>",
    "admin/supervision/evaluation/<int:pk>/act/<slug:name>/": ">ppppppppppp>",
    "admin/supervision/evaluation/<int:pk>/units/<slug:unit_code>/": ">ooo--o----->",
    "admin/supervision/evaluation/<int:pk>/scores/<int:score>/<slug:name>/": ">ppppppppppp>",
    "admin/supervision/evaluation/": ">ooooooxxxxo>",
    "admin/supervision/evaluation/add/": ">xxxxxxxxxxx>",
    "admin/supervision/evaluation/<path:object_id>/history/": ">oooooo>>>>>>",
    "admin/supervision/evaluation/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/supervision/evaluation/<path:object_id>/change/": ">oooooo----->",
    "admin/supervision/evaluation/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/supervision/scheme/start/": ">xxxxxoxxxxx>",
    "admin/supervision/scheme/<int:pk>/act/<slug:name>/": ">ppppppppppp>",
    "admin/supervision/scheme/": ">xxoxxoxxxxo>",
    "admin/supervision/scheme/add/": ">xxxxxxxxxxx>",
    "admin/supervision/scheme/<path:object_id>/history/": ">>>o>>o>>>>>>",
    "admin/supervision/scheme/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/supervision/scheme/<path:object_id>/change/": ">xxxxxoxxxxx>",
    "admin/supervision/scheme/<path:object_id>/": ">>>>>>>>>>>>>",
}


def things(county: County) -> dict[str, object]:
    made = evaluations.evaluation(county, stage=Stage.PUBLISHED)
    return {
        "supervision/evaluations/": made.pk,
        "<slug:unit_code>": county.department.code,
        "admin/supervision/evaluation/": made.pk,
        "admin/supervision/scheme/": made.scheme_id,
        "<int:score>": made.scores.first().pk,
    }
