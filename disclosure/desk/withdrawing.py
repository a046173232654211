"""撤下: what the public sees instead is chosen with its consequences in plain words."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.policies import Refused
from catalog.desk.acting import person
from disclosure.actions import releasing
from disclosure.desk.acting import attempt, back_to, find_edition, screen_url, show
from disclosure.desk.pick import Pick
from disclosure.forms import WithdrawForm
from disclosure.models import Withdrawal
from disclosure.policies import may_withdraw

Behaviour = Withdrawal.Behaviour
EXPLAINED = {
    Behaviour.BANNER: "页面和标题还在，正文和附件不再显示，写明已经撤下和您给公众的说明。适合正在更正的文件。",
    Behaviour.REDIRECT: "打开原来的网址，直接转到您选的另一份文件。适合已有替代文件的。",
    Behaviour.GONE: "原来的网址显示“已不再提供”（410），不出现标题和内容，搜索引擎会删去收录。适合不应再公开的。",
    Behaviour.NOT_FOUND: "原来的网址如同从来没有过（404），不留任何痕迹。只用于连标题都不能公开的，例如误发涉密信息。",
}


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """撤下 with a reason; the page, its attachments and every outlet follow at once."""
    edition = find_edition(request, pk)
    form = WithdrawForm(request.POST or None, initial={"behaviour": Behaviour.BANNER})
    pick = Pick("redirect", person(request), besides=edition.document_id)
    if request.method == "POST":
        pick.read(request.POST)
        is_searching = request.POST.get("then") == "find"
        if (
            not is_searching
            and form.is_valid()
            and attempt(request, lambda: _act(request, pk, form, pick), "已撤下。公众已经看不到正文和附件。")
        ):
            return back_to(edition)
    context = {
        "title": f"撤下：{edition.title}",
        "edition": edition,
        "form": form,
        "pick": pick,
        "verdict": may_withdraw(person(request), edition),
        "explained": [(one.value, one.label, EXPLAINED[one]) for one in Behaviour],
        "chosen": str(form["behaviour"].value() or ""),
        "deliveries": edition.deliveries.exclude(state="cancelled")
        .values_list("label", flat=True)
        .distinct(),
        "back": screen_url(edition),
        "today": timezone.localdate(),
    }
    return show(request, "disclosure/desk/withdraw.html", context)


def _act(request: HttpRequest, pk: int, form: WithdrawForm, pick: Pick) -> None:
    data = form.cleaned_data
    if data["behaviour"] == Behaviour.REDIRECT and pick.error:
        raise Refused(pick.error)
    releasing.withdraw(
        find_edition(request, pk),
        by=person(request),
        reason=data["reason"],
        behaviour=data["behaviour"],
        public_note=data["public_note"],
        redirect_to=pick.chosen.document if pick.chosen else None,
    )
