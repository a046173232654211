"""What exactly was reviewed: one canonical value of a text and its digest (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from audit.chain import canonical, sm3

# Everything a reviewer of a material approves, beside its questions, files and documents.
FIELDS: Final = (
    "title", "sentence", "keywords", "background", "basis", "purpose", "measures", "scope", "standards",
    "cautions", "benefits", "differences", "body",
    "text_equivalent", "transcript", "captions", "external_url", "external_title", "speaker", "speaker_post",
    "held_at", "place", "live_url",
)  # fmt: skip
LABELS: Final[Mapping[str, str]] = {
    "title": "标题", "sentence": "一句话解读", "keywords": "关键词", "background": "背景依据", "basis": "决策依据",
    "purpose": "目标任务", "measures": "主要内容", "scope": "适用范围", "standards": "执行标准", "cautions": "注意事项",
    "benefits": "惠民举措", "differences": "新旧差异", "body": "解读正文",
    "text_equivalent": "图解的文字说明", "transcript": "文字稿", "captions": "字幕", "external_url": "站外网址",
    "external_title": "站外网页名称", "speaker": "解读人", "speaker_post": "解读人身份", "held_at": "举行时间",
    "place": "地点", "live_url": "直播网址",
}  # fmt: skip
# 国办发〔2016〕80号: what an interpretation tells, in its order; no text does without the first four.
NEEDED: Final = ("background", "basis", "purpose", "measures")
ELEMENTS: Final = (*NEEDED, "scope", "standards", "cautions", "benefits", "differences")


def digest(fields: Mapping[str, Any], **lists: Sequence[Any]) -> str:
    """SM3 over the canonical form, 64 hex characters; the same instant is the same in every time zone."""
    plain = {name: _plain(value) for name, value in fields.items()}
    return sm3(
        canonical({"fields": plain, **{name: [_listed(one) for one in rows] for name, rows in lists.items()}})
    )


def _listed(one: Any) -> Any:
    return [_plain(part) for part in one] if isinstance(one, list | tuple) else _plain(one)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat() if value.tzinfo else value.isoformat()
    return value.isoformat() if hasattr(value, "isoformat") else value
