"""What a plan or a material still lacks before it may be filed or submitted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from disclosure import body as bodies
from disclosure.models import CountyWord, DocumentEdition
from disclosure.scanner import Found, scan_text
from interpretation.content import ELEMENTS, LABELS, NEEDED
from interpretation.models import InterpretationEdition, InterpretationPlan
from interpretation.overlap import THRESHOLD, Overlap, overlap
from interpretation.workflow import BEYOND_TEXT, HEARD_OR_SEEN, MEETINGS, WITH_ELEMENTS, Form

SHORTEST_OUTLINE: Final = 20
SHORTEST_EQUIVALENT: Final = 50
SHORTEST_TRANSCRIPT: Final = 20


@dataclass(frozen=True)
class Remark:
    """What is missing or odd; a blocking one keeps the thing from being sent on."""

    field: str
    message: str
    blocking: bool = True


def plan_remarks(plan: InterpretationPlan) -> Iterator[Remark]:
    """解读方案: outline, forms, ways, responsible person; important documents want more than text."""
    if len(plan.outline.strip()) < SHORTEST_OUTLINE:
        yield Remark("outline", f"请写解读提纲（不少于{SHORTEST_OUTLINE}个字）。")
    if not plan.forms:
        yield Remark("forms", "请选择解读形式。")
    if not plan.ways.strip():
        yield Remark("ways", "请写明解读途径。")
    if not plan.first_interpreter.strip():
        yield Remark("first_interpreter", "请写明第一解读人（起草部门主要负责人）。")
    if plan.responsible_id is None:
        yield Remark("responsible", "请选择经办责任人。")
    if plan.forms and not set(plan.forms) & set(BEYOND_TEXT):
        yield Remark("forms", "只有文字形式。重要文件建议至少有一种图解、音视频或者发布会。", blocking=False)


def material_remarks(edition: InterpretationEdition) -> list[Remark]:
    """Everything that is missing, then what the scan found, then the warning about copying."""
    found = [*_common(edition), *_by_form(edition), *_links(edition)]
    found += [
        Remark("body", f"{one.place}有{one.kind.label}：{one.excerpt}", one.blocking) for one in scan(edition)
    ]
    measured = copied(edition)
    if measured.is_copy:
        text = f"与文件正文重合{measured.percent}%（提示线{THRESHOLD:.0%}），像是照抄。请用自己的话把政策讲明白。"
        found.append(Remark("body", text, blocking=False))
    return found


def _common(edition: InterpretationEdition) -> Iterator[Remark]:
    if not edition.title.strip():
        yield Remark("title", "请填写标题。")
    if not edition.sentence.strip():
        yield Remark("sentence", "请用一句话说清楚这份文件讲什么。")
    if not edition.speaker.strip():
        yield Remark("speaker", "请写明解读人。")
    if not edition.interpretation.documents.exists():
        yield Remark("documents", "请选择解读的文件。")


def _by_form(edition: InterpretationEdition) -> Iterator[Remark]:
    form = edition.form
    if form in WITH_ELEMENTS:
        for name in NEEDED:
            if not getattr(edition, name).strip():
                yield Remark(name, f"请填写{LABELS[name]}。")
        if not edition.differences.strip() and _replaces(edition):
            yield Remark("differences", "文件修改或者替代了旧文件，请写明新旧差异。")
    elif form == Form.QUESTIONS:
        if not edition.questions.exists():
            yield Remark("questions", "请至少写一个问答。")
    elif form == Form.GRAPHIC:
        yield from _graphic(edition)
    elif form in HEARD_OR_SEEN:
        yield from _heard(edition)
    else:
        if not edition.text.strip():
            yield Remark("body", "请填写解读正文。")
        if form in MEETINGS and (edition.held_at is None or not edition.place.strip()):
            yield Remark("held_at", "请写明举行的时间和地点。")


def _replaces(edition: InterpretationEdition) -> bool:
    """Whether a document it explains changes, repeals or replaces another."""
    newest = DocumentEdition.objects.filter(document__in=edition.interpretation.documents.all())
    return newest.filter(relations__isnull=False).exclude(status="discarded").exists()


def _graphic(edition: InterpretationEdition) -> Iterator[Remark]:
    """图解: who cannot see the picture gets the whole content in words."""
    images = [one for one in edition.files.select_related("file") if one.is_image]
    if not images:
        yield Remark("files", "请上传图解的图片。")
    if any(not one.alt.strip() for one in images):
        yield Remark("files", "每张图片都要有替代文本。")
    if len(edition.text_equivalent.strip()) < SHORTEST_EQUIVALENT:
        yield Remark(
            "text_equivalent",
            f"请把图上的全部内容写成文字（不少于{SHORTEST_EQUIVALENT}个字），没有的不能发布。",
        )


def _heard(edition: InterpretationEdition) -> Iterator[Remark]:
    has_file = any(one.is_media for one in edition.files.select_related("file"))
    if not has_file and not edition.external_url:
        yield Remark("files", "请上传音频或者视频，或者填写站外网址。")
    if edition.external_url and not edition.external_title.strip():
        yield Remark("external_title", "请写明站外网页的名称。")
    if len(edition.transcript.strip()) < SHORTEST_TRANSCRIPT:
        yield Remark("transcript", "请附上文字稿，听不到、不方便听的人靠它了解内容。")
    if edition.captions and not edition.captions.lstrip("\ufeff").startswith("WEBVTT"):
        yield Remark("captions", "字幕要用WebVTT格式，第一行是 WEBVTT。")


def _links(edition: InterpretationEdition) -> Iterator[Remark]:
    for name in ("external_url", "live_url"):
        address = getattr(edition, name)
        if address and (urlsplit(address).scheme != "https" or not urlsplit(address).hostname):
            yield Remark(name, f"{LABELS[name]}须以 https:// 开头。")


def scan(edition: InterpretationEdition) -> list[Found]:
    """Personal numbers, secrecy marks and county words in every text; files were looked through when stored."""
    words = tuple(CountyWord.objects.order_by("word").values_list("word", flat=True))
    texts = [(LABELS[name], getattr(edition, name)) for name in ("title", "sentence", *ELEMENTS)]
    texts += [
        ("正文", edition.text),
        ("图解的文字说明", edition.text_equivalent),
        ("文字稿", edition.transcript),
    ]
    texts += [(f"第{one.position}问", f"{one.question}\n{one.answer}") for one in edition.questions.all()]
    return [found for place, text in texts if text for found in scan_text(text, place, words=words)]


def copied(edition: InterpretationEdition) -> Overlap:
    """How much of it stands in the documents word for word."""
    documents = DocumentEdition.objects.filter(document__in=edition.interpretation.documents.all()).exclude(
        status="discarded"
    )
    texts = documents.order_by("document", "-version").values_list("text", flat=True)
    return overlap(edition.said, "\n".join(texts))


def cleaned(html: str) -> tuple[str, str]:
    """The body as it is kept, and its plain text."""
    body = bodies.clean(html)
    return body, bodies.to_text(body)
