"""The acts a state offers, each with why it is off; and the steps of the way to publication."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.timezone import localtime

from accounts.policies import Denied, Verdict
from disclosure.models import DocumentEdition, Opinion
from disclosure.validation import Remark
from disclosure.workflow import CURRENT, REVIEWER, REVIEWS, UNDER_REVIEW, Action, Status

REVIEW_WORDS = {Status.SECRECY: "保密审查", Status.OFFICE: "审核", Status.SIGNING: "审签"}


@dataclass(frozen=True)
class Button:
    """An act as a button: how it is done (`post`, `ask` for a reason, `open` a page), and why it is off."""

    action: str
    label: str
    url: str
    verdict: Verdict
    how: str = "post"
    is_primary: bool = False
    is_danger: bool = False
    question: str = ""


def buttons(edition: DocumentEdition, answers: Mapping[str, Verdict]) -> list[Button]:
    """The acts this state offers; those of other states are left out rather than shown dead."""
    status = Status(edition.status)
    rows = [
        (status == Status.DRAFT, Action.SUBMIT, "提交审查", "post", "primary", ""),
        (status in REVIEWS, "review_now", REVIEW_WORDS.get(status, ""), "open", "primary", ""),
        (status == Status.REFERRED, Action.RESOLVE, "登记确定意见", "open", "primary", ""),
        (status == Status.SIGNED, Action.PUBLISH, "发布", "post", "primary", ""),
        (status in CURRENT, "revise", "起草新版", "ask", "", "为什么要修改"),
        (status in (*UNDER_REVIEW, Status.SIGNED), Action.RECALL, "撤回", "ask", "", "撤回的理由"),
        (status == Status.WITHDRAWN, Action.RESTORE, "恢复", "ask", "primary", "恢复的原因"),
        (status == Status.PUBLISHED, Action.WITHDRAW, "撤下", "open", "danger", ""),
        (status == Status.DRAFT, Action.DISCARD, "放弃", "ask", "danger", "放弃的理由"),
    ]
    names = {"review_now": "review"}
    return [
        Button(
            str(action),
            label,
            reverse(f"admin:disclosure_edition_{names.get(action, action)}", args=[edition.pk]),
            answers[action],
            how,
            look == "primary",
            look == "danger",
            question,
        )
        for offered, action, label, how, look, question in rows
        if offered
    ]


def ready(verdict: Verdict, remarks: list[Remark], findings: int) -> Verdict:
    """Whether the draft may be submitted as it was saved; the act itself checks again."""
    blocking = sum(remark.blocking for remark in remarks)
    if not verdict or not (blocking or findings):
        return verdict
    said = [f"{blocking}处须先补正"] if blocking else []
    said += [f"扫描发现{findings}处须处理"] if findings else []
    return Denied("，".join(said) + "，都列在下面。")


@dataclass(frozen=True)
class StepLine:
    """One step as shown: its name, state (done, current, todo, returned) and who did it or is called."""

    name: str
    state: str
    note: str


CHAIN = (Status.DRAFT, Status.SECRECY, Status.OFFICE, Status.SIGNING, Status.PUBLISHED)
NAMES = {
    Status.DRAFT: "起草",
    Status.SECRECY: "保密审查",
    Status.OFFICE: "办公室审核",
    Status.SIGNING: "签发",
    Status.PUBLISHED: "发布",
}
AT = {Status.REFERRED: Status.SECRECY, Status.SIGNED: Status.PUBLISHED}


def steps(edition: DocumentEdition, opinions: list[Opinion]) -> list[StepLine]:
    """起草 → 保密审查 → 办公室审核 → 签发 → 发布, with what happened in this round."""
    status = Status(edition.status)
    if status == Status.DISCARDED:
        return []
    done = status in (*CURRENT, Status.SUPERSEDED)
    present = len(CHAIN) if done else CHAIN.index(AT.get(status, status))
    given = {
        one.step: one
        for one in opinions
        if one.round == edition.round and one.voided_at is None and one.decision in ("agreed", "differs")
    }
    lines = []
    for place, step in enumerate(CHAIN):
        state = "done" if place < present else "current" if place == present else "todo"
        name = "登记备查" if step == Status.PUBLISHED and status == Status.LEDGER else NAMES[step]
        lines.append(
            StepLine(name, state, _note(edition, step, given.get(step.value), is_now=place == present))
        )
    return lines


def _note(edition: DocumentEdition, step: Status, opinion: Opinion | None, *, is_now: bool) -> str:
    if opinion is not None:
        return f"{opinion.person}，{opinion.get_decision_display()}，{opinion.on}"
    if step == Status.DRAFT:
        return f"{edition.started_by or '历史导入'}，{edition.started_on}"
    if step in REVIEWER:
        waiting = edition.get_status_display() if is_now and edition.status == Status.REFERRED else ""
        return waiting or REVIEWER[step].label
    if edition.published_at is not None and edition.status != Status.LEDGER:
        return f"{edition.published_by or '历史导入'}，{localtime(edition.published_at):%Y-%m-%d}"
    return "经办人或负责人"
