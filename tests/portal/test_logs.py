"""One JSON object a line, tied together by a request id, without personal data."""

import json
import logging

import pytest
from django.urls import reverse

from portal.logs import JsonFormatter, RequestIdFilter


@pytest.fixture
def lines():
    """What the access log writes, as the console would show it."""
    found: list[dict] = []

    class Kept(logging.Handler):
        def emit(self, record):
            found.append(json.loads(self.format(record)))

    handler = Kept()
    handler.setFormatter(JsonFormatter())
    handler.addFilter(RequestIdFilter())
    logger = logging.getLogger("portal.access")
    level = logger.level
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    yield found
    logger.removeHandler(handler)
    logger.setLevel(level)


@pytest.mark.django_db
def test_a_request_writes_one_line_with_the_id_its_answer_carries(client, lines):
    response = client.get(reverse("help"))
    [line] = lines
    assert line["request"] == response.headers["X-Request-ID"]
    assert line["message"] == "GET /help/ 200"
    assert set(line) == {"at", "level", "logger", "request", "message"}
    assert client.get(reverse("help")).headers["X-Request-ID"] != response.headers["X-Request-ID"]


@pytest.mark.django_db
def test_neither_what_was_asked_nor_who_asked_is_written(client, county, lines):
    client.force_login(county.clerk)
    client.get(reverse("search"), {"q": "张三的低保"})
    client.post(reverse("login"), {"username": "wang", "password": "hunter2"})
    text = json.dumps(lines, ensure_ascii=False)
    for secret in (
        "张三",
        "q=",
        "hunter2",
        "wang",
        county.clerk.username,
        county.clerk.full_name,
        "127.0.0.1",
    ):
        assert secret not in text


def record(message: str, **more) -> logging.LogRecord:
    return logging.LogRecord("catalog", logging.ERROR, __file__, 1, message, (), **{"exc_info": None, **more})


def test_a_line_break_in_a_message_does_not_begin_a_new_line():
    text = JsonFormatter().format(record("第一行\n第二行"))
    assert "\n" not in text
    assert json.loads(text)["message"] == "第一行\n第二行"
    assert json.loads(text)["request"] == "-"


def test_an_exception_stands_in_the_same_line():
    error = ValueError("unforeseen")
    text = JsonFormatter().format(record("失败", exc_info=(ValueError, error, None)))
    assert "\n" not in text
    assert "unforeseen" in json.loads(text)["exception"]
