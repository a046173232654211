"""/documents/subscribe/: asking for mails, confirming the address, ending it. Nothing tells who is subscribed."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import Organisation
from accounts.policies import Refused
from catalog.models import Domain, Item, Node
from disclosure import news
from disclosure.actions import subscribing
from disclosure.policies import PUBLISHERS
from disclosure.views.framing import LARGEST_KEY
from search.wording import LONGEST, phrases

PER_HOUR: Final = 10
HOUR: Final = 3600


class SubscribeForm(forms.Form):
    """Address, unit, domain, item, words, and a field only a machine fills in (no picture puzzle: blind people read mail too)."""

    email = forms.EmailField(
        label="邮箱", widget=forms.EmailInput(attrs={"autocomplete": "email"}), max_length=254
    )
    unit = forms.ModelChoiceField(
        label="单位",
        queryset=Organisation.objects.none(),
        to_field_name="code",
        required=False,
        empty_label="全部单位",
        help_text="选定一个单位、不填下面各项，还会收到它的解读、征求意见、调查和会议",
    )
    domain = forms.ModelChoiceField(
        label="领域",
        queryset=Domain.objects.active(),
        to_field_name="code",
        required=False,
        empty_label="全部领域",
    )
    item = forms.ModelChoiceField(queryset=Item.objects.none(), required=False, widget=forms.HiddenInput)
    words = forms.CharField(
        label="搜索词",
        max_length=LONGEST,
        required=False,
        help_text="只要含有这些词的文件；几个词之间用空格隔开",
    )
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        chosen = Q(kind__in=news.kinds(), code=str(self["unit"].value() or ""))
        units = Organisation.objects.active().filter(Q(kind__in=PUBLISHERS) | chosen)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["item"].queryset = Item.objects.filter(  # type: ignore[attr-defined]
            pk__in=Node.objects.public().rows().values("item")
        )

    def clean_words(self) -> str:
        """The words as they will be looked for again every day."""
        words = " ".join(self.cleaned_data["words"].split())
        if words and not phrases(words):
            raise forms.ValidationError("这里没有可以查找的文字，请写汉字、字母或者数字。")
        return words

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if news.without_documents(data.get("unit")) and (
            data.get("domain") or data.get("item") or data.get("words")
        ):
            self.add_error("unit", "订阅一个村（社区）的村务公开，不用再选领域、填搜索词。")
        return data

    @property
    def wish(self) -> subscribing.Wish:
        values = self.cleaned_data
        return subscribing.Wish(values["unit"], values["domain"], values["item"], values["words"])

    @property
    def item_chosen(self) -> Item | None:
        """The item the reader came from, to be named on the page."""
        key = str(self["item"].value() or "")
        return self.fields["item"].queryset.filter(pk=key).first() if _is_key(key) else None  # type: ignore[attr-defined]

    @property
    def by_a_machine(self) -> bool:
        return bool(self.data.get("website"))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """The answer is the same for every address, known or not, and for machines."""
    if not settings.MAIL_ENABLED:
        raise Http404("没有开通邮件订阅")
    if request.method != "POST":
        chosen = {name: request.GET.get(name, "")[:LONGEST] for name in ("unit", "domain", "item", "words")}
        return _page(request, "subscribe", form=SubscribeForm(initial=chosen))
    if _too_many(request):
        return _page(request, "subscribe_done", status=429, too_many=True)
    form = SubscribeForm(request.POST)
    if not form.is_valid():
        return _page(request, "subscribe", status=422, form=form)
    if not form.by_a_machine:
        subscribing.subscribe(form.cleaned_data["email"], form.wish, at=timezone.now())
    return _page(request, "subscribe_done")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: UUID) -> HttpResponse:
    """A button, because mail programs open links by themselves."""
    found = subscribing.find(token, at=timezone.now())
    if found is None or found.ended_at is not None:
        return _page(request, "subscribe_confirm", status=404, gone=True)
    if request.method == "POST":
        try:
            found = subscribing.confirm(token, at=timezone.now())
        except Refused:  # ended a moment ago
            return _page(request, "subscribe_confirm", status=404, gone=True)
    return _page(
        request,
        "subscribe_confirm",
        what=subscribing.describe(found),
        confirmed=found.confirmed_at,
        token=token,
    )


@login_not_required
@never_cache
@csrf_exempt  # the mail program of RFC 8058 posts without a cookie; the token is the secret
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, token: UUID) -> HttpResponse:
    """退订: one click ends everything for the address, or `only` the one subscription."""
    found = subscribing.find(token, at=timezone.now())
    if found is None:
        return _page(request, "subscribe_end", status=404, gone=True)
    ended = found.ended_at is not None
    only = request.POST.get("only") == "1"
    if request.method == "POST":
        subscribing.end(token, at=timezone.now(), only=only)
        ended = True
    return _page(
        request, "subscribe_end", what=subscribing.describe(found), ended=ended, only=only, token=token
    )


def _page(request: HttpRequest, name: str, *, status: int = 200, **context: object) -> HttpResponse:
    context["column"] = {
        "name": "邮件订阅", "type": "政府信息公开", "description": "用邮箱订阅新公开的文件", "keywords": "订阅;邮件;文件",
    }  # fmt: skip
    return TemplateResponse(request, f"disclosure/{name}.html", context, status=status)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and int(text) <= LARGEST_KEY


def _too_many(request: HttpRequest) -> bool:
    """More than a few forms an hour from one address on the network (kept as a digest, for an hour)."""
    key = f"subscribe:{sha256(_address(request).encode()).hexdigest()}"
    cache.add(key, 0, HOUR)
    try:
        return cache.incr(key) > PER_HOUR
    except ValueError:  # it ran out between the two lines
        return False


def _address(request: HttpRequest) -> str:
    """The visitor's address; what a header says counts only where our own proxy writes it."""
    behind_proxy = getattr(settings, "SECURE_PROXY_SSL_HEADER", None)
    forwarded = request.headers.get("X-Forwarded-For", "") if behind_proxy else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
