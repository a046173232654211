"""The pages about signing in, who gets what, and one of each thing; see tests/test_access.py."""

from __future__ import annotations

from uuid import UUID

from tests.factories import County

# Columns and marks as in tests/test_access.py.
PAGES: dict[str, str] = {
    "login/second/": ">>>>>>>>>>>>>",  # only after the right password
    "login/unified/": "-------------",  # no provider is configured
    "login/unified/back/": "-------------",
    "account/": ">oooooooooooo",
    "account/confirm/": ">oooooooooooo",
    "account/totp/": ">>>>>>>>>>>>>",  # the password is asked for again
    "account/passkey/": ">>>>>>>>>>>>>",
    "account/codes/": ">>>>>>>>>>>>>",
    "account/factors/<uuid:pk>/remove/": ">pppppppppppp",
    "account/sessions/end/": ">pppppppppppp",
    "account/sessions/<int:pk>/end/": ">pppppppppppp",
    "admin/accounts/user/<int:pk>/factors/": ">xxxxxx>xxx>>",
}


def things(county: County) -> dict[str, object]:
    return {"account/sessions/": 1, "<uuid:pk>": UUID(int=1)}
