"""文书 as files: the standard templates, filling one in, and its pages as PDF. No database, no clock."""

from requests_app.letters.pages import to_html, to_pdf
from requests_app.letters.standard import standard_template
from requests_app.letters.template import CannotFill, digest_of, faults, fill

__all__ = ["CannotFill", "digest_of", "faults", "fill", "standard_template", "to_html", "to_pdf"]
