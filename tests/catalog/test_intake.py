"""What a table would do to an edition, before anything is saved: matching, merging, applying, undoing (pure)."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from catalog.content import LEVELS, Row
from catalog.importer import STANDARD_CHANNELS, ParsedRow, ParsedTable, Problem, parse, read_table
from catalog.intake import Line, Outcome, apply, plan, undo
from catalog.official import SERVICE, Table, csv_lines, xlsx
from tests.factories import row, rows

DOMAIN = "社会救助"
TITLE = f"青岚县民政局{DOMAIN}领域基层政务公开标准目录"
STANDARD = list(STANDARD_CHANNELS.names)


def parsed(*path: str, number: int = 1, **columns) -> ParsedRow:
    """A row as read from a file that says nothing but its name."""
    blank = {
        "number": number, "where": f"第{number}行", "seq": "", "level1": "", "level2": "", "level3": "",
        "domain": "", "content": "", "basis": "", "time_limit": "", "subject": "", "channels": None,
        "audience_all": None, "audience_specific": None, "audience_group": None, "mode_active": None,
        "mode_request": None, "levels": {},
    }  # fmt: skip
    return ParsedRow(path=path, **(blank | columns))


def table(*found: ParsedRow, domain: str | None = DOMAIN) -> ParsedTable:
    return ParsedTable("目录.xlsx", None, domain, "not_used", (), found)


def planned(current, *found, domain: str | None = DOMAIN):
    return plan(current, table(*found, domain=domain), DOMAIN)


# What the file does not say is kept.


@pytest.mark.parametrize(
    "column", ["content", "basis", "time_limit", "subject", "channels", "audience_all", "mode_active", "seq"]
)
def test_a_column_the_file_does_not_have_is_kept(column):
    current = [row("救助", "政策", seq="1", service_name="低保申请", extras={"备注": "甲"})]
    [line] = planned(current, parsed("救助", "政策", basis="《新办法》"))
    assert getattr(line.row, column) == getattr(replace(current[0], basis="《新办法》"), column)
    assert line.columns == ("basis",)
    assert line.row.service_name == "低保申请"
    assert line.row.extras == {"备注": "甲"}


@pytest.mark.parametrize(
    ("column", "known", "unknown"),
    [
        ("audience_all", False, None),
        ("audience_all", True, None),
        ("audience_group", "申请人", None),
        ("mode_active", False, None),
        ("mode_request", True, None),
        ("channels", {"政府网站": "used"}, None),
        ("content", "要素", ""),
    ],
)
def test_unknown_in_the_file_never_overwrites_what_is_known(column, known, unknown):
    [line] = planned([row("甲", "乙", **{column: known})], parsed("甲", "乙", **{column: unknown}))
    assert line.outcome == Outcome.UNCHANGED
    assert getattr(line.row, column) == known


def test_a_level_the_file_leaves_open_is_kept_and_one_it_states_is_taken():
    current = [row("甲", "乙", levels={"county": True, "township": True})]
    [line] = planned(current, parsed("甲", "乙", levels={"county": None, "township": False}))
    assert line.row.levels == {"county": True, "township": False}
    assert line.columns == ("levels",)


def test_no_is_a_statement_and_overwrites_yes():
    [line] = planned([row("甲", "乙", audience_all=True)], parsed("甲", "乙", audience_all=False))
    assert line.row.audience_all is False
    assert line.columns == ("audience_all",)


def test_identity_and_spelling_of_the_present_row_stay():
    current = [row("最低生活保障", "政策（文件）", item=7)]
    current[0] = replace(current[0], standard=9)
    [line] = planned(current, parsed("最低生活保障", "政策(文件)", content="新"))
    assert (line.row.path, line.row.item, line.row.standard) == (("最低生活保障", "政策（文件）"), 7, 9)


def test_matching_is_by_name_and_never_by_number():
    current = [row("甲", "一", seq="1"), row("甲", "二", seq="2")]
    lines = planned(current, parsed("甲", "二", seq="1", number=1), parsed("甲", "三", seq="2", number=2))
    assert [(line.key, line.outcome) for line in lines] == [
        ("甲/二", Outcome.CHANGED),
        ("甲/三", Outcome.NEW),
    ]


def test_rows_of_another_domain_in_the_file_are_left_out():
    lines = planned(
        [], parsed("甲", domain="公共法律服务"), parsed("乙", domain=DOMAIN, number=2), domain=None
    )
    assert [line.key for line in lines] == ["乙"]


def test_repeated_names_in_the_file_stay_apart_and_are_pointed_out():
    first, second = planned([], parsed("甲", number=1), parsed("甲", number=2))
    assert (first.key, second.key) == ("甲", "甲#2")
    assert not first.problems
    assert second.problems[0][0] == "path"


# Every line says what is wrong with it.


def test_an_unreadable_row_names_column_and_reason_and_keeps_its_place():
    broken = parsed("甲", number=2, problems=(Problem("channels", "看不清", fatal=True),))
    lines = planned([], parsed("乙", number=3), broken, parsed("丙", number=1))
    assert [line.outcome for line in lines] == [Outcome.NEW, Outcome.UNREADABLE, Outcome.NEW]
    assert lines[1].problems == [("channels", "看不清")]
    assert lines[1].row is None


def test_a_doubt_that_is_not_fatal_is_shown_and_stops_nothing():
    [line] = planned([], parsed("甲", problems=(Problem("channels", "读作未知"),)))
    assert line.outcome == Outcome.NEW
    assert line.problems == [("channels", "读作未知")]


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("path", {"path": ("甲" * 301,)}),
        ("seq", {"seq": "1" * 21}),
        ("audience_group", {"audience_group": "人" * 201}),
    ],
)
def test_a_cell_too_long_for_its_column_is_unreadable(column, values):
    path = values.pop("path", ("甲",))
    [line] = planned([], parsed(*path, **values))
    assert line.outcome == Outcome.UNREADABLE
    assert [name for name, _ in line.problems] == [column]


def test_the_longest_name_that_fits_is_read():
    [line] = planned([], parsed("甲" * 300, seq="1" * 20))
    assert line.outcome == Outcome.NEW


def test_a_line_survives_its_json():
    current = rows()
    for line in planned(current, parsed("监督检查", content="新"), parsed("全新", number=2)):
        again = Line.from_json(line.to_json())
        assert (again.key, again.outcome, again.row, again.before) == (
            line.key, line.outcome, line.row, line.before,
        )  # fmt: skip


# Applying and undoing.


def test_changed_rows_stay_in_place_and_new_ones_stand_beside_their_siblings():
    lines = planned(
        rows(),
        parsed("最低生活保障", "举报电话", number=1),
        parsed("临时救助", "政策法规文件", content="改", number=2),
        parsed("特困供养", "政策", number=3),
        parsed("单列事项", number=4),
    )
    after = ["/".join(one.path) for one in apply(rows(), lines)]
    assert after == [
        "最低生活保障/政策法规文件", "最低生活保障/审核审批信息", "最低生活保障/举报电话",
        "临时救助/政策法规文件", "临时救助/审核审批信息", "监督检查", "特困供养/政策", "单列事项",
    ]  # fmt: skip


def test_undo_names_the_row_touched_since_and_a_row_that_is_gone():
    lines = planned(rows(), parsed("监督检查", content="新"), parsed("另一条", number=2))
    after = apply(rows(), lines)
    touched = [replace(one, basis="又改过") if one.key == "监督检查" else one for one in after]
    assert undo(touched, lines)[1] == ["监督检查"]
    assert undo([one for one in after if one.key != "另一条"], lines)[1] == ["另一条"]


names = st.text(alphabet="救助保障审批政策文件公示监督检查临时特困", min_size=2, max_size=8)
edits = st.lists(
    st.tuples(st.sampled_from(["旧", "新"]), names, names, st.sampled_from(["", "内容一", "内容二"])),
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(edits)
def test_undo_restores_rows_and_order_exactly(found):
    current = rows()
    wanted = [
        parsed(*(current[len(name) % 5].path if which == "旧" else (heading, name)), content=text, number=at)
        for at, (which, heading, name, text) in enumerate(found)
    ]
    lines = planned(current, *wanted)
    after = apply(current, lines)
    assert undo(after, lines) == (current, [])


# What is printed and read again is unchanged, whatever the printed form leaves out.

texts = st.text(alphabet="救助政策文件申请条件办理结果、（）《》:20ab=-+@'", min_size=1, max_size=20)
printable = texts.map(str.strip).filter(bool)
laws = st.lists(names.map(lambda name: f"《{name}条例》"), max_size=3).map("\n".join)
limits = st.sampled_from(["", "自该信息形成或者变更之日起20个工作日内予以公开", "及时公开", "每年1月31日前"])
states = st.sampled_from(["used", "optional", "not_used"])
own_channels = st.dictionaries(st.sampled_from(["县融媒体中心", "村民小组会"]), states, max_size=2)
channels = st.none() | st.builds(
    lambda standard, own: standard | own,
    st.fixed_dictionaries(dict.fromkeys(STANDARD, states)),
    own_channels,
)
ticks = st.none() | st.booleans()
paths = st.lists(names, min_size=1, max_size=2).map(tuple)
deep_paths = st.lists(names, min_size=1, max_size=3, unique=True).map(tuple)


def catalog_rows(path):
    return st.builds(
        Row,
        path=path,
        seq=st.integers(1, 99).map(str),
        content=st.lists(names, max_size=3).map("\n".join),
        basis=laws,
        time_limit=limits,
        subject=st.sampled_from(["", "青岚县民政局", "县民政局、乡镇人民政府"]),
        channels=channels,
        audience_all=ticks,
        audience_group=st.none() | st.sampled_from(["", "申请人", "服务对象"]),
        mode_active=ticks,
        mode_request=ticks,
        levels=st.dictionaries(st.sampled_from(list(LEVELS)), ticks, max_size=4),
        service_name=st.just("") | names,
        extras=st.dictionaries(st.sampled_from(["备注", "责任科室"]), names, max_size=2),
    )


SLOW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FORMATS = {
    "xlsx": xlsx,
    "csv": lambda printed: "".join(csv_lines(printed)).encode(),
}


def reread(current: list[Row], extension: str) -> list[Line]:
    """The edition's own export, planned against the edition."""
    name = f"{TITLE}.{extension}"
    data = FORMATS[extension](Table(TITLE, STANDARD, current))
    found = parse(
        read_table(data, name), file_name=name, vocabulary=STANDARD_CHANNELS, domain_names={DOMAIN: DOMAIN}
    )
    return plan(current, found, DOMAIN)


def assert_unchanged(current: list[Row], extension: str) -> None:
    lines = reread(current, extension)
    assert [(line.key, line.columns, line.problems) for line in lines if line.outcome != "unchanged"] == []
    assert len(lines) == len(current)


@pytest.mark.parametrize("extension", FORMATS)
@SLOW
@given(current=st.lists(catalog_rows(paths), min_size=1, max_size=4))
def test_export_then_import_changes_nothing_with_two_levels(extension, current):
    assert_unchanged(current, extension)


@pytest.mark.parametrize("extension", FORMATS)
@SLOW
@given(current=st.lists(catalog_rows(deep_paths), min_size=1, max_size=4, unique_by=lambda one: one.key))
def test_export_then_import_changes_nothing_with_three_levels(extension, current):
    assert_unchanged(current, extension)


@pytest.mark.parametrize("extension", FORMATS)
@SLOW
@given(name=printable, content=printable, basis=printable, extra=printable)
def test_export_then_import_changes_nothing_with_typed_text(extension, name, content, basis, extra):
    assume(not name.startswith("'"))  # the apostrophe is what a spreadsheet writes before typed text
    typed = row("救助", name, seq="1", content=content, basis=basis, extras={"备注": extra})
    assert_unchanged([typed, row("救助", "另一条", seq="2")], extension)


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize(
    "changes",
    [
        {"path": ("1.救助", "2.1政策")},
        {"path": ("救助", "政策 文件")},
        {"path": ("救助", "救助", "政策")},
        {"path": ("救助", "救助")},
        {"content": "●申请\n●结果"},
        {"content": "=1+1"},
        {"content": "-甲\n-乙"},
        {"subject": "@青岚"},
        {"audience_all": None, "audience_group": None},
        {"audience_all": False, "audience_group": "申请人"},
        {"mode_active": None, "mode_request": None},
        {"mode_active": False, "mode_request": True},
        {"levels": {}},
        {"levels": {"village": True}},
        {"channels": None},
        {"channels": dict.fromkeys(STANDARD, "optional")},
        {"channels": dict.fromkeys(STANDARD, "not_used")},
        {"channels": {"政府网站": "used"}},
        {"content": "", "basis": "", "time_limit": "", "subject": ""},
        {"service_name": "最低生活保障申请"},
        {"seq": ""},
    ],
)
def test_export_then_import_changes_nothing(extension, changes):
    path = changes.get("path", ("救助", "政策"))
    rest = {name: value for name, value in changes.items() if name != "path"}
    assert_unchanged([row(*path, **{"seq": "1", **rest}), row("救助", "另一条", seq="2")], extension)


def test_the_service_column_is_read_into_its_own_field():
    current = [row("救助", "低保", seq="1", service_name="最低生活保障申请")]
    data = xlsx(Table(TITLE, STANDARD, current))
    found = parse(
        read_table(data, "a.xlsx"),
        file_name="a.xlsx",
        vocabulary=STANDARD_CHANNELS,
        domain_names={DOMAIN: DOMAIN},
    )
    [line] = plan([], found, DOMAIN)
    assert line.row.service_name == "最低生活保障申请"
    assert SERVICE not in line.row.extras
