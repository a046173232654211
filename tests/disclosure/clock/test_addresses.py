"""Which addresses a message may go to: the county's private network, never a machine's own metadata service."""

import socket

import pytest
from django.utils import timezone

from disclosure.actions import posting, sending
from disclosure.models import WebhookEndpoint
from tests.disclosure.clock.channels import published

NOW = timezone.now()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://169.254.169.254/latest/meta-data/", "不能投送"),
        ("http://[fe80::1]/", "不能投送"),
        ("http://[::ffff:169.254.169.254]/", "不能投送"),
        ("http://[64:ff9b::a9fe:a9fe]/", "不能投送"),
        ("http://[2002:a9fe:a9fe::1]/", "不能投送"),
        ("http://[fd00:ec2::254]/", "不能投送"),
        ("http://100.100.100.200/", "不能投送"),
        ("http://0.0.0.0/", "不能投送"),
        ("http://0.1.2.3/", "不能投送"),
        ("http://224.0.0.1/", "不能投送"),
        ("ftp://10.0.0.1/", "http://"),
        ("file:///etc/passwd", "http://"),
        ("http://", "http://"),
        ("https://10.0.0.5/hook", ""),
        ("http://192.168.1.20:8080/hook", ""),
        ("https://xinmeiti.qinglan.example/hook", ""),
    ],
)
def test_addresses_that_no_receiver_has_are_refused(url, sentence):
    problem = posting.address_problem(url)
    assert (sentence in problem) if sentence else (problem == "")


@pytest.mark.parametrize(
    ("name", "addresses", "sentence"),
    [
        ("metadata.example", ["169.254.169.254"], "不能投送"),
        ("both.example", ["127.0.0.1", "169.254.0.23"], "不能投送"),
        ("nowhere.example", [], "找不到主机"),
    ],
)
def test_a_name_is_judged_by_all_it_stands_for(
    county, receiver, hook, name, addresses, sentence, monkeypatch
):
    def look_up(host, port, *args, **kwargs):
        if not addresses:
            raise socket.gaierror(-2, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    WebhookEndpoint.objects.update(url=f"http://{name}:{receiver.server.server_address[1]}/")
    edition = published(county)
    assert sending.send_due(NOW).failed == 1
    assert sentence in edition.deliveries.get(endpoint=hook).last_error
    assert receiver.got == []


def test_the_address_looked_at_is_the_one_connected_to(county, receiver, hook, monkeypatch):
    """A name that answers with another address the second time (DNS rebinding) is asked only once."""
    asked = []

    def look_up(host, port, *args, **kwargs):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    port = receiver.server.server_address[1]
    WebhookEndpoint.objects.update(url=f"http://hook.example:{port}/")
    published(county)
    assert sending.send_due(NOW).sent == 1
    assert [host for host in asked if host == "hook.example"] == ["hook.example"]
    assert receiver.got[0][0]["Host"] == f"hook.example:{port}"
