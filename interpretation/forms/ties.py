"""Tying a text to documents: those tied already may be let go, one more is found by its number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q

from accounts.models import User
from disclosure.models import Document, DocumentEdition
from disclosure.models.edition import STAFF
from statute.document_numbers import normalise


def titles(documents: Sequence[int]) -> dict[int, str]:
    """Document → the title of its newest edition; one query."""
    rows = DocumentEdition.objects.filter(document__in=documents).order_by("version")
    return dict(rows.values_list("document", "title"))


def found_by(text: str, user: User) -> Document | None:
    """The document with this 文号, 索引号 or number of its page, public or of the person's own units."""
    plain = text.strip()
    if not plain:
        return None
    wanted = Q(doc_number=normalise(plain)) | Q(document__index_number=plain)
    if plain.isdecimal() and len(plain) < 19:
        wanted |= Q(document=int(plain))
    mine = Q(unit__in=user.roles.organisations(*STAFF))
    public = Q(pk__in=DocumentEdition.objects.public().values("pk"))
    edition = (
        DocumentEdition.objects.filter(wanted, mine | public)
        .exclude(status="discarded")
        .select_related("document__unit")
        .order_by("-version")
        .first()
    )
    return edition.document if edition is not None else None


class TiedForm(forms.Form):
    """Fields `kept` and `another`; `tied()` is what the person wants the text to be tied to."""

    kept = forms.TypedMultipleChoiceField(
        label="已关联的文件",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="去掉勾选即解除关联",
    )
    another = forms.CharField(
        label="再关联一份文件",
        max_length=100,
        required=False,
        help_text="输入发文字号、索引号，或者文件网页地址中的编号",
    )

    def __init__(self, *args: Any, documents: Sequence[int], user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.standing = user, list(documents)
        names = titles(self.standing)
        self.fields["kept"].choices = [(pk, names.get(pk, str(pk))) for pk in self.standing]  # type: ignore[attr-defined]
        self.fields["kept"].initial = self.standing
        if not self.standing:
            del self.fields["kept"]

    def clean_another(self) -> Document | None:
        text = str(self.cleaned_data["another"])
        if not text:
            return None
        document = found_by(text, self.user)
        if document is None:
            raise forms.ValidationError("没有找到这份文件，请核对文号；别的单位没有公开的文件不能关联。")
        return document

    def tied(self) -> list[Document]:
        kept = Document.objects.filter(pk__in=self.cleaned_data.get("kept", [])).select_related("unit")
        found = {document.pk: document for document in kept}
        another = self.cleaned_data.get("another")
        if another is not None:
            found[another.pk] = another
        return list(found.values())
