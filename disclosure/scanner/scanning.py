"""A whole file through the scanner: what is seen, what is hidden, and what could not be read."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import BinaryIO, Final

from disclosure.scanner.finding import Found, Kind, fingerprint
from disclosure.scanner.reading import take_apart
from disclosure.scanner.text import Piece, scan_pieces

MOST_OF_A_KIND: Final = 200  # listed one by one; a list of 5,000 people is one decision, not 5,000


def scan_file(data: bytes | BinaryIO, name: str, *, words: Collection[str] = ()) -> list[Found]:
    """Findings in visible text and hidden content; never raises, an unreadable file is a finding."""
    contents = take_apart(data, name)
    pieces = [*contents.pieces, *contents.looked]
    pieces += [Piece(trace.place, trace.text) for trace in contents.traces if trace.scanned and trace.text]
    found = dict.fromkeys(trace.found() for trace in contents.traces)
    found |= dict.fromkeys(scan_pieces([Piece("文件名", name)], words=words))
    found |= dict.fromkeys(scan_pieces(pieces, words=words))
    return _shortened(found, f"附件“{name}”")


def _shortened(found: Iterable[Found], place: str) -> list[Found]:
    """At most MOST_OF_A_KIND single findings of a kind; one more stands for all the others."""
    counts: Counter[tuple[Kind, bool]] = Counter()
    listed: list[Found] = []
    others: dict[tuple[Kind, bool], list[Found]] = {}
    for one in found:
        key = (one.kind, one.blocking)
        counts[key] += 1
        if counts[key] <= MOST_OF_A_KIND:
            listed.append(one)
        else:
            others.setdefault(key, []).append(one)
    for (kind, blocking), rest in others.items():
        marks = "".join(sorted(one.fingerprint for one in rest))
        said = f"另有 {len(rest)} 处{kind.label}，不再逐条列出"
        listed.append(Found(kind, place, said, blocking, fingerprint(kind, marks)))
    return listed
