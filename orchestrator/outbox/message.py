"""A letter as bytes that travel: RFC 5322 and MIME, all of it in 7-bit ASCII, whatever is said. Pure."""

import re
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime

from config.words.sentences import Language
from orchestrator.outbox.letters import Letter, tidy

CALENDAR_FILE = "invite.ics"
"""What an attached event is called: the same for all, so that its name says nothing of it."""
_METHOD = re.compile(r"^METHOD:([A-Z]{1,20})\r?$", re.MULTILINE)


class _WholeSubjects(EmailPolicy):
    """As the library folds headers, but for subjects beyond ASCII: where it leaves the words in ASCII as they are, a space that
    stands between two lines is read twice."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name != "Subject" or value.isascii():
            return super().fold_binary(name, value)
        folded = Header(value, "utf-8", 75, name).encode(linesep=self.linesep)
        return f"{name}: {folded}{self.linesep}".encode("ascii")


_POLICY = _WholeSubjects(linesep=SMTP.linesep)


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
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = Address(tidy(sender_name), addr_spec=sender)
    mail["To"] = Address(addr_spec=recipient)
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(written_at)
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834 5: no absence notes come back
    mail.set_content(letter.text, cte="quoted-printable")
    mail.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    if letter.calendar is not None:
        _add_calendar(mail, letter.calendar)
    mail["Content-Language"] = language  # last: what sets the content clears all Content-… headers
    return mail.as_bytes()


def _add_calendar(mail: EmailMessage, calendar: str) -> None:
    """The event as mail programs want it: an alternative that names the method (RFC 6047 2.4), for those that offer yes and no,
    and the same as a file, for those that only open files."""
    method = _METHOD.search(calendar)
    if method is None:
        raise ValueError("an iTIP message names its method")
    mail.add_alternative(calendar, subtype="calendar", cte="base64", params={"method": method[1]})
    mail.add_attachment(calendar.encode(), maintype="application", subtype="ics", filename=CALENDAR_FILE)
