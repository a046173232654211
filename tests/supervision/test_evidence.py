"""Files: evidence of a repair, and what a complainant sends along; inside until an act shows it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.policies import Refused
from disclosure.models import StoredFile
from statute.calendar import shift_months
from supervision.actions import complaining, forgetting, rectifying, showing
from supervision.actions.keeping_files import LARGEST, MOST
from supervision.complaint_workflow import ComplaintState, OrderState
from supervision.models import Complaint, ComplaintFile, Rectification, RepairFile, RepairReport
from tests import complaints
from tests.factories import ON
from tests.supervision.test_training import PNG

pytestmark = pytest.mark.django_db


def photo(name="截图.png", data=PNG):
    return SimpleUploadedFile(name, data)


def handed_in(county, files=None):
    made = complaints.order(county)
    files = [photo()] if files is None else files
    return rectifying.hand_in(made, by=county.clerk, on=ON, text=complaints.DONE, files=files)


BAD = (
    ([photo("程序.exe", b"MZ")], "不是可以上传的格式"),
    ([photo("截图.png", b"plain words")], "格式|不符"),
    ([photo("截图.png", b"")], "空的"),
    ([photo("大.png", PNG + b"0" * LARGEST)], "超过10MB"),
    ([photo(f"{n}.png") for n in range(MOST + 1)], "最多上传5个"),
)


@pytest.mark.parametrize(("files", "sentence"), BAD)
def test_what_may_not_be_uploaded_is_refused_and_nothing_is_written(county, files, sentence):
    with pytest.raises(Refused, match=sentence):
        handed_in(county, files)
    assert not RepairReport.objects.exists()
    assert Rectification.objects.get().state == OrderState.OPEN
    with pytest.raises(Refused, match=sentence):
        complaints.complaint(county, files=files)
    assert not Complaint.objects.exists()
    assert not StoredFile.objects.exists()


def answers(path, *clients):
    return [client.get(path).status_code for client in clients]


def people(county, *names):
    found = []
    for name in names:
        client = Client()
        client.force_login(getattr(county, name))
        found.append(client)
    return found


def test_evidence_is_for_the_unit_and_the_office_until_it_is_shown(county):
    made = handed_in(county)
    paper = RepairFile.objects.get()
    desk, public = (
        reverse("admin:supervision_repair_file", args=[paper.pk]),
        reverse("supervision:repair_file", args=[paper.pk]),
    )
    assert answers(desk, *people(county, "office", "clerk", "other_clerk"), Client()) == [200, 200, 404, 302]
    assert answers(public, Client(), *people(county, "office")) == [404, 404]
    assert paper.name not in Client().get(reverse("supervision:rectifications")).content.decode()
    with pytest.raises(Refused, match="主管部门"):
        showing.show_file(paper, by=county.clerk, on=ON)
    showing.show_file(paper, by=county.office, on=ON)
    assert answers(public, Client()) == [200]
    assert paper.name in Client().get(reverse("supervision:rectifications")).content.decode()
    with pytest.raises(Refused, match="已经公开"):
        showing.show_file(paper, by=county.office, on=ON)
    showing.hide_file(paper, by=county.office)
    assert answers(public, Client()) == [404]
    showing.show_file(paper, by=county.office, on=ON)
    rectifying.cancel(made, by=county.office, on=ON, reason="下达有误")
    assert answers(public, Client()) == [404]
    with pytest.raises(Refused, match="撤销"):
        showing.show_file(paper, by=county.office, on=ON)


def test_what_names_somebody_is_never_shown(county):
    handed_in(county, [photo("名单.txt", "王小明 身份证号 11010519491231002X".encode())])
    with pytest.raises(Refused, match="不能公开"):
        showing.show_file(RepairFile.objects.get(), by=county.office, on=ON)
    assert RepairFile.objects.get().shown_on is None


def test_who_handed_it_in_does_not_show_it(county):
    handed_in(county)
    RepairReport.objects.update(by=county.office)
    with pytest.raises(Refused, match="由您报送"):
        showing.show_file(RepairFile.objects.get(), by=county.office, on=ON)


def test_the_desk_hands_in_shows_and_takes_back(county):
    made = complaints.order(county)
    clerk, office = people(county, "clerk", "office")
    act = reverse("admin:supervision_rectification_act", args=[made.pk, "hand_in"])
    clerk.post(act, {"text": complaints.DONE, "files": [photo("一.png"), photo("二.png")]})
    first, second = RepairFile.objects.all()
    show = reverse("admin:supervision_repair_file_show", args=[second.pk])
    page = office.get(reverse("admin:supervision_rectification_change", args=[made.pk])).content.decode()
    assert first.name in page
    assert show in page
    assert (
        show
        not in clerk.get(reverse("admin:supervision_rectification_change", args=[made.pk])).content.decode()
    )
    office.post(show, {})
    assert list(RepairFile.objects.public()) == [second]
    clerk.post(show, {"hide": "1"})
    assert list(RepairFile.objects.public()) == [second]
    office.post(show, {"hide": "1"})
    assert not RepairFile.objects.public().exists()


def test_a_complainants_papers_are_for_the_office_and_no_unit(county):
    client = Client()
    sent = {
        "kind": "unpublished", "unit": county.department.code, "subject": "没有公开", "text": complaints.TEXT, "name": "李明明",
        "files": [photo("栏目截图.png")],
    }  # fmt: skip
    page = client.post(reverse("supervision:complain"), sent, follow=True)
    assert page.status_code == 200
    paper = ComplaintFile.objects.get()
    own = client.get(reverse("supervision:complaint", args=[paper.complaint.number])).content.decode()
    assert "栏目截图.png" in own
    url = reverse("admin:supervision_complaint_file", args=[paper.pk])
    assert answers(url, *people(county, "office", "government_head", "clerk", "head"), Client()) == [
        200,
        200,
        404,
        404,
        302,
    ]
    desk = people(county, "office")[0].get(
        reverse("admin:supervision_complaint_change", args=[paper.complaint_id])
    )
    assert url in desk.content.decode()
    bad = client.post(reverse("supervision:complain"), sent | {"files": [photo("程序.exe", b"MZ")]})
    assert bad.status_code == 422
    assert "不是可以上传的格式" in bad.content.decode()
    assert Complaint.objects.count() == 1


def test_papers_go_with_the_name_bytes_and_all(county):
    made = complaints.complaint(county, state=ComplaintState.CONCLUDED, files=[photo()])
    stored = ComplaintFile.objects.get().file
    storage, name = stored.file.storage, stored.file.name
    assert storage.exists(name)
    forgetting.anonymise(made.pk, on=shift_months(ON, 37))
    assert not ComplaintFile.objects.exists()
    assert not StoredFile.objects.exists()
    assert not storage.exists(name)


def test_the_public_list_costs_the_same_for_many_files(county, django_assert_num_queries):
    handed_in(county, [photo(f"{n}.png") for n in range(4)])
    for paper in RepairFile.objects.all():
        showing.show_file(paper, by=county.office, on=ON)
    client = Client()
    client.get(reverse("supervision:rectifications"))
    with django_assert_num_queries(6):
        client.get(reverse("supervision:rectifications"))


def test_the_same_form_twice_keeps_its_papers_once(county):
    key = uuid4()
    for _ in range(2):
        complaining.take(complaints.written(county, files=[photo()]), key=key, at=timezone.now(), on=ON)
    assert ComplaintFile.objects.count() == 1
