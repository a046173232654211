"""Keeping organisations and people, and appointing people to roles."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.models import Permission
from django.db import connection, transaction

from accounts.findable import KIND, findable
from accounts.models import Organisation, RoleGrant, User
from accounts.policies import Refused, may_grant, may_manage_organisation, require
from accounts.roles import Role
from audit.actions import record
from search import actions as searching

TREE_LOCK = 711_2003  # one advisory lock for the organisation tree on PostgreSQL; any constant will do


def lock_organisations() -> None:
    """One writer of the tree at a time, new roots included (mptt is not safe otherwise)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])


@transaction.atomic
def save_organisation(
    organisation: Organisation, *, by: User | None, fields: Sequence[str] = ()
) -> Organisation:
    """新设或修改机构. `by=None` is the installation itself. The tree is locked, then read anew, then written."""
    lock_organisations()
    parent = Organisation.objects.get(pk=organisation.parent_id) if organisation.parent_id else None
    if organisation.pk is None:
        if by is not None:
            require(may_manage_organisation(by, parent))
        organisation.insert_at(parent, position="last-child", save=True)
    else:
        present = Organisation.objects.get(pk=organisation.pk)
        if by is not None:
            require(may_manage_organisation(by, present))
            if organisation.parent_id != present.parent_id:
                require(may_manage_organisation(by, parent))
        if parent is not None and parent.is_descendant_of(present, include_self=True):
            raise Refused("机构不能归属于它自己或它的下级。")
        for name in ("name", "short_name", "kind", "credit_code", "region_code", "review_body", "is_active"):
            setattr(present, name, getattr(organisation, name))
        present.parent = parent
        present.save()
    if published := Organisation.objects.publishing_catalogs().filter(pk=organisation.pk):
        searching.put(*findable(published))
    else:
        searching.remove(KIND, organisation.pk)
    searching.renamed(organisation.pk, organisation.name)
    record(by, "organisation.saved", organisation, organisation=organisation, fields=list(fields))
    return organisation


@transaction.atomic
def save_person(person: User, *, by: User, is_new: bool, fields: Sequence[str] = ()) -> User:
    """新增或修改人员: only within the organisations one administers, before and after; never a superuser."""
    require(may_manage_organisation(by, person.organisation))
    before = None if is_new else User.objects.select_related("organisation").get(pk=person.pk)
    if before is not None and before != by:
        require(may_manage_organisation(by, before.organisation))
    person.is_superuser = before is not None and before.is_superuser
    if person.is_superuser and not by.is_superuser:
        raise Refused("超级管理员的账号不在这里管理。")
    if is_new:
        person.is_staff = True
    person.save()
    record(by, "person.saved", person, organisation=person.organisation, new=is_new, fields=list(fields))
    return person


def permission_of(role: Role) -> Permission:
    """The guardian permission that carries a role."""
    return Permission.objects.get(content_type__app_label="accounts", codename=role.permission)


@transaction.atomic
def grant_role(to: User, role: Role, organisation: Organisation, *, by: User | None) -> RoleGrant:
    """任命. `by=None` is the installation itself (demo data, first administrator)."""
    if by is not None:
        require(may_grant(by, role, organisation, to))
    grant, created = RoleGrant.objects.get_or_create(
        user=to, permission=permission_of(role), content_object=organisation
    )
    if created:
        record(by, "role.granted", to, organisation=organisation, role=role.label, place=organisation.name)
    return grant


@transaction.atomic
def revoke_role(grant: RoleGrant, *, by: User) -> None:
    """免去任职."""
    require(may_manage_organisation(by, grant.content_object))
    role, place, person = Role.from_permission(grant.permission.codename), grant.content_object, grant.user
    grant.delete()
    record(by, "role.revoked", person, organisation=place, role=role.label, place=place.name)
