"""Why a sign-in at a provider of OpenID Connect came to nothing."""

from enum import StrEnum


class OpenIdTrouble(StrEnum):
    """What was wrong."""

    UNREACHABLE = "unreachable"
    """No whole answer, or none in time."""
    WRONG = "wrong"
    """It answered what a provider must not: another issuer, a redirect, no JSON, too much of it, an address in clear."""
    REFUSED = "refused"
    """It takes the code or us no more."""
    TOKEN = "token"  # noqa: S105
    """What it said of the person proves nothing: signature, issuer, audience, nonce or times are wrong."""


class OpenIdError(Exception):
    """A sign-in came to nothing. The text is for the log: neither code, token nor secret stands in it."""

    def __init__(self, trouble: OpenIdTrouble, detail: str) -> None:
        super().__init__(f"{trouble}: {detail}")
        self.trouble = trouble


class UnknownKey(OpenIdError):
    """A token is signed by a key that was not published when we asked last."""
