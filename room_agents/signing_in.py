"""The token by which an agent signs in to its hub. A token in a file is read each time, so that a new one needs no restart."""

from collections.abc import Callable, Mapping
from pathlib import Path

SignIn = Callable[[], str]
"""Returns the present token. May read a file; raises NoToken."""


class NoToken(Exception):
    """There is no usable token; the text is a sentence that says why."""


def token_in(file: Path) -> str:
    """The token that is the only word in *file*. Raises NoToken."""
    try:
        return token_from(file.read_text())
    except (OSError, UnicodeDecodeError) as error:
        raise NoToken(f"The token in {file} cannot be read: {error}.") from error
    except NoToken as error:
        raise NoToken(f"{file}: {error}") from error


def token_from(text: str) -> str:
    """The token that somebody gave as *text*. Raises NoToken."""
    token = text.strip()
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise NoToken("That is no token: it must be one word.")
    return token


def signed(token: str) -> Mapping[str, str]:
    """The request header that carries *token*."""
    return {"Authorization": f"Bearer {token}"}
