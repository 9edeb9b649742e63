"""The mails that the service writes: what each is made of, and one template for its subject, HTML and text. Pure.

A template is `templates/<kind>.html`; its English stands in `en.po`, as that of pages does. Everything put into it is escaped.
"""

import functools
import html
import unicodedata
from dataclasses import dataclass, fields
from typing import Any, ClassVar
from urllib.parse import urlsplit

from jinja2 import Environment

from config.words.sentences import Language
from orchestrator.outbox.plain_text import plain_text
from orchestrator.web.shell.catalogues import translations
from orchestrator.web.shell.templates import options

LONGEST_NAME = 80
"""Whoever may write a name into a mail to others writes no more than a name."""
LONGEST_LINE = 200
"""Of what a meeting is called, when and where it is."""
_LINES = frozenset({"title", "when", "where", "host", "second", "reason"})
LONGEST_ITEM = 500
"""Of an item of an agenda, of a line of notes."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody may have an account: *link* opens it, for so many days."""

    kind: ClassVar[str] = "invitation"
    house: str
    name: str
    inviter: str
    link: str
    days: int


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody who has an account is now of an organisation too: *link* leads to where they sign in."""

    kind: ClassVar[str] = "joined"
    house: str
    name: str
    inviter: str
    organisation: str
    link: str


@dataclass(frozen=True, slots=True)
class PasswordReset:
    """Somebody asked for a new password: *link* sets it, for so many minutes."""

    kind: ClassVar[str] = "password_reset"
    house: str
    name: str
    link: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Trial:
    """An administrator tries whether mails go out."""

    kind: ClassVar[str] = "trial"
    house: str


@dataclass(frozen=True, slots=True)
class _Meeting:
    """What somebody is told of a meeting: *link* is their own way in. Of a confidential one they are told when, and no more."""

    house: str
    name: str
    when: str
    title: str | None = None
    host: str | None = None
    """The organisation that invites."""
    where: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class MeetingInvitation(_Meeting):
    """Somebody is invited to a meeting."""

    kind: ClassVar[str] = "meeting_invitation"


@dataclass(frozen=True, slots=True)
class MeetingChange(_Meeting):
    """What they were told of the meeting is otherwise now."""

    kind: ClassVar[str] = "meeting_change"


@dataclass(frozen=True, slots=True)
class MeetingCancellation(_Meeting):
    """It does not take place, or they are no longer expected."""

    kind: ClassVar[str] = "meeting_cancellation"


@dataclass(frozen=True, slots=True)
class MeetingReminder(_Meeting):
    """It begins before long."""

    kind: ClassVar[str] = "meeting_reminder"


@dataclass(frozen=True, slots=True)
class _OfSitting:
    """What a member is told of a sitting of their council: *link* is their own page of it."""

    house: str
    name: str
    title: str
    """What the council is called."""
    host: str
    """Whose council it is."""
    when: str
    where: str
    agenda: tuple[str, ...] = ()
    """An item each."""
    changes: tuple[str, ...] = ()
    """What is otherwise than they were told before."""
    second: str = ""
    """When the second call is."""
    notes: tuple[str, ...] = ()
    reason: str = ""
    link: str | None = None
    codes: bool = False
    """Whether they also need a code, which comes another way."""


@dataclass(frozen=True, slots=True)
class SittingConvocation(_OfSitting):
    """Somebody is called to a sitting."""

    kind: ClassVar[str] = "sitting_convocation"


@dataclass(frozen=True, slots=True)
class SittingChange(_OfSitting):
    """The sitting to which they were called is otherwise now."""

    kind: ClassVar[str] = "sitting_change"


@dataclass(frozen=True, slots=True)
class SittingCancellation(_OfSitting):
    """It does not take place."""

    kind: ClassVar[str] = "sitting_cancellation"


@dataclass(frozen=True, slots=True)
class SittingContinuation(_OfSitting):
    """A sitting that was adjourned goes on at another time."""

    kind: ClassVar[str] = "sitting_continuation"


@dataclass(frozen=True, slots=True)
class SittingEnded:
    """A sitting is over: what whoever presided and the secretary keep of its acts, so that they can prove later what they were."""

    kind: ClassVar[str] = "sitting_ended"
    house: str
    name: str
    title: str
    """What the council is called."""
    host: str
    """Whose council it is."""
    when: str
    where: str
    acts: int
    head: str
    """The SHA-256 of the last of them, in hexadecimal."""


SittingMail = SittingConvocation | SittingChange | SittingCancellation | SittingContinuation
MeetingMail = MeetingInvitation | MeetingChange | MeetingCancellation | MeetingReminder
Mail = Invitation | Joined | PasswordReset | Trial | MeetingMail | SittingMail | SittingEnded


Value = str | int | tuple[str, ...] | None
"""What a mail has in its fields."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in words."""

    subject: str
    """One line."""
    text: str
    html: str
    calendar: str | None = None
    """An iTIP message (RFC 5546) that goes with it, for calendars to read."""


def letter(mail: Mail, language: Language) -> Letter:
    """*mail* in that language. Raises ValueError for a link that is no web address."""
    template = _environment(language).get_template(f"outbox/{mail.kind}.html")
    values = _values(mail)
    subject = html.unescape("".join(template.blocks["subject"](template.new_context(values))))
    page = template.render(values)
    return Letter(tidy(subject), plain_text(page), page)


def tidy(text: str) -> str:
    """*text* on one line, without what cannot be seen: controls, marks that turn writing round, halves of characters."""
    seen = (char for char in text if char.isspace() or unicodedata.category(char)[0] != "C")
    return " ".join("".join(seen).split())


@functools.cache
def _environment(language: Language) -> Environment:
    """The templates as pages have them, outside of any application: commands write mails too."""
    environment = Environment(**options())  # noqa: S701  the options say so
    environment.globals["language"] = language
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    return environment


def _values(mail: Mail) -> dict[str, Any]:
    values = {field.name: getattr(mail, field.name) for field in fields(mail)}
    return {name: _safe(name, value) for name, value in values.items()}


def _safe(name: str, value: Value) -> Value:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, tuple):
        return tuple(tidy(line)[:LONGEST_ITEM].rstrip() for line in value)
    if name == "link":
        if urlsplit(value).scheme not in ("http", "https") or value != tidy(value):
            raise ValueError("a mail links to web pages alone")
        return value
    longest = LONGEST_LINE if name in _LINES else LONGEST_NAME
    return tidy(value)[:longest].rstrip()
