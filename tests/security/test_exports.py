"""What others typed is text wherever it goes: in tables somebody opens, and in the head of a mail."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.core.mail import EmailMessage
from django.core.mail.message import BadHeaderError

from participation import results
from requests_app.actions import packing
from requests_app.workflow import Status
from tests.applications import advance, case
from tests.factories import ON
from tests.participation import made
from tests.participation.test_surveys import respond

FORMULAS = ("=HYPERLINK(1)", "+1+1", "-1+1", "@SUM(1)")
RUN = ("=", "+", "-", "@", "\t", "\r")


@pytest.mark.django_db
@pytest.mark.parametrize("text", FORMULAS)
def test_an_answer_of_a_survey_is_never_a_formula(county, text):
    survey = made.survey(county)
    respond(survey, text=text)
    rows = list(results.response_lines(survey))
    assert f"'{text}" in rows[1]
    assert not [cell for row in rows for cell in row if cell.startswith(RUN)]


@pytest.mark.django_db
def test_a_note_in_the_folder_of_a_case_is_never_a_formula(county):
    found = case(county, state=Status.PROCESSING)
    step = found.steps.first()
    step.pk, step.note = None, "=cmd|' /C calc'!A0"
    step.save(force_insert=True)
    found = advance(county, found, Status.ARCHIVED, on=ON)
    target = io.BytesIO()
    packing.pack(found, target, by=county.clerk, on=ON + timedelta(days=1))
    text = ZipFile(target).read("办理/办理记录.csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert any(cell.startswith("'=cmd") for row in rows for cell in row)
    assert not [cell for row in rows for cell in row if cell.startswith(RUN)]


@pytest.mark.parametrize(
    "given", [{"subject": "标题\nBcc: x@evil.example"}, {"to": ["a@b.example\r\nBcc: x@evil.example"]}]
)
def test_a_line_break_never_reaches_the_head_of_a_mail(given):
    mail = EmailMessage(**{"subject": "标题", "body": "内容", "to": ["a@b.example"], **given})
    with pytest.raises((BadHeaderError, ValueError)):
        mail.message()
