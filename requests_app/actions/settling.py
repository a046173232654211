"""县里定的文书样式: templates, the wording of remedies, the word a number begins with. Rows are superseded, never overwritten."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import Organisation, User
from accounts.policies import Refused, require
from audit.actions import record
from disclosure.actions.attaching import store
from requests_app.actions.stepping import required
from requests_app.letters import CannotFill, digest_of, faults, fill
from requests_app.letters.template import LARGEST
from requests_app.models import LetterTemplate, NumberWord, RemedyWording
from requests_app.policies import may_settle
from statute import remedies
from statute.letters import LETTERS, Series

REMEDY_OF = {
    "review": remedies.Remedy.REVIEW, "review_part": remedies.Remedy.REVIEW, "free": remedies.Remedy.FREE,
    "none": remedies.Remedy.NONE, "overdue": remedies.Remedy.OVERDUE, "third_party": remedies.Remedy.THIRD_PARTY,
}  # fmt: skip


def _county(county: Organisation, by: User) -> Organisation:
    """The county, locked: two people settling the same thing do it one after the other."""
    locked: Organisation = Organisation.objects.select_for_update().get(pk=county.pk)
    require(may_settle(by, locked))
    return locked


def _supersede(rows: Any, on: date) -> None:
    rows.filter(effective_to=None).update(effective_to=on)


@transaction.atomic
def settle_template(
    county: Organisation, code: str, upload: UploadedFile | ContentFile, *, by: User, on: date, note: str = ""
) -> LetterTemplate:
    """上传模板: only places this kind knows, all that it must have, and it can be filled in; `Refused` says what is wrong."""
    county = _county(county, by)
    if code not in LETTERS:
        raise Refused("没有这种文书。")
    if (upload.size or 0) > LARGEST:
        raise Refused("模板超过 2 MB，没有保存。")
    data = upload.read()
    upload.seek(0)
    kind = LETTERS[code]
    if wrong := faults(data, kind):
        raise Refused(f"模板没有保存：{'；'.join(wrong)}。")
    try:
        fill(data, dict.fromkeys(kind.places, "示例"))
    except CannotFill as error:
        raise Refused(f"模板没有保存：{error}。") from None
    rows = LetterTemplate.objects.filter(county=county, kind=code)
    newest = rows.order_by("-version").first()
    _supersede(rows, on)
    made = LetterTemplate.objects.create(
        county=county, kind=code, version=newest.version + 1 if newest else 1, note=note.strip()[:200],
        file=store(upload, f"{code}.docx", by=by), digest=digest_of(data), entered_by=by, effective_from=on,
    )  # fmt: skip
    record(by, "letter.template_settled", made, organisation=county, kind=code, digest=made.digest)
    return made


@transaction.atomic
def restore_standard(county: Organisation, code: str, *, by: User, on: date) -> None:
    """恢复标准模板: letters issued before keep the template they were issued with."""
    county = _county(county, by)
    current = LetterTemplate.objects.current().filter(county=county, kind=code).first()
    if current is None:
        raise Refused("现在用的就是标准模板。")
    _supersede(LetterTemplate.objects.filter(pk=current.pk), on)
    record(by, "letter.template_withdrawn", current, organisation=county, kind=code)


@transaction.atomic
def settle_wording(
    county: Organisation, key: str, *, by: User, on: date, text: str, signed_off: str
) -> RemedyWording:
    """救济途径的文字, as the 司法局 signed it off; what the law demands to be told cannot be left out."""
    county = _county(county, by)
    remedy = REMEDY_OF.get(key)
    if remedy is None:
        raise Refused("没有这一类救济途径。")
    text = required(text, "请填写救济途径的文字。")
    signed_off = required(signed_off, "请写明由谁审核、文号和日期。")
    places = {"{复议机关}": "某机关", "{主管部门}": "某部门", "{人民法院}": "某法院", "{60日}": "60日", "{15日}": "15日",
              "{6个月}": "6个月"}  # fmt: skip
    tried = text
    for place, words in places.items():
        tried = tried.replace(place, words)
    wrong = list(remedies.faults(remedy, tried))
    if "{" in tried or "}" in tried:
        wrong.append("有不认识的占位，可以用的是 " + "、".join(places))
    if remedy is not remedies.Remedy.NONE and "{复议机关}" not in text:
        wrong.append("没有写明复议机关的占位 {复议机关}")
    if wrong:
        raise Refused(f"文字没有保存：{'；'.join(wrong)}。")
    _supersede(RemedyWording.objects.filter(county=county, key=key), on)
    made = RemedyWording.objects.create(
        county=county, key=key, text=text[:600], signed_off=signed_off[:200], entered_by=by, effective_from=on
    )
    record(by, "letter.wording_settled", made, article="行政复议法第二十三条", organisation=county, key=key)
    return made


@transaction.atomic
def settle_word(
    unit: Organisation, series: str, *, by: User, on: date, word: str, county: Organisation
) -> NumberWord:
    """文书代字 of a unit; numbers given before stay what they are."""
    county = _county(county, by)
    if series not in (Series.REPLY, Series.NOTICE):
        raise Refused("请选择文书的种类。")
    if unit.get_root().pk != county.get_root().pk:
        raise Refused("只能规定本县机关的代字。")
    word = "".join(required(word, "请填写代字。").split())[:20]
    if any(one in word for one in "〔〕[]()（）<>{}"):
        raise Refused("代字里不能有括号，年份和序号由系统编排。")
    taken = NumberWord.objects.current().filter(word=word).exclude(unit=unit, series=series).first()
    if taken is not None:
        raise Refused(f"代字“{word}”已由{taken.unit}使用。")
    _supersede(NumberWord.objects.filter(unit=unit, series=series), on)
    made = NumberWord.objects.create(unit=unit, series=series, word=word, entered_by=by, effective_from=on)
    record(by, "letter.word_settled", made, organisation=unit, series=series, word=word)
    return made
