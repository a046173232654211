"""What exactly was reviewed: one canonical value of an edition's content and its digest (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from audit.chain import canonical, sm3

# Everything a reviewer approves. A change of any of these voids the opinions given.
FIELDS: Final = (
    "title", "kind", "topic_id", "doc_number", "registration_no", "issuer", "responsible_basis", "formed_on", "issued_on",
    "effective_on", "valid_until", "is_normative", "summary", "keywords", "body", "forwards_id", "special_period",
    "proposed_attribute", "proposed_ground", "proposed_reason", "redaction_note",
)  # fmt: skip
LABELS: Final[Mapping[str, str]] = {
    "title": "标题", "kind": "公文种类", "topic_id": "主题分类", "doc_number": "发文字号",
    "registration_no": "统一登记号", "issuer": "发文机关", "responsible_basis": "公开主体依据",
    "formed_on": "成文日期", "issued_on": "印发日期", "effective_on": "施行日期", "valid_until": "有效期至",
    "is_normative": "行政规范性文件", "summary": "内容概述", "keywords": "主题词", "body": "正文",
    "forwards_id": "转发的文件", "special_period": "法定特别时限", "proposed_attribute": "拟定公开属性",
    "proposed_ground": "法定事由", "proposed_reason": "理由", "redaction_note": "删减说明",
    "attachments": "附件", "items": "目录事项", "co_issuers": "联合发文机关", "relations": "与其他文件的关系",
}  # fmt: skip


@dataclass(frozen=True)
class Content:
    """An edition's content as a value: `fields` by name, attachments as (name, sm3 of the file), ids of the rest."""

    fields: Mapping[str, Any]
    attachments: Sequence[tuple[str, str, str]]
    items: Sequence[int]
    co_issuers: Sequence[int]
    relations: Sequence[tuple[str, int | None, str]]

    def digest(self) -> str:
        """SM3 over the canonical form, 64 hex characters."""
        value = {
            "fields": {name: _plain(self.fields.get(name)) for name in FIELDS},
            "attachments": [list(attachment) for attachment in self.attachments],
            "items": sorted(self.items),
            "co_issuers": sorted(self.co_issuers),
            "relations": [list(relation) for relation in self.relations],
        }
        return sm3(canonical(value))

    def changed_from(self, other: Content) -> tuple[str, ...]:
        """Names of what differs, for the sentence «已修改:标题、附件»."""
        names = [name for name in FIELDS if _plain(self.fields.get(name)) != _plain(other.fields.get(name))]
        lists = ("attachments", "items", "co_issuers", "relations")
        names += [name for name in lists if list(getattr(self, name)) != list(getattr(other, name))]
        return tuple(LABELS[name] for name in names)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
