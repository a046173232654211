"""Reads a county's 基层政务公开标准目录 from the files counties really have.

`read_table` turns bytes into grids of cells, `parse` turns grids into rows. What the file does not say stays unknown
(None); what had to be concluded is written beside the row. Nothing here knows the database or the clock.
"""

from catalog.importer.channels import STANDARD_CHANNELS, ChannelVocabulary
from catalog.importer.expected import as_expected
from catalog.importer.grid import Covered, Grid, GridKind, GridRow, UnreadableFile
from catalog.importer.model import ParsedRow, ParsedTable, Problem
from catalog.importer.parsing import parse
from catalog.importer.reading import MAX_BYTES, read_list, read_table

__all__ = [
    "MAX_BYTES",
    "STANDARD_CHANNELS",
    "ChannelVocabulary",
    "Covered",
    "Grid",
    "GridKind",
    "GridRow",
    "ParsedRow",
    "ParsedTable",
    "Problem",
    "UnreadableFile",
    "as_expected",
    "parse",
    "read_list",
    "read_table",
]
