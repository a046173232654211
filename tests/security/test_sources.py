"""What the source itself must keep: exports that run nothing, expressions that cannot hang, no secrets, safe readers."""

from __future__ import annotations

import ast
import re
import re._constants as sre
import re._parser as sre_parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.test_architecture import ROOT, TREES

GUARDS = re.compile(r"\bsafe\(|results\.\w+_lines|data_type\b|FORMULA\b|inline_string|_text\(")
# Written by nobody but us: numbers and fixed words.
PLAIN_TABLES = {
    "requests_app/desk/statistics.py",
    "portal/demo/files.py",
    "portal/demo/old_documents.py",
    "portal/demo/story.py",
}


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_every_export_keeps_a_spreadsheet_from_running_a_cell():
    makers = [name for name in TREES if re.search(r"csv\.writer\(|\bWorkbook\(", text_of(name))]
    assert len(makers) >= 8
    assert not [name for name in makers if name not in PLAIN_TABLES and not GUARDS.search(text_of(name))]


def test_forms_without_their_token_are_one_and_known():
    assert [name for name in TREES if "@csrf_exempt" in text_of(name)] == [
        "disclosure/views/subscriptions.py"
    ]


def test_xml_is_read_without_entities_networks_or_schemas():
    parsers = [line for name in TREES for line in text_of(name).splitlines() if "XMLParser(" in line]
    assert len(parsers) >= 3
    for line in parsers:
        assert all(
            word in line for word in ("resolve_entities=False", "no_network=True", "load_dtd=False")
        ), line


@pytest.mark.parametrize(
    "word",
    [
        "pickle",
        "marshal",
        "eval(",
        "exec(",
        "yaml.load(",
        "extractall(",
        "shell=True",
        "os.system",
        "mktemp(",
    ],
)
def test_what_turns_data_into_code_or_files_is_not_used(word):
    allowed = {"exec(": {"portal/management/commands/serve.py"}}.get(word, set())
    pattern = re.compile(r"(?<![\w.])" + re.escape(word))
    assert not [name for name in TREES if name not in allowed and pattern.search(text_of(name))]


def test_raw_sql_takes_its_values_as_parameters():
    """An f-string in execute() names tables and columns of ours at most."""
    found = {
        name
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"execute", "raw", "extra"}
        and node.args
        and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    }
    assert found == RAW


# Looked at: names of tables and columns come from the models, every value is a parameter.
RAW = {
    "catalog/bulk.py",
    "disclosure/actions/archive_writing.py",
    "disclosure/listing.py",
    "disclosure/prepared.py",
}


# --- expressions that could take for ever (ReDoS) ------------------------------------------------------------------


def patterns() -> Iterator[tuple[str, str]]:
    """Every literal handed to `re` in our code."""
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
            ):
                yield name, node.args[0].value


def hangs(tree, within: bool = False) -> bool:
    """Whether an unbounded repetition stands in another, with nothing else to hold it: (a+)+."""
    for op, argument in tree:
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            _, most, inner = argument
            endless = most is sre.MAXREPEAT
            if endless and within and len(tree) == 1:
                return True
            if hangs(inner, within or endless):
                return True
        elif op is sre.SUBPATTERN:
            if hangs(argument[-1], within):
                return True
        elif op is sre.BRANCH and any(hangs(branch, within) for branch in argument[1]):
            return True
    return False


@pytest.mark.parametrize(
    ("pattern", "bad"), [(r"(a+)+$", True), (r"(?:\d*)*", True), (r"(a+,)+", False), (r"\s*x\s*", False)]
)
def test_the_look_for_endless_expressions_sees_them(pattern, bad):
    assert hangs(sre_parse.parse(pattern)) is bad


def test_no_expression_repeats_a_repetition():
    found = list(patterns())
    assert len(found) >= 50
    assert not [(name, pattern) for name, pattern in found if hangs(sre_parse.parse(pattern))]


# --- secrets -------------------------------------------------------------------------------------------------------

SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}\b|\bxox[baprs]-[A-Za-z0-9-]{10,}"
    r"|(?i:(?:password|secret|token|api_?key)\s*[:=]\s*[\"'](?!only-for)[A-Za-z0-9+/=_-]{24,}[\"'])"
)
READ = {".py", ".md", ".html", ".js", ".yml", ".yaml", ".toml", ".json", ".sh", ".conf", ".txt", ".csv", ""}


# Made up, and what a test is about.
INVENTED = {
    "tests/requests_app/redaction/test_redaction.py",
    "tests/accounts/signed.py",
    "tests/security/test_sources.py",
}


def our_files() -> Iterator[Path]:
    root = Path(settings.BASE_DIR)
    skip = {".git", ".venv", "var", "vendor", "node_modules", "__pycache__", ".hypothesis"}
    for path in root.rglob("*"):
        parts = path.relative_to(root).parts
        if (
            path.is_file()
            and not skip & set(parts)
            and path.suffix in READ
            and not parts[0].endswith("_cache")
        ):
            yield path


def test_no_secret_lies_in_the_source():
    found = {
        path.relative_to(settings.BASE_DIR).as_posix()
        for path in our_files()
        if path.stat().st_size < 2_000_000 and SECRET.search(path.read_text("utf-8", errors="replace"))
    }
    assert found == INVENTED


@pytest.mark.parametrize(
    "line",
    [
        "-----BEGIN RSA PRIVATE KEY-----",
        "AKIAABCDEFGHIJKLMNOP",
        'API_KEY = "0123456789abcdef0123456789abcdef"',
    ],
)
def test_the_look_for_secrets_sees_them(line):
    assert SECRET.search(line)
