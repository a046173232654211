"""Importing by screen: upload, watch, look, confirm, undo; nobody else's file is to be seen."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from kombu.exceptions import OperationalError

from catalog.desk import imports
from catalog.models import ImportBatch
from catalog.tree import read_rows
from catalog.workflow import Status
from tests import factories
from tests.catalog.test_desk_editions import said, sign_in, url  # noqa: F401  sign_in is a fixture
from tests.catalog.test_importing import MIXED, UNREADABLE, received, table

pytestmark = pytest.mark.django_db
State = ImportBatch.State


@pytest.fixture
def edition(county):
    return factories.edition(county)


def send(client, edition, data: bytes, name: str = "目录.csv"):
    return client.post(url("import_upload", edition.pk), {"file": SimpleUploadedFile(name, data)})


def test_a_file_is_read_looked_at_confirmed_and_undone(
    county, sign_in, edition, django_capture_on_commit_callbacks  # noqa: F811
):  # fmt: skip
    client, before = sign_in(county.clerk), [one.stated() for one in read_rows(edition)]
    with django_capture_on_commit_callbacks(execute=True):
        response = send(client, edition, table(*MIXED))
    batch = ImportBatch.objects.get()
    assert response.url == url("import_preview", batch.pk)
    assert batch.state == State.PREVIEWED
    page = client.get(response.url)
    assert page.context["may_commit"]
    assert "举报电话" in page.content.decode()
    assert len(read_rows(edition)) == 5
    assert client.post(url("import_commit", batch.pk)).url == url("catalogedition_change", edition.pk)
    assert len(read_rows(edition)) == 7
    client.post(url("import_undo", batch.pk))
    assert [one.stated() for one in read_rows(edition)] == before


def test_a_table_may_be_pasted(county, sign_in, edition, django_capture_on_commit_callbacks):  # noqa: F811
    text = table(*MIXED).decode()
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(county.clerk).post(url("import_upload", edition.pk), {"text": text})
    assert ImportBatch.objects.get().state == State.PREVIEWED


def test_a_broker_that_is_down_loses_nothing(
    county, sign_in, edition, monkeypatch, django_capture_on_commit_callbacks  # noqa: F811
):  # fmt: skip
    def down(pk):
        raise OperationalError("no broker")

    monkeypatch.setattr(imports.read_import, "delay", down)
    with django_capture_on_commit_callbacks(execute=True):
        response = send(sign_in(county.clerk), edition, table(*MIXED))
    assert response.status_code == 302
    assert ImportBatch.objects.get().state == State.WAITING


def test_the_progress_is_told(county, sign_in, edition):  # noqa: F811
    batch = factories.import_batch(edition, county.clerk, State.READING, done=200, total=5000)
    answer = sign_in(county.clerk).get(url("import_progress", batch.pk)).json()
    assert answer == {
        "state": "working", "done": 200, "total": 5000, "message": "读取中", "url": url("import_preview", batch.pk),
    }  # fmt: skip
    ImportBatch.objects.update(state=State.PREVIEWED)
    assert sign_in(county.clerk).get(url("import_progress", batch.pk)).json()["state"] == "done"


@pytest.mark.parametrize("state", State)
def test_the_page_shows_a_batch_in_every_state(county, sign_in, edition, state):  # noqa: F811
    batch = factories.import_batch(edition, county.clerk, state)
    page = sign_in(county.clerk).get(url("import_preview", batch.pk))
    assert page.status_code == 200
    assert bool(page.context["may_commit"]) is (state == State.PREVIEWED)
    assert bool(page.context["may_undo"]) is (state == State.COMMITTED)


@pytest.mark.parametrize("query", [{"only": "new"}, {"only": "nonsense"}, {"page": "abc"}])
def test_one_kind_of_row_may_be_picked(county, sign_in, edition, query):  # noqa: F811
    batch = received(edition, county.clerk, table(*MIXED))
    page = sign_in(county.clerk).get(url("import_preview", batch.pk), query)
    shown = {"new": 2, "nonsense": 0}.get(query.get("only", ""), 3)
    assert len(page.context["lines"]) == shown


def test_unreadable_rows_are_shown_with_column_and_reason_and_stop_the_import(county, sign_in, edition):  # noqa: F811
    batch = received(edition, county.clerk, UNREADABLE)
    client = sign_in(county.clerk)
    text = client.get(url("import_preview", batch.pk)).content.decode()
    assert "公开事项" in text
    assert "超过300字" in text
    response = client.post(url("import_commit", batch.pk))
    assert "读不出" in said(response)
    assert len(read_rows(edition)) == 5


@pytest.mark.parametrize(
    "data",
    [{}, {"text": "  "}, {"file": SimpleUploadedFile("空.csv", b"")}],
    ids=["nothing", "blank", "empty"],
)
def test_nothing_to_import_is_said(county, sign_in, edition, data):  # noqa: F811
    response = sign_in(county.clerk).post(url("import_upload", edition.pk), data)
    assert response.status_code == 302
    assert said(response)
    assert not ImportBatch.objects.exists()


def test_a_huge_file_is_refused_by_its_size(county, sign_in, edition, monkeypatch):  # noqa: F811
    monkeypatch.setattr("catalog.forms.MAX_BYTES", 10)
    response = send(sign_in(county.clerk), edition, table(*MIXED))
    assert "上限" in said(response)
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("other_clerk", 404), ("township_clerk", 404), ("administrator", 404), ("secrecy_reviewer", 302)],
)
def test_nobody_else_sends_confirms_or_undoes(county, sign_in, edition, who, status):  # noqa: F811
    batch = received(edition, county.clerk, table(*MIXED))
    client = sign_in(getattr(county, who))
    assert send(client, edition, table(*MIXED)).status_code == status
    assert client.post(url("import_commit", batch.pk)).status_code == status
    assert client.post(url("import_undo", batch.pk)).status_code == status
    assert client.get(url("import_progress", batch.pk)).status_code == (404 if status == 404 else 200)
    assert ImportBatch.objects.count() == 1
    assert len(read_rows(edition)) == 5


def test_a_published_edition_takes_no_file(county, sign_in):  # noqa: F811
    edition = factories.edition(county, state=Status.PUBLISHED)
    response = send(sign_in(county.clerk), edition, table(*MIXED))
    assert said(response)
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("name", ["import_commit", "import_undo"])
def test_nothing_is_done_by_opening_an_address(county, sign_in, edition, name):  # noqa: F811
    batch = received(edition, county.clerk, table(*MIXED))
    client = sign_in(county.clerk)
    assert client.get(url(name, batch.pk)).status_code == 405
    assert client.get(url("import_upload", edition.pk)).status_code == 405
    assert client.post(url("import_progress", batch.pk)).status_code == 405
