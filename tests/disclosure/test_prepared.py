"""Queries whose SQL is written once give what the same queryset gives, for every key."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.connection import ConnectionDoesNotExist

from disclosure import prepared
from disclosure.models import DocumentEdition
from disclosure.prepared import Prepared
from disclosure.views import details, facts
from disclosure.workflow import Status
from interpretation.templatetags import interpretations
from tests import documents

pytestmark = pytest.mark.django_db
ALL = [
    details._edition, details._earlier, facts._co_issuers, facts._related, facts._listed, facts._placed,
    interpretations._of_document,
]  # fmt: skip


@pytest.fixture
def two(county):
    made = [documents.draft(county), documents.draft(county)]
    for one in made:
        documents.advance(county, one, Status.PUBLISHED)
    return made


@pytest.mark.parametrize("prepared", ALL)
def test_a_prepared_query_is_the_queryset_itself(two, prepared):
    for key in (two[0].pk, two[1].pk, two[0].document_id, two[1].document_id, 10**9):
        plain = list(prepared.build(key))
        found = prepared(key)
        assert [vars(one).keys() for one in found] == [vars(one).keys() for one in plain]
        assert found == plain


def test_every_key_gets_its_own_row_in_one_query(two, django_assert_num_queries):
    prepared = Prepared(lambda document: DocumentEdition.objects.public().filter(document=document))
    for one in two:
        with django_assert_num_queries(1):
            found = prepared.one(one.document_id)
        assert found is not None
        assert found.pk == one.pk
    assert prepared.one(10**9) is None


def test_what_an_act_changed_is_read_anew(two):
    prepared = Prepared(lambda document: DocumentEdition.objects.public().filter(document=document))
    assert prepared.one(two[0].document_id) is not None
    DocumentEdition.objects.filter(pk=two[0].pk).update(validity="repealed")
    assert prepared.one(two[0].document_id).validity == "repealed"  # type: ignore[union-attr]


def test_the_sql_is_written_once_for_a_connection(two):
    built = []

    def build(document: int):
        built.append(document)
        return DocumentEdition.objects.public().filter(document=document)

    prepared = Prepared(build)
    prepared(1), prepared(2), prepared(3)
    assert len(built) == 1
    assert list(prepared._written) == [connection]


def test_the_router_is_asked_each_time_which_database_answers(two, monkeypatch):
    """What was written for the replica must not answer those who are to be answered by the primary, nor the reverse."""
    query = Prepared(lambda document: DocumentEdition.objects.public().filter(document=document))
    answers = iter(["elsewhere", "default", "elsewhere"])
    monkeypatch.setattr(prepared.router, "db_for_read", lambda model, **_: next(answers))
    with pytest.raises(ConnectionDoesNotExist, match="elsewhere"):
        query(two[0].document_id)
    assert query(two[0].document_id) == [two[0]]
    with pytest.raises(ConnectionDoesNotExist, match="elsewhere"):
        query(two[0].document_id)


def test_postgresql_is_told_a_query_once_a_session(two, settings):
    query = Prepared(lambda document: DocumentEdition.objects.public().filter(document=document))

    def asked() -> str:
        with CaptureQueriesContext(connection) as captured:
            assert query(two[0].document_id) == [two[0]]
        (one,) = captured.captured_queries
        return str(one["sql"])

    if connection.vendor == "postgresql":
        assert asked().startswith("EXECUTE disclosure_documentedition_")
        assert asked().startswith("EXECUTE disclosure_documentedition_")
    settings.PREPARED_STATEMENTS = False
    assert asked().startswith("SELECT")
