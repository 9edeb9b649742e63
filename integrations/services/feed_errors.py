"""What is said of a feed that could not be had."""

from enum import StrEnum


class Trouble(StrEnum):
    """What kept a feed from being had; the comments say what the value is that stands beside it."""

    REDIRECT = "redirect"
    SLOW = "slow"  # seconds
    NO_ANSWER = "no_answer"  # the kind of error
    REFUSED = "refused"  # the status, 4xx
    FAILING = "failing"  # the status, any other
    CODING = "coding"
    NO_FILE = "no_file"  # its name
    TOO_LONG = "too_long"  # MiB that it may have


class FeedError(Exception):
    """The feed could not be had; the text says why, without its address, which may hold a secret."""

    def __init__(self, detail: str, kind: Trouble, value: str = "") -> None:
        super().__init__(detail)
        self.kind = kind
        self.value = value


def too_long(largest: int) -> FeedError:
    """What is said of a calendar of more than *largest* bytes."""
    mib = largest // 1024**2
    return FeedError(f"longer than {mib} MiB (largest_mib in the room file)", Trouble.TOO_LONG, str(mib))
