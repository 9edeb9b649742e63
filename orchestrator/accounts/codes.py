"""Codes of a second factor: those an authenticator shows (RFC 6238), and those on paper. Pure.

A code of an authenticator is of one step of 30 seconds; the step before and the one after it are taken too, for clocks that
differ. Each is good once.
"""

import hashlib
import hmac
import io
import re
import secrets
from collections.abc import Sequence
from datetime import datetime

import pyotp
import segno

STEP_S = 30
WINDOW = 1
"""Steps before and after the one that is now."""
PAPER_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that a printer makes look alike: i, l, o, 0, 1."""
_GROUPS, _GROUP = 4, 4
"""16 characters of 31: 79 bits, which nobody finds from a hash."""


def new_secret() -> str:
    """A secret of 160 bits in base32, as authenticators take it (RFC 4226 4)."""
    return pyotp.random_base32()


def uri_of(secret: str, email: str, house: str) -> str:
    """What an authenticator reads to know the secret, under the names of the account and the house."""
    return pyotp.TOTP(secret, interval=STEP_S).provisioning_uri(name=email, issuer_name=house)


def qr_of(uri: str) -> str:
    """The same for its camera: an SVG without a fixed size, to stand in a page."""
    drawn = io.BytesIO()
    segno.make_qr(uri, error="m", boost_error=False).save(
        drawn, kind="svg", border=4, omitsize=True, xmldecl=False, light="#fff", dark="#000"
    )
    return drawn.getvalue().decode()


def step_of(secret: str, code: str, now: datetime, last: int) -> int | None:
    """The step whose code that is, of those later than *last*; None where it is none's. Spaces in it are passed over."""
    given = re.sub(r"\s", "", code)
    if not re.fullmatch(r"[0-9]{6}", given):
        return None
    current = int(now.timestamp()) // STEP_S
    totp = pyotp.TOTP(secret, interval=STEP_S)
    right = [
        step
        for step in range(current - WINDOW, current + WINDOW + 1)
        if hmac.compare_digest(totp.generate_otp(step), given) and step > last
    ]
    return max(right, default=None)


def new_paper_codes() -> Sequence[str]:
    """Ten codes to print, like ``k3v9-xwq2-bh7n-m4ta``."""
    return [
        "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
        for _ in range(PAPER_CODES)
    ]


def paper_hash(account: str, code: str) -> str:
    """What is kept of a code on paper; the same however it is typed."""
    bare = re.sub(r"[\W_]", "", code).casefold()
    return hashlib.sha256(f"{account} {bare}".encode(errors="surrogatepass")).hexdigest()
