"""The pages about words of the search, who gets what, and one of each thing; see tests/test_access.py."""

from __future__ import annotations

from accounts.findable import KIND
from search.actions import save_promotion, save_synonym
from search.models import Entry, Promotion, Synonym
from tests.factories import County

# Columns and marks as in tests/test_access.py.
PAGES: dict[str, str] = {
    "admin/search/synonym/": ">xxxxxoxxxxo>",
    "admin/search/synonym/add/": ">xxxxxoxxxxo>",
    "admin/search/synonym/<path:object_id>/history/": ">xxxxxoxxxxo>",
    "admin/search/synonym/<path:object_id>/delete/": ">xxxxxoxxxxo>",
    "admin/search/synonym/<path:object_id>/change/": ">xxxxxoxxxxo>",
    "admin/search/synonym/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/search/promotion/": ">xxxxxoxxxxo>",
    "admin/search/promotion/add/": ">xxxxxoxxxxo>",
    "admin/search/promotion/<path:object_id>/history/": ">xxxxxoxxxxo>",
    "admin/search/promotion/<path:object_id>/delete/": ">xxxxxoxxxxo>",
    "admin/search/promotion/<path:object_id>/change/": ">xxxxxoxxxxo>",
    "admin/search/promotion/<path:object_id>/": ">>>>>>>>>>>>>",
}


def things(county: County) -> dict[str, object]:
    entry = Entry.objects.get(kind=KIND, object_id=county.department.pk)
    return {
        "admin/search/synonym/": save_synonym(Synonym(words="低保、最低生活保障"), by=None).pk,
        "admin/search/promotion/": save_promotion(Promotion(words="民政", entry=entry), by=None).pk,
    }
