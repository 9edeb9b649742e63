"""What is pressed on the live page, as an act: for each kind its fields, or a sentence for the field that is wrong. Pure."""

from collections.abc import Callable, Mapping

from orchestrator.councils.chamber.chair import typed_corrections, typed_votes
from orchestrator.councils.chamber.chair.pressed import Pressed
from orchestrator.councils.sitting import acts
from orchestrator.councils.sitting.acts import Body
from orchestrator.councils.sitting.agenda import Item, ItemKind
from orchestrator.councils.sitting.life import unspent_prolongations
from orchestrator.councils.sitting.seats import Place, Source

Read = Callable[[Pressed], Body | None]


def act_of(pressed: Pressed) -> Body | None:
    """The act; None where something is wrong, which `Pressed.errors` then says."""
    read = KINDS.get(pressed.what)
    if read is None:
        pressed.wrong("", pressed.say("Questo pulsante non esiste più: ricarica la pagina."))
        return None
    body = read(pressed)
    return None if pressed.errors else body


# ---- the life of a sitting


def _adjourned(pressed: Pressed) -> Body | None:
    to = pressed.moment("day", "time")
    reason = pressed.reason()
    return None if to is None else acts.Adjourned(to, reason)


def _prolonged(pressed: Pressed) -> Body | None:
    sitting = pressed.sitting
    until = pressed.later("until", sitting.ends) if sitting.ends else None
    approved = unspent_prolongations(sitting)
    return None if until is None else acts.Prolonged(until, approved[-1].id if approved else None)


def _presides(pressed: Pressed) -> Body | None:
    return acts.Presides(_person(pressed), pressed.reason())


def _secretary(pressed: Pressed) -> Body | None:
    return acts.SecretaryNamed(_person(pressed))


def _person(pressed: Pressed) -> str:
    """An officer whom the form names, or the holder of a seat."""
    told, officers = pressed.text("person"), pressed.sitting.officers
    if officers is not None and told in {officers.chair, officers.secretary, *officers.deputies}:
        return told
    seat = pressed.seat("person")
    return pressed.sitting.seats[seat].person if seat else ""


def _tellers(pressed: Pressed) -> Body | None:
    names = ("teller1", "teller2", "teller3")
    told = [name for name in names if pressed.text(name)]
    if not told:
        pressed.wrong("teller1", pressed.say("Scrivi di chi si tratta."))
    return acts.TellersNamed(tuple(dict.fromkeys(pressed.seat(name) for name in told)))


def _agenda(pressed: Pressed) -> Body | None:
    """The items in the order that the form gives them, and one that is new."""
    sitting = pressed.sitting
    items = [
        (
            pressed.number(f"order-{place}", 1, place),
            Item(item.id, item.text, item.kind, item.rapporteur, item.documents),
        )
        for place, item in enumerate(sitting.items.values(), start=1)
    ]
    text = pressed.text("new_text")
    if text:
        kind = pressed.one_of("new_kind", ItemKind, ItemKind.DISCUSSION)
        items.append((pressed.number("new_order", 1, len(items) + 1), Item(pressed.made("item"), text, kind)))
    if not pressed.ticked("agreed"):
        pressed.wrong("agreed", pressed.say("L’ordine del giorno cambia solo se tutti i presenti sono d’accordo."))
    ordered = tuple(item for _, item in sorted(items, key=lambda placed: placed[0]))
    return acts.AgendaChanged(ordered, agreed_by_all=True)


# ---- who is there


def _in_hall(pressed: Pressed) -> Body | None:
    return _seen(pressed, Source.CALLED, Place.REMOTE)


def _remote(pressed: Pressed) -> Body | None:
    return _seen(pressed, Source.HEARD, Place.HALL)


def _seen(pressed: Pressed, source: Source, elsewhere: Place) -> Body:
    """Somebody who was elsewhere has moved; whoever was out, or there already, is seen there."""
    seat = pressed.sitting.seats.get(pressed.named())
    moved = seat is not None and seat.place is elsewhere
    return acts.Moved(pressed.named(), source) if moved else acts.Entered(pressed.named(), source)


def _absence(pressed: Pressed) -> Body | None:
    reason = pressed.text("reason")
    return acts.AbsenceNoted(pressed.seat("seat"), reason, justified=pressed.ticked("justified"))


# ---- items


def _item_closed(pressed: Pressed) -> Body | None:
    return acts.ItemClosed(pressed.named())


def _item_postponed(pressed: Pressed) -> Body | None:
    return acts.ItemClosed(pressed.named(), pressed.reason())


def _guest(pressed: Pressed) -> Body | None:
    name = pressed.text("name", pressed.say("Scrivi come si chiama."))
    return acts.GuestAdmitted(pressed.named(), name, pressed.text("why"))


def _recused(pressed: Pressed) -> Body | None:
    return acts.Recused(pressed.seat("seat"), pressed.named(), pressed.text("reason"))


def _about(make: Callable[[str], Body]) -> Read:
    """An act that says no more than what its button names."""
    return lambda pressed: make(pressed.named())


def _reasoned(make: Callable[[str], Body]) -> Read:
    """An act that says why, and no more."""
    return lambda pressed: make(pressed.reason())


def _plain(body: Body) -> Read:
    """An act that says nothing more."""
    return lambda _pressed: body


KINDS: Mapping[str, Read] = {
    "cancelled": _reasoned(acts.Cancelled),
    "roll_call_begun": _plain(acts.RollCallBegun()),
    "roll_call_ended": _plain(acts.RollCallEnded()),
    "opened": _plain(acts.Opened()),
    "declared_deserted": _plain(acts.DeclaredDeserted()),
    "agenda_changed": _agenda,
    "presides": _presides,
    "secretary_named": _secretary,
    "tellers_named": _tellers,
    "suspended": _reasoned(acts.Suspended),
    "resumed": _plain(acts.Resumed()),
    "adjourned": _adjourned,
    "prolonged": _prolonged,
    "closed": _plain(acts.Closed()),
    "in_hall": _in_hall,
    "remote": _remote,
    "left": _about(acts.Left),
    "absence_noted": _absence,
    "quorum_asked": lambda pressed: acts.QuorumAsked(pressed.seat("seat")),
    "item_opened": _about(acts.ItemOpened),
    "item_closed": _item_closed,
    "item_postponed": _item_postponed,
    "guest_admitted": _guest,
    "recused": _recused,
    "hand_raised": lambda pressed: acts.HandRaised(pressed.seat("seat")),
    "hand_lowered": _about(acts.HandLowered),
    "floor_given": lambda pressed: acts.FloorGiven(pressed.named() or None),
    **typed_votes.KINDS,
    **typed_corrections.KINDS,
}
"""How each button of the page is read, by what it does."""
