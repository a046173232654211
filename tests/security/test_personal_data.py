"""个人信息: whatever anybody gives stands nowhere in clear, and in no line of any log, of every app that seals a field."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import connection

from accounts.privacy import Sealed
from participation.actions.surveying import ask_pass
from requests_app import tasks as request_tasks
from tests import applications, complaints, interpretations
from tests.accounts.signed import SECRET, with_totp
from tests.participation import made

pytestmark = pytest.mark.django_db
NAME, PHONE, MAIL = "欧阳试验", "13911112222", "nobody-else@mail.example"
GIVEN = (NAME, PHONE, MAIL, SECRET)


def everything(county) -> set[str]:
    """Something sealed by every app, by its own acts; the models that were written."""
    complaints.complaint(county, name=NAME, phone=PHONE, email=MAIL)
    interpretations.message(county, name=NAME, phone=PHONE, email=MAIL)
    consultation = made.consultation(county)
    made.opinion(consultation, name=NAME, contact=MAIL)
    gathering = made.gathering(county)
    group = gathering.groups.first()
    made.gathering_acts.sign_up(gathering, group, name=NAME, phone=PHONE, key=uuid4(), at=made.OPEN)
    ask_pass(made.survey(county), MAIL, at=made.OPEN)
    applications.receive(county, person={"name": NAME, "phone": PHONE, "email": MAIL})
    with_totp(county.clerk)
    return {model.__name__ for model in Sealed.owners if model._base_manager.exists()}


def cells() -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for cell in row:
                    plain = (
                        bytes(cell).decode("utf-8", "replace")
                        if isinstance(cell, bytes | memoryview)
                        else str(cell)
                    )
                    yield table, plain


def test_nothing_given_stands_in_clear_anywhere(county, caplog):
    with caplog.at_level(logging.DEBUG):
        written = everything(county)
        request_tasks.send_notices()
    assert written >= {
        "Applicant",
        "Complainant",
        "Opinion",
        "Sender",
        "SignUp",
        "SurveyPass",
        "SecondFactor",
    }
    found = {(table, one) for table, text in cells() for one in GIVEN if one in text}
    assert found == {
        ("requests_app_applicant", NAME)
    }  # handlers find a case by its applicant's name (decision 0009)
    assert not [one for one in GIVEN if one in caplog.text]
