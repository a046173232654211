"""Somebody signed in."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User


@pytest.fixture
def sign_in(client) -> Callable[[User], Client]:
    def enter(person: User) -> Client:
        client.force_login(person)
        return client

    return enter
