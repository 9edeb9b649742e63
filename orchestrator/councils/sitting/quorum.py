"""How many must be there, and how many are."""

from collections.abc import Iterable
from dataclasses import dataclass

from orchestrator.councils.sitting.rules import Distance, Rules, Share
from orchestrator.councils.sitting.seats import Place, SeatState


@dataclass(frozen=True, slots=True)
class Quorum:
    """What one check of the quorum found."""

    seats: int
    """In office, less those that the rules leave out."""
    required: int
    in_hall: int
    remote: int
    """Present from afar, whether or not they count."""
    counted: int
    """Of those present, whoever counts for this."""

    @property
    def reached(self) -> bool:
        return self.counted >= self.required


def counts(rules: Rules, place: Place, *, deliberating: bool) -> bool:
    """Whether somebody in that place counts, and votes."""
    match rules.distance:
        case Distance.ALLOWED:
            return place is not Place.OUT
        case Distance.HALL_DELIBERATES:
            return place is Place.HALL or (place is Place.REMOTE and not deliberating)
        case Distance.HALL_ONLY:
            return place is Place.HALL


def quorum(
    rules: Rules,
    seats: Iterable[SeatState],
    *,
    deliberating: bool,
    second_call: bool,
    recused: frozenset[str] = frozenset(),
) -> Quorum:
    """Count those present, against what the rules ask of the seats in office."""
    seats = list(seats)
    places = [seat.place for seat in seats]
    if rules.recused_lower_quorum or rules.justified_lower_quorum:
        counting = [seat.place for seat in seats if not _left_out(rules, seat, recused)]
    else:
        counting = places
    counted = sum(
        counting.count(place) for place in (Place.HALL, Place.REMOTE) if counts(rules, place, deliberating=deliberating)
    )
    required = _required(rules, len(counting), second_call=second_call)
    return Quorum(len(counting), required, places.count(Place.HALL), places.count(Place.REMOTE), counted)


def _left_out(rules: Rules, seat: SeatState, recused: frozenset[str]) -> bool:
    """Whether the rules take no notice of that seat."""
    if rules.recused_lower_quorum and seat.id in recused:
        return True
    return rules.justified_lower_quorum and seat.justified and seat.place is Place.OUT


def _required(rules: Rules, base: int, *, second_call: bool) -> int:
    if rules.everybody:
        return max(1, base)
    share: Share = rules.second_quorum if second_call and rules.second_quorum else rules.quorum
    return share.of(base)
