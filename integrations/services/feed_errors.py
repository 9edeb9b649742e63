"""Why a feed could not be fetched."""

from enum import StrEnum


class FeedTrouble(StrEnum):
    """Why a feed could not be fetched; the comments say what *value* of the error is."""

    REDIRECT = "redirect"
    SLOW = "slow"  # seconds
    NO_ANSWER = "no_answer"  # the kind of error
    REFUSED = "refused"  # the status, 4xx
    FAILING = "failing"  # the status, any other
    CODING = "coding"
    NO_FILE = "no_file"  # its name
    TOO_LONG = "too_long"  # MiB that it may have


class FeedError(Exception):
    """The feed could not be fetched. The text says why, without the address, which may hold a secret."""

    def __init__(self, detail: str, kind: FeedTrouble, value: str = "") -> None:
        super().__init__(detail)
        self.kind = kind
        self.value = value


def too_long(largest: int) -> FeedError:
    """The error for a calendar of more than *largest* bytes."""
    mib = largest // 1024**2
    return FeedError(f"longer than {mib} MiB (largest_mib in the room file)", FeedTrouble.TOO_LONG, str(mib))
