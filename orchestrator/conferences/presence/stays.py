"""What events say of each device in each room, whatever their order and however often they came. Pure.

A message of somebody's leaving tells when they came, and the list at the end tells both of each device's last stay: so what
was lost is mostly made good by what came.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from orchestrator.conferences.presence.evidence import MAIN, Event, Occupant, Told
from orchestrator.conferences.presence.outcome import Proof, Stay

Device = tuple[str, str]
"""A place, and the address of a device there."""


@dataclass(frozen=True, slots=True, order=True)
class Opening:
    """A room from its making to its end; a killed server tells no end."""

    place: str
    created: int
    destroyed: int | None = None
    listed: bool = False
    """Whether the list at the end came."""


@dataclass(slots=True)
class _Mentions:
    """What was said of one device."""

    joined: dict[int, Proof] = field(default_factory=dict)
    left: dict[int, tuple[Proof, int]] = field(default_factory=dict)
    """Keyed by when it had joined."""
    came: set[int] = field(default_factory=set)
    loose: set[int] = field(default_factory=set)
    """When it left, from messages that do not say when it had joined."""
    ids: set[str] = field(default_factory=set)
    names: set[tuple[int, str]] = field(default_factory=set)


def nick_of(jid: str) -> str:
    """What of a device's address stays the same in the main room and in separate ones."""
    return jid.rpartition("/")[2]


def openings_of(events: Iterable[Event]) -> Sequence[Opening]:
    """The rooms that were made and destroyed, in order of place and time."""
    made: dict[str, set[int]] = defaultdict(set)
    ended: dict[tuple[str, int], tuple[int, bool]] = {}
    loose: list[Event] = []
    for event in events:
        if event.told is Told.CREATED:
            made[event.place].add(event.at)
        elif event.told is Told.DESTROYED and event.created is not None:
            made[event.place].add(event.created)
            known = ended.get((event.place, event.created), (0, False))
            ended[event.place, event.created] = max(known[0], event.at), known[1] or event.has_list
        elif event.told is Told.DESTROYED:
            loose.append(event)
    for event in sorted(loose, key=lambda event: (event.place, event.at)):
        created = max((at for at in made[event.place] if at <= event.at), default=event.at)
        made[event.place].add(created)
        ended.setdefault((event.place, created), (event.at, event.has_list))
    return sorted(
        Opening(place, created, *ended.get((place, created), (None, False)))
        for place, times in made.items()
        for created in times
    )


def stays_of(events: Iterable[Event]) -> Sequence[Stay]:
    """Each stay of each device."""
    mentioned: dict[Device, _Mentions] = defaultdict(_Mentions)
    for event in events:
        if event.told is Told.DESTROYED:
            for listed in event.occupants:
                _note_listed(mentioned[event.place, listed.jid], listed, event.at)
        elif event.occupant is not None:
            _note(mentioned[event.place, event.occupant.jid], event.told, event.occupant)
    return [stay for device, said in mentioned.items() for stay in _stays(device, said)]


def _note(said: _Mentions, told: Told, occupant: Occupant) -> None:
    _note_who(said, occupant)
    if occupant.joined is not None:
        said.joined[occupant.joined] = Proof.EVENT
        if told is Told.JOINED:
            said.came.add(occupant.joined)
    if told is Told.LEFT and occupant.left is not None:
        if occupant.joined is None:
            said.loose.add(occupant.left)
        else:
            _end(said, occupant.joined, Proof.EVENT, occupant.left)


def _note_listed(said: _Mentions, occupant: Occupant, destroyed: int) -> None:
    _note_who(said, occupant)
    if occupant.joined is not None:
        said.joined.setdefault(occupant.joined, Proof.LIST)
        _end(said, occupant.joined, Proof.LIST, destroyed if occupant.left is None else occupant.left)


def _note_who(said: _Mentions, occupant: Occupant) -> None:
    if occupant.id:
        said.ids.add(occupant.id)
    if occupant.name:
        said.names.add((occupant.joined or occupant.left or 0, occupant.name))


def _end(said: _Mentions, joined: int, proof: Proof, left: int) -> None:
    """An event goes before the list; of two that differ the later stands."""
    known = said.left.get(joined)
    if known is None or (known[0] is Proof.LIST and proof is Proof.EVENT) or (known[0] is proof and left > known[1]):
        said.left[joined] = proof, left


def _stays(device: Device, said: _Mentions) -> Iterable[Stay]:
    place, jid = device
    ends: dict[int, tuple[Proof, int]] = dict(said.left)
    known = {left for _, left in ends.values()}
    starts, unmatched = sorted(said.joined), []
    for left in sorted(said.loose - known):
        start = max((at for at in starts if at <= left), default=None)
        if start is None or start in ends:
            unmatched.append(left)
        else:
            ends[start] = Proof.EVENT, left
    user = min(said.ids, default=None)
    name = max(said.names, default=(0, None))[1]
    for start in starts:
        opened = said.joined[start]
        if start not in ends:
            yield Stay(place, jid, start, None, opened, None, user, name, whole=False)
            continue
        proof, end = ends[start]
        whole = start in said.came and proof is Proof.EVENT
        yield Stay(place, jid, start, max(end, start), opened, proof, user, name, whole)
    for left in unmatched:
        yield Stay(place, jid, None, left, None, Proof.EVENT, user, name, whole=False)


def main_openings(openings: Sequence[Opening], stays: Sequence[Stay]) -> Sequence[Opening]:
    """The openings of the main room; one is made up for what happened in it before any that is known."""
    known = [opening for opening in openings if opening.place == MAIN]
    first = min((opening.created for opening in known), default=None)
    times = [at for stay in stays for at in (stay.joined, stay.left) if at is not None]
    if times and (first is None or min(times) < first):
        known.insert(0, Opening(MAIN, min(times)))
    return known


def by_place(openings: Iterable[Opening]) -> Mapping[str, Sequence[Opening]]:
    """The same, for each place in order of time."""
    places: dict[str, list[Opening]] = defaultdict(list)
    for opening in openings:
        places[opening.place].append(opening)
    return places
