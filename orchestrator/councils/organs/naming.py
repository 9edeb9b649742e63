"""Officers as people type them: by code, address or name of somebody of the organ, or by an address from outside. Pure."""

from collections.abc import Sequence

from orchestrator.accounts.emails import NotAnAddress, address_of, key_of
from orchestrator.councils.organs.organ import Office, Officer, Seat
from orchestrator.councils.organs.pasted import folded_name


class Unknown(ValueError):
    """Nobody of the organ is called so, and it is no address."""


class Several(ValueError):
    """More than one of the organ is called so."""


def officer_of(office: Office, text: str, seats: Sequence[Seat]) -> Officer:
    """Who is meant. Raises Unknown, Several."""
    key, name = text.casefold(), folded_name(text)
    ways = (
        lambda seat: bool(seat.code) and seat.code.casefold() == key,
        lambda seat: bool(seat.member.mail) and key_of(seat.member.mail) == key,
        lambda seat: folded_name(seat.member.name) == name,
    )
    for way in ways:
        found = [seat for seat in seats if way(seat)]
        if len(found) > 1:
            raise Several(text)
        if found:
            return Officer(office, found[0].member.id)
    try:
        return Officer(office, mail=address_of(text))
    except NotAnAddress as error:
        raise Unknown(text) from error


def typed_name(officer: Officer, seats: Sequence[Seat]) -> str:
    """How the form names an officer, so that the same is meant when it comes back."""
    seat = next((seat for seat in seats if any(holder.id == officer.holder for holder in seat.holders)), None)
    if seat is None:
        return officer.mail
    namesakes = [each for each in seats if folded_name(each.member.name) == folded_name(seat.member.name)]
    return seat.code if len(namesakes) > 1 and seat.code else seat.member.name
