"""Old published reports of both forms: read as they were published, checked, never rewritten."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from accounts.policies import Refused
from statute.annual import csv_rows
from supervision.actions import deciding, drafting, importing
from supervision.counting import against, carried_over, last_year
from supervision.models import AnnualReport, Origin
from supervision.validation import findings
from supervision.workflow import State
from tests.reports import ON
from tests.statute.annual.test_report import as_xlsx, old_tables, tables

PUBLISHED = Path(__file__).parent.parent / "statute" / "annual" / "published"
SOURCE = "县政府网站，2025年1月26日"


def bring(county, data: bytes, year: int = 2024):
    return importing.import_old(county.department, year, data, by=county.clerk, on=ON, source_note=SOURCE)


def published(county, made):
    made = deciding.submit(made, by=county.clerk, on=ON)
    return deciding.publish(made, by=county.head, on=ON, seen=made.content_hash)


def test_a_real_table_of_2021_is_kept_checked_and_carried_over(county):
    made = bring(county, (PUBLISHED / "city_2024.csv").read_bytes())
    assert (made.version, made.origin) == ("2021", Origin.IMPORTED)
    assert made.matrices[2].at("1", "总计") == 3119
    assert {one.table for one in findings(made, against(made))} == {1, 3}  # these tables were not in the file
    published(county, made)
    assert carried_over(last_year(county.department, 2025))["自然人"] == 103
    new = drafting.start(county.department, 2025, by=county.clerk, on=ON)
    assert new.matrices[2].at("2", "总计") == 103


def test_a_real_table_of_2019_keeps_its_blanks(county):
    made = published(county, bring(county, (PUBLISHED / "blanks_2019.csv").read_bytes(), year=2019))
    made.refresh_from_db()
    assert made.version == "2019"
    assert made.matrices[2].at("2", "商业企业") is None
    assert made.matrices[2].at("2", "自然人") == 18
    assert len([one for one in findings(made, against(made)) if one.id == "V8" and one.table == 2]) == 126
    new = drafting.start(county.department, 2020, by=county.clerk, on=ON, origin=Origin.ENTERED)
    assert [new.matrices[2].at("2", column) for column in ("自然人", "商业企业", "总计")] == [72, None, 72]


@pytest.mark.parametrize(("make", "version"), [(tables, "2021"), (old_tables, "2019")])
def test_a_whole_report_is_read_from_sheet_or_csv(county, make, version):
    whole = make()
    out = io.StringIO()
    csv.writer(out).writerows(csv_rows(whole))
    for year, data in ((2023, as_xlsx(whole)), (2022, out.getvalue().encode())):
        made = bring(county, data, year=year)
        assert made.version == version
        assert {n: matrix.plain() for n, matrix in made.matrices.items()} == {
            n: matrix.plain() for n, matrix in whole.items()
        }


def test_an_imported_report_may_be_given_its_text_and_is_signed_like_any_other(county):
    made = bring(county, as_xlsx(tables()))
    made = drafting.edit(made, by=county.clerk, on=ON, texts={"overview": "原文"}, tables={})
    made = deciding.submit(made, by=county.clerk, on=ON)
    with pytest.raises(Refused):
        deciding.publish(made, by=county.clerk, on=ON, seen=made.content_hash)
    assert published_state(county, made) == State.PUBLISHED


def published_state(county, made):
    return deciding.publish(made, by=county.head, on=ON, seen=made.content_hash).state


@pytest.mark.parametrize(
    ("data", "year", "source", "said"),
    [
        (b"abc", 2024, SOURCE, "没有找到表头"), (b"PK\x03\x04", 2024, SOURCE, "损坏"), (None, 2024, " ", "公布"),
        (None, 2026, SOURCE, "只能导入"), (None, 2007, SOURCE, "只能导入"),
    ],
)  # fmt: skip
def test_what_is_no_old_report_is_refused_and_nothing_written(county, data, year, source, said):
    with pytest.raises(Refused, match=said):
        importing.import_old(
            county.department, year, data or as_xlsx(tables()), by=county.clerk, on=ON, source_note=source
        )
    assert not AnnualReport.objects.exists()


def test_others_import_nothing_and_a_year_is_imported_once(county):
    with pytest.raises(Refused, match="经办人"):
        importing.import_old(
            county.department,
            2024,
            as_xlsx(tables()),
            by=county.other_clerk,
            on=date(2026, 1, 2),
            source_note="x",
        )
    bring(county, as_xlsx(tables()))
    with pytest.raises(Refused, match="已经开始"):
        bring(county, as_xlsx(tables()))
