"""The roll of a sitting as its minutes list it: who was there from when to when, and at which items."""

from collections.abc import Iterator, Mapping
from itertools import zip_longest

from orchestrator.councils.minutes.roll import AtItem, Member
from orchestrator.councils.minutes.roll import Place as There
from orchestrator.councils.minutes.roll import Stay as Interval
from orchestrator.councils.sitting.seats import Place, SeatState, Source
from orchestrator.councils.sitting.state import ItemState, Sitting
from orchestrator.councils.writing.about import About

_THERE = {Place.HALL: There.HALL, Place.REMOTE: There.REMOTE}
_AT_ITEM = {Place.HALL: AtItem.HALL, Place.REMOTE: AtItem.REMOTE, Place.OUT: AtItem.OUT}
_NOTES: Mapping[str, str] = {
    Source.CALLED: "per appello",
    Source.HEARD: "per appello",
    "grace": "collegamento caduto",
    "roll_call": "non ha risposto all’appello",
    "adjourned": "aggiornamento",
    "rectified": "rettifica dell’elenco",
}


def members_of(sitting: Sitting, about: About) -> tuple[Member, ...]:
    """Every seat in office, in the order of the roll, and then those who were there and no longer hold theirs."""
    substituted = {seat.id: seat.holders[0] for seat in sitting.roll if seat.holders}
    listed = [*sitting.seats.values(), *sitting.former]
    return tuple(
        Member(
            number,
            seat.name,
            seat.code,
            ex_officio=seat.ex_officio,
            substitute_for=first.name if (first := substituted.get(seat.id)) and first.person != seat.person else "",
            excused=(seat.absence or "senza indicarne il motivo") if seat.justified else "",
            stays=tuple(_intervals(seat, about)),
            at_items=tuple(at_item(seat, item) for item in sitting.items.values()),
        )
        for number, seat in enumerate(listed, start=1)
    )


def at_item(seat: SeatState, item: ItemState) -> AtItem:
    """How somebody was there while the item was open."""
    if not item.talks:
        return AtItem.NOT_TAKEN
    places = {place for talk in item.talks for place in _places(seat, talk.begun, talk.ended)}
    if len(places) == 1:
        return _AT_ITEM[places.pop()]
    return AtItem.PART if Place.OUT in places else AtItem.HALL


def _places(seat: SeatState, begun: int, ended: int | None) -> Iterator[Place]:
    yield seat.place_at(begun)
    for stay in seat.stays:
        if begun < stay.number and (ended is None or stay.number < ended):
            yield stay.place


def _intervals(seat: SeatState, about: About) -> Iterator[Interval]:
    for stay, after in zip_longest(seat.stays, seat.stays[1:]):
        if stay is not None and stay.place is not Place.OUT:
            left = after if after and after.place is Place.OUT else None
            notes = (_NOTES.get(stay.how, ""), _NOTES.get(left.how, "") if left else "")
            end = about.local(after.at) if after else None
            yield Interval(about.local(stay.at), end, _THERE[stay.place], ", ".join(filter(None, notes)))
