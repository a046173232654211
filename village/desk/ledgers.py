"""记账: the month on one screen, an entry in one form, a file looked at before it is taken in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Organisation
from accounts.policies import Refused
from catalog.desk.acting import person
from village.actions import keeping, receipts
from village.desk.acting import attempt, find_village, show, to, villages_of
from village.forms import EntryForm, ImportForm, OpenBookForm, ReceiptForm, sheet_lines
from village.models import LedgerBook, LedgerEntry
from village.policies import may_keep

SHOWN = 100


@require_safe
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    return _render(request, find_village(request, pk))


def _render(request: HttpRequest, village: Organisation, *, status: int = 200, **forms: Any) -> HttpResponse:
    book = LedgerBook.objects.filter(village=village).first()
    entries = LedgerEntry.objects.filter(book=book).select_related("receipt", "reversed_by", "book")
    context = {
        "title": f"{village.label}账本",
        "village": village,
        "book": book,
        "may": may_keep(person(request), village),
        "entries": list(entries.order_by("-number")[:SHOWN]) if book else [],
        "months": book.months.all()[:12] if book else [],
        "next": keeping.next_to_close(book) if book else None,
        "open_form": forms.get("open_form") or OpenBookForm(),
        "entry_form": forms.get("entry_form") or EntryForm(initial={"on": timezone.localdate()}),
        "import_form": forms.get("import_form") or ImportForm(),
    }
    return show(request, "ledger", context, status=status)


def _book(village: Organisation) -> LedgerBook:
    return get_object_or_404(LedgerBook.objects.select_related("village"), village=village)


@require_POST
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """`open` the book, `enter` a line, `close` the month that is over."""
    village, by, on = find_village(request, pk), person(request), timezone.localdate()
    if name == "close":
        book = _book(village)
        month = keeping.next_to_close(book)
        attempt(
            request,
            lambda: keeping.close_month(book, month, by=by, on=on),
            f"{month:%Y年%m月}已结账，可以提出公开了。",
        )
        return to("ledger", pk)
    if name not in ("open", "enter"):
        raise Http404
    form: Any = (OpenBookForm if name == "open" else EntryForm)(request.POST)
    if not form.is_valid():
        return _render(
            request, village, status=422, **{f"{'open' if name == 'open' else 'entry'}_form": form}
        )
    data = form.cleaned_data

    def perform() -> None:
        if name == "open":
            keeping.open_book(village, by=by, on=on, opening_balance=data["opening"])
        else:
            keeping.enter(_book(village), keeping.Values(**data), by=by, on=on)

    if attempt(request, perform, "已经记下。"):
        return to("ledger", pk)
    return _render(request, village, status=422, **({} if name == "open" else {"entry_form": form}))


@require_POST
def bring_in(request: HttpRequest, pk: int) -> HttpResponse:
    """先看后导入: the first post shows every line with what is wrong; only `commit` writes, all or nothing."""
    village = find_village(request, pk)
    book, form = _book(village), ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _render(request, village, status=422, import_form=form)
    try:
        lines = keeping.dry_run(sheet_lines(form.cleaned_data["workbook"]))
        if request.POST.get("commit"):
            keeping.bring_in(book, lines, by=person(request), on=timezone.localdate())
            messages.success(request, f"导入了{len(lines)}笔。")
            return to("ledger", pk)
    except (Refused, ValueError) as problem:
        form.add_error("workbook", str(problem))
        return _render(request, village, status=422, import_form=form)
    bad = sum(bool(line.problems) for line in lines)
    context = {"title": "先看后导入", "village": village, "lines": lines, "bad": bad, "form": ImportForm()}
    return show(request, "import", context)


def _entry(request: HttpRequest, pk: int) -> LedgerEntry:
    entries = LedgerEntry.objects.select_related("book__village", "receipt__scan", "receipt__shown")
    return get_object_or_404(entries, pk=pk, book__village__in=villages_of(request))


@require_POST
def reverse(request: HttpRequest, pk: int) -> HttpResponse:
    """冲销."""
    entry, on = _entry(request, pk), timezone.localdate()
    reason = request.POST.get("reason", "")
    attempt(
        request,
        lambda: keeping.reverse(entry, by=person(request), on=on, reason=reason),
        "已经冲销，请重新记正确的一笔。",
    )
    return to("ledger", entry.book.village_id)


@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """上传凭证, 勾选要遮盖的格子: works with a thumb and without scripts."""
    entry, by, on = _entry(request, pk), person(request), timezone.localdate()
    found = getattr(entry, "receipt", None)
    form = ReceiptForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and found is None:
        if form.is_valid():
            photo = form.cleaned_data["photo"]
            attempt(request, lambda: receipts.attach(entry, photo, by=by, on=on), "请勾选要遮盖的地方。")
            return to("receipt", pk)
    elif request.method == "POST" and found is not None:
        cells = [int(cell) for cell in request.POST.getlist("cell") if cell.isdecimal() and len(cell) < 4]
        if attempt(request, lambda: receipts.mask(found, cells, by=by, on=on), "遮盖后的凭证可以公开了。"):
            return to("receipt", pk)
    context = {
        "title": f"{entry} 凭证",
        "village": entry.book.village,
        "entry": entry,
        "receipt": found,
        "form": form,
        "rows": [range(row * receipts.ACROSS, (row + 1) * receipts.ACROSS) for row in range(receipts.DOWN)],
        "may": may_keep(by, entry.book.village),
    }
    return show(request, "receipt", context)


@require_safe
def scan(request: HttpRequest, pk: int) -> FileResponse:
    """The scan, or the public copy with `?shown=1`, to the village's own people."""
    entry = _entry(request, pk)
    found = getattr(entry, "receipt", None)
    if found is None or not may_keep(person(request), entry.book.village):
        raise Http404
    stored = found.shown if request.GET.get("shown") and found.shown else found.scan
    response = FileResponse(stored.file.storage.open(stored.file.name, "rb"), content_type=stored.mime)
    response.headers["Cache-Control"] = "private, no-store"
    return response
