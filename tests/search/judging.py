"""How good the order of results is: queries with what they should find, and nDCG@10 over them."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from search import finding
from search.models import Entry
from search.question import Question

JUDGED = Path(__file__).parent / "judged.csv"
DEPTH = 10


@dataclass(frozen=True)
class Judgement:
    """A query and what answers it: pieces of titles, the best first (gains 3, 2, 1, 1 …).

    `?` stands for any character; a piece that ends in `$` is the end of the title.
    """

    query: str
    wanted: tuple[str, ...]

    def gain(self, title: str) -> int:
        for place, piece in enumerate(self.wanted):
            if re.search(re.escape(piece).replace(r"\?", ".").replace(r"\$", "$"), title):
                return max(3 - place, 1)
        return 0


def judgements() -> list[Judgement]:
    """Those with something to find; what the county has nothing on is no measure of order."""
    with JUDGED.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    return [Judgement(line["query"], tuple(line["wanted"].split("|"))) for line in lines if line["wanted"]]


def ndcg(judgement: Judgement, titles: list[str], known: list[str]) -> float:
    """1 when the first ten could not stand better, given everything there is."""
    best = sorted((judgement.gain(title) for title in known), reverse=True)[:DEPTH]
    assert best[0], f"nothing in the county answers {judgement.query}"
    return _discounted([judgement.gain(title) for title in titles[:DEPTH]]) / _discounted(best)


def _discounted(gains: list[int]) -> float:
    return sum((2**gain - 1) / math.log2(place + 2) for place, gain in enumerate(gains))


def measured() -> Iterator[tuple[str, float]]:
    """Each query with its nDCG@10."""
    known = list(Entry.objects.findable().values_list("title", flat=True))
    for judgement in judgements():
        words, key = finding.words_of(judgement.query)
        found = finding.answer(Question(words, key))
        entries = finding.shown(found.keys)
        titles = [entries[one].title for one in found.keys if one in entries]
        yield judgement.query, ndcg(judgement, titles, known)
