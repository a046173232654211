"""Whatever the table, every format gives it back; whatever the bytes, nothing but a clear refusal is raised."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.importer import STANDARD_CHANNELS, UnreadableFile, as_expected, parse, read_table
from tests.catalog.importer.samples import (
    LOWER,
    ROWS,
    TIME,
    UPPER,
    delimited,
    html,
    leaf_rows,
    pipes,
    read,
    values,
    xlsx,
)

SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
names = st.text(alphabet="云溪灌溉河道用水计划标准采砂许可移民安置堤防", min_size=2, max_size=10)
contents = st.lists(names, min_size=1, max_size=4).map(lambda parts: "；".join(f"●{part}" for part in parts))
laws = st.lists(names.map(lambda name: f"《{name}条例》"), min_size=1, max_size=3).map("、".join)
times = st.sampled_from([TIME, "及时公开", "自该信息形成之日起7个工作日内", "每年1月31日前", "批准后20日内"])
subjects = st.sampled_from(
    ["云溪县水务局", "县水务局、乡镇人民政府", "各乡镇人民政府(街道办事处)", "水行政主管部门"]
)
channels = st.lists(st.booleans(), min_size=13, max_size=13).map(
    lambda chosen: " ".join(
        f"{'■' if yes else '□'}{name}" for yes, name in zip(chosen, STANDARD_CHANNELS.names, strict=True)
    )
)
audiences = st.sampled_from([("√", ""), ("", "申请人"), ("", "√"), ("√", "√")])
modes = st.sampled_from([("√", ""), ("", "√")])
levels = st.sampled_from([("√", ""), ("", "√"), ("√", "√")])
lines = st.tuples(names, names, contents, laws, times, subjects, channels, audiences, modes, levels).map(
    lambda parts: [*parts[:7], *parts[7], *parts[8], *parts[9]]
)
tables = st.lists(lines, min_size=1, max_size=6).map(
    lambda rows: [[str(number), *row] for number, row in enumerate(rows, 1)]
)


@SLOW
@given(tables)
def test_every_format_gives_the_same_table_back(rows):
    flags = [tuple(bool(cell) for cell in (row[8], row[10], row[11], row[12], row[13])) for row in rows]
    reference = read(delimited([UPPER, LOWER, *rows]), "a.csv")
    got = [(r.audience_all, r.mode_active, r.mode_request, *r.levels.values()) for r in reference.rows]
    assert got == flags
    assert [r.path for r in reference.rows] == [(row[1], row[2]) for row in rows]
    assert [(r.basis, r.time_limit, r.subject) for r in reference.rows] == [tuple(row[4:7]) for row in rows]
    assert ["；".join(f"●{line}" for line in r.content.split("\n")) for r in reference.rows] == [
        row[3] for row in rows
    ]
    expected = values(reference)
    assert values(read(xlsx([UPPER, LOWER, *rows]), "a.xlsx")) == expected
    assert values(read(html([UPPER, LOWER, *rows]), "a.html")) == expected
    assert values(read(pipes(leaf_rows(rows)))) == expected


@SLOW
@given(st.binary(max_size=3000))
def test_random_bytes_are_refused_or_read(data):
    survives(data)


@SLOW
@given(
    st.sampled_from(
        [b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html><table>", b"\xff\xfe"]
    ),
    st.binary(),
)
def test_random_bytes_after_a_familiar_beginning(start, data):
    survives(start + data)


fragments = st.sampled_from(
    [
        *[c for r in leaf_rows() for c in r],
        "|",
        "\n",
        " | ",
        "\n\n",
        "同上",
        "注:",
        "■",
        "□政府网站",
        "√",
        "?",
        "1",
        "2.",
        ",",
        ";",
        "\t",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "●",
        "《",
        "领域",
        '"',
        "# 云溪县 · 水利（",
        "口",
        "R",
        "其他",
    ]
)


@SLOW
@given(st.lists(fragments | st.text(max_size=5), max_size=80).map("".join))
def test_random_scraps_of_a_catalogue_never_break_it(text):
    survives(text.encode("utf-8", "replace"))


@SLOW
@given(st.integers(0, 4000), st.binary(min_size=1, max_size=8))
def test_a_workbook_with_flipped_bytes(at, damage):
    data = bytearray(xlsx([UPPER, LOWER, *ROWS]))
    data[at : at + len(damage)] = damage
    survives(bytes(data))


grids_of_scraps = st.lists(st.lists(fragments, max_size=16), max_size=10)


@SLOW
@given(grids_of_scraps)
def test_random_cells_in_a_workbook(rows):
    survives(xlsx([UPPER, LOWER, *[[cell.strip("\n") for cell in row] for row in rows]]))


def survives(data: bytes) -> None:
    try:
        grids = read_table(data, "目录.txt")
    except UnreadableFile as refusal:
        assert str(refusal)  # noqa: PT017 - most inputs are not refused, so pytest.raises does not fit
        return
    table = parse(grids, file_name="目录.txt", vocabulary=STANDARD_CHANNELS)
    assert len(as_expected(table)) == len(table.rows)
    assert all(row.path or row.unreadable for row in table.rows)
