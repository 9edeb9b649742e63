"""Who is connected to a server of ours, by address, and whose place a newcomer takes when all are taken."""

import resource
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

SPARED = 128
"""Descriptors for all that is no connection from outside: the database, the log, calendars, devices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one connection, and one address, may cost. Seconds, and numbers of connections."""

    handshake_s: float = 10.0
    """For TLS."""
    head_s: float = 20.0
    """From the connection, or from the first byte of a further request, to the end of its head."""
    body_s: float = 60.0
    """A room file of a megabyte by a line of 150 kbit/s."""
    idle_s: float = 150.0
    """Between requests. Longer than proxies keep a connection that they may still use: 60 s (nginx), 120 s (Caddy)."""
    answer_s: float = 120.0
    """For an answer that ends by itself to be taken."""
    stall_s: float = 30.0
    """While nothing of what was answered is taken."""
    linger_s: float = 3.0
    """For a client to stop sending the rest of what was answered without it."""
    look_s: float = 1.0
    """How often all this is looked at."""
    retry_s: float = 1.0
    """Before the next try where no connection could be accepted."""
    most: int = 4096
    """Connections in all."""
    most_of_address: int = 512
    """A town's panels and agents may all come from one: seven connections a room, sixty rooms."""

    def fit(self) -> "Limits":
        """The same within what this process may open; an address never takes more than half of it."""
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
    """Ends it at once."""


class Visits:
    """All of a server's. Who waits without asking anything gives way to who comes; who is being answered does not."""

    def __init__(self, limits: Limits, trusted: str | None = None) -> None:
        """Of the *trusted* address, a proxy's, as many may come as in all."""
        self._limits = limits
        self._trusted = trusted
        self._of_address: Counter[str] = Counter()
        self._waiting: dict[Visit, None] = {}
        """The longest waiting first; also by address."""
        self._waiting_of: defaultdict[str, dict[Visit, None]] = defaultdict(dict)
        self._all: set[Visit] = set()

    def __len__(self) -> int:
        """How many there are."""
        return len(self._all)

    def enter(self, host: str) -> Visit | None:
        """Let one in, at the cost of the one that has waited longest where there are too many; None if none waits."""
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
        """It has been answered, or has not asked yet."""
        if visit in self._all:
            self._waiting[visit] = self._waiting_of[visit.address][visit] = None

    def asks(self, visit: Visit) -> None:
        """It is being answered."""
        if visit in self._all:
            self._waiting.pop(visit, None)
            self._waiting_of[visit.address].pop(visit, None)

    def leave(self, visit: Visit) -> None:
        """It has ended, if it had not before."""
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
    """The address itself, or of version 6 the network: whoever has one of those has all of them (RFC 6177)."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:  # a socket in the file system
        return host
    if not isinstance(address, IPv6Address):
        return host
    return str(address.ipv4_mapped) if address.ipv4_mapped else address.packed[:8].hex()
