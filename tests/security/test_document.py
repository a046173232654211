"""docs/security.md names only tests that are there."""

import ast
import re

import pytest

from tests.test_architecture import ROOT

ROWS = re.findall(r"\| (tests/[\w/]+\.py)::(\w+) \|", (ROOT / "docs" / "security.md").read_text("utf-8"))
CHAPTERS = range(1, 15)


def test_every_chapter_of_the_standard_is_gone_through():
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    assert [number for number in CHAPTERS if not re.search(rf"\bV{number}\b", text)] == []
    assert len(ROWS) >= 50


@pytest.mark.parametrize(("file", "name"), ROWS, ids=lambda part: part.split("/")[-1])
def test_every_named_test_exists(file, name):
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
