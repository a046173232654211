"""Saving a draft: whole, incomplete, wrong, at the same time as somebody else. Nothing typed is lost."""

import pytest

from catalog.workflow import Status as CatalogStatus
from disclosure.actions import attaching, drafting
from disclosure.models import DocumentEdition, Relation, Topic
from disclosure.workflow import Attribute, Status
from tests import factories
from tests.disclosure.desk.posting import form_of, said, save, screen, untouched, upload
from tests.documents import document, draft, item
from tests.factories import ON

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(county) -> DocumentEdition:
    return draft(county)


def test_opening_and_saving_changes_nothing(county, sign_in, edition):
    before = untouched(edition)
    response = save(sign_in(county.clerk), edition)
    assert response.status_code == 302
    assert untouched(edition) == before
    assert "已保存" in said(response)


def test_everything_a_person_fills_in_is_kept(county, sign_in, edition):
    topic = Topic.objects.create(code="A01", name="民政")
    typed = {
        "title": "新的标题", "kind": "opinion", "doc_number": "青民发[2026]12号", "registration_no": "QLDR-2026-001",
        "issuer": "青岚县民政局", "responsible_basis": "lead", "formed_on": "2026-02-03", "issued_on": "2026-02-04",
        "effective_on": "2026-03-01", "valid_until": "2031-02-28", "is_normative": "on", "summary": "概述",
        "keywords": "低保 救助", "topic": topic.pk, "proposed_attribute": "open_redacted", "proposed_ground": "B2",
        "proposed_reason": "涉及个人隐私\r\n已经删减处理", "redaction_note": "删去姓名", "body": "<p>新的正文</p>",
        "items": [item(county, place=1).pk], "co_issuers": [county.other_department.pk],
    }  # fmt: skip
    assert save(sign_in(county.clerk), edition, **typed).status_code == 302
    edition = DocumentEdition.objects.get(pk=edition.pk)
    assert edition.doc_number == "青民发〔2026〕12号"
    assert (edition.title, edition.kind, edition.topic, edition.is_normative) == (
        "新的标题",
        "opinion",
        topic,
        True,
    )
    assert (str(edition.valid_until), edition.proposed_ground) == ("2031-02-28", "B2")
    assert edition.proposed_reason == "涉及个人隐私\n已经删减处理"
    assert (edition.body, edition.text) == ("<p>新的正文</p>", "新的正文")
    assert list(edition.items.all()) == [item(county, place=1)]
    assert list(edition.co_issuers.all()) == [county.other_department]


def test_a_draft_is_saved_with_everything_missing(county, sign_in, edition):
    empty = ("title", "doc_number", "issuer", "formed_on", "summary", "body", "proposed_attribute")
    sent = form_of(edition) | dict.fromkeys(empty, "") | {"items": []}
    assert sign_in(county.clerk).post(screen(edition), sent).status_code == 302
    edition.refresh_from_db()
    assert (edition.title, edition.formed_on, edition.body, edition.items.count()) == ("", None, "", 0)


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", "字" * 301), ("formed_on", "2026-02-31"), ("formed_on", "明天"), ("valid_until", "99999-01-01"),
     ("kind", "poem"), ("topic", "x"), ("topic", "999999"), ("responsible_basis", "?"), ("proposed_attribute", "maybe"),
     ("proposed_ground", "Z9"), ("special_period", "nothing"), ("items", ["x"]), ("items", ["999999"]),
     ("co_issuers", ["999999"]), ("summary", "字" * 101), ("proposed_reason", "字" * 2001), ("keywords", "\x00"),
     ("body", "字" * 1_000_001), ("new_kind", "eats")],
)  # fmt: skip
def test_bad_input_is_explained_and_all_that_was_typed_stays(county, sign_in, edition, field, value):
    before = untouched(edition)
    response = save(sign_in(county.clerk), edition, **{"issuer": "我写的机关", field: value})
    assert response.status_code == 200
    form = response.context["form"]
    assert field in form.errors
    assert form["issuer"].value() == "我写的机关"
    assert "我写的机关" in response.content.decode()
    assert 'data-unsaved="typed"' in response.content.decode()
    assert untouched(edition) == before


def test_a_request_without_a_revision_is_taken_for_an_old_one(county, sign_in, edition):
    sent = form_of(edition, title="不知从哪来的")
    for name in ("revision", "seen"):
        del sent[name]
    response = sign_in(county.clerk).post(screen(edition), sent | {"revision": "x"})
    assert response.status_code == 409
    assert sign_in(county.clerk).post(screen(edition), sent).status_code == 409
    edition.refresh_from_db()
    assert edition.title != "不知从哪来的"


def test_what_would_be_lost_in_the_text_is_said(county, sign_in, edition):
    response = save(
        sign_in(county.clerk), edition, body='<p>见图</p><p><img src="data:image/png;base64,AAAA"></p>'
    )
    assert "直接粘贴在正文里" in said(response)


def test_a_script_in_the_text_is_gone_before_anybody_sees_it(county, sign_in, edition):
    save(sign_in(county.clerk), edition, body='<p onclick="x()">字</p><script>alert(1)</script>')
    edition.refresh_from_db()
    assert edition.body == "<p>字</p>"


# --- at the same time ------------------------------------------------------------------------------------------


def test_a_save_after_somebody_elses_shows_both_and_keeps_what_was_typed(county, sign_in, edition):
    sent = form_of(edition, title="我的标题", body="<p>我的正文。</p>", items=[item(county, place=2).pk])
    theirs = drafting.save_draft(
        edition,
        by=county.clerk2,
        on=ON,
        revision=edition.revision,
        values={"title": "同事的标题"},
        body="<p>同事的正文。</p>",
    )
    response = sign_in(county.clerk).post(screen(edition), sent)
    page = response.content.decode()
    assert response.status_code == 409
    assert "内容已被别人修改" in page
    labels = [cell.label for cell in response.context["both"]]
    assert labels == ["标题", "目录事项"]
    assert len(response.context["texts"]) == 1
    for words in ("同事的标题", "我的标题"):
        assert words in page
    assert response.context["form"]["body"].value() == "<p>我的正文。</p>"
    edition.refresh_from_db()
    assert (edition.title, edition.revision) == ("同事的标题", theirs.revision)


def test_after_looking_at_both_it_is_saved_on_the_newest(county, sign_in, edition):
    sent = form_of(edition, title="我的标题")
    drafting.save_draft(
        edition, by=county.clerk2, on=ON, revision=edition.revision, values={"title": "同事的标题"}
    )
    client = sign_in(county.clerk)
    again = client.post(screen(edition), sent)
    newest = sent | {"revision": again.context["edition"].revision, "seen": again.context["seen"]}
    assert client.post(screen(edition), newest).status_code == 302
    edition.refresh_from_db()
    assert edition.title == "我的标题"


def test_a_file_somebody_added_meanwhile_is_no_conflict(county, sign_in, edition):
    sent = form_of(edition, title="我的标题")
    attaching.attach(edition, upload(text="普通内容"), by=county.clerk2, on=ON)
    assert sign_in(county.clerk).post(screen(edition), sent).status_code == 302
    edition.refresh_from_db()
    assert edition.title == "我的标题"
    assert edition.attachments.count() == 1


def test_saving_what_is_under_review_takes_it_back_to_its_drafter(county, sign_in):
    edition = document(county, state=Status.SIGNING)
    save(sign_in(county.clerk), edition, title="又改了")
    edition.refresh_from_db()
    assert edition.status == Status.DRAFT
    assert not edition.opinions.standing().exists()


@pytest.mark.parametrize("state", [Status.PUBLISHED, Status.WITHDRAWN, Status.SUPERSEDED, Status.DISCARDED])
def test_what_is_decided_is_not_edited(county, sign_in, state):
    edition = document(county, state=state)
    before = untouched(edition)
    response = save(sign_in(county.clerk), edition, title="偷改")
    assert response.status_code == 200
    assert response.context["form"].non_field_errors()
    assert untouched(edition) == before


@pytest.mark.parametrize("who", ["secrecy_reviewer", "office_reviewer", "office"])
def test_who_only_reviews_saves_nothing(county, sign_in, edition, who):
    before = untouched(edition)
    save(sign_in(county.people[who]), edition, title="审查人改的")
    assert untouched(edition) == before


# --- items, documents, grounds ---------------------------------------------------------------------------------


def test_only_items_of_the_unit_are_offered_by_domain_and_found_by_words(county, sign_in, edition):
    factories.edition(county, county.township, state=CatalogStatus.PUBLISHED)
    client = sign_in(county.clerk)
    [group] = client.get(screen(edition)).context["form"].item_groups()
    assert (group.domain, len(group.items), group.chosen) == ("社会救助", 5, 1)
    found = client.post(screen(edition), form_of(edition, then="find", item_words="监督", title="没有保存的"))
    [group] = found.context["form"].item_groups()
    assert [one.name for one in group.items] == ["政策法规文件", "监督检查"]  # what is ticked stays
    assert found.context["form"]["title"].value() == "没有保存的"
    edition.refresh_from_db()
    assert edition.title != "没有保存的"


def test_without_a_catalog_in_force_the_screen_says_so(county, sign_in):
    edition = draft(county, items=[])
    edition.placements.all().delete()
    county.department.catalog_editions.update(status="approved")
    page = sign_in(county.clerk).get(screen(edition)).content.decode()
    assert "本单位还没有已发布的公开目录" in page


def test_a_relation_is_found_by_number_and_kept(county, sign_in, edition):
    old = document(county, state=Status.PUBLISHED, title="旧的办法", doc_number="青民发〔2020〕5号")
    save(sign_in(county.clerk), edition, new_kind="repeals", relation_words="青民发[2020]5号")
    assert list(edition.relations.values_list("kind", "target")) == [("repeals", old.document_id)]
    save(sign_in(county.clerk), edition)
    assert edition.relations.count() == 1
    sent = form_of(edition)
    sent["relations"] = []
    sign_in(county.clerk).post(screen(edition), sent)
    assert edition.relations.count() == 0


def test_a_document_that_is_not_on_the_site_is_kept_by_its_name(county, sign_in, edition):
    save(sign_in(county.clerk), edition, new_kind="replaces", relation_words="县政府1998年第3号令")
    assert list(edition.relations.values_list("kind", "target", "target_text")) == [
        ("replaces", None, "县政府1998年第3号令")
    ]


def test_when_several_match_the_person_chooses(county, sign_in, edition):
    first = document(county, state=Status.PUBLISHED, title="低保办法一", doc_number="青民发〔2020〕1号")
    document(county, state=Status.PUBLISHED, title="低保办法二", doc_number="青民发〔2020〕2号")
    client = sign_in(county.clerk)
    page = save(client, edition, relation_words="低保办法", title="没有存的")
    assert page.status_code == 200
    assert "找到2份文件" in page.content.decode()
    assert page.context["form"]["title"].value() == "没有存的"
    assert save(client, edition, relation_words="低保办法", relation=first.document_id).status_code == 302
    assert Relation.objects.get().target == first.document
    assert save(client, edition, relation_words="低保办法", relation="text").status_code == 302
    assert Relation.objects.filter(target_text="低保办法").exists()


@pytest.mark.parametrize("key", ["999999", "9" * 25])
def test_a_made_up_document_is_refused(county, sign_in, edition, key):
    for name in ("relation", "forwards"):
        response = save(sign_in(county.clerk), edition, **{name: key})
        assert "没有这份文件" in response.content.decode()
    edition.refresh_from_db()
    assert edition.forwards is None
    assert not edition.relations.exists()


def test_drafts_of_other_units_cannot_be_pointed_to(county, sign_in, edition):
    made = drafting.start_document(
        county.other_department, title="别人的草稿", kind="notice", by=county.other_clerk, on=ON
    )
    response = save(sign_in(county.clerk), edition, relation=made.document_id, forwards_words="别人的草稿")
    assert "没有找到这份文件" in response.content.decode()
    assert not edition.relations.exists()


def test_what_is_forwarded_is_chosen_and_given_up_again(county, sign_in, edition):
    above = document(county, state=Status.PUBLISHED, title="上级文件", doc_number="青政发〔2026〕1号")
    client = sign_in(county.clerk)
    save(client, edition, forwards_words="上级文件")
    edition.refresh_from_db()
    assert edition.forwards == above.document
    save(client, edition, forwards="")
    edition.refresh_from_db()
    assert edition.forwards is None


def test_the_grounds_offered_suit_the_attribute(county, sign_in, edition):
    def offered(value: str, **more: str) -> set[str]:
        save(sign_in(county.clerk), edition, proposed_attribute=value, **more)
        field = sign_in(county.clerk).get(screen(edition)).context["form"].fields["proposed_ground"]
        return {code for _, rules in list(field.choices)[1:] for code, _ in rules}

    assert offered(Attribute.ON_REQUEST) == {"B1", "B2", "C1", "C2", "C3"}
    assert len(offered(Attribute.NOT_OPEN)) == len(offered(Attribute.OPEN)) == 8
    assert "A1" in offered(Attribute.ON_REQUEST, proposed_ground="A1")  # what was chosen is not hidden


def test_the_hint_of_the_ground_stands_beside_the_reason(county, sign_in):
    edition = draft(county, proposed_attribute=Attribute.NOT_OPEN, proposed_ground="C2")
    page = sign_in(county.clerk).get(screen(edition)).content.decode()
    assert "以及最终结论由哪份文件公开" in page
