"""A letter as bytes that travel: RFC 5322 and MIME, all of it in 7-bit ASCII, whatever is said. Pure."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from config.words.sentences import Language
from orchestrator.outbox.letters import Letter, tidy


def message_bytes(
    letter: Letter,
    *,
    sender: str,
    sender_name: str,
    recipient: str,
    language: Language,
    message_id: str,
    written_at: datetime,
) -> bytes:
    """The mail. The library refuses a header with a line end in it; the names and the subject have none."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(tidy(sender_name), addr_spec=sender)
    mail["To"] = Address(addr_spec=recipient)
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(written_at)
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834 5: no absence notes come back
    mail.set_content(letter.text, cte="quoted-printable")
    mail.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    mail["Content-Language"] = language  # last: what sets the content clears all Content-… headers
    return mail.as_bytes()
