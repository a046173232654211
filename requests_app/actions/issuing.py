"""出具文书: number, content and template are settled at once; the files are written from them, once, by the worker.

A letter that lacks its article, its reason or the remedies its class demands is not issued (条例第三十六条;
行政复议法第二十三条第二款).
"""

from __future__ import annotations

import json
import uuid
from datetime import date
from typing import Final

import pypdfium2
from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import Organisation, OrganisationKind, User
from accounts.policies import Refused, require
from audit.actions import record
from audit.chain import canonical, sm3
from disclosure.models import StoredFile
from requests_app import wording
from requests_app.actions.stepping import lock, required
from requests_app.letters import CannotFill, digest_of, fill, standard_template, to_pdf
from requests_app.models import CaseFile, Delivery, InformationRequest, Letter, LetterTemplate, Reply
from requests_app.numbering import letter_number
from requests_app.policies import may_take
from statute import remedies
from statute.letters import LETTERS, Series, lacking

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF: Final = "application/pdf"


def issue(
    request: InformationRequest,
    code: str,
    content: wording.Content,
    *,
    by: User,
    on: date,
    subject: str = "",
    replaces: Letter | None = None,
) -> Letter:
    """A letter of this kind, numbered and frozen. Called inside the act it belongs to, under the case's lock."""
    kind = LETTERS[code]
    template = _template(request.unit, code, on)
    number, serial = letter_number(request.unit, kind.series, on)
    content = content | {"文号": number}
    if replaces is not None:
        content["更正说明"] = f"本文书取代{replaces.number}，{replaces.number}作废。"
    if missing := lacking(kind, content):
        raise Refused(f"不能出具{kind.title}：{'；'.join(missing)}。")
    if kind.remedy and (wrong := remedies.faults(kind.remedy, content["救济途径"])):
        raise Refused(f"不能出具{kind.title}：{'；'.join(wrong)}。")
    letter = Letter(
        request=request, unit=request.unit, kind=code, subject=subject, series=kind.series, year=on.year, serial=serial,
        number=number, template=template, template_digest=template.digest if template else _standard_digest(code),
        issued_on=on, issued_by=by, replaces=replaces, version=replaces.version + 1 if replaces else 1,
    )  # fmt: skip
    letter.content = json.dumps(content, ensure_ascii=False)
    letter.content_hash = sm3(canonical(content))
    letter.save(force_insert=True)
    record(by, "letter.issued", letter, article=kind.article[:60], organisation=request.unit, number=number,
           content=letter.content_hash, template=letter.template_digest)  # fmt: skip
    return letter


def _standard_digest(code: str) -> str:
    return digest_of(standard_template(code))


def county_of(unit: Organisation) -> Organisation:
    """The county a unit belongs to: templates and wording are the county's."""
    above = unit.get_ancestors(include_self=True).filter(kind=OrganisationKind.COUNTY_GOVERNMENT)
    found: Organisation = above.last() or unit
    return found


def _template(unit: Organisation, code: str, on: date) -> LetterTemplate | None:
    """The county's own template in force, or None for the standard one."""
    own = LetterTemplate.objects.current().filter(kind=code, effective_from__lte=on)
    found: LetterTemplate | None = own.filter(county=county_of(unit)).first()
    return found


@transaction.atomic
def issue_reply(request: InformationRequest, *, by: User, on: date, reply: Reply) -> Letter:
    """出具答复书 for a reply that is signed: exactly the text that was signed, with number and date."""
    subject = f"reply:{reply.pk}"
    standing = request.letters.standing().filter(subject=subject).first()
    if standing is not None:
        return standing
    content = wording.of_reply(reply, on)
    before = request.letters.standing().filter(series=Series.REPLY).first()
    if before is not None:
        _void(before, by=by, on=on, reason="重新答复")
    return issue(request, reply.template, content, by=by, on=on, subject=subject, replaces=before)


@transaction.atomic
def correct(letter: Letter, *, by: User, on: date, reason: str) -> Letter:
    """更正: what is wrong in form is put right by a new letter; the old one is 作废, its number is not used again.

    Another decision is no correction: that is 重新办理, with a reply of its own.
    """
    request = lock(letter.request)
    require(may_take(by, request.unit))
    letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if letter.state != Letter.State.ISSUED:
        raise Refused("这份文书已经作废。")
    reason = required(reason, "请写明更正的理由。")
    content = fresh_content(letter, request, on)
    _void(letter, by=by, on=on, reason=reason)
    return issue(request, letter.kind, content, by=by, on=on, subject=letter.subject, replaces=letter)


def fresh_content(letter: Letter, request: InformationRequest, on: date) -> wording.Content:
    """What the letter would say today: frame and remedies anew, everything of substance as it was issued."""
    kept: wording.Content = json.loads(letter.content)
    anew = wording.content(letter.rule, request, on)
    names = (
        ("机关", "收件人", "日期", "联系方式") if letter.is_for_applicant else ("机关", "日期", "联系方式")
    )
    return kept | {name: anew[name] for name in names if name in kept}


def void_letters(request: InformationRequest, subject: str, *, by: User, on: date, reason: str) -> None:
    """Void what was issued for a matter that was taken back, under the case's lock."""
    for letter in request.letters.standing().filter(subject=subject):
        _void(letter, by=by, on=on, reason=reason)


def _void(letter: Letter, *, by: User, on: date, reason: str) -> None:
    letter.state, letter.void_on, letter.void_by, letter.void_reason = Letter.State.VOID, on, by, reason[:300]
    letter.save(update_fields=["state", "void_on", "void_by", "void_reason"])
    files = letter.request.files.filter(file__in=[one for one in (letter.docx_id, letter.pdf_id) if one])
    files.update(replaced=True)
    record(by, "letter.voided", letter, organisation=letter.unit, number=letter.number, reason=reason[:300])


# --- files -----------------------------------------------------------------------------------------------------------


def template_bytes(letter: Letter) -> bytes:
    """The template the letter was issued with, not the one of today; `Refused` when it is not the same any more."""
    if letter.template is None:
        data = standard_template(letter.kind)
    else:
        with letter.template.file.file.open("rb") as handle:
            data = handle.read()
    if digest_of(data) != letter.template_digest:
        raise Refused(f"{letter.number}的模板与出具时不一致，不能生成文件。")
    return data


def write(letter: Letter) -> Letter:
    """The .docx and the .pdf of a letter. Rendered outside any lock; whoever comes second finds them there."""
    if letter.pdf_id:
        return letter
    content = json.loads(letter.content)
    if sm3(canonical(content)) != letter.content_hash:
        raise Refused(f"{letter.number}的内容与出具时不一致。")
    try:
        docx = fill(template_bytes(letter), content)
        pdf = to_pdf(docx)
    except CannotFill as error:
        raise Refused(f"{letter.number}不能生成文件：{error}。") from None
    return _keep(letter, docx, pdf)


def pages(docx: bytes) -> bytes:
    """A paper of a case as PDF; refused in words where the machine cannot lay it out."""
    try:
        return to_pdf(docx)
    except CannotFill as error:
        raise Refused(f"不能生成PDF：{error}。") from None


@transaction.atomic
def _keep(letter: Letter, docx: bytes, pdf: bytes) -> Letter:
    letter = (
        Letter.objects.select_for_update(of=("self",)).select_related("request", "unit").get(pk=letter.pk)
    )
    if letter.pdf_id:
        return letter
    letter.docx, letter.pdf = _stored(docx, ".docx", DOCX), _stored(pdf, ".pdf", PDF)
    letter.pages = len(pypdfium2.PdfDocument(pdf))
    letter.save(update_fields=["docx", "pdf", "pages"])
    name = f"{letter.rule.title}（{letter.number}）"
    void = letter.state == Letter.State.VOID
    is_out = letter.is_for_applicant and Delivery.objects.filter(letter=letter, failed_on=None).exists()
    audience = CaseFile.Audience.APPLICANT if is_out else CaseFile.Audience.INTERNAL
    for stored, label, whose in (
        (letter.pdf, f"{name}.pdf", audience),
        (letter.docx, f"{name}.docx", CaseFile.Audience.INTERNAL),
    ):
        CaseFile.objects.create(
            request=letter.request, file=stored, kind=CaseFile.Kind.LETTER, audience=whose, name=label,
            pages=letter.pages if stored == letter.pdf else None, added_on=letter.issued_on, added_by=letter.issued_by,
            replaced=void,
        )  # fmt: skip
    record(None, "letter.written", letter, organisation=letter.unit, docx=letter.docx.sm3, pdf=letter.pdf.sm3)
    return letter


def _stored(data: bytes, extension: str, mime: str) -> StoredFile:
    """Kept without its text: letters are found by their case, and name a person."""
    stored = StoredFile(sm3=sm3(data), size=len(data), mime=mime, extension=extension)
    stored.file.save(f"{uuid.uuid4().hex}{extension}", ContentFile(data), save=False)
    stored.save()
    return stored
