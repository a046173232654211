"""Take the pictures of this folder anew from a demo that is being served.

make demo                                        # in another terminal
.venv/bin/python docs/pictures/take.py [http://127.0.0.1:8000]
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

HERE: Final = Path(__file__).resolve().parent
CHROMIUM: Final = os.environ.get("CHROMIUM", "/usr/bin/chromium")
HEIGHT: Final = 1400  # pixels of the page that a picture shows at most
LARGEST: Final = 150_000  # bytes
# name · address · width · what the reader chose
PICTURES: Final[tuple[tuple[str, str, int, dict[str, str]], ...]] = (
    ("home", "/", 1440, {}),
    ("home-dark", "/", 1440, {"theme": "dark"}),
    ("home-phone", "/", 390, {}),
    ("home-elder-phone", "/", 390, {"elder": "1"}),
    ("open", "/open/", 1440, {}),
    ("search", "/search?q=低保", 1440, {}),
    ("document", "newest document", 1440, {}),
    ("consultation", "open consultation", 1440, {}),
    ("villages", "/villages/", 1440, {}),
    ("village-phone", "first village", 390, {}),
    ("report-contrast", "newest report", 1440, {"contrast": "high"}),
    ("kiosk", "/kiosk/", 1080, {}),
)
# What stands at no fixed address is found on a page: (page, links there)
FOUND: Final = {
    "newest document": ("/documents/", "main .documents__title a"),
    "open consultation": ("/participation/", "main .call__title"),
    "first village": ("/villages/", "main .village-card"),
    "newest report": ("/supervision/reports/", "main .list__title"),
}


def take(browser: Browser, site: str, name: str, address: str, width: int, look: dict[str, str]) -> int:
    """The bytes of one picture, written as WebP."""
    context = browser.new_context(
        base_url=site, viewport={"width": width, "height": 900}, locale="zh-CN", reduced_motion="reduce"
    )
    chosen = {"theme": "light"} | look
    context.add_init_script("".join(f"localStorage.setItem({k!r}, {v!r});" for k, v in chosen.items()))
    page = context.new_page()
    if address in FOUND:
        page.goto(FOUND[address][0])
        address = page.locator(FOUND[address][1]).first.get_attribute("href") or ""
    page.goto(address)
    whole = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    context.close()
    path = HERE / f"{name}.webp"
    whole.crop((0, 0, whole.width, min(whole.height, HEIGHT))).save(path, "WEBP", quality=72, method=6)
    return path.stat().st_size


def main() -> None:
    site = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for name, address, width, look in PICTURES:
            size = take(browser, site, name, address, width, look)
            print(f"{name}.webp {size // 1000} kB")  # noqa: T201  what a script says
            if size > LARGEST:
                sys.exit(f"{name}.webp is larger than {LARGEST // 1000} kB")
        browser.close()


if __name__ == "__main__":
    main()
