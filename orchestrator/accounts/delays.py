"""Those who guess passwords are slowed, and nobody is locked out: waits grow to half a minute, and are forgotten in an hour.

They count per account and per network address, in bounded memory: only the service that lets in knows them, and a guesser
who makes it start again gains a few tries. A try counts as wrong from its beginning until it is proved right, so that a
thousand at once are no more than one.
"""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass

from integrations.serving.visits import network_of

FREE_OF_ACCOUNT = 5
"""So many wrong ones cost no wait; people mistype."""
FREE_OF_ADDRESS = 20
"""A school is behind one address."""
FREE_OF_DEVICE = 50
"""From a browser that has signed in to the account before. Its owner never waits; a thief of its cookie does."""
LONGEST_S = 30.0
FORGOTTEN_S = 3600.0
"""After the last wrong one."""
REMEMBERED = 8192
"""Accounts, and as many addresses and browsers; what was tried longest ago gives way. At 320 bytes each, 8 MiB in all. To push
out what is known of one account takes so many other tries, each of which costs a hash: minutes, for five tries."""


@dataclass(frozen=True, slots=True)
class Try:
    """One try that may be made. It counts as wrong until `Delays.right` is told of it."""

    keys: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Wait:
    """No try may be made yet, right or wrong, for so many seconds."""

    seconds: float


@dataclass(slots=True)
class _Known:
    wrong: int
    last_s: float


class Delays:
    """What was tried lately. All times are of one monotonic clock, in seconds."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        """*remembered* is how many of each kind are known at most."""
        self._most = remembered
        self._kinds: dict[bytes, OrderedDict[bytes, _Known]] = {kind: OrderedDict() for kind in _FREE}

    def begin(self, name: str, address: str, now_s: float, device: str | None = None) -> Try | Wait:
        """Begin a try for what people typed as their address, or an account's id, from a network *address*.

        *device* is the id of a browser that has signed in to this very account before: then its own tries count, and
        nobody else's.
        """
        keys: tuple[bytes, ...] = (_key(_DEVICE, f"{device} {name}"),)
        if device is None or self._wait_s(keys[0], now_s) > 0:
            keys = (_key(_ACCOUNT, name), _key(_ADDRESS, network_of(address)))
        wait_s = max(self._wait_s(key, now_s) for key in keys)
        if wait_s > 0:
            return Wait(wait_s)
        for key in keys:
            self._count(key, now_s)
        return Try(keys)

    def right(self, done: Try) -> None:
        """It was right: nothing is known of its account any more, and of its address one wrong one less."""
        for key in done.keys:
            known = self._kinds[key[:1]].get(key)
            if known is None:
                continue
            known.wrong = known.wrong - 1 if key[:1] == _ADDRESS else 0
            if known.wrong <= 0:
                del self._kinds[key[:1]][key]

    def __len__(self) -> int:
        """How many accounts, addresses and browsers are known."""
        return sum(map(len, self._kinds.values()))

    def _wait_s(self, key: bytes, now_s: float) -> float:
        kind = self._kinds[key[:1]]
        known = kind.get(key)
        if known is None or now_s - known.last_s >= FORGOTTEN_S:
            return 0.0
        kind.move_to_end(key)  # what is still tried does not give way
        return max(0.0, known.last_s + delay_s(known.wrong - _FREE[key[:1]]) - now_s)

    def _count(self, key: bytes, now_s: float) -> None:
        kind = self._kinds[key[:1]]
        known = kind.setdefault(key, _Known(0, now_s))
        kind.move_to_end(key)
        if now_s - known.last_s >= FORGOTTEN_S:
            known.wrong = 0
        known.wrong, known.last_s = known.wrong + 1, now_s
        if len(kind) > self._most:
            kind.popitem(last=False)


def delay_s(beyond: int) -> float:
    """The wait after so many wrong ones *beyond* those that are free: 1, 2, 4, 8, 16 and then always 30 seconds."""
    return 0.0 if beyond <= 0 else min(LONGEST_S, 2.0 ** min(beyond - 1, 10))


_ACCOUNT, _ADDRESS, _DEVICE = b"c", b"a", b"d"
_FREE = {_ACCOUNT: FREE_OF_ACCOUNT, _ADDRESS: FREE_OF_ADDRESS, _DEVICE: FREE_OF_DEVICE}


def _key(kind: bytes, text: str) -> bytes:
    """Of one length, whatever people type."""
    return kind + hashlib.sha256(text.casefold().encode(errors="surrogatepass")).digest()[:16]
