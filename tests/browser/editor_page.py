"""A page of the workbench with the body editor, and the upload behind it, for the browser alone (a urlconf)."""

import io

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import RequestContext, Template
from django.urls import include, path
from PIL import Image

from disclosure.body import clean, presented

PAGE = """{% extends "admin/base_site.html" %}{% load static %}
{% block extrahead %}{{ block.super }}
<link rel="stylesheet" href="{% static 'css/document.css' %}">
<link rel="stylesheet" href="{% static 'vendor/prosemirror-1.42.9/prosemirror.css' %}">
<link rel="stylesheet" href="{% static 'css/editor.css' %}">
<script type="module" src="{% static 'js/editor.js' %}"></script>{% endblock %}
{% block content %}
<form method="post" data-unsaved>{% csrf_token %}
<div class="form-row"><label for="id_body">正文</label>
<textarea id="id_body" name="body" rows="20" cols="80" required data-editor data-upload-url="/editor/upload/">{{ body }}</textarea></div>
<p><button type="submit" class="btn">保存</button> <a href="/admin/">返回</a></p></form>
{% if shown %}<article class="document-body" id="shown">{{ shown|safe }}</article>{% endif %}{% endblock %}"""


def page(request: HttpRequest) -> HttpResponse:
    """GET shows the text in `body`; POST cleans it as the server does and shows it as a page would."""
    body = clean(request.POST["body"]) if request.method == "POST" else request.GET.get("body", "")
    shown = presented(body) if request.method == "POST" else ""
    context = {**admin.site.each_context(request), "title": "起草文件", "body": body, "shown": shown}
    return HttpResponse(Template(PAGE).render(RequestContext(request, context)))


def upload(request: HttpRequest) -> JsonResponse:
    file = request.FILES["file"]
    if not file.name.endswith(".png"):
        return JsonResponse({"error": "只能上传 PNG 图片。"}, status=400)
    assert request.POST["alt"].strip()
    return JsonResponse({"url": f"/documents/1/images/{file.name}"})


def image(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(png(), content_type="image/png")


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (240, 120), "#17498c").save(out, "PNG")
    return out.getvalue()


urlpatterns = [
    path("editor/", page),
    path("editor/upload/", upload),
    path("documents/1/images/<str:name>", image),
    path("", include("portal.urls")),
]
