"""The clerk's screen for blacking out, and the copy that is given instead of the original."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.policies import Refused
from requests_app.actions import deciding, papers, redacting
from requests_app.models import CaseFile, Redaction, Reply
from requests_app.workflow import Status
from tests.applications import GRANT, case, decided
from tests.factories import ON
from tests.requests_app.redaction.test_redaction import SECRET, pdf

PARTIAL = {**GRANT, "ground": "C1", "discretion": "withhold", "separable": "part"}
BOX = {"page": "1", "left": "5", "top": "5", "width": "90", "height": "10", "ground": "B2"}


@pytest.fixture
def paper(county) -> CaseFile:
    made = case(county, state=Status.PROCESSING)
    return papers.add_file(made, SimpleUploadedFile("名单.pdf", pdf()), kind="given", by=county.clerk, on=ON)


def signed_in(county, name: str) -> Client:
    client = Client()
    client.force_login(county.people[name])
    return client


def post(client, paper, act: str = "make", version: int = 0, **box):
    return client.post(
        reverse("admin:requests_app_redact", args=[paper.pk]),
        BOX | box | {"act": act, "version": version, "at": "1"},
    )


def test_the_copy_is_given_and_the_original_stays_inside(county, paper):
    client = signed_in(county, "clerk")
    assert post(client, paper).status_code == 302
    copy = paper.redactions.get()
    paper.refresh_from_db()
    assert (copy.kind, copy.audience, paper.kind, paper.audience) == (
        "given",
        "applicant",
        "working",
        "internal",
    )
    with copy.file.file.open("rb") as stored:
        data = stored.read()
    assert "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).strip() == ""
    assert SECRET.encode() not in data
    assert copy.file.text == ""
    assert list(paper.request.files.for_applicant()) == [copy]


def test_made_again_the_earlier_copy_is_no_longer_given(county, paper):
    client = signed_in(county, "clerk")
    post(client, paper)
    assert post(client, paper, version=1, height="20").status_code == 302
    first, second = paper.redactions.order_by("pk")
    assert (first.replaced, second.replaced) == (True, False)
    assert list(paper.request.files.for_applicant()) == [second]


def test_two_people_never_overwrite_each_others_boxes(county, paper):
    client = signed_in(county, "clerk")
    assert post(client, paper, act="save").status_code == 302
    answer = post(client, paper, act="save", left="50", width="40")
    assert answer.status_code == 409
    assert "50" in answer.content.decode()
    assert Redaction.objects.get().boxes[0]["left"] == 0.05


@pytest.mark.parametrize(
    ("box", "said"),
    [
        ({"width": "200"}, "超出"), ({"left": "x"}, "没有写明"), ({"page": "9"}, "没有第9页"), ({"ground": "Z"}, "没有写明"),
        ({"left": "", "top": "", "width": "", "height": ""}, "框选"),
    ],
)  # fmt: skip
def test_a_wrong_box_is_said_and_no_copy_is_made(county, paper, box, said):
    answer = post(signed_in(county, "clerk"), paper, **box)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not paper.redactions.exists()


def test_blacking_out_after_the_secrecy_review_voids_it(county, paper):
    made = paper.request
    reply = decided(county, made, answers=PARTIAL)
    deciding.submit_reply(made, by=county.clerk, on=ON)
    reply.refresh_from_db()
    deciding.pass_secrecy(reply, by=county.secrecy_reviewer, on=ON, opinion="同意", seen=reply.content_hash)
    redacting.save_boxes(
        paper,
        [{"page": 1, "left": 0, "top": 0, "width": 1, "height": 0.2, "ground": "B2"}],
        by=county.clerk,
        on=ON,
        version=0,
    )
    redacting.make(paper, by=county.clerk, on=ON)
    reply.refresh_from_db()
    assert (reply.state, reply.secrecy_hash) == (Reply.State.DRAFT, "")
    made.refresh_from_db()
    assert made.status == Status.PROCESSING


def test_who_is_not_of_the_unit_sees_no_page_and_after_the_reply_nothing_changes(county, paper):
    address = reverse("admin:requests_app_page", args=[paper.pk, 1])
    assert signed_in(county, "clerk").get(address)["Content-Type"] == "image/png"
    assert signed_in(county, "office").get(address).status_code == 404
    assert (
        signed_in(county, "clerk").get(reverse("admin:requests_app_page", args=[paper.pk, 99])).status_code
        == 404
    )
    with pytest.raises(Refused, match="经办人或负责人"):
        redacting.save_boxes(paper, [], by=county.other_clerk, on=ON, version=0)
    ended = case(county, state=Status.REPLIED)
    CaseFile.objects.filter(pk=paper.pk).update(request=ended)
    paper.refresh_from_db()
    with pytest.raises(Refused, match="已经办结"):
        redacting.save_boxes(paper, [], by=county.clerk, on=ON, version=0)
