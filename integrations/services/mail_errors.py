"""Why a mail server did not take a mail, and whether it may take it another time. Pure."""

from enum import StrEnum


class MailTrouble(StrEnum):
    """What went wrong; the value is what is stored."""

    UNREACHABLE = "unreachable"
    """Nobody answers at that host and port."""
    SLOW = "slow"
    """An answer did not come in time."""
    CERTIFICATE = "certificate"
    """The server's certificate is not trusted, or not of that name."""
    TLS = "tls"
    """No encrypted connection could be agreed on."""
    NO_STARTTLS = "no_starttls"
    """The server does not offer to encrypt, so nothing was said to it."""
    LOGIN = "login"
    """The server does not take the user or the password."""
    CUT = "cut"
    """The connection ended, or what was answered is no SMTP; the mail was not given yet."""
    BUSY = "busy"
    """The server asks to come again (RFC 5321 4.2.1: a reply that begins with 4)."""
    SENDER = "sender"
    """The server takes no mails of that sender."""
    RECIPIENT = "recipient"
    """The server refuses the recipient for good."""
    CONTENT = "content"
    """The server refuses the mail for good."""
    UNANSWERED = "unanswered"
    """The mail was given and the answer was lost: it may have been taken."""


FOR_GOOD = frozenset({MailTrouble.RECIPIENT, MailTrouble.CONTENT})
"""What another try would not change. A refused sender or password an administrator can mend."""


class MailError(Exception):
    """A mail was not taken. *reply* is the server's reply code; its text, which may quote anything, is in no error of ours."""

    def __init__(self, kind: MailTrouble, reply: int | None = None) -> None:
        super().__init__(f"{kind}" if reply is None else f"{kind} ({reply})")
        self.kind = kind
        self.reply = reply

    @property
    def is_for_good(self) -> bool:
        """Whether it is no use to try again."""
        return self.kind in FOR_GOOD
