"""What people wrote, short enough to stand inside a sentence. Pure."""


def shortened(text: str, most: int) -> str:
    """*text* with at most that many characters, cut after a whole word where there is one."""
    if len(text) <= most:
        return text
    cut = text[:most]
    whole = cut.rpartition(" ")[0]
    return (whole if len(whole) >= most // 2 else cut).rstrip(" ,.;:–-") + "…"
