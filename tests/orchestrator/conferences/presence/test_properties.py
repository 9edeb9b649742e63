"""Presence derived from what was lost, repeated and reordered on the way: the truth, or a declared gap over the difference."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.conferences.presence.deriving import derive, is_settled
from orchestrator.conferences.presence.evidence import MAIN, Event, Evidence, LinkUse, Occupant, Told
from orchestrator.conferences.presence.extents import GRACE_S
from orchestrator.conferences.presence.outcome import Presence
from orchestrator.conferences.presence.stretches import Stretch, union, without

START, END = 1_763_628_000, 1_763_631_600
LATER = END + 86_400
LOST = 0.2


@dataclass(frozen=True)
class Meeting:
    """What really happened: for each entrant when they were there, and all that Jitsi said of it, in order."""

    truth: dict[str, Sequence[Stretch]]
    events: tuple[Event, ...]
    uses: tuple[LinkUse, ...]
    ended: int


class _Room:
    """Says what event_sync does of one room: its list at the end has of each device the last stay alone."""

    def __init__(self, place: str, created: int) -> None:
        self.place, self.created = place, created
        self.events = [Event(Told.CREATED, place, created)]
        self._last: dict[str, Occupant] = {}

    def stay(self, who: Occupant, joined: int, left: int) -> None:
        came = replace(who, joined=joined)
        gone = replace(who, joined=joined, left=left)
        self.events.append(Event(Told.JOINED, self.place, occupant=came))
        self.events.append(Event(Told.LEFT, self.place, occupant=gone))
        known = self._last.get(who.jid)
        self._last[who.jid] = gone if known is None or (known.joined or 0) < joined else known

    def destroy(self, at: int) -> None:
        listed = tuple(self._last.values())
        self.events.append(Event(Told.DESTROYED, self.place, at, self.created, occupants=listed, has_list=True))


def happened(draw: random.Random, people: int) -> Meeting:
    """A meeting of *people* with reconnects, absences, second devices and separate rooms."""
    main, apart = _Room(MAIN, START - 600), _Room("B2", START + 1_000)
    truth: dict[str, Sequence[Stretch]] = {}
    uses: list[LinkUse] = []
    latest = START
    for number in range(people):
        entrant = f"p{number}"
        there: list[Stretch] = []
        for device in range(draw.choice((1, 1, 1, 2))):
            at = START + draw.randrange(-500, 1_500)
            for again in range(draw.choice((1, 1, 2, 3))):
                uses.append(LinkUse(entrant, at - draw.randrange(1, 5), entrant))
                who = Occupant(f"room@conference.example/{entrant}d{device}c{again}", id=entrant, name=entrant)
                end = _one_connection(draw, main, apart, who, at)
                there.append((at, end))
                at = end + draw.choice((5, 60, 200, 900))
        truth[entrant] = union(there, GRACE_S)
        latest = max(latest, there[-1][1], *(end for _, end in there))
    apart.destroy(latest)
    main.destroy(latest + 20)
    return Meeting(truth, (*main.events, *apart.events), tuple(uses), latest + 20)


def renamed(draw: random.Random, people: int) -> Meeting:
    """A meeting of which some stayed under its old name while others met under the new one."""
    old, new = happened(draw, people), happened(draw, people)

    def other(occupant: Occupant) -> Occupant:
        return replace(occupant, jid=occupant.jid.replace("/p", "/q"), id=f"q{occupant.id}", name=f"q{occupant.name}")

    events = [replace(event, conference="old") for event in old.events]
    for event in new.events:
        occupant = None if event.occupant is None else other(event.occupant)
        listed = tuple(map(other, event.occupants))
        events.append(replace(event, occupant=occupant, occupants=listed, conference="new"))
    truth = {**old.truth, **{f"q{entrant}": there for entrant, there in new.truth.items()}}
    uses = [*old.uses, *(LinkUse(f"q{use.entrant}", use.at, f"q{use.name}") for use in new.uses)]
    return Meeting(truth, tuple(events), tuple(uses), max(old.ended, new.ended))


def _one_connection(draw: random.Random, main: _Room, apart: _Room, who: Occupant, at: int) -> int:
    """One connection's way through the main room and perhaps a separate one, until when it lasted."""
    end = at + draw.randrange(30, 1_500)
    main.stay(who, at, end)
    if draw.random() < 0.3:
        back = end + draw.randrange(200, 600)
        apart.stay(who, end, back)
        end = back + draw.randrange(1, 800)
        main.stay(who, back, end)
    return end


def mangled(draw: random.Random, events: Sequence[Event]) -> tuple[Event, ...]:
    """What comes of it: a fifth is lost, a fifth comes twice, and none comes in order."""
    kept = [event for event in events if draw.random() >= LOST]
    kept += [event for event in kept if draw.random() < LOST]
    draw.shuffle(kept)
    return tuple(kept)


def evidence(meeting: Meeting, events: tuple[Event, ...]) -> Evidence:
    return Evidence(START, END, events, meeting.uses)


def mistaken(meeting: Meeting, presence: Presence) -> Iterator[tuple[str, Sequence[Stretch]]]:
    """Where what was derived is neither the truth nor a declared gap."""
    of_meeting = [(gap.start, gap.end) for gap in presence.gaps]
    derived = {person.key.removeprefix("link:"): person for person in presence.people}
    for entrant, there in meeting.truth.items():
        spans = derived[entrant].spans if entrant in derived else ()
        known = union((span.start, span.end) for span in spans if span.gap is None)
        unknown = union([*((span.start, span.end) for span in spans if span.gap is not None), *of_meeting])
        wrong = without([*without(there, known), *without(known, there)], unknown)
        if wrong:
            yield entrant, wrong


SEEDS = st.integers(0, 2**32)


@settings(max_examples=300, deadline=None)
@given(SEEDS, st.integers(6, 25))
def test_presence_given_a_fifth_of_the_messages_lost_and_repeated_and_none_in_order_then_it_is_the_truth_or_says_where_it_is_not(
    seed: int, people: int
) -> None:
    draw = random.Random(seed)
    meeting = happened(draw, people)

    presence = derive(evidence(meeting, mangled(draw, meeting.events)), LATER)

    assert list(mistaken(meeting, presence)) == []


@settings(max_examples=100, deadline=None)
@given(SEEDS, st.integers(6, 12))
def test_presence_given_a_meeting_with_another_name_and_a_fifth_of_the_messages_lost_then_it_is_the_truth_or_says_where_not(
    seed: int, people: int
) -> None:
    draw = random.Random(seed)
    meeting = renamed(draw, people)

    presence = derive(evidence(meeting, mangled(draw, meeting.events)), LATER)

    assert list(mistaken(meeting, presence)) == []
    whole = derive(evidence(meeting, meeting.events), LATER)
    derived = {person.name: [(span.start, span.end) for span in person.spans] for person in whole.people}
    assert derived == {entrant: list(there) for entrant, there in meeting.truth.items()}


@settings(max_examples=100, deadline=None)
@given(SEEDS, st.integers(1, 25))
def test_presence_given_every_message_in_any_order_then_it_is_the_truth_without_a_gap(seed: int, people: int) -> None:
    draw = random.Random(seed)
    meeting = happened(draw, people)
    events = list(meeting.events)
    draw.shuffle(events)

    presence = derive(evidence(meeting, (*events, *events[:5])), LATER)

    derived = {person.name: [(span.start, span.end) for span in person.spans] for person in presence.people}
    assert presence.gaps == ()
    assert derived == {entrant: list(there) for entrant, there in meeting.truth.items()}


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_presence_derived_again_from_the_same_messages_in_another_order_then_it_is_the_same_to_the_byte(
    seed: int,
) -> None:
    draw = random.Random(seed)
    meeting = happened(draw, 8)
    came = list(mangled(draw, meeting.events))
    first = derive(evidence(meeting, tuple(came)), LATER)
    draw.shuffle(came)
    uses = tuple(reversed(meeting.uses))

    again = derive(replace(evidence(meeting, tuple(came)), uses=uses), LATER)

    assert repr(first).encode() == repr(again).encode()


@settings(max_examples=100, deadline=None)
@given(SEEDS, st.integers(START - 600, LATER))
def test_presence_at_any_moment_when_messages_are_lost_then_nobody_counts_twice_at_once(seed: int, now: int) -> None:
    draw = random.Random(seed)
    meeting = happened(draw, 8)

    presence = derive(evidence(meeting, mangled(draw, meeting.events)), now)

    for person in presence.people:
        assert all(one.end <= other.start for one, other in zip(person.spans, person.spans[1:], strict=False))
        assert all(span.start < span.end for span in person.spans)


@settings(max_examples=200, deadline=None)
@given(SEEDS, st.integers(START - 600, LATER), st.integers(0, 86_400))
def test_presence_that_is_settled_when_it_is_derived_at_any_later_time_then_it_is_the_same(
    seed: int, now: int, later_s: int
) -> None:
    draw = random.Random(seed)
    meeting = happened(draw, 4)
    told = mangled(draw, meeting.events) if seed % 2 else meeting.events
    known = evidence(meeting, told)

    presence = derive(known, now)

    if is_settled(known, presence, now):
        assert derive(known, now + later_s) == presence


def test_presence_of_a_meeting_of_which_all_was_told_when_it_is_over_then_it_is_settled_at_once() -> None:
    meeting = happened(random.Random(1), 8)

    presence = derive(evidence(meeting, meeting.events), meeting.ended + 1)

    assert is_settled(evidence(meeting, meeting.events), presence, meeting.ended + 1)
    assert not is_settled(evidence(meeting, meeting.events[:-1]), derive(evidence(meeting, ()), START), START)
