"""May this person do this to a scheme or an evaluation, and if not, why?"""

from __future__ import annotations

from accounts.models import Organisation, OrganisationKind, User
from accounts.policies import Allowed, Denied, Person, Verdict, holds
from accounts.roles import Role
from requests_app.policies import EDITORS
from supervision.evaluation_workflow import Act, possible, refusal
from supervision.models import Evaluation, Scheme, Score, ScoreObjection


def _office(person: Person, county: Organisation) -> Verdict:
    if county.kind == OrganisationKind.COUNTY_GOVERNMENT and holds(person, Role.COUNTY_OFFICE, county):
        return Allowed()
    return Denied("由县政务公开主管部门办理。")


def _head(person: Person, county: Organisation) -> Verdict:
    if isinstance(person, User) and person.roles.granted_on(Role.HEAD, county.pk):
        return Allowed()
    return Denied(f"由{county}的负责人公布。")


def may_edit_scheme(person: Person, scheme: Scheme, county: Organisation) -> Verdict:
    """修改: the office, while it is a draft."""
    if scheme.published_on is not None:
        return Denied("已公布的考核方案不能改动，请拟定新的一版。")
    return _office(person, county)


def may_begin_scheme(person: Person, county: Organisation) -> Verdict:
    return _office(person, county)


def may_publish_scheme(person: Person, scheme: Scheme, county: Organisation) -> Verdict:
    """公布方案: the head of the county's government, who did not prepare it."""
    if scheme.published_on is not None:
        return Denied("这一版已经公布。")
    verdict = _head(person, county)
    if verdict and isinstance(person, User) and scheme.prepared_by_id == person.pk:
        return Denied("方案由您拟定，须由另一人公布。")
    return verdict


def may_begin(person: Person, county: Organisation) -> Verdict:
    return _office(person, county)


def may_run(person: Person, evaluation: Evaluation, act: Act) -> Verdict:
    """取数、填写、征求意见、答复、封存、作废: the office."""
    if not possible(evaluation.stage, act):
        return Denied(refusal(evaluation.stage, act))
    return _office(person, evaluation.county)


def may_object(person: Person, score: Score) -> Verdict:
    """提出异议: the people of the unit, while they are asked."""
    if not possible(score.evaluation.stage, Act.OBJECT):
        return Denied(refusal(score.evaluation.stage, Act.OBJECT))
    if any(holds(person, role, score.unit) for role in EDITORS):
        return Allowed()
    return Denied(f"由{score.unit}提出。")


def may_answer(person: Person, objection: ScoreObjection) -> Verdict:
    """答复异议: the office, never who objected."""
    verdict = may_run(person, objection.score.evaluation, Act.ANSWER)
    if verdict and isinstance(person, User) and objection.by_id == person.pk:
        return Denied("异议由您提出，不能由您答复。")
    return verdict


def may_publish(person: Person, evaluation: Evaluation) -> Verdict:
    """公布: the head of the county's government, who did not freeze it."""
    if not possible(evaluation.stage, Act.PUBLISH):
        return Denied(refusal(evaluation.stage, Act.PUBLISH))
    verdict = _head(person, evaluation.county)
    if verdict and isinstance(person, User) and person.pk == evaluation.frozen_by_id:
        return Denied("考核由您封存，须由另一人公布。")
    return verdict
