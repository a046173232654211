"""What the scan finds keeps a draft from being submitted until somebody deals with it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.policies import Refused
from disclosure.actions import attaching, deciding, drafting, scanning
from disclosure.models import CountyWord
from disclosure.workflow import Status
from tests import documents
from tests.factories import ON

pytestmark = pytest.mark.django_db
PHONE = "<p>联系人张某,电话13812345678,咨询低保事宜。</p>"


@pytest.fixture
def dirty(county):
    return documents.draft(county, body=PHONE)


def test_a_finding_blocks_until_it_is_dealt_with(county, dirty):
    with pytest.raises(Refused, match="正文第1段有手机号码"):
        deciding.submit(dirty, by=county.clerk, on=ON)
    dirty.refresh_from_db()
    assert dirty.status == Status.DRAFT
    assert not dirty.findings.exists()  # a refused act leaves nothing
    scanning.scan_now(dirty, by=county.clerk)
    finding = dirty.findings.get()
    assert "13812345678" not in finding.excerpt


def test_it_may_stay_with_a_reason_in_writing_by_name(county, dirty):
    scanning.scan_now(dirty, by=county.clerk)
    finding = dirty.findings.get()
    with pytest.raises(Refused, match="保留的理由"):
        scanning.justify(finding, by=county.clerk, reason="要")
    scanning.justify(finding, by=county.clerk, reason="对外公布的值班电话")
    made = deciding.submit(dirty, by=county.clerk, on=ON)
    kept = made.findings.get()
    assert (kept.justification, kept.justified_by) == ("对外公布的值班电话", county.clerk)


def test_a_reason_is_for_that_finding_only(county, dirty):
    scanning.scan_now(dirty, by=county.clerk)
    scanning.justify(dirty.findings.get(), by=county.clerk, reason="对外公布的值班电话")
    dirty.refresh_from_db()
    changed = drafting.save_draft(
        dirty,
        by=county.clerk,
        on=ON,
        revision=dirty.revision,
        values={},
        body=PHONE + "<p>另一个13987654321</p>",
    )
    with pytest.raises(Refused, match="正文第2段有手机号码"):
        deciding.submit(changed, by=county.clerk, on=ON)


def test_it_may_be_masked(county, dirty):
    made = scanning.mask_text(dirty, by=county.clerk, on=ON)
    assert "13812345678" not in made.body + made.text
    assert "138****5678" in made.text
    assert deciding.submit(made, by=county.clerk, on=ON).status == Status.SECRECY


def test_files_are_scanned_with_the_countys_words(county):
    CountyWord.objects.create(county=county.government, word="云岭工程")
    made = documents.draft(county)
    upload = SimpleUploadedFile("说明.txt", "关于云岭工程进展的说明".encode())
    attachment = attaching.attach(made, upload, by=county.clerk, on=ON)
    made.refresh_from_db()
    with pytest.raises(Refused, match="本县敏感词"):
        deciding.submit(made, by=county.clerk, on=ON)
    attaching.remove(attachment, by=county.clerk, on=ON)
    made.refresh_from_db()
    assert deciding.submit(made, by=county.clerk, on=ON).status == Status.SECRECY


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("空.pdf", b"", "是空的"),
        ("程序.exe", b"MZ\x90\x00" + b"\0" * 400, "不是可以上传的格式"),
        ("其实是网页.pdf", b"<html><script>alert(1)</script></html>", "没有上传|不是可以上传的格式"),
        ("图片.pdf", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "没有上传|不是可以上传的格式"),
    ],
)
def test_what_is_not_what_it_says_is_refused_and_nothing_is_kept(county, name, data, sentence):
    made = documents.draft(county)
    with pytest.raises(Refused, match=sentence):
        attaching.attach(made, SimpleUploadedFile(name, data), by=county.clerk, on=ON)
    made.refresh_from_db()
    assert not made.attachments.exists()


def test_a_file_with_a_path_in_its_name_lands_nowhere_else(county):
    made = documents.draft(county)
    upload = SimpleUploadedFile("x.txt", "公示名单".encode())
    upload._name = "../../etc/名单\n.txt"
    attachment = attaching.attach(made, upload, by=county.clerk, on=ON)
    assert attachment.name == "名单.txt"
    assert ".." not in attachment.file.file.name
