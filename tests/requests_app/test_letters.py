"""文书: every row's letter in both formats, opened again and read block by block; numbers, corrections, frozen bytes."""

import io
import json
import sys
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from accounts.policies import Refused
from portal import doctor
from requests_app import wording
from requests_app.actions import deciding, delivering, extending, forgetting, issuing, settling
from requests_app.letters import faults, fill, pages, standard_template, to_html, to_pdf
from requests_app.models import CaseFile, InformationRequest, Letter, LetterCounter, Reply
from requests_app.numbering import missing_serials
from requests_app.tasks import write_letters
from requests_app.workflow import Status
from statute.letters import LETTERS, Series, To
from statute.outcomes import OUTCOMES
from statute.remedies import Remedy
from tests.applications import case, decided, replying, signed
from tests.factories import ON
from tests.threads import together

REASON = "申请的内容是内部会议的讨论记录，结论已由青岚政发〔2025〕3号公开。"
ROWS = [(code, letter) for code, rule in OUTCOMES.items() for letter in rule.letters]


def text_of(docx: bytes) -> str:
    document = Document(io.BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def read_pdf(data: bytes) -> str:
    """The text with no spaces or ends of lines, which a page sets where it likes."""
    return plain("".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages))


def plain(text: str) -> str:
    return "".join(text.split())


def read(stored) -> bytes:
    with stored.file.open("rb") as handle:
        return handle.read()


def signed_as(county, made, code, letter) -> Reply:
    """A signed reply of any row, without the way that leads to it (which tests/law walks)."""
    rule = OUTCOMES[code]
    sub = next((one.code for one in rule.sub_reasons if one.letter == letter), "")
    reply = Reply(
        request=made, outcome=code, template=letter, sub_reason=sub, article=rule.article, reason=REASON if rule.needs_reason else "",
        provided="明细表一份", form="electronic", responsible_body="青岚县档案馆", responsible_contact="0999-7654321",
        prepared_by=county.clerk, prepared_on=ON, state=Reply.State.SIGNED, signed_by=county.head, signed_on=ON,
    )  # fmt: skip
    reply.content_hash = reply.signed_hash = reply.digest()
    reply.save()
    return reply


@pytest.mark.parametrize(("code", "template"), ROWS)
def test_each_row_has_its_letter_in_both_formats_block_by_block(county, code, template):
    made = case(county, state=Status.PROCESSING, person={"name": "李 & 明"})
    deciding.record_search(
        made, by=county.clerk, on=ON, scope="档案室", keywords="低保", people="王五", result="没有找到"
    )
    letter = issuing.issue_reply(made, by=county.clerk, on=ON, reply=signed_as(county, made, code, template))
    letter = issuing.write(letter)
    rule = OUTCOMES[code]
    docx, pdf = plain(text_of(read(letter.docx))), read_pdf(read(letter.pdf))
    for page in (docx, pdf):
        assert plain(LETTERS[template].title) in page  # ① title and number
        assert letter.number in page
        assert "李&明：" in page  # ②
        assert plain(made.subject) in page  # ③ quoted, with number and day
        assert made.number in page
        assert wording.day(made.received_on) in page
        if rule.article:  # ④
            assert plain(wording.article(rule.article)) in page
        if rule.needs_reason:
            assert plain(REASON) in page
        assert county.department.name in page  # ⑦
        assert wording.day(ON) in page
        assert_remedy(rule.remedy, page)  # ⑥
        assert "{{" not in page
    assert Document(io.BytesIO(read(letter.docx))).core_properties.title == LETTERS[template].title
    assert letter.pages == len(PdfReader(io.BytesIO(read(letter.pdf))).pages)


def assert_remedy(remedy: Remedy, page: str) -> None:
    if remedy is Remedy.REVIEW:
        assert "应当先" in page
        assert "60日内" in page
        assert "直接向" not in page
        assert "行政复议法》第二十三条" in page
    elif remedy is Remedy.FREE:
        assert "也可以自收到本告知书之日起6个月内直接向" in page
        assert "60日内" in page
    else:
        assert "行政诉讼" not in page
        assert "行政复议" not in page
        assert "反映" in page


def test_a_letter_without_reason_article_or_remedy_is_not_issued(county, monkeypatch):
    made = case(county, state=Status.PROCESSING)
    reply = signed_as(county, made, "DENY_INTERNAL", "T14")
    reply.reason = " "
    with pytest.raises(Refused, match="“理由”没有内容"):
        issuing.issue_reply(made, by=county.clerk, on=ON, reply=reply)
    reply.reason = REASON
    monkeypatch.setattr(wording, "remedy", lambda *args, **kwargs: "如不服，可以直接向法院提起行政诉讼。")
    with pytest.raises(Refused, match="复议前置"):
        issuing.issue_reply(made, by=county.clerk, on=ON, reply=reply)
    assert not Letter.objects.exists()
    assert missing_serials(made.unit, "reply", ON.year) == []


def test_the_acts_on_the_way_issue_their_letters(county):
    made = case(county, state=Status.AWAITING_CORRECTION)
    assert [one.kind for one in made.letters.all()] == ["T03"]
    made = case(county, state=Status.AWAITING_REASON)
    assert [one.kind for one in made.letters.all()] == ["T04"]
    made = case(county, state=Status.AWAITING_FEE)
    assert [one.kind for one in made.letters.all()] == ["T10b"]
    made = case(county, state=Status.PROCESSING)
    extending.extend(made, by=county.head, on=ON, days=10, reason="需要汇总")
    one = extending.consult(
        made, by=county.clerk, on=ON, kind="third_party", party="某公司", question="报价构成"
    )
    extending.consult(made, by=county.clerk, on=ON, kind="joint_agency", party="某局", question="会签件")
    assert sorted(one.kind for one in made.letters.all()) == ["T05", "T06", "T08", "T08", "T10"]
    extending.answer_consultation(
        one, by=county.clerk, on=ON, position="objects", answer="商业秘密", is_reasonable=False
    )
    extending.note_release(one, by=county.clerk, on=ON)
    for letter in map(issuing.write, Letter.objects.all()):
        page = plain(text_of(read(letter.docx)))
        assert letter.number in page
        if letter.rule.to is not To.APPLICANT:  # who applies is nobody else's business (第三十二条)
            assert "李明" not in page
            assert made.number not in page
        else:
            assert "某公司" not in page  # nor who was consulted


def test_numbers_run_without_gap_per_unit_series_and_year_and_a_void_one_is_not_used_again(county):
    made = case(county, state=Status.AWAITING_CORRECTION, on=date(2026, 3, 2))
    first = made.letters.get()
    second = issuing.correct(first, by=county.clerk, on=date(2026, 3, 3), reason="机关名称有误")
    first.refresh_from_db()
    assert (first.number[-5:], second.number[-5:]) == ("26〕1号", "26〕2号")
    assert (first.state, second.version, second.replaces) == (Letter.State.VOID, 2, first)
    assert f"{first.number}作废" in json.loads(second.content)["更正说明"]
    other = case(county, state=Status.AWAITING_CORRECTION, on=date(2027, 3, 2))
    assert other.letters.get().serial == 1
    assert missing_serials(made.unit, "notice", 2026) == []
    LetterCounter.objects.filter(year=2026, series="notice").update(last=4)
    assert missing_serials(made.unit, "notice", 2026) == [3, 4]


def test_statistics_count_a_corrected_letter_and_a_second_reply_once(county):
    made = case(county, state=Status.REPLIED)
    letter = made.letters.get()
    issuing.correct(letter, by=county.clerk, on=ON, reason="日期有误")
    made.refresh_from_db()
    deciding.reopen(made, by=county.head, on=ON, reason="自行纠正", until=date(2026, 4, 30))
    made = replying(county, made)
    signed(county, made)
    again = delivering.answer(made, by=county.clerk, on=ON, way="post", evidence="EMS 1")
    assert [one.state for one in made.letters.order_by("serial")] == ["void", "void", "issued"]
    assert again.replaces.replaces == letter
    assert InformationRequest.objects.exclude(decided_on=None).count() == 1


def test_bytes_stay_when_template_and_wording_change(county):
    made = case(county, state=Status.REPLIED)
    letter = issuing.write(made.letters.get())
    before = (letter.docx.sm3, letter.pdf.sm3, letter.content_hash)
    document = Document(io.BytesIO(standard_template("T11")))
    document.add_paragraph("本县另行规定的一段。")
    changed = io.BytesIO()
    document.save(changed)
    upload = ContentFile(changed.getvalue(), name="T11.docx")
    settling.settle_template(county.government, "T11", upload, by=county.office, on=ON, note="县政办通知")
    again = issuing.write(letter)
    assert (again.docx.sm3, again.pdf.sm3, again.content_hash) == before
    newer = issuing.write(case(county, state=Status.REPLIED).letters.get())
    assert "本县另行规定的一段。" in text_of(read(newer.docx))
    assert "本县另行规定的一段" in read_pdf(read(newer.pdf))
    assert newer.template.version == 1


def test_issued_under_one_template_is_written_with_that_one(county):
    """The worker may come late: what counts is the template of the day of issue."""
    made = case(county, state=Status.REPLIED)
    document = Document(io.BytesIO(standard_template("T11")))
    document.add_paragraph("新的一段。")
    changed = io.BytesIO()
    document.save(changed)
    settling.settle_template(
        county.government, "T11", ContentFile(changed.getvalue(), name="x.docx"), by=county.office, on=ON
    )
    assert "新的一段。" not in text_of(read(issuing.write(made.letters.get()).docx))


def test_changed_content_is_not_written(county):
    letter = case(county, state=Status.REPLIED).letters.get()
    content = json.loads(letter.content) | {"提供内容": "另一份"}
    letter.content = json.dumps(content)
    letter.save()
    with pytest.raises(Refused, match="内容与出具时不一致"):
        issuing.write(letter)


def test_the_worker_writes_what_waits_and_once(county):
    made = case(county, state=Status.REPLIED)
    assert write_letters() == 1
    assert write_letters() == 0
    letter = made.letters.get()
    assert CaseFile.objects.filter(kind="letter").count() == 2
    assert made.files.for_applicant().get().file == letter.pdf


def test_the_applicant_has_the_letter_only_once_it_went_out(county):
    made = replying(county, case(county, state=Status.PROCESSING))
    signed(county, made)
    letter = issuing.write(delivering.draw_up(made, by=county.clerk, on=ON))
    assert not made.files.for_applicant().exists()
    delivering.answer(made, by=county.clerk, on=ON, way="online")
    assert made.files.for_applicant().get().file == letter.pdf


def test_recalling_the_reply_voids_its_letter(county):
    made = replying(county, case(county, state=Status.PROCESSING))
    reply = signed(county, made)
    letter = delivering.draw_up(made, by=county.clerk, on=ON)
    deciding.recall_reply(reply, by=county.clerk, on=ON, reason="还要核对")
    letter.refresh_from_db()
    assert (letter.state, letter.void_reason) == ("void", "答复稿撤回")


def test_the_database_refuses_two_letters_of_one_matter_and_a_void_one_without_reason(county):
    letter = case(county, state=Status.AWAITING_CORRECTION).letters.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(
            request=letter.request, unit=letter.unit, kind="T03", subject=letter.subject, series="notice", year=2026,
            serial=99, number="x", template_digest="", content_hash="", issued_on=ON, issued_by=county.clerk,
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(state="void", void_on=ON)


def test_anonymising_takes_the_letters_with_it(county):
    made = case(county, state=Status.ARCHIVED)
    issuing.write(made.letters.get())
    forgetting.anonymise(made.pk, on=date(2037, 1, 1))
    letter = made.letters.get()
    assert (letter.content, letter.pdf, letter.docx) == ("", None, None)
    assert letter.number
    assert not made.files.filter(kind="letter").exists()
    assert write_letters() == 0


@pytest.mark.django_db(transaction=True)
def test_two_officials_at_once_get_two_numbers(lasting_county):
    cases = [case(lasting_county, state=Status.IN_REVIEW, way="post") for _ in range(2)]

    def ask(made):
        return lambda: extending.consult(
            made, by=lasting_county.clerk, on=ON, kind="joint_agency", party="某局", question="会签件"
        )

    assert not [one for one in together(*[ask(made) for made in cases]) if isinstance(one, Exception)]
    serials = Letter.objects.filter(series="notice").values_list("serial", flat=True)
    assert sorted(serials) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_two_officials_at_once_deliver_one_reply_once(lasting_county):
    made = replying(lasting_county, case(lasting_county, state=Status.PROCESSING))
    signed(lasting_county, made)
    letter = delivering.draw_up(made, by=lasting_county.clerk, on=ON)
    given = {"by": lasting_county.clerk, "on": ON, "way": "post", "evidence": "EMS 1"}
    results = together(*[lambda: delivering.deliver(letter, **given)] * 2)
    assert sum(isinstance(one, Exception) for one in results) == 1
    assert letter.deliveries.count() == 1


# --- templates -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", LETTERS)
def test_every_standard_template_is_one_and_can_be_filled(code):
    kind = LETTERS[code]
    data = standard_template(code)
    assert faults(data, kind) == []
    content = {name: f"某{name}<b>&" for name in kind.places}
    page = text_of(fill(data, content))
    assert "{{" not in page
    assert all(content[name] in page for name in kind.needs)
    assert b"%PDF" in to_pdf(fill(data, content))[:8]


def with_text(*paragraphs: str) -> bytes:
    document = Document(io.BytesIO(standard_template("T19")))
    for text in paragraphs:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_without_the_layout_libraries_there_is_no_pdf_and_everything_else(county, client, monkeypatch):
    made = case(county, state=Status.PROCESSING)
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    pages._layout.cache_clear()
    client.force_login(county.clerk)
    refused = client.get(reverse("admin:requests_app_paper", args=[made.pk, "T01", "pdf"]))
    assert refused.status_code == 403
    assert "没有安装排版组件" in refused.text
    assert client.get(reverse("admin:requests_app_paper", args=[made.pk, "T01", "docx"])).status_code == 200
    [found] = doctor.examine([doctor._layout])
    assert (found.state, "libpango" in found.message) == ("degraded", True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ 身份证号 }}", "不认识的占位符“身份证号”"),
        ("{{ 机关.__class__ }}", "只能使用"),
        ("{{ 机关|upper }}", "只能使用"),
        ("{% for x in range(9) %}{% endfor %}", "只能使用"),
        ("{{ range(10**9) }}", "只能使用"),
        ("{{ 机关", "写法有误"),
        ("{% include 'x' %}", "只能使用"),
    ],
)
def test_a_template_speaks_in_known_places_only(text, said):
    assert any(said in one for one in faults(with_text(text), LETTERS["T19"]))


def test_a_template_may_not_leave_out_what_the_letter_must_say():
    document = Document(io.BytesIO(standard_template("T14")))
    for paragraph in list(document.paragraphs):
        if "救济途径" in paragraph.text or "理由" in paragraph.text:
            paragraph._element.getparent().remove(paragraph._element)
    out = io.BytesIO()
    document.save(out)
    assert faults(out.getvalue(), LETTERS["T14"]) == ["缺少占位符“{{ 救济途径 }}”", "缺少占位符“{{ 理由 }}”"]


def test_a_place_that_word_has_split_into_runs_is_still_one():
    document = Document(io.BytesIO(standard_template("T19")))
    paragraph = document.add_paragraph("{{ 登")
    paragraph.add_run("记编").bold = True
    paragraph.add_run("号 }}")
    out = io.BytesIO()
    document.save(out)
    assert faults(out.getvalue(), LETTERS["T19"]) == []
    assert "QL-1" in text_of(fill(out.getvalue(), dict.fromkeys(LETTERS["T19"].places, "QL-1")))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7", standard_template("T19")[:3000]])
def test_what_is_no_docx_is_no_template(data):
    assert len(faults(data, LETTERS["T19"])) == 1


@given(st.text(max_size=60))
def test_whatever_is_typed_comes_out_as_text(text):
    """No template language, no markup, no control character of the filling library comes to life."""
    content = dict.fromkeys(LETTERS["T19"].places, "某") | {"理由": f"甲{text}乙"}
    docx = fill(standard_template("T19"), content)
    kept = plain("".join(one for one in f"甲{text}乙" if one.isprintable() or one in "\r\n"))
    assert kept in plain(text_of(docx))
    assert "<script" not in to_html(docx)


def test_an_empty_place_leaves_no_empty_line():
    content = dict.fromkeys(LETTERS["T19"].places, "某") | {"办理经过": ""}
    full = dict.fromkeys(LETTERS["T19"].places, "某")
    template = standard_template("T19")
    lines = [len(Document(io.BytesIO(fill(template, one))).paragraphs) for one in (content, full)]
    assert lines == [lines[1] - 1, lines[1]]


# --- what the county settles -----------------------------------------------------------------------------------------


def test_the_county_settles_wording_and_words_and_nothing_that_the_law_forbids(county):
    good = "如不服，应当先自收到之日起{60日}内向{复议机关}申请行政复议，对复议决定不服的，可自收到之日起{15日}内提起行政诉讼。"
    given = {"by": county.office, "on": ON, "signed_off": "青岚县司法局 2026-03-01"}
    settling.settle_wording(county.government, "review", text=good, **given)
    page = json.loads(case_of(county, "DENY_INTERNAL", "T14").content)["救济途径"]
    assert page.startswith("如不服，应当先自收到之日起60日内向")
    for bad in (
        "可以直接起诉",
        good.replace("应当先", ""),
        good + "{谁}",
        good.replace("{复议机关}", "某机关"),
    ):
        with pytest.raises(Refused, match="没有保存"):
            settling.settle_wording(county.government, "review", text=bad, **given)
    with pytest.raises(Refused, match="由县政务公开主管部门规定"):
        settling.settle_wording(county.government, "review", text=good, **(given | {"by": county.clerk}))
    unit = county.department
    settling.settle_word(unit, "reply", word="青民公复", by=county.office, on=ON, county=county.government)
    assert case_of(county, "GRANT", "T11").number.startswith("青民公复〔2026〕")
    with pytest.raises(Refused, match="已由"):
        settling.settle_word(
            county.other_department,
            "reply",
            word="青民公复",
            by=county.office,
            on=ON,
            county=county.government,
        )


def case_of(county, code: str, template: str) -> Letter:
    made = case(county, state=Status.PROCESSING)
    return issuing.issue_reply(made, by=county.clerk, on=ON, reply=signed_as(county, made, code, template))


def test_a_series_of_its_own_for_replies_and_notices():
    assert {kind.series for kind in LETTERS.values()} == {Series.REPLY, Series.NOTICE, Series.NONE}
    assert all(kind.series is Series.REPLY for code, kind in LETTERS.items() if any(code in row.letters for row in OUTCOMES.values()))  # fmt: skip


def test_the_earlier_reply_is_named_in_a_repeated_one(county):
    first = case(county, state=Status.REPLIED)
    made = case(county, state=Status.PROCESSING)
    reply = decided(county, made)
    reply.previous = first
    said = wording._previous(reply)
    assert first.number in said
    assert first.letters.get().number in said
