"""遮盖: a file made anew from pictures of its pages, with black where something may not be given (条例第三十七条).

Nothing of the original but its looks goes over: no text, metadata, annotation, attachment, layer or thumbnail. What
was made is read again before it is given to anybody. No database, no settings.
"""

from requests_app.redaction.boxes import Box, CannotRedact, read_boxes
from requests_app.redaction.checking import faults
from requests_app.redaction.making import page_picture, redact

__all__ = ["Box", "CannotRedact", "faults", "page_picture", "read_boxes", "redact"]
