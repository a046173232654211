"""Which tables of the back office a role opens.

Django's own permission checks (`user.has_perm`) are answered from the roles a person holds anywhere; which
rows, and which acts on them, is decided by `visible_to` and the policies. Nothing here approves anything.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.backends import BaseBackend, ModelBackend

from accounts.models import User
from accounts.roles import Role

EDITORIAL = (Role.CLERK, Role.SECRECY_REVIEWER, Role.OFFICE, Role.HEAD)
OFFICES = (Role.COUNTY_OFFICE, Role.CITY_OFFICE)
VILLAGERS = (Role.VILLAGE, Role.VILLAGE_SUPERVISOR, Role.VILLAGE_PARTY)
EVERYONE = (*EDITORIAL, *OFFICES, Role.CITY_DEPARTMENT)

PERMISSIONS: Mapping[str, tuple[Role, ...]] = {
    "accounts.view_organisation": (Role.ADMINISTRATOR, *OFFICES),
    "accounts.add_organisation": (Role.ADMINISTRATOR,),
    "accounts.change_organisation": (Role.ADMINISTRATOR,),
    "accounts.view_user": (Role.ADMINISTRATOR,),
    "accounts.add_user": (Role.ADMINISTRATOR,),
    "accounts.change_user": (Role.ADMINISTRATOR,),
    "audit.view_auditentry": (Role.ADMINISTRATOR, *OFFICES),
    "statute.view_calendarnotice": EVERYONE,
    "statute.add_calendarnotice": OFFICES,
    "statute.view_legalinstrument": EVERYONE,
    "statute.add_legalinstrument": OFFICES,
    "statute.view_reviewperiod": EVERYONE,
    "statute.add_reviewperiod": OFFICES,
    "statute.view_specialperiod": EVERYONE,
    "statute.add_specialperiod": OFFICES,
    "catalog.view_catalogedition": EVERYONE,
    "catalog.add_catalogedition": (Role.CLERK, Role.HEAD),
    "catalog.view_importbatch": EVERYONE,
    "catalog.view_pendingchange": EVERYONE,
    "catalog.view_domain": EVERYONE,
    "catalog.change_domain": OFFICES,
    "catalog.add_domain": OFFICES,
    "catalog.view_channel": EVERYONE,
    "catalog.change_channel": OFFICES,
    "catalog.add_channel": OFFICES,
    "catalog.view_checklistquestion": EVERYONE,
    "catalog.add_checklistquestion": (Role.CITY_DEPARTMENT,),
    "catalog.change_checklistquestion": (Role.CITY_DEPARTMENT,),
    "catalog.view_referencelist": EVERYONE,
    "catalog.add_referencelist": (Role.COUNTY_OFFICE, Role.CLERK),
    "disclosure.view_documentedition": (*EDITORIAL, Role.COUNTY_OFFICE),
    "disclosure.view_campaign": (*EDITORIAL, Role.COUNTY_OFFICE),
    "disclosure.view_countyword": (Role.COUNTY_OFFICE,),
    "disclosure.add_countyword": (Role.COUNTY_OFFICE,),
    "disclosure.change_countyword": (Role.COUNTY_OFFICE,),
    "disclosure.delete_countyword": (Role.COUNTY_OFFICE,),
    "disclosure.view_handover": (Role.COUNTY_OFFICE,),
    "disclosure.view_webhookendpoint": (Role.COUNTY_OFFICE,),
    "disclosure.add_webhookendpoint": (Role.COUNTY_OFFICE,),
    "disclosure.change_webhookendpoint": (Role.COUNTY_OFFICE,),
    "requests_app.view_informationrequest": (*EDITORIAL, Role.COUNTY_OFFICE),
    "supervision.view_annualreport": (*EDITORIAL, Role.COUNTY_OFFICE),
    "supervision.view_complaint": (Role.COUNTY_OFFICE, Role.HEAD),
    "supervision.view_evaluation": (*EDITORIAL, Role.COUNTY_OFFICE),
    "supervision.view_scheme": (Role.COUNTY_OFFICE, Role.HEAD),
    "supervision.view_rectification": (*EDITORIAL, Role.COUNTY_OFFICE),
    "supervision.view_supervisionrule": (*EDITORIAL, Role.COUNTY_OFFICE),
    "supervision.add_supervisionrule": (Role.COUNTY_OFFICE,),
    "supervision.view_workplan": (*EDITORIAL, Role.COUNTY_OFFICE),
    "supervision.view_experiencearticle": (*EDITORIAL, Role.COUNTY_OFFICE),
    "supervision.view_training": (*EDITORIAL, Role.COUNTY_OFFICE),
    "supervision.view_staffmember": (*EDITORIAL, Role.COUNTY_OFFICE),
    "supervision.view_inspection": OFFICES,
    "supervision.view_checkindicator": OFFICES,
    "supervision.view_sitecolumn": OFFICES,
    "search.view_synonym": (Role.COUNTY_OFFICE,),
    "search.add_synonym": (Role.COUNTY_OFFICE,),
    "search.change_synonym": (Role.COUNTY_OFFICE,),
    "search.delete_synonym": (Role.COUNTY_OFFICE,),
    "search.view_promotion": (Role.COUNTY_OFFICE,),
    "search.add_promotion": (Role.COUNTY_OFFICE,),
    "search.change_promotion": (Role.COUNTY_OFFICE,),
    "search.delete_promotion": (Role.COUNTY_OFFICE,),
    "participation.view_consultation": (Role.CLERK, Role.OFFICE, Role.HEAD, Role.COUNTY_OFFICE),
    "participation.view_decisioncatalogue": (Role.CLERK, Role.OFFICE, Role.HEAD, Role.COUNTY_OFFICE),
    "participation.view_survey": (Role.CLERK, Role.OFFICE, Role.HEAD, Role.COUNTY_OFFICE),
    "participation.view_gathering": (Role.CLERK, Role.OFFICE, Role.HEAD, Role.COUNTY_OFFICE),
    "participation.view_periodrule": EVERYONE,
    "disclosure.view_releaserule": (*EDITORIAL, Role.COUNTY_OFFICE),
    "disclosure.add_releaserule": (Role.COUNTY_OFFICE,),
    "interpretation.view_interpretationedition": (*EDITORIAL, Role.COUNTY_OFFICE),
    "interpretation.view_message": (*EDITORIAL, Role.COUNTY_OFFICE),
    "interpretation.view_policyanswer": (*EDITORIAL, Role.COUNTY_OFFICE),
    "interpretation.view_concern": (*EDITORIAL, Role.COUNTY_OFFICE),
    "interpretation.view_outreachevent": (*EDITORIAL, Role.COUNTY_OFFICE),
    "interpretation.view_replyrule": (*EDITORIAL, Role.COUNTY_OFFICE),
    "interpretation.add_replyrule": (Role.COUNTY_OFFICE,),
    "disclosure.view_topic": EVERYONE,
    "village.view_boarditem": (*VILLAGERS, Role.CLERK, Role.HEAD, *OFFICES),
    "disclosure.add_topic": OFFICES,
    "disclosure.change_topic": OFFICES,
    "disclosure.view_guide": (*EDITORIAL, Role.COUNTY_OFFICE),
    "disclosure.view_statutorysource": EVERYONE,
    "disclosure.add_statutorysource": OFFICES,
    "disclosure.change_statutorysource": OFFICES,
    "disclosure.delete_statutorysource": OFFICES,
    "disclosure.view_emergencynotice": (Role.COUNTY_OFFICE,),
}


class PasswordBackend(ModelBackend):
    """Signing in by password. It grants nothing: rights follow from roles alone, and no page asks for Django's own."""

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()


class RoleBackend(BaseBackend):
    """Answers `has_perm` from the table above."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if not isinstance(user_obj, User) or not user_obj.is_active:
            return False
        return bool(user_obj.roles.organisations(*PERMISSIONS[perm])) if perm in PERMISSIONS else False

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(self.has_perm(user_obj, perm) for perm in PERMISSIONS if perm.startswith(f"{app_label}."))
