"""No room left while a file is written: a sentence for whoever waits, a second try for what nobody waits for."""

from pathlib import Path

import pytest
from django.db import connection

from disclosure.models import Attachment, StoredFile, private_storage
from requests_app.actions import issuing
from requests_app.models import Letter
from requests_app.tasks import write_letters
from requests_app.workflow import Status
from tests import documents, factories
from tests.applications import case, replying, signed
from tests.services.dying import surroundings
from tests.services.live import child

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="the limit would hold for SQLite's own file too"
    ),
]


def files() -> set[Path]:
    return {path for path in Path(private_storage().location).rglob("*") if path.is_file()}


def test_an_upload_is_refused_in_words_and_leaves_nothing(lasting_county):
    made = documents.document(lasting_county)
    before = files()
    said = child(
        "tests.services.acts.attach_on_a_full_disk", made.pk, lasting_county.clerk.pk, env=surroundings()
    )
    assert "存储空间不足" in said
    assert not Attachment.objects.exists()
    assert not StoredFile.objects.exists()
    assert files() == before


def test_a_letter_is_written_when_there_is_room_again(lasting_county):
    county = lasting_county
    request = case(county, state=Status.PROCESSING)
    reply = signed(county, replying(county, request))
    letter = issuing.issue_reply(request, by=county.clerk, on=factories.ON, reply=reply)
    before = files()
    assert child("tests.services.acts.write_letters_on_a_full_disk", env=surroundings()) == 0
    assert list(Letter.objects.unwritten()) == [letter]
    assert files() == before
    assert write_letters() == 1
    letter.refresh_from_db()
    assert letter.pdf is not None
