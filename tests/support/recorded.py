"""A store in which a house's people did things, open and confidential ones, and the service that shows them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from config.site_file.loading import Loaded, load_texts
from orchestrator.access.actors import SERVICE
from orchestrator.access.identity import Actor
from orchestrator.access.tokens import make_token, parse_grant, token_id_of
from orchestrator.audit.acts import Act, ActKind, ActObject, Changes, Field, ObjectKind, changes_between
from orchestrator.audit.store import record
from schedules.bookings import Key, Occurrence
from schedules.store.diary import book
from schedules.store.sites import wish_site
from schedules.store.transaction import Transaction
from tests.orchestrator.conftest import SITE
from tests.support.people import ROLES, SCHOOL, UNION, person

NOW = datetime(2026, 11, 3, 8, tzinfo=UTC)
SECRET, OPEN = "Zibellina", "Consiglio d’istituto"

Done = tuple[Actor, ActKind, ActObject, Changes, str | None]


@dataclass(frozen=True, slots=True)
class Recorded:
    """Who there is and what was booked."""

    accounts: dict[str, str]
    open_booking: str
    secret_booking: str
    token: str


def loaded() -> Loaded:
    """The room file."""
    return load_texts((("sito.toml", SITE),))


def fill(db: Transaction) -> Recorded:
    """Have people do one of everything, ten minutes after each other, the last one now."""
    wish_site(db, "digest", (("sito.toml", SITE),), ["sala-1", "sala-2"], NOW - timedelta(days=30))
    accounts = {
        who: person(db, f"{who.replace(' ', '-')}@example.it", who.capitalize(), NOW, *ROLES[who]) for who in ROLES
    }
    token = token_id_of(db, make_token(db, parse_grant("panel:sala-1"), NOW, "Tablet della sala 1"))
    known = _booked(db, OPEN, 9, accounts["organiser"], confidential=False)
    secret = _booked(db, SECRET, 11, accounts["confidential"], confidential=True)
    recorded = Recorded(accounts, known, secret, token)
    acts = list(_acts(recorded))
    for number, (actor, kind, about, changes, organisation) in enumerate(acts):
        at = NOW - timedelta(minutes=10) * (len(acts) - 1 - number)
        room = "sala-1" if about.kind in {ObjectKind.BOOKING, ObjectKind.ROOM} else None
        record(db, actor, Act(kind, at, about, room=room, organisation=organisation, changes=changes))
    return recorded


def _booked(db: Transaction, title: str, hour: int, by: str, *, confidential: bool) -> str:
    start = NOW.replace(hour=hour)
    wanted = Occurrence(
        Key("regia", title, start),
        start,
        start + timedelta(hours=1),
        title,
        ("sala-1",),
        None,
        confidential=confidential,
        booked_by=by,
        organisation=SCHOOL,
    )
    return book(db, b"key", wanted, NOW - timedelta(days=1)).id


def _acts(recorded: Recorded) -> Iterator[Done]:
    def account(who: str) -> Actor:
        return Actor("account", recorded.accounts[who], "192.0.2.7")

    open_one = ActObject(ObjectKind.BOOKING, recorded.open_booking)
    secret = ActObject(ObjectKind.BOOKING, recorded.secret_booking)
    start, tablet = NOW.replace(hour=9), Actor("token", recorded.token, "192.0.2.8")
    times = changes_between({}, {Field.START: start, Field.END: start + timedelta(hours=1)})
    rooms: Changes = {Field.ROOMS: (None, "sala-1")}
    titled: Changes = {Field.TITLE: (None, OPEN)}
    yield account("organiser"), ActKind.BOOKING_MADE, open_one, {**times, **titled, **rooms}, SCHOOL
    yield (
        account("confidential"),
        ActKind.BOOKING_MADE,
        secret,
        {**times, **rooms, Field.CONFIDENTIAL: (None, True)},
        SCHOOL,
    )
    moved = changes_between({Field.END: start}, {Field.END: start + timedelta(minutes=30)})
    yield account("manager"), ActKind.BOOKING_CHANGED, open_one, moved, SCHOOL
    yield account("manager"), ActKind.BOOKING_CHANGED, secret, {Field.TITLE: (SECRET, "altro")}, SCHOOL
    yield tablet, ActKind.PRESSED_EXTEND, open_one, moved, None
    yield tablet, ActKind.PROBLEM_TOLD, ActObject(ObjectKind.ROOM, "sala-1"), {Field.ABOUT: (None, "sound")}, None
    someone = ActObject(ObjectKind.ACCOUNT, recorded.accounts["viewer"])
    yield account("manager"), ActKind.MEMBERSHIP_GIVEN, someone, {Field.ROLE: (None, "viewer")}, SCHOOL
    elsewhere = ActObject(ObjectKind.ACCOUNT, recorded.accounts["organiser elsewhere"])
    yield account("manager elsewhere"), ActKind.MEMBERSHIP_TAKEN, elsewhere, {Field.ROLE: ("viewer", None)}, UNION
    everything = ActObject(ObjectKind.INSTALLATION)
    yield Actor("command", "root"), ActKind.TOKEN_MADE, ActObject(ObjectKind.TOKEN, recorded.token), {}, None
    pruned: Changes = {Field.KIND: (None, "reports"), Field.COUNT: (None, 12)}
    yield SERVICE, ActKind.STORE_PRUNED, everything, pruned, None
