"""Looks through a document and its attachments before the county publishes them (law-book §12.1, §12.2).

`scan_text` and `scan_file` return findings; one that blocks has to be removed, masked, or justified in writing.
`scrub` gives a copy without hidden traces, `mask` stars out personal numbers. No database, no settings, no clock.
"""

from disclosure.scanner.digits import mask
from disclosure.scanner.finding import Found, Kind
from disclosure.scanner.reading import FileText, read_file
from disclosure.scanner.scanning import scan_file
from disclosure.scanner.scrubbing import CannotScrub, scrub
from disclosure.scanner.text import Piece, scan_text

__all__ = [
    "CannotScrub",
    "FileText",
    "Found",
    "Kind",
    "Piece",
    "mask",
    "read_file",
    "scan_file",
    "scan_text",
    "scrub",
]
