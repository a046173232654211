"""How the code is laid out, kept by looking at it: floors, small files, no clock below the edge, law with a test."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
# Which floor an app stands on. Imports go down only, never sideways; every act on every floor is recorded.
FLOORS = {
    "audit": 0,
    "statute": 1, "search": 1,
    "accounts": 2,
    "catalog": 3,
    "disclosure": 4,
    "interpretation": 5, "requests_app": 5, "participation": 5, "village": 5,
    "supervision": 6,
    "portal": 7,
}  # fmt: skip
LINES_OF_A_FILE = 400
LINES_OF_A_BODY = 45
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "common.py", "services.py", "managers.py", "signals.py"}
# Files that take the date as an argument. Acts may stamp with `timezone.now`; only the edge asks for today.
WITHOUT_A_CLOCK = re.compile(
    r"^(statute/(calendar|limits|notices|time_limits|loading|package_notices|grounds|publication|special_rules|normative"
    r"|document_kinds|document_numbers|index_numbers|review_steps|fees|outcomes|remedies|seven_questions|application|letters|villages"
    r"|statutory_items)\.py"
    r"|statute/(clock|annual)/.+\.py"
    r"|disclosure/(scanner|body|bulk)/.+\.py"
    r"|\w+/(models|policies|workflow|content|validation|tree|roles|chain|todo|guide_todo|guide_policies|deadlines|official)(\.py|/.+\.py))$"
)
CLOCKS = {"date", "datetime", "dt", "time", "timezone"}  # the modules and classes that know what time it is
CLOCK = {"now", "localdate", "localtime", "today", "utcnow"}


def sources() -> list[Path]:
    found = [path for app in FLOORS for path in sorted((ROOT / app).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


TREES = {name_of(path): parsed(path) for path in sources()}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def everywhere(*kinds: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    """(file, node) of every node of these kinds."""
    return (
        (name, node) for name, tree in TREES.items() for node in ast.walk(tree) if isinstance(node, kinds)
    )


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def clock_readings(pattern: re.Pattern[str], words: set[str]) -> list[str]:
    """Where a file whose name matches calls `something.<word>`."""
    return [
        f"{name}:{node.lineno} {node.value.id}.{node.attr}"
        for name, node in everywhere(ast.Attribute)
        if pattern.match(name)
        and node.attr in words
        and isinstance(node.value, ast.Name)
        and node.value.id in CLOCKS
    ]


def test_there_is_something_to_look_at():
    assert {"catalog/workflow.py", "accounts/models/people.py", "statute/calendar.py"} <= set(TREES)
    assert {app for app in FLOORS if (ROOT / app / "__init__.py").is_file()} == {
        name.split("/")[0] for name in TREES
    }


def test_every_app_of_ours_has_a_floor():
    installed = {config.name for config in apps.get_app_configs()} | {"portal"}
    assert {name for name in installed if (ROOT / name).is_dir()} <= set(FLOORS)


def test_imports_go_down_and_never_sideways():
    def wrong(name: str, module: str) -> bool:
        app, other = name.partition("/")[0], module.partition(".")[0]
        return other in FLOORS and other != app and FLOORS[other] >= FLOORS[app]

    assert not [
        f"{name}:{node.lineno} {module}"
        for name, node in everywhere(ast.Import, ast.ImportFrom)
        for module in imported(node)
        if wrong(name, module)
    ]


def test_imports_stand_at_the_top():
    """`AppConfig.ready` must import late; the pages that print may: WeasyPrint is slow to load and needs system libraries."""
    assert not [
        f"{name}:{node.lineno}"
        for name, function in everywhere(ast.FunctionDef, ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and not (name.endswith("/apps.py") and function.name == "ready")
        and name
        not in ("disclosure/views/notices.py", "requests_app/letters/pages.py", "village/views/sheets.py")
    ]


def test_files_are_small():
    long = {name: len((ROOT / name).read_text("utf-8").splitlines()) for name in TREES}
    assert {name: lines for name, lines in long.items() if lines > LINES_OF_A_FILE} == {}


def body_lines(function: Function) -> int:
    """Lines from the first statement after the docstring: acts have long signatures, which are no logic."""
    first = function.body[1] if ast.get_docstring(function) and len(function.body) > 1 else function.body[0]
    return (function.end_lineno or 0) - first.lineno + 1


def test_functions_are_small():
    bodies = {
        f"{name} {function.name}": body_lines(function)
        for name, tree in TREES.items()
        for function in functions(tree)
    }
    assert {name: lines for name, lines in bodies.items() if lines > LINES_OF_A_BODY} == {}


def test_a_file_is_named_after_its_question():
    assert not [name for name in TREES if name.split("/")[-1] in FORBIDDEN_NAMES]


def test_models_are_imported_and_not_looked_up():
    """A backup is of every table there is, whosever it is."""
    looked_up = [
        f"{name}:{node.lineno}"
        for name, node in everywhere(ast.Attribute)
        if node.attr in {"get_model", "get_models"} and name != "portal/backups/contents.py"
    ]
    assert not looked_up


def test_apps_do_not_talk_by_signals():
    """A receiver may listen to the framework; our own acts call each other."""
    users = {
        name for name, node in everywhere(ast.Import, ast.ImportFrom) if "django.dispatch" in imported(node)
    }
    assert not users


def test_below_the_edge_nothing_asks_the_clock():
    assert not clock_readings(WITHOUT_A_CLOCK, CLOCK)


def test_acts_take_the_day_as_an_argument():
    """They may stamp with the server's `now`, and never ask what day it is."""
    assert not clock_readings(re.compile(r"^\w+/actions(\.py|/.+\.py)$"), CLOCK - {"now"})


def law_rows() -> list[tuple[str, str, str]]:
    """The rows of docs/law.md: article, dotted path of the function, path::name of the test."""
    found = []
    for line in (ROOT / "docs" / "law.md").read_text("utf-8").splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) == 3 and "." in cells[1]:
            found.append((cells[0], cells[1], cells[2]))
    return found


def resolve(dotted: str) -> object:
    """The function, class or constant a dotted path names."""
    parts = dotted.split(".")
    for size in range(len(parts), 0, -1):
        try:
            place: object = importlib.import_module(".".join(parts[:size]))
        except ModuleNotFoundError:
            continue
        for name in parts[size:]:
            place = getattr(place, name)
        return place
    raise ModuleNotFoundError(dotted)


def test_the_table_of_the_law_has_rows():
    rows = law_rows()
    assert len(rows) >= 15
    assert len(set(rows)) == len(rows)
    lines = (ROOT / "docs" / "law.md").read_text("utf-8").splitlines()
    table = [line for line in lines if line.startswith("|") and not set(line) <= set("|-: ")]
    assert len(table) == len(rows) + 1  # and the header


@pytest.mark.parametrize(("article", "function", "test"), law_rows(), ids=lambda text: text)
def test_every_article_has_its_function_and_its_test(article, function, test):
    assert article
    assert resolve(function) is not None
    file, _, name = test.partition("::")
    assert (ROOT / file).is_file()
    assert name.split("::")[-1] in {found.name for found in functions(parsed(ROOT / file))}


@pytest.mark.parametrize(
    "path", sorted((ROOT / "tests" / "law").glob("test_*.py")), ids=lambda path: path.name
)
def test_every_test_of_the_law_says_which_rule_it_is(path):
    assert re.match(r"第.+条|市实施意见|国办|鲁政办", ast.get_docstring(parsed(path)) or "")
    assert name_of(path) in {test.partition("::")[0] for _, _, test in law_rows()}
