"""A document is found by its attachments: by their names and words, as long as anybody may fetch them."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from disclosure import findable
from disclosure.actions import attaching, drafting, releasing, virus
from disclosure.models import DocumentEdition, VirusState, Withdrawal
from disclosure.workflow import Attribute, Status
from search import actions
from search.models import Entry
from tests import documents
from tests.disclosure.scanner.corpus import docx
from tests.disclosure.scanner.papers import pdf, said
from tests.factories import ON, County

pytestmark = pytest.mark.django_db


def xlsx(*lines: list[object]) -> bytes:
    book = Workbook()
    for line in lines:
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def published(
    county: County, *files: tuple[str, bytes], state: str = Status.PUBLISHED, **values
) -> DocumentEdition:
    made = documents.draft(county, **values)
    for name, data in files:
        attaching.attach(made, SimpleUploadedFile(name, data), by=county.clerk, on=ON)
    return documents.advance(county, DocumentEdition.objects.get(pk=made.pk), state)


def text_of(edition: DocumentEdition) -> str:
    return Entry.objects.get(kind="document", object_id=edition.document_id).text


def test_word_sheet_and_pdf_are_found_by_name_and_words(client, county):
    edition = published(
        county,
        ("申请材料清单.docx", docx("办理时带户口簿和收入材料")),
        ("救助标准表.xlsx", xlsx(["档次", "每月金额"], ["一档", "六百九十元"])),
        ("公告.pdf", pdf(said("县政府办关于印发"))),
    )
    text = text_of(edition)
    for words in ("申请材料清单", "带户口簿", "救助标准表", "六百九十元", "县政府办关于印发"):
        assert words in text, words
    response = client.get("/search", {"q": "带户口簿"})
    assert [row.entry.object_id for row in response.context["results"]] == [edition.document_id]
    assert "<mark>带户口簿</mark>" in response.content.decode()
    assert "document" not in {one.kind for one in actions.differences()}


def test_of_a_list_of_people_only_the_file_s_name_is_found(county):
    lines = [["序号", "姓名", "金额"], [1, "张秀英", 560]]
    edition = published(
        county, ("发放名单.xlsx", xlsx(*lines)), ("办法.docx", docx("申请人填写姓名、住址后提交。"))
    )
    text = text_of(edition)
    assert "发放名单" in text
    assert "张秀英" not in text
    assert "填写姓名、住址" in text  # a rule that speaks of names is no list


@pytest.mark.parametrize(
    "head", ["姓名", "序号\t姓名\t金额", "姓 名", "编号 户主 面积", "| 申请人姓名 |", "被征收人\t面积"]
)
def test_heads_of_lists_of_people(head):
    assert findable.PEOPLE.search(f"公示\n{head}\n张秀英")


def test_what_is_not_readable_is_not_found_by_its_attachments(county):
    file = ("清单.docx", docx("办理时带户口簿"))
    on_request = published(county, file, proposed_attribute=Attribute.ON_REQUEST)
    assert "户口簿" not in text_of(on_request)
    signed = published(county, file, state=Status.SIGNED, doc_number="青民发〔2026〕31号")
    assert not Entry.objects.filter(kind="document", object_id=signed.document_id).exists()
    edition = releasing.publish(signed, by=county.clerk, on=ON)
    assert "户口簿" in text_of(edition)
    releasing.withdraw(edition, by=county.head, reason="有误", behaviour=Withdrawal.Behaviour.GONE)
    assert text_of(edition) == ""


def test_an_attachment_taken_out_of_a_new_edition_is_found_no_more(county):
    edition = published(county, ("清单.docx", docx("办理时带户口簿")))
    newer = drafting.start_edition(edition.document, by=county.clerk, on=ON, reason="清单作废")
    attaching.remove(newer.attachments.get(), by=county.clerk, on=ON)
    documents.advance(county, DocumentEdition.objects.get(pk=newer.pk), Status.PUBLISHED)
    assert "户口簿" not in text_of(edition)
    assert "document" not in {one.kind for one in actions.differences()}


def test_an_infected_file_goes_from_search_and_comes_back_clean(county, monkeypatch):
    edition = published(county, ("清单.docx", docx("办理时带户口簿")))
    stored = edition.attachments.get().file
    monkeypatch.setattr(virus, "_address", lambda: None)
    for name, there in (("Test.Marker", False), ("", True)):
        monkeypatch.setattr(virus, "_ask_clamscan", lambda _, name=name: name)
        assert virus.scan(stored, on=ON) == (VirusState.CLEAN if there else VirusState.INFECTED)
        assert ("户口簿" in text_of(edition)) is there
        assert ("清单" in text_of(edition)) is there
        assert "document" not in {one.kind for one in actions.differences()}


def test_long_attachments_are_cut_and_numbers_of_people_starred(county, monkeypatch):
    monkeypatch.setattr(findable, "OF_A_FILE", 60)
    monkeypatch.setattr(findable, "OF_ALL_FILES", 100)
    edition = published(
        county, ("甲.docx", docx("春" * 200)), ("乙.docx", docx("夏" * 200)), ("丙.docx", docx("秋" * 200))
    )
    text = text_of(edition)
    assert (text.count("春"), text.count("夏"), text.count("秋")) == (60, 34, 0)
    assert "丙.docx" in text
    edition.attachments.first().file.__class__.objects.update(text="联系电话13912345678")
    assert "13912345678" not in findable.findable([edition])[0].body


def test_three_queries_however_many_documents(county, django_assert_num_queries):
    made = [
        published(county, ("清单.docx", docx("户口簿")), doc_number=f"青民发〔2026〕{n}号")
        for n in (51, 52, 53)
    ]
    with django_assert_num_queries(3):
        assert len(findable.findable(made)) == 3
