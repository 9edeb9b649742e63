"""How a program shows its token."""


def bearer(token: str) -> dict[str, str]:
    """The headers that show *token*."""
    return {"Authorization": f"Bearer {token}"}
