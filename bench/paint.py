"""Pages as a phone on a slow line sees them, in Chromium: Lighthouse's mobile conditions, its own figures and its limits.

Targets: first paint ≤ 1.8 s, largest paint ≤ 2.5 s, shift ≤ 0.1 (ours: none), blocked ≤ 200 ms, page without images ≤ 150 KB.
Line: 1.6 Mbit/s down, 750 kbit/s up, 150 ms; processor four times slower. Paints are the browser's, so a busy machine makes
them later; bytes and shifts are the same on every run. Files are served as they lie in the sources, not compressed: in
production brotli makes a quarter of them (`bench.portal` counts those).
"""

from __future__ import annotations

import os
from typing import Any, Final

from django.core.management import call_command
from django.db import connections
from django.urls import reverse
from playwright.sync_api import Browser, sync_playwright

from bench import document_rows
from bench.served import server
from bench.setting import database
from disclosure.models import DocumentEdition

CHROMIUM: Final = os.environ.get("CHROMIUM", "/usr/bin/chromium")
LINE: Final = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6 * 1024 * 1024 / 8,
    "uploadThroughput": 750 * 1024 / 8,
}
SLOWER: Final = 4
# Gathered while the page loads: paints, shifts nobody caused, and what long tasks take beyond 50 ms.
WATCH: Final = """
window.seen = {lcp: 0, cls: 0, tbt: 0};
const watch = (type, take) => new PerformanceObserver(list => list.getEntries().forEach(take)).observe({type, buffered: true});
watch("largest-contentful-paint", entry => { seen.lcp = entry.startTime; });
watch("layout-shift", entry => { if (!entry.hadRecentInput) seen.cls += entry.value; });
watch("longtask", entry => { seen.tbt += Math.max(0, entry.duration - 50); });
"""
READ: Final = """() => ({...seen,
  fcp: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
  bytes: [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .filter(one => one.initiatorType !== "img" && !/[.](png|webp|jpe?g)([?]|$)/.test(one.name))
    .reduce((sum, one) => sum + one.transferSize, 0),
  files: performance.getEntriesByType("resource").length + 1,
})"""


def paint(browser: Browser, site: str, path: str) -> dict[str, Any]:
    """What a first visit, with nothing kept, looks like."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True, locale="zh-CN"
    )
    page = context.new_page()
    page.add_init_script(WATCH)
    phone = context.new_cdp_session(page)
    phone.send("Network.emulateNetworkConditions", LINE)
    phone.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(site + path, wait_until="networkidle")
    page.wait_for_timeout(300)
    found: dict[str, Any] = page.evaluate(READ)
    context.close()
    return found


def main() -> None:
    with database("paint"):
        place = document_rows.found()
        call_command("load_statutory_sources", verbosity=0)
        document_rows.add(place, 500, 1)
        newest = DocumentEdition.objects.readable().order_by("-pk").values_list("document_id", flat=True)[0]
        pages = {
            "home": reverse("home"),
            "documents": reverse("documents:list"),
            "a document": reverse("documents:detail", args=[newest]),
            "search": f"{reverse('search')}?q=文件",
            "open": "/open/",
            "apply": "/requests/apply/",
        }
        connections.close_all()
        with server(keeping=True) as port, sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            site = f"http://127.0.0.1:{port}"
            print(f"{'':12} {'first':>8} {'largest':>8} {'shift':>7} {'blocked':>8} {'KB':>6} files")
            for name, path in pages.items():
                paint(browser, site, path)  # the server has read its templates
                one = paint(browser, site, path)
                print(
                    f"{name:12} {one['fcp'] / 1000:6.2f} s {one['lcp'] / 1000:6.2f} s {one['cls']:7.3f} {one['tbt']:5.0f} ms "
                    f"{one['bytes'] / 1024:6.0f} {one['files']:5}"
                )
            browser.close()
        print("targets      1.8 s    2.5 s    0.100   200 ms    150")


if __name__ == "__main__":
    main()
