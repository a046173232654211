"""Refusals that come before any page of ours: said in Chinese, with a way back."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_form_without_its_cookie_is_refused_in_words():
    response = Client(enforce_csrf_checks=True).post("/requests/apply/", {"subject": "低保"})
    assert response.status_code == 403
    assert "没有任何内容被改动" in response.text
    assert '<html lang="zh-CN">' in response.text
    assert "DEBUG" not in response.text
