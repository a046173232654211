"""Interpretations in every form, messages in every state, a concern, the library and events of 青岚县, all by the acts."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from accounts.models import User
from accounts.roles import Role
from disclosure.models import DocumentEdition
from disclosure.workflow import Status as DocumentStatus
from interpretation.actions import (
    answering,
    drafting,
    pieces,
    planning,
    releasing,
    reviewing,
    ruling,
    taking,
)
from interpretation.models import InterpretationEdition, Message, Piece
from interpretation.workflow import HEARD_OR_SEEN, Form, Status
from portal.demo.chain import Desk
from portal.demo.explaining import MATERIALS, WAITING, Told
from portal.demo.files import letter
from portal.demo.organisations import COUNTY

UNIT: Final = "qinglan-mzj"
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
# kind, subject, text, received so many days ago, how far it went, shown
MESSAGES: Final = (
    ("consult", "孩子上大学，低保还能领吗", "孩子今年考上大学，户口迁走了，还算家里的人吗？", 12, "answered", True),
    ("consult", "残疾人两项补贴怎么申请", "父亲是二级残疾，想问补贴在哪里办。", 20, "answered", True),
    ("suggest", "建议在广场增加政策宣传栏", "老人不会用手机，广场上有个宣传栏就好了。", 30, "answered", True),
    ("mailbox", "感谢帮我家办好救助", "工作人员冒雨上门，很感动。", 9, "answered", False),
    ("error", "养老机构名单里有错字", "“颐养院”写成了“颐养园”。", 2, "reviewing", True),
    ("consult", "临时救助多久能到账", "上个月申请的临时救助还没到账。", 3, "assigned", True),
    ("mailbox", "希望增加一趟公交车", "我们村到县城一天只有一趟车。", 1, "received", True),
    ("suggest", "敬老院应当装电梯", "三层楼没有电梯，老人上下不方便。", 40, "assigned", True),
    ("consult", "移民后扶资金怎么发", "问了几次都没有准信。", 100, "assigned", False),
)  # fmt: skip
# What each of them was answered, by its subject.
REPLIES: Final = {
    "孩子上大学，低保还能领吗": "考上全日制本科及以下学校、户口迁到学校的子女，仍然算共同生活的家庭成员，低保照常领取。"
    "请把录取通知书或者学籍证明交给村（社区）备案，不用重新申请。",
    "残疾人两项补贴怎么申请": "二级残疾可以申领重度残疾人护理补贴；家里享受低保的，还可以申领困难残疾人生活补贴。"
    "带身份证、残疾人证到就近的乡镇便民服务中心办理，行动不便的可以由村里代办。",
    "建议在广场增加政策宣传栏": "您的建议已经采纳：人民广场和四个社区广场各设一处宣传栏，用大字版，每月更换一次内容，第一期下月张贴。",
    "感谢帮我家办好救助": "谢谢您的来信，已经转告上门的工作人员。家里情况有变化，可以随时拨打救助热线。",
    "养老机构名单里有错字": "名单中的“颐养园”已经改为“颐养院”，同一批名单又核对了一遍。谢谢您的指正。",
}
ANSWERS: Final = (
    ("低保怎么申请？", "到户籍所在地或者经常居住地的乡镇便民服务中心提出，带身份证、户口簿，签核对授权书。"),
    ("申请低保多久有结果？", "受理之日起十五个工作日内，结果会公示并短信告知。"),
    ("外地打工能申请救助吗？", "可以委托家人，也可以在网上申请。"),
)
RESPONSE_STEPS: Final = len(MATERIALS) + len(MESSAGES) + len(ANSWERS) + 4


def load_responses(desk: Desk) -> Iterator[str]:
    """Everything, announced piece by piece. Needs the published documents."""
    cast = Staff(desk)
    ruling.seed(desk.bodies[COUNTY], on=desk.on)
    document = _published(UNIT)
    for form, told in MATERIALS.items():
        cast.interpret(_about(told.about) or document, form, told)
        yield f"政策解读 {form.label}"
    yield _under_way(cast)
    for place, row in enumerate(MESSAGES):
        _write(cast, place, *row)
        yield f"留言 {row[1][:12]}"
    for question, text in ANSWERS:
        made = pieces.start_answer(cast.unit, by=cast.clerk, question=question, source="message")
        cast.release(made, {"question": question, "answer": text, "keywords": "救助"}, [document])
        yield f"政策问答 {question[:12]}"
    yield _concern(cast)
    yield from _events(cast, document)


def _published(unit: str) -> DocumentEdition:
    """A public document of the department in force about 救助, which the texts above explain; else its newest."""
    found = DocumentEdition.objects.readable().filter(
        unit__code=unit, validity="in_force", before_portal_on=None
    )
    found = found.select_related("document__unit", "unit").order_by("-pk")
    return found.filter(title__contains="救助").first() or found[0]


def _about(words: str) -> DocumentEdition | None:
    """The document of the department in force that has these words in its title."""
    found = DocumentEdition.objects.readable().filter(
        unit__code=UNIT, before_portal_on=None, title__contains=words
    )
    return found.select_related("document__unit", "unit").order_by("-pk").first()


def sound() -> bytes:
    """A few seconds of silence as .mp3: frames of 32 kbit/s without anything in them."""
    return (b"\xff\xfb\x10\xc0" + bytes(100)) * 150


def chart() -> bytes:
    """Three bars as .png; what they mean stands in the text beside them."""
    image = Image.new("RGB", (720, 360), "white")
    draw = ImageDraw.Draw(image)
    for place, height in enumerate((60, 220, 120)):
        draw.rectangle((90 + place * 210, 320 - height, 210 + place * 210, 320), fill=(23, 84, 150))
    draw.line((60, 320, 690, 320), fill=(60, 60, 60), width=3)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


class Staff:
    """The people of one department, and a text on its way past them."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.unit = desk, desk.bodies[UNIT]
        people = desk.cast.colleagues
        self.clerk, self.head = people[UNIT, Role.CLERK], people[UNIT, Role.HEAD]
        self.secrecy: User = people[UNIT, Role.SECRECY_REVIEWER]

    def draft(
        self, document: DocumentEdition, form: Form, told: Told, by: User | None = None
    ) -> InterpretationEdition:
        by, on = by or self.clerk, self.desk.before(3)
        title = f"{document.title}：{told.title}"[:200]
        made = drafting.start(self.unit, form=form, title=title, documents=[document.document], by=by, on=on)
        if form == Form.GRAPHIC:
            upload = SimpleUploadedFile("图解.png", chart())
            drafting.add_file(made, upload, by=by, on=on, alt=told.picture)
        if form == Form.AUDIO:
            name = f"{told.title}（演示，无声）.mp3"
            drafting.add_file(made, SimpleUploadedFile(name, sound()), by=by, on=on)
        made.refresh_from_db()
        who = {Form.EXPERT: ("周教授", "某大学社会保障研究所"), Form.MEDIA: ("青岚融媒", "县融媒体中心")}
        speaker, post = who.get(form, (str(self.head), "县民政局局长"))
        whole: dict[str, Any] = {
            "sentence": told.sentence, "keywords": told.keywords, "speaker": speaker, "speaker_post": post,
            **told.values,
        }  # fmt: skip
        if "place" in told.values:
            whole["held_at"] = self.moment(2, 9)
        if told.words:
            whole["transcript" if form in HEARD_OR_SEEN else "body"] = (
                told.words if form in HEARD_OR_SEEN else told.body
            )
        return drafting.save(
            made, by=by, on=on, revision=made.revision, values=whole, questions=told.questions or None
        )

    def interpret(self, document: DocumentEdition, form: Form, told: Told) -> InterpretationEdition:
        """All the way to the site."""
        made = reviewing.submit(self.draft(document, form, told), by=self.clerk, on=self.desk.before(2))
        given = {"on": self.desk.before(1), "seen": made.content_hash}
        made = reviewing.pass_secrecy(made, by=self.secrecy, text="不涉及国家秘密和个人信息。", **given)
        made = reviewing.approve(made, by=self.head, text="讲得清楚，同意发布。", **given)
        return releasing.publish(made, by=self.clerk, on=self.desk.on)

    def release(
        self, made: Piece, values: Mapping[str, Any], documents: Sequence[DocumentEdition] | None = None
    ) -> Piece:
        tied = None if documents is None else [one.document for one in documents]
        made = pieces.save(made, by=self.clerk, revision=made.revision, values=values, documents=tied)
        made = pieces.submit(made, by=self.clerk)
        return pieces.approve(made, by=self.head, on=self.desk.on, seen=made.content_hash)

    def moment(self, days: int, hour: int) -> dt.datetime:
        """That hour so many days ago, in Shanghai."""
        return dt.datetime.combine(self.desk.before(days), dt.time(hour), SHANGHAI)


def _under_way(cast: Staff) -> str:
    """A document before its signature with its plan and a material under review: something to do for every role."""
    waiting = (
        DocumentEdition.objects.filter(
            unit=cast.unit,
            status__in=(DocumentStatus.SIGNING, DocumentStatus.OFFICE),
            proposed_attribute="open",
        )
        .select_related("document__unit", "unit")
        .order_by("pk")
        .first()
    )
    if waiting is None:
        return "解读方案"
    plan = planning.start_plan(waiting, by=cast.clerk, on=cast.desk.before(2))
    values = {
        "outline": "一、为什么要改\n二、对群众有什么好处\n三、怎样申请、找谁问", "forms": [Form.TEXT.value, Form.GRAPHIC.value],
        "ways": "政府网站、政务新媒体、村务公开栏", "first_interpreter": str(cast.head), "first_interpreter_post": "县民政局局长",
    }  # fmt: skip
    plan = planning.save_plan(
        plan, by=cast.clerk, on=cast.desk.before(2), revision=plan.revision, values=values
    )
    planning.file_plan(plan, by=cast.clerk, on=cast.desk.before(2))
    for form, stop in ((Form.TEXT, Status.SIGNING), (Form.GRAPHIC, Status.SECRECY)):
        made = reviewing.submit(
            cast.draft(waiting, form, WAITING[form]), by=cast.clerk, on=cast.desk.before(1)
        )
        if stop == Status.SIGNING:
            reviewing.pass_secrecy(
                made, by=cast.secrecy, on=cast.desk.on, text="可以公开。", seen=made.content_hash
            )
    return "解读方案"


def _write(
    cast: Staff, place: int, kind: str, subject: str, text: str, days: int, until: str, consent: bool
) -> Message:
    """Sent so many days ago, and carried on until it is in the state named."""
    desk = cast.desk
    on = desk.before(days)
    written = taking.Written(
        kind=kind, subject=subject, text=text, name=f"{'李王张刘陈杨赵黄周'[place]}{'明芳国兰军梅涛燕勇'[place]}", email="reader@mail.example", consent=consent,
        unit=cast.unit if kind != "error" else None, page_url="/documents/" if kind == "error" else "",
    )  # fmt: skip
    key = uuid5(NAMESPACE_URL, f"qinglan-message-{place}")
    message = taking.take(written, key=key, at=cast.moment(days, 10), on=on).message
    if until == "received":
        return message
    if message.unit_id != cast.unit.pk:
        office = desk.cast.colleagues[COUNTY, Role.COUNTY_OFFICE]
        message = taking.assign(message, by=office, on=on, unit=cast.unit, note="按职责分工办理")
    if until == "assigned":
        return message
    answer = f"您好，您的留言收悉。{REPLIES[subject]}"
    later = min(desk.on, on + dt.timedelta(days=2))
    message = answering.draft(
        message, by=cast.clerk, on=later, revision=message.revision, answer=answer, to_show=consent
    )
    if until == "answered":
        message = answering.answer(message, by=cast.head, on=later, seen=message.content_hash)
        if place < 3:
            answering.rate(message, on=later, rating=5 - place % 2, note="答得快")
    return message


def _concern(cast: Staff) -> str:
    concern = pieces.open_concern(
        cast.unit, by=cast.clerk, title="关于“年底停发救助金”的传言", summary="有短视频称年底停发救助金，群众担心。", severity="ordinary",
        arisen_at=cast.moment(1, 9),
    )  # fmt: skip
    rows = (
        ("fact", "事情的经过", 10, "一段短视频把外县的旧通知当成本县的新规定。", ""),
        (
            "rumour",
            "救助金没有停发",
            15,
            "本县救助金按月发放，从未停发，也没有停发的计划。",
            "年底停发救助金",
        ),
        ("statement", "本月救助金已经发放", 17, "本月救助金已于5日发放到户，可凭社保卡查询。", ""),
    )
    for kind, title, hour, text, rumour in rows:
        made = pieces.start_entry(
            concern, by=cast.clerk, kind=kind, title=title, happened_at=cast.moment(1, hour)
        )
        cast.release(made, {"text": text, "rumour": rumour})
    return "回应关切"


def _events(cast: Staff, document: DocumentEdition) -> Iterator[str]:
    """One held, with its papers and its record; one to come."""
    held = pieces.start_event(
        cast.unit,
        by=cast.clerk,
        title="救助政策进社区",
        audience="community",
        held_at=cast.moment(10, 9),
        place="清溪社区活动室",
    )
    paper = letter("救助政策宣讲提纲", ["一、谁可以申请", "二、怎样申请", "三、多久有结果"])
    pieces.add_event_file(held, SimpleUploadedFile("宣讲提纲.docx", paper), by=cast.clerk)
    held.refresh_from_db()
    cast.release(
        held,
        {
            "summary": "讲申请条件、流程，现场答疑。",
            "record": "现场解答问题23个，发放明白纸120份。",
            "attendance": 86,
        },
        [document],
    )
    yield "政策宣讲 社区"
    coming = pieces.start_event(
        cast.unit,
        by=cast.clerk,
        title="养老服务政策走进行业协会",
        audience="association",
        held_at=cast.moment(-7, 14),
        place="县养老服务协会",
    )
    cast.release(
        coming, {"summary": "讲养老机构备案、补贴和等级评定。", "audience_name": "协会会员单位"}, [document]
    )
    yield "政策宣讲 协会"
