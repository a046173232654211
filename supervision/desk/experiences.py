"""经验交流 at the desk: the screens and acts of every short piece, about an article of the column."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.policies import Refused
from catalog.desk.acting import person
from interpretation.desk.acting import Noun, acting
from interpretation.desk.pieces import ACTS, finder, screen_of
from supervision.actions import telling
from supervision.desk.complaints import show
from supervision.models import ExperienceArticle
from supervision.organising_forms import ArticleForm, kept_units


def article_url(article: ExperienceArticle) -> str:
    return reverse("admin:supervision_experiencearticle_change", args=[article.pk])


ARTICLE = Noun(finder(ExperienceArticle, "unit"), ACTS, article_url, "supervision_experience_act")
article_act = acting(ARTICLE)
article_screen = screen_of(ARTICLE, ExperienceArticle)


@require_http_methods(["GET", "HEAD", "POST"])
def start_article(request: HttpRequest) -> HttpResponse:
    """写一篇经验交流."""
    user = person(request)
    if not kept_units(user).exists():
        raise Refused("由各单位的经办人、负责人撰写。")
    form = ArticleForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            made = telling.start_article(form.cleaned_data["unit"], title=form.cleaned_data["title"], by=user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(article_url(made))
    context = {"title": "写经验交流", "form": form, "years": []}
    return show(request, "organising_start", context, ExperienceArticle, 422 if form.errors else 200)
