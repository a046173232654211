"""Blacking out a file: seconds for a page, that memory does not grow with the pages, and that nothing is left beneath.

Each page is drawn anew at the density of the result, painted, bound into a PDF and read again; half of the pages carry
two boxes. Memory is the peak of this process and of the one that draws.
"""

from __future__ import annotations

import os
import resource
import time

from weasyprint import HTML

from requests_app.redaction import Box, faults, redact
from statute.grounds import Ground

SIZES = tuple(int(number) for number in os.environ.get("PAGES", "1,10,50").split(","))
LINE = "<p>姓名 李明 身份证号 37011219800101123X 住址 青岚县清溪路9号 最低生活保障金 640元</p>"
PAGE = f"<section>{LINE * 22}</section>"
STYLE = "<style>@page {size: A4; margin: 2cm} section {break-after: page}</style>"


def boxes(pages: int) -> list[Box]:
    places = ((0.1, 0.1, 0.5, 0.03), (0.3, 0.4, 0.4, 0.05))
    return [Box(page, *place, Ground.B2) for page in range(1, pages + 1, 2) for place in places]


def peak() -> float:
    """Megabytes: the larger of this process and its largest child so far."""
    return (
        max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        / 1024
    )


def main() -> None:
    print("# redaction: an A4 page of text, boxes on every other page")
    for pages in SIZES:
        original = HTML(string=STYLE + PAGE * pages).write_pdf()
        black = boxes(pages)
        start = time.perf_counter()
        made = redact(original, black)
        drawn = time.perf_counter() - start
        start = time.perf_counter()
        found = faults(made, black)
        read = time.perf_counter() - start
        print(
            f"{pages:>4} pages {len(black):>4} boxes  made {drawn / pages:6.2f} s a page, checked {read / pages:5.2f} s a page, "
            f"{len(made) / pages / 1024:6.0f} KB a page, peak {peak():5.0f} MB, left beneath {len(found)} (target 0)"
        )


if __name__ == "__main__":
    main()
