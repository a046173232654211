"""Consultations for tests: `consultation(county, state="settled")` gets there by the real acts. Times: Asia/Shanghai."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from participation import questionnaire
from participation.actions import answering, deciding, filing, opining, publishing, surveying
from participation.actions import gathering as gathering_acts
from participation.actions.deciding import Entry
from participation.actions.gathering import Seats
from participation.actions.opining import Said
from participation.models import (
    Consultation,
    DecisionCatalogue,
    Feedback,
    FileReply,
    Gathering,
    Opinion,
    PeriodRule,
    Survey,
)
from tests.documents import staff
from tests.factories import County

SHANGHAI = ZoneInfo("Asia/Shanghai")
BODY = "<p>第一条 为规范养犬，制定本办法。</p><p>第二条 养犬应当登记。</p><p>第三条 遛犬应当拴绳。</p>"


def moment(
    month: int, day: int, hour: int = 9, minute: int = 0, second: int = 0, year: int = 2026
) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)


PUBLISHED = moment(3, 2)
CLOSES = moment(4, 2, 17)
OPEN = moment(3, 20)
AFTER = moment(4, 3)


def seed_rules() -> None:
    """The seeded periods, where a flush between transactional tests took them away."""
    if not PeriodRule.objects.exists():
        import_module("participation.migrations.0002_seed").seed(apps, None)


def rule(key: str = "decision") -> PeriodRule:
    return PeriodRule.objects.current().get(key=key)


def draft(county: County, **values) -> Consultation:
    """A draft of the department that may be submitted as it stands, unless `values` spoil it."""
    staff(county)
    whole = {
        "title": "青岚县养犬管理办法（征求意见稿）", "rule": rule(), "body": BODY, "explanation": "<p>犬只伤人时有发生。</p>",
        "opens_at": PUBLISHED, "closes_at": CLOSES, "contact_person": "基层政权科", "phone": "0635-8221234",
        "email": "mzj@qinglan.example", "address": "青岚县清溪路9号，邮编252300",
    } | values  # fmt: skip
    return publishing.start(Consultation(**whole), county.department, by=county.clerk)


def approved(county: County, thing, *, at: datetime = PUBLISHED):
    """Submitted by the clerk, approved by the office reviewer."""
    staff(county)
    thing = publishing.submit(thing, by=county.clerk, at=at)
    return publishing.approve(thing, by=county.office_reviewer, at=at, seen=thing.content_hash)


def released(county: County, thing, *, at: datetime = PUBLISHED):
    """Published as approved."""
    return publishing.publish(approved(county, thing, at=at), by=county.clerk, at=at)


def said(
    text: str = "建议罚款再高一些", name: str = "李明", contact: str = "liming@mail.example", **parts
) -> Said:
    """On the draft as a whole, and by `clause_2="…"` on clauses."""
    on_clauses = {int(name.removeprefix("clause_")): text for name, text in parts.items()}
    return Said({0: text, **on_clauses}, name, contact)


def opinion(made: Consultation, at: datetime = OPEN, **values) -> Opinion:
    return opining.opine(made, said(**values), key=uuid4(), at=at)


def answered(county: County, made: Consultation) -> Feedback:
    """Every opinion looked at, all parts of it answered by one answer, a summary written."""
    for one in made.opinions.waiting():
        opining.moderate(one, by=county.clerk, shown=True)
    parts = [part for one in made.opinions.all() for part in one.parts.all()]
    if parts:
        answering.answer(
            made, parts, by=county.clerk, summary="罚款标准", adoption="partly", reason="在法定幅度内提高了下限。"
        )  # fmt: skip
    return answering.conclude(made, by=county.clerk, summary=f"共收到{made.opinions.count()}件意见。")


def settled(county: County, made: Consultation, *, at: datetime = AFTER) -> Feedback:
    """All answered, reviewed, published."""
    feedback = approved(county, answered(county, made), at=at)
    return answering.publish(feedback, by=county.clerk, at=at)


def consultation(
    county: County, *, state: str = "published", opinions: int = 1, year: int = 2026, **values
) -> Consultation:
    """ "draft", "approved", "published" with opinions, "settled", or "withdrawn"; all of it in `year`."""
    published, closes, open_, after = (one.replace(year=year) for one in (PUBLISHED, CLOSES, OPEN, AFTER))
    made = draft(county, **{"opens_at": published, "closes_at": closes} | values)
    if state == "draft":
        return made
    if state == "approved":
        return approved(county, made, at=published)
    made = released(county, made, at=published)
    for number in range(opinions):
        opinion(made, open_, text=f"意见{number + 1}")
    if state == "settled":
        settled(county, made, at=after)
    if state == "withdrawn":
        made = publishing.withdraw(made, by=county.head, at=after, reason="内容有误")
    return made


def catalogue(
    county: County, *, state: str = "published", entries: list[Entry] | None = None
) -> DecisionCatalogue:
    """The department's catalogue of 2026 with two matters, the second a livelihood matter."""
    staff(county)
    lines = entries or [
        Entry("养犬管理办法", county.department, "6月底", "山东省有关规定"),
        Entry("集中供热价格", county.department, "9月底", is_livelihood=True),
    ]
    found = publishing.start(
        DecisionCatalogue(year=2026, basis="青委〔2026〕1号"), county.department, by=county.clerk
    )
    found = deciding.write_entries(found, lines, by=county.clerk)
    return found if state == "draft" else released(county, found)


QUESTIONS = """[单选] 您住在哪里？ *
- 县城
- 乡镇
[多选2] 最想改进什么？
如果: 1=2
- 道路
- 停车
- 路灯
[矩阵] 请评价 *
行: 态度
行: 效率
- 满意
- 不满意
[量表5] 总的打几分？
[填空] 还有什么建议？"""


def survey(
    county: County, *, state: str = "published", text: str = QUESTIONS, year: int = 2026, **values
) -> Survey:
    """A survey of the department, open from PUBLISHED to CLOSES."""
    staff(county)
    published = PUBLISHED.replace(year=year)
    whole = {
        "title": "城区停车满意度调查", "intro": "为改进停车管理。", "opens_at": published, "closes_at": CLOSES.replace(year=year),
    } | values  # fmt: skip
    found = publishing.start(Survey(**whole), county.department, by=county.clerk)
    found = surveying.write_questions(found, questionnaire.parse(text), by=county.clerk)
    return found if state == "draft" else released(county, found, at=published)


def handed_in(found: Survey, *, at: datetime = OPEN, name: str = "犬.txt") -> FileReply:
    """A response that answers nothing but what must be answered, and the question for a file."""
    key, answers = uuid4(), {}
    for question in (
        found.questions.filter(required=True, only_if=None)
        .exclude(kind="text")
        .prefetch_related("choices", "rows")
    ):
        last = question.choices.last().pk
        rows = {row.pk: last for row in question.rows.all()}
        answers[question.pk] = surveying.Given(rows=rows) if rows else surveying.Given(choices=[last])
    upload = SimpleUploadedFile(name, "李家的犬".encode())
    kept = filing.keep_file(found, found.questions.get(kind="file"), upload, sheet=key, at=at)
    surveying.respond(found, answers, key=key, at=at)
    return FileReply.objects.get(pk=kept.pk)


HEARING = moment(5, 8, 9)
GROUPS = (Seats("利害关系人代表", 8, is_affected=True), Seats("群众代表", 5), Seats("专家", 2))


def gathering(
    county: County, *, state: str = "published", groups: Sequence[Seats] = GROUPS, year: int = 2026, **values
) -> Gathering:
    """A hearing of the department on 8 May; one may sign up from PUBLISHED to CLOSES."""
    staff(county)
    published = PUBLISHED.replace(year=year)
    whole = {
        "title": "居民供热价格听证会", "notice": "<p>调整居民供热价格。</p>", "place": "县政府会议中心", "starts_at": HEARING.replace(year=year),
        "signup_opens": published, "signup_closes": CLOSES.replace(year=year), "seed_source": "2026年4月3日福利彩票3D开奖号码",
    } | values  # fmt: skip
    found = publishing.start(Gathering(**whole), county.department, by=county.clerk)
    found = gathering_acts.write_groups(found, groups, by=county.clerk)
    return found if state == "draft" else released(county, found, at=published)


def sign_up(found: Gathering, number: int, *, group: int = 0, at: datetime = OPEN) -> gathering_acts.Slip:
    """Person `number` for the group in this place."""
    groups = list(found.groups.all())
    return gathering_acts.sign_up(
        found, groups[group], name=f"张{number}号", phone=f"1380000{number:04d}", key=uuid4(), at=at
    )
