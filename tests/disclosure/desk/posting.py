"""What a browser would send from a screen, and what the screen says in return."""

from __future__ import annotations

from typing import Any

from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from disclosure.desk.saving import fingerprint
from disclosure.models import DocumentEdition

PHONE = "联系人张三,电话13812345678。"


def url(name: str, *args: object) -> str:
    return reverse(f"admin:disclosure_{name}", args=args)


def screen(edition: DocumentEdition) -> str:
    return url("documentedition_change", edition.pk)


def said(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def form_of(edition: DocumentEdition, **typed: Any) -> dict[str, Any]:
    """The form of an edition as its page sends it back, with `typed` over it."""
    edition.refresh_from_db()
    plain = (
        "title", "kind", "doc_number", "registration_no", "issuer", "responsible_basis", "summary", "keywords", "body",
        "special_period", "proposed_attribute", "proposed_ground", "proposed_reason", "redaction_note",
    )  # fmt: skip
    dates = ("formed_on", "issued_on", "effective_on", "valid_until")
    sent: dict[str, Any] = {name: getattr(edition, name) for name in plain}
    sent |= {name: value.isoformat() for name in dates if (value := getattr(edition, name))}
    sent |= {
        "topic": edition.topic_id or "",
        "items": list(edition.items.values_list("pk", flat=True)),
        "co_issuers": list(edition.co_issuers.values_list("pk", flat=True)),
        "relations": [
            f"{one.kind}|{one.target_id or ''}|{one.target_text}" for one in edition.relations.all()
        ],
        "forwards": edition.forwards_id or "",
        "new_kind": "modifies",
        "revision": edition.revision,
        "seen": fingerprint(edition),
    }
    if edition.is_normative:
        sent["is_normative"] = "on"
    return sent | typed


def save(client: Client, edition: DocumentEdition, **typed: Any) -> Any:
    return client.post(screen(edition), form_of(edition, **typed))


def upload(name: str = "联系方式.txt", text: str = PHONE) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def untouched(edition: DocumentEdition) -> dict[str, Any]:
    """Every column of the row: equal before and after an act that was refused."""
    return dict(DocumentEdition.objects.values().get(pk=edition.pk))
