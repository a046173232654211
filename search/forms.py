"""What the county office may say about words."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError

from search.models import Entry, Promotion, Synonym


class SynonymForm(forms.ModelForm):
    class Meta:
        model = Synonym
        fields = ("words", "is_active")

    def clean_words(self) -> str:
        """Commas of every kind are taken for the 顿号."""
        return str(self.cleaned_data["words"]).replace(",", "、").replace("，", "、")


class PromotionForm(forms.ModelForm):
    """The result is named by its address, as one copies it from the page."""

    address = forms.CharField(label="结果的网址", max_length=300, help_text="例如 /documents/12/,可以带域名")

    class Meta:
        model = Promotion
        fields = ("words", "address", "note", "position", "is_active")
        help_texts: ClassVar = {"position": "同一个词有几个推荐时,小的在前"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["address"] = self.instance.entry.url

    def clean_address(self) -> str:
        path = urlsplit(str(self.cleaned_data["address"]).strip()).path
        entry = Entry.objects.findable().filter(url=path).first()
        if entry is None:
            raise ValidationError("这个网址不是能检索到的文件、事项、机构或服务。")
        self.instance.entry = entry
        return path
