"""对照清单: read from the lists counties have, replaced as a whole, compared name by name."""

import io

import openpyxl
import pytest

from accounts.policies import Refused
from catalog.actions import references
from catalog.actions.references import coverage, import_references, read_entries
from catalog.actions.reviewing import submit
from catalog.models import ReferenceEntry, ReferenceList
from catalog.workflow import Status
from tests import factories
from tests.factories import ON, row

pytestmark = pytest.mark.django_db
SERVICE = ReferenceList.Kind.SERVICE


@pytest.fixture
def county(county):
    """The county's own row as the forms hand it over: with its place in the finished tree."""
    county.government.refresh_from_db()
    return county


def sheet(*lines) -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(list(line))
    book.save(out)
    return out.getvalue()


def text(*lines) -> bytes:
    return "\n".join(",".join(line) for line in lines).encode()


@pytest.mark.parametrize("make", [sheet, text])
@pytest.mark.parametrize(
    "head", ["事项名称", "办事服务事项名称", "服务事项", "权力事项名称", "名称", "事 项 名 称"]
)
def test_the_name_column_is_found_under_any_of_its_words(make, head):
    found = read_entries(
        make(["序号", head, "实施主体"], ["1", "低保申请", "县民政局"], ["2", "", ""]), "清单"
    )
    assert [(entry.name, entry.organisation) for entry in found] == [("低保申请", "县民政局")]


def test_a_title_above_the_header_and_columns_in_any_order_do_not_matter():
    [entry] = read_entries(
        sheet(["青岚县政务服务事项清单"], ["领域", "基本编码", "事项名称"], ["社会救助", "0001", "低保申请"]),
        "a.xlsx",
    )
    assert (entry.name, entry.code, entry.domain) == ("低保申请", "0001", "社会救助")


def take(county, data: bytes, kind=SERVICE, by=None) -> ReferenceList:
    return import_references(county.government, kind, by=by or county.office, file_name="清单.csv", data=data)


def test_a_new_list_replaces_the_old_which_is_kept(county):
    old = take(county, text(["事项名称"], ["甲事项"]))
    power = take(county, text(["事项名称"], ["权力甲"]), ReferenceList.Kind.POWER)
    new = take(county, text(["事项名称"], ["乙事项"], ["乙事项"]))
    old.refresh_from_db()
    assert old.replaced_at is not None
    assert [entry.name for entry in old.entries.all()] == ["甲事项"]
    assert [entry.name for entry in new.entries.all()] == ["乙事项"]
    assert set(ReferenceList.objects.current()) == {new, power}


def test_an_entry_gets_the_domain_it_names_or_that_of_its_department(county):
    factories.domain_alias(county.domain, "低保救助")
    created = take(
        county,
        text(
            ["事项名称", "所属领域", "实施主体"],
            ["一", "社会救助", ""], ["二", "低保救助", ""], ["三", "", "青岚县民政局"], ["四", "", "某公司"],
        ),
    )  # fmt: skip
    placed = dict(created.entries.values_list("name", "domain"))
    assert placed == {"一": county.domain.pk, "二": county.domain.pk, "三": county.domain.pk, "四": None}


BAD = {
    "empty": (b"", "空的"),
    "no name column": (text(["姓名", "年龄"], ["张三", "30"]), "事项名称"),
    "no entries": (text(["事项名称", "编码"], ["", "1"]), "没有读到任何事项"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "不是表格文件"),
    "encrypted": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
    "wrong encoding": (bytes(range(128, 256)) * 40, "编码"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_gives_one_sentence_and_the_present_list_stays(county, case):
    present = take(county, text(["事项名称"], ["甲事项"]))
    data, words = BAD[case]
    with pytest.raises(Refused, match=words) as refusal:
        take(county, data)
    assert "\n" not in str(refusal.value)
    assert list(ReferenceList.objects.current()) == [present]
    assert ReferenceEntry.objects.count() == 1


def test_a_list_that_is_too_large_is_refused(county, monkeypatch):
    monkeypatch.setattr(references, "MAX_BYTES", 10)
    with pytest.raises(Refused, match="太大"):
        take(county, text(["事项名称"], ["甲事项"]))


@pytest.mark.parametrize("who", ["clerk", "head", "administrator", "superuser", "city_officer", "stranger"])
def test_only_the_county_keeps_its_lists(county, who):
    with pytest.raises(Refused):
        take(county, text(["事项名称"], ["甲事项"]), by=getattr(county, who))
    assert not ReferenceList.objects.exists()


def test_a_list_is_that_of_a_county(county):
    with pytest.raises(Refused, match="按县导入"):
        import_references(
            county.department, SERVICE, by=county.office, file_name="a.csv", data=text(["事项名称"], ["甲"])
        )


def covered(county, *names: str, kind=SERVICE):
    content = [
        row("救助", "低保", service_name="最低生活保障申请"),
        row("救助", "临时", service_name="临时救助给付申请"),
        row("救助", "特困", service_name="特困人员认定"),
        row("救助", "政策文件"),
    ]
    factories.reference_list(county, "最低生活保障申请", "临时救助给付申请", "特困人员认定", kind=SERVICE)
    factories.edition(county, state=Status.PUBLISHED, content=content)
    ReferenceList.objects.update(replaced_at="2026-03-02T00:00Z")
    made = factories.reference_list(county, *names, kind=kind)
    made.entries.update(domain=county.domain)
    return coverage(county.government, made)


def test_coverage_tells_equal_differing_and_what_stands_on_one_side(county):
    [found] = covered(county, "最低生活保障申请", "临时救助给付的申请", "救灾物资发放")
    assert found.equal == ["最低生活保障申请"]
    assert found.differing == [("临时救助给付的申请", "临时救助给付申请")]
    assert found.without_item == ["救灾物资发放"]
    assert found.without_entry == ["特困人员认定"]


def test_other_lists_are_held_against_the_items_but_miss_no_service(county):
    [found] = covered(county, "政策文件", "行政处罚", kind=ReferenceList.Kind.POWER)
    assert (found.equal, found.without_item, found.without_entry) == (["政策文件"], ["行政处罚"], [])


def test_a_service_that_is_not_called_the_same_stops_the_submission(county):
    factories.reference_list(county, "最低生活保障申请")
    edition = factories.edition(county, content=[row("救助", "低保", service_name="最低生活保障的申请")])
    with pytest.raises(Refused, match="最接近的是“最低生活保障申请”"):
        submit(edition, by=county.clerk, on=ON)
    edition.refresh_from_db()
    assert edition.status == Status.DRAFT


def test_the_same_name_or_no_list_at_all_stops_nothing(county):
    edition = factories.edition(county, content=[row("救助", "低保", service_name="最低生活保障申请")])
    assert submit(edition, by=county.clerk, on=ON).status == Status.COUNTY_OFFICE
    factories.reference_list(county, "最低生活保障申请")
    other = factories.edition(
        county, county.other_department, content=[row("救助", "低保", service_name="最低生活保障申请")]
    )
    assert submit(other, by=county.other_clerk, on=ON).status == Status.COUNTY_OFFICE
