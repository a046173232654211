"""Keeping organisations and people, appointing them, and knowing them when they sign in."""

from accounts.actions.keeping import (
    TREE_LOCK,
    grant_role,
    lock_organisations,
    permission_of,
    revoke_role,
    save_organisation,
    save_person,
)

__all__ = [
    "TREE_LOCK",
    "grant_role",
    "lock_organisations",
    "permission_of",
    "revoke_role",
    "save_organisation",
    "save_person",
]
