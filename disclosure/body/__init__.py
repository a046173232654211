"""The text of a document: made safe, checked, read as plain lines, read from Word, compared (pure)."""

from disclosure.body.changes import Change, Span, compare
from disclosure.body.checking import hints, losses, problems
from disclosure.body.cleaning import clean
from disclosure.body.presenting import presented
from disclosure.body.rewriting import map_text
from disclosure.body.text import paragraphs, to_text
from disclosure.body.word import DocxBody, DocxImage, DocxRefused, from_docx, with_sources

__all__ = [
    "Change",
    "DocxBody",
    "DocxImage",
    "DocxRefused",
    "Span",
    "clean",
    "compare",
    "from_docx",
    "hints",
    "losses",
    "map_text",
    "paragraphs",
    "presented",
    "problems",
    "to_text",
    "with_sources",
]
