"""One row of a list → the document it would become, and every doubt about it by column, in Chinese."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final, TypeVar

from disclosure import body as bodies
from disclosure.bulk import values
from disclosure.bulk.known import Known, levels
from disclosure.bulk.labels import Field
from disclosure.bulk.reading import RawRow
from disclosure.bulk.record import ArchiveDocument, Level, Problem, RelationTo
from disclosure.bulk.texts import MARKUP, cleaned
from disclosure.bulk.values import NotReadable, Validity, is_nothing, one_line, squeeze
from disclosure.scanner import Found, scan_text
from statute import document_numbers
from statute.grounds import GROUNDS, Attribute, Ground, allows

F = Field
T = TypeVar("T")
LEAST_REASON: Final = 10  # characters, as for a draft
# What the database takes; a text that is longer is cut only where nothing is lost that a reader needs.
LENGTHS: Final = {
    F.TITLE: 300, F.INDEX: 100, F.NUMBER: 100, F.REGISTRATION: 100, F.PUBLISHER: 200, F.SUMMARY: 100, F.KEYWORDS: 100,
}  # fmt: skip
CUT: Final = (F.SUMMARY, F.KEYWORDS)
RELATIONS: Final = ((F.REPEALS, "repeals"), (F.REPLACES, "replaces"), (F.MODIFIES, "modifies"))
_MAY_LOSE: Final = re.compile(r"<img|href", re.IGNORECASE)


def interpret(row: RawRow, known: Known, *, today: date) -> tuple[ArchiveDocument, list[Problem]]:
    """The document and its problems. Relations to other rows and files in the pack are looked up afterwards."""
    if row.problem:
        return ArchiveDocument(row.where), [Problem("", row.problem)]
    reader = _Reader(row, known, today)
    return reader.read(), reader.problems


class _Reader:
    def __init__(self, row: RawRow, known: Known, today: date) -> None:
        self.row, self.known, self.today = row, known, today
        self.problems: list[Problem] = []
        self.made = ArchiveDocument(row.where)

    def read(self) -> ArchiveDocument:
        self._identity()
        self._dates()
        self._validity()
        self._attribute()
        self._body()
        self._places()
        self._relations()
        self._look()
        return self.made

    # --- asking the row -------------------------------------------------------------------------------------

    def say(self, field: Field, reason: str, level: Level = Level.ERROR) -> None:
        found = self.row.cells.get(field, ())
        self.problems.append(Problem(found[0][0] if found else field.label, reason, level))

    def warn(self, field: Field, reason: str) -> None:
        self.say(field, reason, Level.WARNING)

    def text(self, field: Field) -> str:
        """The field as one line, '' for 无; a second column that says something else is named and not used."""
        filled = [(name, text) for name, text in self.row.cells.get(field, ()) if not is_nothing(text)]
        if not filled:
            return ""
        column, first = filled[0]
        for name, other in filled[1:]:
            if squeeze(other) != squeeze(first):
                self.warn(field, f"“{name}”写的是“{one_line(other)[:30]}”,与“{column}”不同,采用“{column}”")
        text = one_line(first)
        most = LENGTHS.get(field)
        if most is None or len(text) <= most:
            return text
        if field in CUT:
            self.warn(field, f"超过{most}字,只保留前{most}字")
            return text[:most]
        self.say(field, f"超过{most}字")
        return text[:most]

    def value(self, field: Field, read: Callable[[str], T]) -> T | None:
        """What `read` makes of the cell; what it cannot make out is an error of the row."""
        try:
            return read(self.text(field))
        except NotReadable as doubt:
            self.say(field, str(doubt))
            return None

    # --- the fields, in the order of the list ---------------------------------------------------------------

    def _identity(self) -> None:
        made = self.made
        made.title = self.text(F.TITLE)
        if not made.title:
            self.say(F.TITLE, "标题是空的")
        made.index_number = one_line(self.row.text(F.INDEX))
        if len(made.index_number) > LENGTHS[F.INDEX]:
            self.say(F.INDEX, f"超过{LENGTHS[F.INDEX]}字")
        elif doubt := values.index_doubt(made.index_number):
            self.warn(F.INDEX, doubt)
        made.doc_number = document_numbers.normalise(self.text(F.NUMBER))
        if made.doc_number and document_numbers.parse(made.doc_number) is None:
            self.warn(F.NUMBER, "不是“机关代字〔年份〕序号号”的形式,按原样保留")
        made.kind = values.read_kind(self.text(F.KIND), made.title).value
        made.keywords, made.summary = self.text(F.KEYWORDS), self.text(F.SUMMARY)
        made.registration_no = self.text(F.REGISTRATION)
        made.is_normative = bool(self.value(F.NORMATIVE, values.read_flag))
        if made.is_normative and not made.registration_no:
            self.warn(F.REGISTRATION, "行政规范性文件没有统一登记号")
        self._publishers()

    def _publishers(self) -> None:
        """The first body named signs; others of this county publish jointly."""
        made, named = self.made, values.names(self.text(F.PUBLISHER))
        joint = named[1:] + values.names(self.text(F.CO_ISSUERS))
        made.issuer = named[0] if named else self.known.unit_name
        found = [(name, self.known.body(name)) for name in joint]
        if strangers := [name for name, body in found if body is None]:
            made.issuer = "、".join([made.issuer, *strangers])[: LENGTHS[F.PUBLISHER]]
            self.warn(F.CO_ISSUERS, f"本站没有机构“{strangers[0]}”,只写在发文机关里")
        made.co_issuers = [body for _, body in found if body is not None and body != self.known.unit]
        first = self.known.body(made.issuer) if named else None
        if first is not None and first != self.known.unit:
            self.warn(F.PUBLISHER, f"“{made.issuer}”是另一个单位,本批次的单位是“{self.known.unit_name}”")

    def _dates(self) -> None:
        made = self.made
        made.formed_on = self.value(F.FORMED, values.read_date)
        made.issued_on = self.value(F.ISSUED, values.read_date)
        made.before_portal_on = self.value(F.PUBLISHED, values.read_date)
        made.effective_on = self.value(F.EFFECTIVE, values.read_date)
        made.repealed_on = self.value(F.REPEALED, values.read_date)
        term = self.value(F.TERM, lambda text: values.read_term(text, made.effective_on))
        if term is not None:
            made.valid_until, made.effective_on = term.until, made.effective_on or term.since
        if made.formed_on is None and not self.row.text(F.FORMED).strip():
            made.formed_on = made.issued_on
            self.warn(F.FORMED, "是空的,按发文日期" if made.issued_on else "是空的,导入后没有成文日期")
        for field, day in ((F.FORMED, made.formed_on), (F.PUBLISHED, made.before_portal_on)):
            if day is not None and day > self.today:
                self.say(field, f"{day}晚于今天")
        if made.formed_on and made.before_portal_on and made.before_portal_on < made.formed_on:
            self.warn(F.PUBLISHED, f"{made.before_portal_on}早于成文日期{made.formed_on}")
        if made.effective_on and made.valid_until and made.valid_until < made.effective_on:
            self.say(F.TERM, f"有效期至{made.valid_until},早于施行日期{made.effective_on}")

    def _validity(self) -> None:
        """The word and the dates; dates to come are an end of validity, not a repeal."""
        made = self.made
        word = self.value(
            F.VALIDITY, lambda text: values.read_validity(text, has_repeal_date=bool(made.repealed_on))
        )
        if made.repealed_on and made.repealed_on > self.today:
            self.warn(F.REPEALED, f"{made.repealed_on}还没有到,按有效期至这一天的前一天")
            made.valid_until = made.valid_until or date.fromordinal(made.repealed_on.toordinal() - 1)
            made.repealed_on = None
        made.validity = word.value if word else ""
        follows = made.validity_on(self.today)
        if word is not None and follows != word:
            self.warn(
                F.VALIDITY,
                f"写的是“{one_line(self.row.text(F.VALIDITY))}”,与日期不符,按日期是“{_WORDS[follows]}”",
            )

    def _attribute(self) -> None:
        made = self.made
        found = self.value(F.ATTRIBUTE, values.read_attribute)
        if found is None and is_nothing(self.row.text(F.ATTRIBUTE)):
            if made.before_portal_on is None:
                self.say(F.ATTRIBUTE, "是空的,也没有发布日期,不能认定已经公开")
                return
            self.warn(F.ATTRIBUTE, f"是空的;{made.before_portal_on}已经公开发布,按主动公开")
            found = Attribute.OPEN
        if found is None:
            return
        made.attribute = found.value
        if found.needs_ground:
            self._restriction(found)

    def _restriction(self, attribute: Attribute) -> None:
        """Ground and reason in writing (条例第十四至十六条); nothing secret ever enters."""
        made = self.made
        ground = self.value(F.GROUND, values.read_ground)
        if ground is not None:
            made.ground = ground.value
            if not allows(ground, attribute):
                self.say(F.GROUND, f"“{GROUNDS[ground].label}”绝对不予公开,不能定为“{attribute.label}”")
            if ground is Ground.A1 and not is_nothing(self.row.text(F.BODY) + self.row.text(F.ATTACHMENTS)):
                self.say(F.GROUND, "涉密文件的正文和附件不得录入本系统")
        elif is_nothing(self.row.text(F.GROUND)):
            self.say(F.GROUND, f"“{attribute.label}”必须写明法定事由")
        made.reason = self.row.text(F.REASON).strip()[:2000]
        if len(made.reason) < LEAST_REASON:
            self.say(F.REASON, f"请书面说明理由(不少于{LEAST_REASON}个字)")
        if attribute is Attribute.OPEN_REDACTED:
            made.redaction_note = self.row.text(F.REDACTION).strip()[:2000]
            if not made.redaction_note:
                self.say(F.REDACTION, "删减后公开的,请写明删去了哪些内容")

    def _body(self) -> None:
        made, typed = self.made, self.row.text(F.BODY)
        if is_nothing(typed):
            typed = ""
        made.body, made.text = cleaned(typed)
        if _MAY_LOSE.search(typed) and MARKUP.search(typed):
            for sentence in bodies.losses(typed)[:3]:
                self.warn(F.BODY, sentence)
        made.wanted_files = [
            name for _, text in self.row.cells.get(F.ATTACHMENTS, ()) for name in values.file_names(text)
        ]
        readable = made.attribute in {Attribute.OPEN, Attribute.OPEN_REDACTED}
        if readable and not made.text.strip() and not made.wanted_files:
            self.say(F.BODY, "正文是空的,也没有附件")

    def _places(self) -> None:
        """主题 and 目录事项. A document without either is kept, and shown as a gap."""
        made = self.made
        candidates = [text for _, text in self.row.cells.get(F.TOPIC, ()) if not is_nothing(text)]
        made.topic = next((found for text in candidates if (found := self.known.topics.find(text))), None)
        if candidates and made.topic is None:
            self.warn(F.TOPIC, f"主题分类里没有“{one_line(candidates[0])[:30]}”")
        domain = self.text(F.DOMAIN)
        paths = [(F.ITEM_PATH, levels(path)) for path in values.names(self.row.text(F.ITEM_PATH))]
        if named := [text for level in (F.LEVEL1, F.LEVEL2, F.LEVEL3) if (text := self.text(level))]:
            paths.append((F.LEVEL1, named))
        placed: list[tuple[int, int]] = []
        for column, path in paths:
            item = self.known.items.find(path, domain) or (
                self.known.items.find(path) if column is F.ITEM_PATH else None
            )
            if item is None:
                self.warn(column, f"本单位现行目录里没有“{'/'.join(path)[:60]}”,导入后列入“未归目录事项”")
            elif item not in placed:
                placed.append(item)
        if not paths and made.attribute in {Attribute.OPEN, Attribute.OPEN_REDACTED}:
            self.warn(F.ITEM_PATH, "没有写目录事项,导入后列入“未归目录事项”")
        made.items = placed

    def _relations(self) -> None:
        found = []
        for field, kind in RELATIONS:
            for _, cell in self.row.cells.get(field, ()):
                if is_nothing(cell):
                    continue
                texts = [document_numbers.normalise(text)[:300] for text in values.names(cell)]
                if self.made.doc_number and self.made.doc_number in texts:
                    self.say(field, "文件不能修改、废止或替代自己")
                found += [RelationTo(kind, text) for text in texts if text]
        self.made.relations = found

    def _look(self) -> None:
        made, words = self.made, self.known.words
        for text, place, field in (
            (made.title, "标题", F.TITLE), (made.summary, "内容概述", F.SUMMARY), (made.keywords, "主题词", F.KEYWORDS),
            (made.text, "正文", F.BODY),
        ):  # fmt: skip
            if text:
                self.problems += findings(field.label, scan_text(text, place, words=words))


def findings(column: str, found: list[Found], attachment: str = "") -> Iterator[Problem]:
    """What the scanner found, as problems of a row."""
    for one in found:
        level = Level.FINDING if one.blocking else Level.WARNING
        yield Problem(column, f"{one.place}有{one.kind.label}:{one.excerpt}", level, one, attachment)


_WORDS: Final = {
    Validity.IN_FORCE.value: "有效", Validity.NOT_YET.value: "尚未施行", Validity.MODIFIED.value: "已修改",
    Validity.EXPIRED.value: "失效", Validity.REPEALED.value: "废止",
}  # fmt: skip
