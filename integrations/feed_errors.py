"""What is said of a feed that could not be had."""


class FeedError(Exception):
    """The feed could not be had; the text says why, without its address, which may hold a secret."""


def too_long(largest: int) -> FeedError:
    """What is said of a calendar of more than *largest* bytes."""
    return FeedError(f"longer than {largest // 1024**2} MiB (largest_mib in the room file)")
