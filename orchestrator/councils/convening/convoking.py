"""Convening a sitting, changing it afterwards and cancelling it: each with all that belongs to it in one transaction.

What is convened was read and written before: whoever changed the organ or the draft since is told apart, and nothing is stored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from orchestrator.audit.acts import ActKind, Field, changes_between
from orchestrator.councils.convening.convener import SCREEN, Convener, House
from orchestrator.councils.convening.halls import book_halls, free_halls, keep_halls
from orchestrator.councils.convening.posting import Posted, post
from orchestrator.councils.convening.ready import Ready, called
from orchestrator.councils.convening.rolls import hand_on, holders_at, holders_of, roll_change
from orchestrator.councils.dossiers.dossier import Dossier, officers_named
from orchestrator.councils.dossiers.link_store import make_sitting_links
from orchestrator.councils.dossiers.links import SittingLinkKind
from orchestrator.councils.dossiers.noting import note
from orchestrator.councils.dossiers.store import DossierOvertaken, change_dossier, find_dossier
from orchestrator.councils.hall.meeting import meeting_tells
from orchestrator.councils.identity.pin_store import make_pins
from orchestrator.councils.log.live import Done, Wanted, act_in, sitting_in
from orchestrator.councils.log.store import start_sitting
from orchestrator.councils.organs.organ import roll_of
from orchestrator.councils.organs.store import Overtaken, find_organ
from orchestrator.councils.sitting.acts import Body, Cancelled, Convened, Notice, RollRectified
from orchestrator.councils.sitting.agenda import ItemKind
from orchestrator.councils.sitting.refusals import Refusal
from orchestrator.councils.sitting.rules import Identity
from orchestrator.councils.sitting.state import UNDER_WAY, Status
from schedules.store.transaction import Transaction

Posts = Mapping[str, Posted]
"""The mails that go with it, by seat."""


CHANGED = "L’elenco dell’organo è cambiato dopo la convocazione."
"""Why a roll is rectified, as minutes say it, where nobody says more."""


class NotLawful(Exception):
    """A rule forbids it; *refusal* says which."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


class NobodyCalled(Exception):
    """Nobody holds a seat of the organ that day."""


class EmptyAgenda(Exception):
    """There is nothing to talk about."""


class DayIsOver(Exception):
    """It would have begun before anybody was called."""


class NoPlace(Exception):
    """It is said nowhere where the sitting is."""


@dataclass(frozen=True, slots=True)
class Whole:
    """How a sitting is to be from now on, and what those who are called are written."""

    ready: Ready
    posts: Posts


def convene(db: Transaction, house: House, convener: Convener, whole: Whole) -> Dossier:
    """Convene it: once, with its halls, its log, links, codes and mails.

    Raises NotLawful, NoChair, NobodyCalled, EmptyAgenda, DayIsOver, NoPlace, Overtaken, DossierOvertaken, and as `keep_halls`.
    """
    ready, dossier = whole.ready, whole.ready.dossier
    _check(db, house, convener, ready)
    roll = roll_of(ready.seats, dossier.begins, str(house.zone))
    start_sitting(db, dossier.sitting, ready.organ.id, ready.organ.rules, roll, convener.now)
    made = _convoked(db, house, convener, whole)
    seats = [seat.id for seat in roll]
    make_sitting_links(db, house.keys, dossier.sitting, SittingLinkKind.MEMBER, seats)
    make_sitting_links(db, house.keys, dossier.sitting, SittingLinkKind.SCREEN)
    if ready.organ.rules.identity is Identity.PIN:
        make_pins(db, house.keys, dossier.sitting, seats)
    post(db, dossier.sitting, whole.posts, convener.now)
    count = len(called(ready.seats, dossier.begins, house.zone))
    changes = changes_between({}, {Field.COUNT: count, Field.VERSION: ready.organ.version})
    note(db, ActKind.SITTING_CONVENED, dossier, convener.doer, changes)
    return made


def convene_anew(db: Transaction, house: House, convener: Convener, whole: Whole) -> Dossier:
    """Let a convened sitting be otherwise, before it is opened: halls follow, and all are written to. Raises as `convene`."""
    dossier = whole.ready.dossier
    _check(db, house, convener, whole.ready)
    before = holders_of(sitting_in(db, dossier.sitting))
    made = _convoked(db, house, convener, whole)
    sitting = sitting_in(db, dossier.sitting)
    change = roll_change(sitting, whole.ready, house.zone, convener.now)
    if change:
        _do(db, convener, dossier, RollRectified(change.put, change.removed, CHANGED), sitting.presiding)
    hand_on(db, house.keys, dossier, sitting.rules, before, change.after, convener.now)
    post(db, dossier.sitting, whole.posts, convener.now)
    note(db, ActKind.SITTING_CONVENED_ANEW, dossier, convener.doer)
    return made


def cancel(db: Transaction, convener: Convener, ready: Ready, reason: str, posts: Posts) -> Dossier:
    """Cancel a convened sitting: its halls are free again, and all are written to. Raises NotLawful, NotAllowed, DossierOvertaken."""
    dossier = ready.dossier
    _do(db, convener, dossier, Cancelled(reason), sitting_in(db, dossier.sitting).presiding)
    free_halls(db, convener, dossier)
    made = change_dossier(db, dossier)
    post(db, dossier.sitting, posts, convener.now)
    note(db, ActKind.SITTING_CANCELLED, dossier, convener.doer)
    return replace(made, status=Status.CANCELLED)


def take_roll(db: Transaction, house: House, convener: Convener, whole: Whole, reason: str) -> None:
    """Let the sitting go by the organ's roll of now, and write to those who come to a seat by that.

    Once it is open only whoever presides may; before, the office does in their name. Raises NotLawful, Overtaken, DossierOvertaken.
    """
    ready, dossier = whole.ready, whole.ready.dossier
    _check_unchanged(db, ready)
    sitting = sitting_in(db, dossier.sitting)
    change = roll_change(sitting, ready, house.zone, convener.now)
    if not change:
        return
    under_way = sitting.status in UNDER_WAY
    by = convener.person if under_way else sitting.presiding
    _do(db, convener, dossier, RollRectified(change.put, change.removed, reason or CHANGED), by)
    hand_on(db, house.keys, dossier, sitting.rules, change.before, change.after, convener.now)
    post(db, dossier.sitting, whole.posts, convener.now)
    count = len(change.comes) + len(change.leaves.keys() - change.comes.keys())
    note(db, ActKind.SITTING_ROLL_TAKEN, dossier, convener.doer, changes_between({}, {Field.COUNT: count}))


def move_halls(
    db: Transaction, house: House, convener: Convener, ready: Ready, begins: datetime, posts: Posts
) -> Dossier:
    """Book the halls of an adjourned sitting for its new day, and tell all of it. Raises DossierOvertaken, and as `keep_halls`."""
    before = ready.dossier
    moved = replace(before, begins=begins, ends=begins + (before.ends - before.begins))
    booked = book_halls(db, house, convener, moved, ready.organ.title) if moved.rooms else ()
    made = change_dossier(db, replace(moved, bookings=(*before.bookings, *booked)))
    sitting = sitting_in(db, before.sitting)
    first = holders_at(sitting.roll, before.begins)
    hand_on(db, house.keys, before, sitting.rules, first, holders_of(sitting), convener.now)
    post(db, before.sitting, posts, convener.now)
    note(db, ActKind.SITTING_MOVED, before, convener.doer)
    return made


def _check(db: Transaction, house: House, convener: Convener, ready: Ready) -> None:
    """Whether it is still as it was read, and whole."""
    dossier, before = ready.dossier, _check_unchanged(db, ready)
    if dossier.begins <= convener.now and (before.convened_at is None or before.begins != dossier.begins):
        raise DayIsOver
    if not dossier.agenda:
        raise EmptyAgenda
    if not dossier.rooms and not dossier.place:
        raise NoPlace
    if not called(ready.seats, dossier.begins, house.zone):
        raise NobodyCalled


def _check_unchanged(db: Transaction, ready: Ready) -> Dossier:
    """The dossier as it is stored, which is as it was read, as its organ is."""
    dossier, before = ready.dossier, find_dossier(db, ready.dossier.sitting)
    if before is None or before.revision != dossier.revision:
        raise DossierOvertaken
    if find_organ(db, dossier.organisation, dossier.organ).revision != ready.organ.revision:
        raise Overtaken
    return before


def _convoked(db: Transaction, house: House, convener: Convener, whole: Whole) -> Dossier:
    ready, dossier = whole.ready, whole.ready.dossier
    officers = officers_named(ready.officers)
    bookings = keep_halls(db, house, convener, dossier, ready.organ.title)
    sent = notice_sent(find_dossier(db, dossier.sitting), _first_call(db, dossier), dossier, convener.now)
    body = Convened(
        dossier.begins.astimezone(house.zone),
        dossier.ends.astimezone(house.zone),
        officers,
        ready.agenda,
        Notice(sent.astimezone(house.zone), dossier.late_reason),
        second_call=dossier.first_call is not None,
        meeting_tells=any(meeting_tells(db, house.installation, booking, convener.now) for booking in bookings[-1:]),
    )
    steering = sitting_in(db, dossier.sitting).officers or officers  # the organ may have others since it was convened
    convenes = convener.person in {steering.chair, steering.secretary, *steering.deputies}
    _do(db, convener, dossier, body, convener.person if convenes else steering.chair)
    made = replace(dossier, bookings=bookings, people=ready.names, convened_at=sent)
    return replace(change_dossier(db, made), status=Status.CONVENED)


def notice_sent(before: Dossier | None, first: Dossier | None, dossier: Dossier, now: datetime) -> datetime:
    """When its notice was sent: a second call by that of the first, what changes neither day nor agenda by the one before."""
    if before is not None and before.convened_at is not None and _alike(before, dossier):
        return before.convened_at
    if first is not None and first.second == dossier.begins and first.convened_at is not None:
        return first.convened_at
    return now


def _alike(before: Dossier, after: Dossier) -> bool:
    return before.begins == after.begins and _topics(before) == _topics(after)


def _topics(dossier: Dossier) -> Sequence[tuple[str, ItemKind]]:
    return [(item.text, item.kind) for item in dossier.agenda]


def _first_call(db: Transaction, dossier: Dossier) -> Dossier | None:
    return find_dossier(db, dossier.first_call) if dossier.first_call is not None else None


def _do(db: Transaction, convener: Convener, dossier: Dossier, body: Body, by: str) -> None:
    """The act in the log, in that person's name: the rules let the office itself do none."""
    seen = sitting_in(db, dossier.sitting).number
    answer = act_in(db, dossier.sitting, Wanted(str(uuid4()), body, by, SCREEN, seen), convener.now)
    if not isinstance(answer, Done):
        raise NotLawful(answer)
