"""A mail as it is stored: rendered, and sealed for its row before any transaction begins."""

from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_hex

from config.addresses import mailbox
from config.words.sentences import Language
from orchestrator.outbox.letters import Letter, Mail, letter
from schedules.store.sealing import Keys


@dataclass(frozen=True, slots=True)
class SealedMail:
    """One mail to one recipient; its words are for whoever has the keys."""

    id: str
    kind: str
    recipient: str
    language: Language
    caused_by: str
    subject: bytes = field(repr=False)
    text: bytes = field(repr=False)
    html: bytes = field(repr=False)
    until: datetime | None = None
    """From then on it is not to be sent any more."""
    calendar: bytes | None = field(default=None, repr=False)


def sealed_mail(
    keys: Keys,
    mail: Mail,
    *,
    to: str,
    language: Language,
    caused_by: str,
    until: datetime | None = None,
    calendar: str | None = None,
) -> SealedMail:
    """*mail* for the address *to*; *caused_by*, an account's or a token's id, is told if it fails. It fails
    too where it was not sent *until* then, when what it links to is over. *calendar* is an iTIP message that goes with it.

    Raises ValueError for what is no mail address, or links to no web page.
    """
    mail_id, recipient, said = token_hex(8), mailbox(to), letter(mail, language)
    subject, text, html = (
        keys.seal(words, _place(mail_id, column))
        for column, words in (("subject", said.subject), ("text", said.text), ("html", said.html))
    )
    told = None if calendar is None else keys.seal(calendar, _place(mail_id, "calendar"))
    return SealedMail(mail_id, mail.kind, recipient, language, caused_by, subject, text, html, until, told)


def opened(keys: Keys, mail_id: str, subject: bytes, text: bytes, html: bytes, calendar: bytes | None = None) -> Letter:
    """What a stored mail says. Raises Unreadable."""

    def said(column: str, sealed: bytes) -> str:
        return keys.open(sealed, _place(mail_id, column))

    told = None if calendar is None else said("calendar", calendar)
    return Letter(said("subject", subject), said("text", text), said("html", html), told)


def _place(mail_id: str, column: str) -> str:
    return f"outbox:{mail_id}:{column}"
