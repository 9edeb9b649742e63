"""Browsers in which somebody has signed in before: a signed cookie names their accounts. Pure.

It lets nobody in. Its owner's password is looked at while others who guess at that account have to wait: see `delays`. It is
the device cookie of OWASP's *Slow Down Online Guessing Attacks with Device Cookies*.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from orchestrator.accounts.signed import sign, signed_content

LASTS = timedelta(days=400)
"""From the last sign-in on; browsers keep no cookie for longer (RFC 6265bis 5.5)."""
MOST = 8
"""Accounts of one browser; at a desk several people use one."""
_PURPOSE = "known device"


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A browser, by a random id, and the accounts that signed in there, the last one first."""

    id: str
    accounts: tuple[str, ...]

    def knows(self, account: str) -> bool:
        """Whether that account has signed in there."""
        return account in self.accounts


def known_device(key: bytes, cookie: str, now: datetime) -> KnownDevice | None:
    """The browser that such a cookie stands for; None for one that we did not make, or that is over."""
    content = signed_content(key, _PURPOSE, cookie, now)
    if content is None:
        return None
    device, *accounts = json.loads(content)
    return KnownDevice(device, tuple(accounts))


def remember_device(key: bytes, known: KnownDevice | None, account: str, now: datetime) -> str:
    """The cookie's value after *account* signed in, in a browser *known* so far as that."""
    device = known.id if known is not None else secrets.token_hex(8)
    before: Sequence[str] = known.accounts if known is not None else ()
    accounts = [account, *(other for other in before if other != account)][:MOST]
    return sign(key, _PURPOSE, json.dumps([device, *accounts]).encode(), now + LASTS)
