"""Page × person → status for public participation (see tests/test_access.py)."""

from __future__ import annotations

from tests.factories import County
from tests.participation import made

ALL = "ooooooooooooo"
POST = ">ppppppppppp>"
UNIT = ">o-o--o----->"  # the unit's clerk and head, and the county office over it; a secrecy reviewer has no part in it
# Columns and marks as in tests/test_access.py. The things are the department's.
PAGES: dict[str, str] = {
    "participation/": ALL,
    "participation/consultations/": ALL,
    "participation/consultations/<int:pk>/": ALL,
    "participation/consultations/<int:pk>/opinion/": ">>>>>>>>>>>>>",  # it is over: back to the draft
    "participation/consultations/<int:pk>/received/": ALL,
    "participation/consultations/<int:pk>/feedback/": ALL,
    "participation/consultations/<int:pk>/feedback.xlsx": ALL,
    "participation/meetings/": ALL,
    "participation/meetings/<int:pk>/": ALL,
    "participation/meetings/<int:pk>/sign-up/": ">>>>>>>>>>>>>",  # it is over
    "participation/meetings/<int:pk>/signed-up/": ALL,
    "participation/meetings/<int:pk>/signed-up/qr.svg": "-------------",  # only who has just signed up
    "participation/meetings/<int:pk>/withdraw/": ALL,
    "participation/meetings/<int:pk>/draw/": "-------------",  # nothing was drawn
    "admin/participation/gathering/<int:pk>/run/": UNIT,
    "admin/participation/gathering/<int:pk>/run/<slug:name>/": POST,
    "admin/participation/gathering/<int:pk>/arrival/": UNIT,  # without a slip: says so
    "admin/participation/gathering/<int:pk>/report/": POST,
    "admin/participation/gathering/<int:pk>/report/act/<slug:name>/": POST,
    "participation/surveys/": ALL,
    "participation/surveys/<int:pk>/": ALL,
    "participation/surveys/<int:pk>/pass/": "ppppppppppppp",
    "participation/surveys/<int:pk>/thanks/": ALL,
    "participation/surveys/<int:pk>/results/": ALL,
    "participation/surveys/<int:pk>/results.csv": ALL,
    "admin/participation/survey/<int:pk>/counts/": UNIT,
    "admin/participation/survey/<int:pk>/responses.csv": ">o-o--x----->",
    "admin/participation/survey/<int:pk>/files/<int:key>/": ">o-o-------->",
    "participation/matters/": ALL,
    "participation/matters/catalogues/<int:pk>/": ALL,
    "participation/matters/<int:pk>/": ALL,
    "admin/participation/decisioncatalogue/<int:pk>/adjust/": POST,
    "admin/participation/decisioncatalogue/matters/<int:pk>/": UNIT,
    "admin/participation/decisioncatalogue/matters/<int:pk>/step/": POST,
    "admin/participation/decisioncatalogue/matters/<int:pk>/tie/": POST,
    "admin/participation/consultation/<int:pk>/opinions/": UNIT,
    "admin/participation/consultation/<int:pk>/opinions/export.xlsx": UNIT,
    "admin/participation/consultation/<int:pk>/opinions/enter/": POST,
    "admin/participation/consultation/<int:pk>/opinions/moderate/": POST,
    "admin/participation/consultation/<int:pk>/opinions/contact/": POST,
    "admin/participation/consultation/<int:pk>/opinions/answer/": POST,
    "admin/participation/consultation/<int:pk>/opinions/import/": POST,
    "admin/participation/consultation/<int:pk>/opinions/paper.xlsx": UNIT,
    "admin/participation/consultation/<int:pk>/opinions/paper/": POST,
    "admin/participation/consultation/<int:pk>/opinions/conclude/": POST,
    "admin/participation/consultation/<int:pk>/extend/": POST,
    "admin/participation/consultation/<int:pk>/opinions/act/<slug:name>/": POST,
    "admin/participation/periodrule/": ">ooooooxooxo>",
    "admin/participation/periodrule/add/": ">xxxxxxxxxxx>",
    "admin/participation/periodrule/<path:object_id>/history/": ">ooooooxooxo>",
    "admin/participation/periodrule/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/participation/periodrule/<path:object_id>/change/": ">ooooooxooxo>",
    "admin/participation/periodrule/<path:object_id>/": ">>>>>>>>>>>>>",
}
KINDS = ("consultation", "decisioncatalogue", "survey", "gathering")


def _kind(slug: str) -> dict[str, str]:
    """The pages every kind of thing has; the thing is published, so that 修改 leads back to it."""
    place = f"admin/participation/{slug}/"
    return {
        f"{place}new/": ">ooooooooooo>",
        f"{place}<int:pk>/edit/": ">>->-->----->",
        f"{place}<int:pk>/act/<slug:name>/": POST,
        place: ">oxooooxxxxo>",
        f"{place}add/": ">xxxxxxxxxxx>",
        f"{place}<path:object_id>/history/": ">o>o>>o>>>>>>",
        f"{place}<path:object_id>/delete/": ">xxxxxxxxxxx>",
        f"{place}<path:object_id>/change/": UNIT,
        f"{place}<path:object_id>/": ">>>>>>>>>>>>>",
    }


for kind in KINDS:
    PAGES |= _kind(kind)


def things(county: County) -> dict[str, object]:
    settled = made.consultation(county, state="settled", year=2024)
    catalogue = made.catalogue(county)
    entry = catalogue.entries.first()
    survey = made.survey(county, year=2024, text=f"{made.QUESTIONS}\n[文件] 照片")
    upload = made.handed_in(survey, at=made.OPEN.replace(year=2024))
    gathering = made.gathering(county, year=2024)
    return {
        "<int:key>": upload.pk,
        "participation/meetings/": gathering.pk,
        "admin/participation/gathering/": gathering.pk,
        "participation/surveys/": survey.pk,
        "admin/participation/survey/": survey.pk,
        "participation/matters/catalogues/": catalogue.pk,
        "participation/matters/": entry.matter_id,
        "admin/participation/decisioncatalogue/": catalogue.pk,
        "admin/participation/decisioncatalogue/matters/": entry.pk,
        "participation/consultations/": settled.pk,
        "admin/participation/consultation/": settled.pk,
        "admin/participation/periodrule/": made.rule().pk,
    }
