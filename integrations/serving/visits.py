"""Who is connected to our server, by address, and who gives way to a newcomer when all places are taken."""

import resource
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

SPARED = 128
"""File descriptors kept for everything but connections from outside: the database, the log, calendars, devices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one connection and one address may cost, in seconds and numbers of connections."""

    handshake_s: float = 10.0
    """For the TLS handshake."""
    head_s: float = 20.0
    """From the connection, or from the first byte of a further request, to the end of its head."""
    body_s: float = 60.0
    """For a request's body: a room file of a megabyte needs that long over 150 kbit/s."""
    idle_s: float = 150.0
    """Between requests. Longer than proxies keep a connection that they may still use: 60 s (nginx), 120 s (Caddy)."""
    answer_s: float = 120.0
    """For a client to take an answer that ends by itself."""
    stall_s: float = 30.0
    """For a client to take nothing of an answer."""
    linger_s: float = 3.0
    """For a client to stop sending the rest of a request that was answered without it."""
    look_s: float = 1.0
    """The time between two looks at all connections."""
    retry_s: float = 1.0
    """The pause after a connection could not be accepted."""
    most: int = 4096
    """Connections in all."""
    most_of_address: int = 1200
    """Connections of one address: a council of five hundred may sit behind one, each with a page that follows it and another connection."""

    def fit(self) -> "Limits":
        """These limits within what this process may open; one address never gets more than half of it."""
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = max(2, min(self.most, soft - SPARED if soft != resource.RLIM_INFINITY else self.most))
        return Limits(
            **{name: getattr(self, name) for name in _SECONDS},
            most=most,
            most_of_address=min(self.most_of_address, most // 2),
        )


_SECONDS = tuple(name for name in Limits.__dataclass_fields__ if name.endswith("_s"))


@dataclass(eq=False, slots=True)
class Visit:
    """One connection, from its acceptance to its end."""

    address: str
    cut: Callable[[], object] = lambda: None
    """Ends the connection at once."""


class Visits:
    """All connections of a server. One that waits without a request gives way to a newcomer; one being answered does not."""

    def __init__(self, limits: Limits, trusted: str | None = None) -> None:
        """Begin without connections. The *trusted* address, a proxy's, has no limit of its own."""
        self._limits = limits
        self._trusted = trusted
        self._of_address: Counter[str] = Counter()
        self._waiting: dict[Visit, None] = {}
        """Visits without a request, the longest waiting first; `_waiting_of` has them by address."""
        self._waiting_of: defaultdict[str, dict[Visit, None]] = defaultdict(dict)
        self._all: set[Visit] = set()

    def __len__(self) -> int:
        """The number of connections."""
        return len(self._all)

    def enter(self, host: str) -> Visit | None:
        """Let a connection from *host* in. If there are too many, the longest waiting is cut; None if none is waiting."""
        address = network_of(host)
        crowded = host != self._trusted and self._of_address[address] >= self._limits.most_of_address
        if crowded and not self._make_room(self._waiting_of[address]):
            return None
        if len(self._all) >= self._limits.most and not self._make_room(self._waiting):
            return None
        visit = Visit(address)
        self._all.add(visit)
        self._of_address[address] += 1
        self.waits(visit)
        return visit

    def waits(self, visit: Visit) -> None:
        """Note that *visit* has no request: it was answered, or has not asked yet."""
        if visit in self._all:
            self._waiting[visit] = self._waiting_of[visit.address][visit] = None

    def asks(self, visit: Visit) -> None:
        """Note that *visit* is being answered."""
        if visit in self._all:
            self._waiting.pop(visit, None)
            self._waiting_of[visit.address].pop(visit, None)

    def leave(self, visit: Visit) -> None:
        """Remove *visit*, which has ended; a second time changes nothing."""
        if visit not in self._all:
            return
        self._all.remove(visit)
        self._waiting.pop(visit, None)
        self._waiting_of[visit.address].pop(visit, None)
        self._of_address[visit.address] -= 1
        if not self._of_address[visit.address]:
            del self._of_address[visit.address]
            self._waiting_of.pop(visit.address, None)

    def _make_room(self, waiting: dict[Visit, None]) -> bool:
        longest = next(iter(waiting), None)
        if longest is None:
            return False
        self.leave(longest)
        longest.cut()
        return True


def network_of(host: str) -> str:
    """The address *host*, or for IPv6 its /64 network, since whoever has one address of that has all (RFC 6177)."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:  # a socket in the file system
        return host
    if not isinstance(address, IPv6Address):
        return host
    return str(address.ipv4_mapped) if address.ipv4_mapped else address.packed[:8].hex()
