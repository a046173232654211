"""Who is acting, for which organisation, and how we know that it is them."""

from accounts.models.people import (
    Organisation,
    OrganisationKind,
    OrganisationManager,
    OrganisationQuerySet,
    RoleGrant,
    User,
)
from accounts.models.signing import Attempts, ExternalIdentity, RecoveryCode, SecondFactor, SignIn

__all__ = [
    "Attempts",
    "ExternalIdentity",
    "Organisation",
    "OrganisationKind",
    "OrganisationManager",
    "OrganisationQuerySet",
    "RecoveryCode",
    "RoleGrant",
    "SecondFactor",
    "SignIn",
    "User",
]
