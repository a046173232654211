"""Reads the lists in which counties keep their old documents, and says row by row what each would become.

`read_archive` turns bytes into rows, `interpret` a row into a document with its problems, `FilePack` opens the .zip
beside it, `workbook` writes a list that no spreadsheet will run as a formula. No database, no settings, no clock.
"""

from disclosure.bulk.interpreting import findings, interpret
from disclosure.bulk.known import Items, Known, Topics
from disclosure.bulk.labels import Field, field_of
from disclosure.bulk.packing import BadPack, FilePack
from disclosure.bulk.reading import ArchiveList, RawRow, read_archive
from disclosure.bulk.record import ArchiveDocument, Level, PackedFile, Problem, RelationTo
from disclosure.bulk.sheets import template, workbook
from disclosure.bulk.tying import identity, tie, wanted_numbers

__all__ = [
    "ArchiveDocument",
    "ArchiveList",
    "BadPack",
    "Field",
    "FilePack",
    "Items",
    "Known",
    "Level",
    "PackedFile",
    "Problem",
    "RawRow",
    "RelationTo",
    "Topics",
    "field_of",
    "findings",
    "identity",
    "interpret",
    "read_archive",
    "template",
    "tie",
    "wanted_numbers",
    "workbook",
]
