"""axe-core in the page: whatever it calls serious or critical fails the test."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Page

from tests.browser.visits import settled

VERSION = "axe-core@4.10.3"
GRAVE = {"serious", "critical"}
RUN = """(rules) => axe.run(document, {
  resultTypes: ['violations'], ...(rules.length ? {runOnly: {type: 'rule', values: rules}} : {}),
}).then((found) => found.violations)"""


def script() -> str:
    """The text of axe.min.js: what AXE_PATH names, or a copy below VAR_DIR that npm fetches once."""
    if named := os.environ.get("AXE_PATH"):
        return Path(named).read_text(encoding="utf-8")
    path = Path(settings.VAR_DIR).resolve() / "axe" / "axe.min.js"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fetch(path)
    return path.read_text(encoding="utf-8")


def fetch(path: Path) -> None:
    """Parallel workers fetch at the same time: each into a folder of its own, and the file appears whole."""
    npm = shutil.which("npm")
    assert npm, "axe.min.js is missing: set AXE_PATH to it, or install npm."
    with tempfile.TemporaryDirectory(dir=path.parent) as home:
        wanted = [npm, "install", "--prefix", home, VERSION, "--no-audit", "--no-fund"]
        subprocess.run(wanted, check=True, capture_output=True, timeout=120)
        (Path(home) / "node_modules" / "axe-core" / "axe.min.js").replace(path)


def examine(page: Page, source: str) -> list[str]:
    """One line per grave violation; the lesser ones are printed."""
    settled(page)
    page.evaluate(source)
    found = page.evaluate(RUN, [])
    for violation in found:
        if violation["impact"] not in GRAVE:
            print(f"axe, {page.url}: {_line(violation)}")  # noqa: T201  shown by pytest -rP
    return [_line(violation) for violation in found if violation["impact"] in GRAVE]


def violations(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """One line per violation, grave or not, of these rules or of all; axe is in the page already."""
    return [_line(violation) for violation in page.evaluate(RUN, list(rules))]


def _line(violation: dict[str, Any]) -> str:
    places = " | ".join(" ".join(map(str, node["target"])) for node in violation["nodes"][:4])
    line = f"{violation['impact']} {violation['id']}: {violation['help']} — {places}"
    if violation["id"] == "color-contrast":
        line += " " + violation["nodes"][0]["failureSummary"].replace("\n", " ")
    return line
