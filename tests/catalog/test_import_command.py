"""manage.py import_catalog: dry run, JSON, import, undo; one sentence for everything that goes wrong."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from audit.models import AuditEntry
from catalog.models import CatalogEdition, ImportBatch, Node
from catalog.tree import read_rows
from catalog.workflow import Status
from tests import factories
from tests.catalog.test_importing import MIXED, UNREADABLE, table

pytestmark = pytest.mark.django_db
TITLE = "青岚县民政局社会救助领域基层政务公开标准目录"
KEYS = [
    "file", "row", "seq", "level1", "level2", "time_limit", "subject", "channels_ticked", "audience_all",
    "audience_specific", "mode_active", "mode_request", "county", "township", "recoverable", "note",
]  # fmt: skip


@pytest.fixture
def file(tmp_path):
    def write(data: bytes, name: str = "目录.csv") -> str:
        path = tmp_path / name
        path.write_bytes(data)
        return str(path)

    return write


def run(*args: str) -> str:
    out = io.StringIO()
    call_command("import_catalog", *args, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_a_dry_run_says_what_would_happen_and_saves_nothing(county, file):
    said = run(
        file(table(*MIXED)), "--unit", county.department.code, "--domain", county.domain.code, "--dry-run"
    )
    assert "新增3" in said
    assert "没有保存" in said
    assert not CatalogEdition.objects.exists()
    assert not ImportBatch.objects.exists()


def test_json_prints_one_object_a_row_and_needs_neither_unit_nor_database_rows(db, file):
    lines = run(file(table(*MIXED)), "--dry-run", "--json").splitlines()
    found = [json.loads(line) for line in lines]
    assert [list(one) for one in found] == [KEYS] * 3
    assert [one["row"] for one in found] == [1, 2, 3]
    first = found[0]
    assert (first["file"], first["level1"], first["level2"]) == ("目录.csv", "最低生活保障", "举报电话")
    assert (first["audience_all"], first["mode_active"], first["county"]) == (1, 1, 1)
    assert not ImportBatch.objects.exists()


def test_unknown_is_null(db, file):
    data = table(["1", "救助", "甲", "内容", "依据", "及时公开", "民政局", "", *[""] * 6])
    [line] = run(file(data), "--dry-run", "--json").splitlines()
    assert json.loads(line)["mode_active"] is None


def test_unit_and_domain_may_stand_in_the_file(county, file):
    said = run(file(table(*MIXED, title=TITLE)))
    edition = CatalogEdition.objects.get()
    assert (edition.unit, edition.domain) == (county.department, county.domain)
    assert len(read_rows(edition)) == 3
    batch = ImportBatch.objects.get()
    assert batch.by == county.clerk
    assert f"批次号 {batch.pk}" in said


def test_a_file_that_names_a_township_is_that_townships(county, file):
    run(file(table(*MIXED, title="白石镇社会救助领域基层政务公开标准目录")))
    assert CatalogEdition.objects.get().unit == county.township


def test_the_import_goes_to_the_draft_that_is_there(county, file):
    edition = factories.edition(county)
    run(file(table(*MIXED)), "--unit", county.department.name, "--domain", county.domain.name)
    assert CatalogEdition.objects.get() == edition
    assert len(read_rows(edition)) == 7


def test_after_a_publication_a_new_draft_is_made_from_it(county, file):
    published = factories.edition(county, state=Status.PUBLISHED)
    run(file(table(*MIXED)), "--unit", county.department.code, "--domain", county.domain.code)
    draft = CatalogEdition.objects.get(status=Status.DRAFT)
    assert draft.based_on == published
    assert len(read_rows(draft)) == 7
    assert len(read_rows(published)) == 5


def test_by_names_whose_act_it_is(county, file):
    where = ("--unit", county.department.code, "--domain", county.domain.code)
    run(file(table(*MIXED)), *where, "--by", county.clerk2.username)
    assert ImportBatch.objects.get().by == county.clerk2
    assert AuditEntry.objects.filter(action="edition.imported", actor_label=str(county.clerk2)).exists()


def test_undo_takes_the_batch_back(county, file):
    edition = factories.edition(county)
    before = [one.stated() for one in read_rows(edition)]
    run(file(table(*MIXED)), "--unit", county.department.code, "--domain", county.domain.code)
    said = run("--undo", str(ImportBatch.objects.get().pk))
    assert "已撤销" in said
    assert [one.stated() for one in read_rows(edition)] == before


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ([], "请写明要导入的文件"),
        (["没有这个文件.xlsx"], "找不到文件"),
        (["{good}"], "没有写明单位"),
        (["{good}", "--unit", "nobody", "--domain", "{domain}"], "没有找到唯一的单位"),
        (["{good}", "--unit", "{unit}"], "没有写明领域"),
        (["{good}", "--unit", "{unit}", "--domain", "天文"], "没有“天文”这个领域"),
        (["{good}", "--unit", "{unit}", "--domain", "{domain}", "--by", "nobody"], "没有用户"),
        (["{good}", "--unit", "{unit}", "--domain", "{domain}", "--by", "{stranger}"], "经办人或负责人"),
        (["{good}", "--json"], "--json 只与 --dry-run 合用"),
        (["{bad}", "--unit", "{unit}", "--domain", "{domain}"], "还有1行读不出"),
        (["{text}", "--unit", "{unit}", "--domain", "{domain}"], "没有找到目录表格"),
        (["{text}", "--dry-run", "--json"], "没有找到目录表格"),
        (["--undo", "99999999"], "没有这个批次"),
    ],
)
def test_whatever_is_wrong_gives_one_sentence(county, file, args, words):
    names = {
        "good": file(table(*MIXED)), "bad": file(UNREADABLE, "bad.csv"), "text": file("只是一段话。".encode(), "a.txt"),
        "unit": county.department.code, "domain": county.domain.code, "stranger": county.stranger.username,
    }  # fmt: skip
    with pytest.raises(CommandError) as refusal:
        run(*[arg.format(**names) for arg in args])
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert not Node.objects.rows().exists()


def test_a_file_over_the_limit_is_refused_before_it_is_read(county, file, monkeypatch):
    monkeypatch.setattr("catalog.management.commands.import_catalog.MAX_BYTES", 10)
    with pytest.raises(CommandError, match="上限"):
        run(file(table(*MIXED)), "--dry-run", "--json")


def test_a_unit_without_a_clerk_needs_by(county, file):
    with pytest.raises(CommandError, match="没有经办人"):
        run(file(table(*MIXED)), "--unit", clerkless(county), "--domain", county.domain.code)


def clerkless(county) -> str:
    unit = factories.organisation(factories.K.COUNTY_DEPARTMENT, "青岚县统计局", county.government)
    return unit.code
