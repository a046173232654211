"""Every step: the right body, a different person, an opinion; and none of it can be skipped or stood in for."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Organisation
from accounts.policies import Refused
from accounts.roles import Role
from audit.models import AuditEntry
from catalog.actions.editing import add_row
from catalog.actions.reviewing import pass_review, publish, recall, return_edition, submit
from catalog.models import Decision, Review
from catalog.policies import may_publish, may_review
from catalog.workflow import Status
from tests import factories
from tests.factories import ON, passed, row

pytestmark = pytest.mark.django_db
S = Status


def test_a_county_departments_edition_goes_through_three_bodies(county):
    edition = factories.edition(county, state=S.PUBLISHED)
    assert list(edition.reviews.values_list("step", "organisation__name", "reviewer__full_name")) == [
        ("county_office", "青岚县人民政府", "office"),
        ("city_department", "云州市民政局", "city_reviewer"),
        ("city_office", "云州市政务公开办公室", "city_officer"),
    ]
    assert {review.content_hash for review in edition.reviews.all()} == {edition.content_hash}
    assert edition.published_by == county.office2


def test_a_townships_edition_is_seen_by_the_county_department_first(county):
    edition = factories.edition(county, county.township, state=S.APPROVED)
    assert [review.organisation for review in edition.reviews.all()] == [
        county.department,
        county.government,
        county.city_department,
        county.city_office,
    ]
    assert len({review.reviewer_id for review in edition.reviews.all()}) == 4


def test_a_county_governments_own_edition_is_reviewed_above_it(county):
    edition = factories.edition(county, county.government, state=S.APPROVED)
    assert [review.step for review in edition.reviews.all()] == [
        "county_office",
        "city_department",
        "city_office",
    ]


def test_each_step_is_on_the_record_with_its_instrument(county):
    edition = factories.edition(county, county.township, state=S.PUBLISHED)
    acts = AuditEntry.objects.about(edition).values_list("action", flat=True)
    assert list(acts) == [
        "edition.started",
        "edition.submitted",
        *["edition.passed"] * 4,
        "edition.published",
    ]
    assert "先审后发" in AuditEntry.objects.about(edition).get(action="edition.submitted").article


@pytest.mark.parametrize(
    ("state", "names"),
    [
        (
            S.COUNTY_DEPARTMENT,
            ["other_head", "government_head", "clerk", "office", "superuser", "village_officer"],
        ),
        (S.COUNTY_OFFICE, ["head", "government_head", "government_clerk", "city_officer", "administrator"]),
        (
            S.CITY_DEPARTMENT,
            ["other_city_reviewer", "office", "head", "city_officer", "city_head", "superuser"],
        ),
        (S.CITY_OFFICE, ["office", "city_head", "city_reviewer", "superuser", "administrator"]),
    ],
)
def test_nobody_stands_in_for_the_body_whose_step_it_is(county, state, names):
    edition = factories.edition(county, county.township, state=state)
    for name in names:
        with pytest.raises(Refused, match=r"本环节由.+审核"):
            passed(county, edition, by=getattr(county, name))
        with pytest.raises(Refused, match=r"本环节由.+审核"):
            return_edition(edition, by=getattr(county, name), on=ON, opinion="退", seen=edition.content_hash)
    edition.refresh_from_db()
    assert edition.status == state


def test_a_role_inherited_from_above_does_not_review(county):
    boss = factories.person("上级", Role.HEAD, county.government)
    edition = factories.edition(county, county.township, state=S.COUNTY_DEPARTMENT)
    assert boss.roles.has(Role.HEAD, county.department.pk)
    assert not may_review(boss, edition)


def test_one_person_passes_one_step_even_when_they_hold_two_roles(county):
    """B who approved at the county cannot approve at the city."""
    b = county.office
    factories.grant_role(b, Role.CITY_DEPARTMENT, county.city_department, by=None)
    factories.grant_role(b, Role.CITY_OFFICE, county.city_office, by=None)
    b.refresh_from_db()
    edition = factories.edition(county, state=S.CITY_DEPARTMENT)
    with pytest.raises(Refused, match="每个环节须由不同的人审核"):
        passed(county, edition, by=b)
    edition = passed(county, edition)
    with pytest.raises(Refused, match="每个环节须由不同的人审核"):
        passed(county, edition, by=b)


@pytest.mark.parametrize("part", ["author", "starter", "submitter"])
def test_who_took_part_neither_reviews_nor_publishes(county, part):
    """A submits; A cannot approve, whatever roles A holds besides."""
    a = county.clerk
    for role, place in ((Role.COUNTY_OFFICE, county.government), (Role.CITY_OFFICE, county.city_office)):
        factories.grant_role(a, role, place, by=None)
    a.refresh_from_db()
    starter, submitter = (
        (a if part == "starter" else county.clerk2),
        (a if part == "submitter" else county.head),
    )
    county.people["clerk"] = starter
    edition = factories.edition(county)
    county.people["clerk"] = a
    if part == "author":
        add_row(edition, row("另一事项"), by=a, on=ON)
    edition = submit(edition, by=submitter, on=ON)
    assert a in edition.authors.all()
    with pytest.raises(Refused, match="您参与了本版目录的编制,不能审核"):
        passed(county, edition, by=a)
    edition = factories.advance(county, edition, S.APPROVED)
    with pytest.raises(Refused, match="您参与了本版目录的编制,请由同事发布"):
        publish(edition, by=a)


@pytest.mark.parametrize("state", [S.COUNTY_OFFICE, S.CITY_DEPARTMENT, S.CITY_OFFICE, S.APPROVED])
def test_a_superuser_has_no_shortcut(county, state):
    edition = factories.edition(county, state=state)
    assert not may_review(county.superuser, edition)
    assert not may_publish(county.superuser, edition)
    with pytest.raises(Refused):
        add_row(edition, row("另一事项"), by=county.superuser, on=ON)
    with pytest.raises(Refused):
        recall(edition, by=county.superuser, on=ON, reason="试试")


@pytest.mark.parametrize("opinion", ["", "  \n"])
def test_a_review_has_an_opinion(county, opinion):
    edition = factories.edition(county, state=S.COUNTY_OFFICE)
    with pytest.raises(Refused, match="请填写审核意见"):
        passed(county, edition, opinion=opinion)
    with pytest.raises(Refused, match="请填写审核意见"):
        return_edition(edition, by=county.office, on=ON, opinion=opinion, seen=edition.content_hash)
    assert not Review.objects.exists()


def test_a_domain_without_a_responsible_department_says_so(county):
    county.domain.duties.filter(organisation=county.city_department).delete()
    edition = factories.edition(county, state=S.CITY_DEPARTMENT)
    with pytest.raises(Refused, match="还没有指定“市直部门业务审核”的部门"):
        passed(county, edition)


def test_a_department_that_was_closed_reviews_nothing(county):
    edition = factories.edition(county, state=S.CITY_DEPARTMENT)
    Organisation.objects.filter(pk=county.city_department.pk).update(is_active=False)
    with pytest.raises(Refused, match="还没有指定"):
        passed(county, edition)


def test_the_city_department_answers_its_checklist(county):
    own = factories.question(county.domain, "救助标准是否列明", legal_basis="市实施意见三(一)2")
    general = factories.question(None, "公开依据是否现行有效")
    factories.question(factories.domain("义务教育"), "别的领域的问题")
    factories.question(county.domain, "停用的问题", is_active=False)
    edition = factories.edition(county, state=S.CITY_DEPARTMENT)
    for answers in ({}, {own.pk: True}, {own.pk: True, general.pk: False}):
        with pytest.raises(Refused, match="没有确认,不能通过"):
            passed(county, edition, answers=answers)
    passed(county, edition, answers={own.pk: True, general.pk: True})
    review = edition.reviews.get(step=S.CITY_DEPARTMENT)
    assert [line["question"] for line in review.checklist] == ["公开依据是否现行有效", "救助标准是否列明"]
    assert edition.reviews.get(step=S.COUNTY_OFFICE).checklist == []


def test_whose_step_it_is_not_hears_that_first(county):
    factories.question(county.domain)
    edition = factories.edition(county, state=S.CITY_DEPARTMENT)
    with pytest.raises(Refused, match="本环节由云州市民政局"):
        passed(county, edition, by=county.office2, answers={})


def test_a_return_says_what_is_wrong_row_by_row_and_starts_over(county):
    edition = factories.edition(county, state=S.CITY_DEPARTMENT)
    key = "临时救助/政策法规文件"
    edition = return_edition(
        edition, by=county.city_reviewer, on=ON, opinion="依据有误", seen=edition.content_hash,
        remarks={key: " 依据已废止 ", "监督检查": "  "},
    )  # fmt: skip
    assert edition.status == S.DRAFT
    review = edition.reviews.get(step=S.CITY_DEPARTMENT)
    assert (review.decision, review.voided_at) == (Decision.RETURNED, None)
    assert list(review.remarks.values_list("path_key", "text")) == [(key, "依据已废止")]
    assert edition.reviews.get(step=S.COUNTY_OFFICE).void_reason == "被后一环节退回"
    again = submit(edition, by=county.clerk, on=ON)
    assert (again.status, again.round) == (S.COUNTY_OFFICE, 2)
    assert factories.advance(county, again, S.APPROVED).reviews.standing().passed().count() == 3


def test_a_remark_is_about_a_row_that_exists(county):
    edition = factories.edition(county, state=S.COUNTY_OFFICE)
    with pytest.raises(Refused, match="没有这条事项:不存在"):
        return_edition(
            edition, by=county.office, on=ON, opinion="退", seen=edition.content_hash, remarks={"不存在": "?"}
        )
    edition.refresh_from_db()
    assert (edition.status, Review.objects.count()) == (S.COUNTY_OFFICE, 0)


@pytest.mark.parametrize("state", [S.CITY_OFFICE, S.APPROVED])
def test_the_unit_may_recall_what_it_submitted_and_opinions_lapse(county, state):
    edition = factories.edition(county, state=state)
    with pytest.raises(Refused, match="请说明撤回的理由"):
        recall(edition, by=county.clerk, on=ON, reason=" ")
    edition = recall(edition, by=county.clerk2, on=ON, reason="发现错误")
    assert (edition.status, edition.approved_hash) == (S.DRAFT, "")
    assert edition.reviews.exists()
    assert not edition.reviews.standing().exists()


class TestTheDatabaseSaysNoToo:
    def _review(self, edition, **values):
        whole = {
            "edition": edition, "round": edition.round, "step": S.CITY_OFFICE, "organisation": edition.unit,
            "submitted_by": edition.submitted_by, "decision": Decision.PASSED, "opinion": "同意",
            "content_hash": edition.content_hash, "received_on": ON, **values,
        }  # fmt: skip
        with transaction.atomic():
            return Review.objects.create(**whole)

    def test_two_steps_by_one_person(self, county):
        edition = factories.edition(county, state=S.CITY_DEPARTMENT)
        with pytest.raises(IntegrityError):
            self._review(edition, reviewer=county.office)

    def test_one_step_twice(self, county):
        edition = factories.edition(county, state=S.CITY_DEPARTMENT)
        with pytest.raises(IntegrityError):
            self._review(edition, reviewer=county.office2, step=S.COUNTY_OFFICE)

    def test_a_review_of_what_one_submitted_oneself(self, county):
        edition = factories.edition(county, state=S.CITY_DEPARTMENT)
        with pytest.raises(IntegrityError):
            self._review(edition, reviewer=county.clerk)

    def test_a_review_without_an_opinion(self, county):
        edition = factories.edition(county, state=S.CITY_DEPARTMENT)
        with pytest.raises(IntegrityError):
            self._review(edition, reviewer=county.city_officer, opinion="")

    def test_and_yes_to_what_is_right(self, county):
        edition = factories.edition(county, state=S.CITY_DEPARTMENT)
        assert self._review(edition, reviewer=county.city_officer).pk


def test_pass_review_takes_the_answers_as_none_given(county):
    edition = factories.edition(county, state=S.COUNTY_OFFICE)
    assert pass_review(edition, by=county.office, on=ON, opinion="同意", seen=edition.content_hash).pk
