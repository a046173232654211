"""One mail: written from templates, handed to the mail server, and whether it may be tried again. No database."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Mapping
from enum import Enum
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)


class Outcome(Enum):
    """SENT; LATER: surely not sent, try again; NEVER: refused for good, or nobody knows whether it went out."""

    SENT = "sent"
    LATER = "later"
    NEVER = "never"


def written(
    name: str,
    subject: str,
    context: Mapping[str, Any],
    *,
    to: str,
    headers: Mapping[str, str] | None = None,
    html: bool = True,
) -> EmailMultiAlternatives:
    """A mail from `templates/disclosure/mail/<name>.txt` and, unless told otherwise, `<name>.html`."""
    plain = render_to_string(f"disclosure/mail/{name}.txt", dict(context))
    message = EmailMultiAlternatives(subject, plain, to=[to], headers=dict(headers or {}))
    if html:
        message.attach_alternative(
            render_to_string(f"disclosure/mail/{name}.html", dict(context)), "text/html"
        )
    return message


def post(message: EmailMultiAlternatives) -> Outcome:
    """Hand one mail over. An address never reaches the log, only what went wrong."""
    connection = message.get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("mail server not reachable: %s", type(error).__name__)
        return Outcome.LATER
    try:
        connection.send_messages([message])
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("mail not sent: %s", type(error).__name__)
        return _again(error)
    finally:
        _close(connection)
    return Outcome.SENT


def _again(error: Exception) -> Outcome:
    """A clear temporary refusal (4xx) may be repeated. A broken line after the text may have delivered it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return Outcome.LATER if codes and max(codes) < 500 else Outcome.NEVER
    if isinstance(error, smtplib.SMTPResponseException):
        own_fault = isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPAuthenticationError)
        return Outcome.LATER if own_fault or error.smtp_code < 500 else Outcome.NEVER
    return Outcome.NEVER


def _close(connection: Any) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        logger.info("mail server closed the line first")
