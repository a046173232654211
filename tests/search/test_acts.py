"""What the acts of the apps write, and what the county office says about words."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.actions import save_organisation
from audit.models import AuditEntry
from catalog.models import CatalogEdition, Item
from catalog.workflow import Status as CatalogStatus
from disclosure.actions import campaigns, lifecycle, releasing
from disclosure.actions.drafting import RelationTo
from disclosure.findable import KIND
from disclosure.models import Withdrawal
from disclosure.workflow import Attribute, Status
from search import actions
from search.models import Entry, Promotion, Synonym
from tests import documents, factories
from tests.factories import ON
from tests.search.things import note
from tests.threads import together

pytestmark = pytest.mark.django_db


def entry(edition) -> Entry:
    return Entry.objects.get(kind=KIND, object_id=edition.document_id)


def test_a_document_is_findable_from_its_publication_to_its_withdrawal(county):
    edition = documents.document(county, state=Status.SIGNED)
    assert not Entry.objects.filter(kind=KIND).exists()
    edition = releasing.publish(edition, by=county.clerk, on=ON)
    found = entry(edition)
    assert (found.title, found.number, found.visible) == (edition.title, edition.doc_number, True)
    assert found.unit_id == county.department.pk
    assert found.domain_codes == [county.domain.code]
    assert edition.text.split("\n")[0] in found.body
    releasing.withdraw(edition, by=county.head, reason="有误", behaviour=Withdrawal.Behaviour.GONE)
    gone = entry(edition)
    assert (gone.visible, gone.title, gone.text, gone.number) == (False, "", "", "")
    assert gone.change > found.change
    releasing.restore(edition, by=county.head2, reason="核对无误")
    assert entry(edition).text == found.text


def test_a_directory_entry_is_found_by_what_its_page_shows(county):
    edition = documents.document(
        county, state=Status.PUBLISHED, proposed_attribute=Attribute.ON_REQUEST, keywords="内部词"
    )
    found = entry(edition)
    assert found.title == edition.title
    assert edition.document.index_number in found.text
    for kept in (edition.doc_number, edition.text[:10], "内部词"):
        assert kept
        assert kept not in found.text


def test_validity_reaches_the_entry_by_every_way(county):
    repealed = documents.document(county, state=Status.PUBLISHED, title="旧办法")
    assert entry(repealed).in_force
    documents.document(
        county, state=Status.PUBLISHED, title="新办法", doc_number="青民发〔2026〕4号",
        relations=[RelationTo("repeals", target=repealed.document_id)],
    )  # fmt: skip
    assert (entry(repealed).in_force, entry(repealed).status) == (False, "废止")
    ending = documents.document(
        county, state=Status.PUBLISHED, valid_until=ON, doc_number="青民发〔2026〕5号"
    )
    lifecycle.expire(ending, by=None, on=ON.replace(day=ON.day + 1))
    assert entry(ending).status == "失效"


def test_a_clean_up_reaches_the_entry(county):
    edition = documents.document(
        county,
        state=Status.PUBLISHED,
        is_normative=True,
        registration_no="QLDR-2026-0010001",
        effective_on=ON,
        valid_until=date(2031, 3, 1),
    )
    campaign = campaigns.open_campaign(
        "cleanup", county.government, year=2025, by=county.office, on=ON, due_on=ON
    )
    campaigns.decide(campaign.entries.get(), by=county.head, on=ON, decision="repeal", reason="已有新规定")
    assert entry(edition).status == "废止"


def test_items_follow_the_edition_in_force(county):
    factories.edition(county, state=CatalogStatus.PUBLISHED)
    items = Entry.objects.findable().filter(kind="item")
    assert items.count() == 5
    first = items.get(title="监督检查")
    assert first.url == Item.objects.get(pk=first.object_id).get_absolute_url()
    content = factories.rows()[:4]
    factories.edition(county, state=CatalogStatus.PUBLISHED, content=content)
    assert CatalogEdition.objects.filter(unit=county.department).count() == 2
    assert items.count() == 4
    assert not items.filter(title="监督检查").exists()


def test_a_unit_is_findable_while_it_is_in_use(county):
    unit = county.department
    found = Entry.objects.get(kind="unit", object_id=unit.pk)
    assert (found.title, found.url) == (unit.name, reverse("catalog:unit", args=[unit.code]))
    unit.is_active = False
    save_organisation(unit, by=None)
    found.refresh_from_db()
    assert not found.visible


def test_acts_leave_nothing_for_reindex_to_write(county):
    """Everything the acts did above is what the apps would say anew; services alone have no act."""
    edition = documents.document(county, state=Status.PUBLISHED)
    documents.document(county, state=Status.SUPERSEDED, doc_number="青民发〔2026〕8号")
    releasing.withdraw(edition, by=county.head, reason="有误", behaviour=Withdrawal.Behaviour.GONE)
    assert [found.kind for found in actions.differences()] == ["service"]
    assert actions.synchronise() == 12
    assert actions.synchronise() == 0
    Entry.objects.filter(kind=KIND, visible=True).update(title="改过")
    assert actions.synchronise() == 1


def test_an_entry_is_written_in_the_act_s_transaction_or_not_at_all(county):
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012
        actions.put(note(1, "低保"))
        raise RuntimeError
    assert not Entry.objects.filter(kind="note").exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_written(transactional_db):
    with pytest.raises(transaction.TransactionManagementError):
        actions.put(note(1, "低保"))


@pytest.mark.django_db(transaction=True)
def test_two_acts_at_once_get_different_numbers_in_the_order_of_their_commits(transactional_db):
    """Who has read up to a number has read everything before it."""

    def act(number):
        with transaction.atomic():
            actions.put(note(number, "低保"), note(number + 1, "低保"))

    assert together(lambda: act(1), lambda: act(3)) == [None, None]
    assert sorted(Entry.objects.values_list("change", flat=True)) == [1, 2, 3, 4]


def test_the_database_keeps_no_text_of_what_is_hidden(county):
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(kind="unit").update(visible=False)


# --- words --------------------------------------------------------------------------------------------------


def test_the_office_keeps_synonyms_and_every_change_is_recorded(client, county):
    client.force_login(county.office)
    add = reverse("admin:search_synonym_add")
    assert client.post(add, {"words": "低保，最低生活保障, 低保 ", "is_active": "on"}).status_code == 302
    synonym = Synonym.objects.get()
    assert synonym.words == "低保、最低生活保障"
    change = reverse("admin:search_synonym_change", args=[synonym.pk])
    client.post(change, {"words": "低保、最低生活保障"})
    synonym.refresh_from_db()
    assert not synonym.is_active
    client.post(reverse("admin:search_synonym_delete", args=[synonym.pk]), {"post": "yes"})
    assert not Synonym.objects.exists()
    said = AuditEntry.objects.filter(action__startswith="search.synonym", actor=county.office)
    assert list(said.order_by("pk").values_list("action", flat=True)) == [
        "search.synonym_saved", "search.synonym_saved", "search.synonym_deleted",
    ]  # fmt: skip


@pytest.mark.parametrize("words", ["低保", "、、", "。、，"])
def test_one_word_alone_is_no_synonym(client, county, words):
    with pytest.raises(ValidationError):
        actions.save_synonym(Synonym(words=words), by=county.office)


@pytest.mark.parametrize("who", ["clerk", "head", "administrator", "city_officer", "stranger"])
def test_nobody_else_keeps_words(county, who):
    person = getattr(county, who)
    unit = Entry.objects.filter(kind="unit").first()
    synonym, promotion = Synonym(words="甲、乙"), Promotion(words="甲", entry=unit)
    for act in (
        lambda: actions.save_synonym(synonym, by=person),
        lambda: actions.delete_synonym(synonym, by=person),
        lambda: actions.save_promotion(promotion, by=person),
        lambda: actions.delete_promotion(promotion, by=person),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not Synonym.objects.exists()
    assert not Promotion.objects.exists()


def test_the_office_promotes_a_result_by_its_address(client, county):
    client.force_login(county.office)
    add = reverse("admin:search_promotion_add")
    address = "https://www.qinglan.example" + reverse("catalog:unit", args=[county.department.code])
    form = {"words": "低保、 救助", "address": address, "note": "在这里办", "position": 1, "is_active": "on"}
    assert client.post(add, form).status_code == 302
    promotion = Promotion.objects.get()
    assert promotion.entry.object_id == county.department.pk
    assert promotion.keys == "|低保|救助|"
    assert set(Promotion.objects.for_words(" 低 保 ")) == set()
    assert set(Promotion.objects.for_words("低保。")) == {promotion}
    response = client.post(add, form | {"address": "/documents/99999/"})
    assert "不是能检索到的" in response.content.decode()
    change = reverse("admin:search_promotion_change", args=[promotion.pk])
    assert promotion.entry.url in client.get(change).content.decode()
    client.post(reverse("admin:search_promotion_delete", args=[promotion.pk]), {"post": "yes"})
    assert AuditEntry.objects.filter(action="search.promotion_deleted").count() == 1


def test_what_cannot_be_found_cannot_be_promoted(county):
    edition = documents.document(county, state=Status.WITHDRAWN)
    with pytest.raises(ValidationError):
        actions.save_promotion(Promotion(words="甲", entry=entry(edition)), by=county.office)
    unit = Entry.objects.filter(kind="unit").first()
    with pytest.raises(ValidationError):
        actions.save_promotion(Promotion(words="。", entry=unit), by=county.office)


def test_synonyms_are_loaded_once_and_the_county_s_own_stay(county):
    own = actions.save_synonym(Synonym(words="低保、困难补助", is_active=False), by=county.office)
    call_command("load_synonyms")
    number = Synonym.objects.count()
    assert number > 20
    assert list(Synonym.objects.filter(words__contains="低保")) == [own]
    call_command("load_synonyms")
    assert Synonym.objects.count() == number
