"""Why a mail did not go out, beside what its server said: `integrations.services.mail_errors.MailTrouble`."""

from enum import StrEnum


class OutboxTrouble(StrEnum):
    """What went wrong here; the value is what is stored."""

    NO_SERVER = "no_server"
    """The room file names no server: no mail goes out."""
    NO_PASSWORD = "no_password"  # noqa: S105 - a code
    """The secret that the room file names cannot be had."""
    UNREADABLE = "unreadable"
    """It was sealed with a key that is gone."""
    OVER = "over"
    """What it links to was over before it could be sent."""
    BROKEN = "broken"
    """A mistake of ours."""


OF_SETTINGS = (OutboxTrouble.NO_SERVER, OutboxTrouble.NO_PASSWORD)
"""What other settings, or another secret, may have mended by the next start."""
