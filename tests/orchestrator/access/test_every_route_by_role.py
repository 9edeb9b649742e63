"""Every route, asked by people of every role for what is theirs and for what is foreign: who gets in, and who reads whose words.

Both tables are written here by hand, beside that of `test_permissions`, which says who may do what.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from config.site_file.loading import Loaded, load_texts
from orchestrator.access.actors import SERVICE
from orchestrator.accounts.roles import Membership, OrganisationRole
from orchestrator.app import all_routes
from orchestrator.conferences.guest_list import Expected, add_people
from orchestrator.conferences.presence.entry_store import NewEntry, entries_of, revision_of, write_entry
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.store import add_dossier, dossiers_of
from orchestrator.councils.organs.pasted import read_pasted
from orchestrator.councils.organs.pasting import rows_of
from orchestrator.councils.organs.roll_store import put_rows
from orchestrator.councils.organs.store import make_organ, seats_of
from orchestrator.invitations.lists import make_list, people_on
from orchestrator.invitations.store import want
from orchestrator.people.doer import Doer
from orchestrator.web.keys import FACTS
from schedules.bookings import OWN_CALENDAR, Key, Occurrence
from schedules.store.database import Database
from schedules.store.diary import book
from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction
from tests.orchestrator.access.test_people_let_in import TWO_SITES
from tests.orchestrator.access.test_permissions import WHO_MAY
from tests.orchestrator.conftest import Start
from tests.support.people import ROLES, SCHOOL, UNION, person, sign_in
from tests.support.town import Client

ACTIONS: Mapping[str, str] = {
    "GET /metrics": "see_metrics",
    "GET /api/v1/rooms/{room}/council": "attend_council",
    "GET /rooms/{room}/council": "attend_council",
    "GET /rooms/{room}/council/events": "attend_council",
    "GET /rooms/{room}/council/door": "attend_council",
    "GET /rooms/{room}/council/seats/{seat}": "attend_council",
    "POST /rooms/{room}/council/seats/{seat}": "attend_council",
    "GET /rooms/{room}/council/vote": "attend_council",
    "POST /rooms/{room}/council/vote": "attend_council",
    "POST /rooms/{room}/council/papers/{vote}": "attend_council",
    "DELETE /api/v1/session": "close_session",
    "DELETE /api/v1/rooms/{room}/session": "close_session",
    "GET /agent": "follow_plans",
    "GET /api/v1/rooms/{room}/background": "see_background",
    "GET /api/v1/rooms": "see_rooms",
    "GET /api/v1/rooms/{room}": "see_rooms",
    "GET /api/v1/rooms/{room}/events": "see_rooms",
    "GET /api/v1/rooms/{room}/reports": "inspect_rooms",
    "GET /api/v1/rooms/{room}/problems": "inspect_rooms",
    "POST /api/v1/rooms/{room}/overrides": "press",
    "POST /api/v1/rooms/{room}/details": "see_details",
    "GET /api/v1/calendars": "see_calendars",
    "GET /api/v1/site": "see_site",
    "GET /jitsi": "see_site",
    "GET /jitsi/{deployment}": "see_site",
    "POST /jitsi/{deployment}/check": "see_site",
    "POST /api/v1/site": "change_site",
    "POST /api/v1/bookings": "book",
    "GET /api/v1/bookings": "see_bookings",
    "GET /api/v1/bookings/{booking}": "see_bookings",
    "PATCH /api/v1/bookings/{booking}": "change_booking",
    "DELETE /api/v1/bookings/{booking}": "change_booking",
    "GET /api/v1/bookings/{booking}/links": "change_booking",
    "POST /api/v1/bookings/{booking}/links/{link}/renew": "change_booking",
    "POST /api/v1/bookings/{booking}/links/{link}/revoke": "change_booking",
    "GET /api/v1/bookings/{booking}/people": "change_booking",
    "POST /api/v1/bookings/{booking}/people": "change_booking",
    "PATCH /api/v1/bookings/{booking}/people/{person}": "change_booking",
    "DELETE /api/v1/bookings/{booking}/people/{person}": "change_booking",
    "POST /api/v1/bookings/{booking}/people/{person}/invitation": "change_booking",
    "POST /api/v1/bookings/{booking}/invitations": "change_booking",
    "GET /api/v1/bookings/{booking}/presence": "see_presence",
    "GET /bookings/{booking}/presence": "see_presence",
    "GET /bookings/{booking}/presence.csv": "see_presence",
    "GET /bookings/{booking}/presence/now": "see_presence",
    "POST /api/v1/bookings/{booking}/presence/entries": "write_presence",
    "POST /api/v1/bookings/{booking}/presence/entries/{entry}/strike": "write_presence",
    "POST /bookings/{booking}/presence": "write_presence",
    "GET /bookings/{booking}/presence/entries/{entry}": "write_presence",
    "POST /bookings/{booking}/presence/entries/{entry}": "write_presence",
    "GET /api/v1/free": "see_bookings",
    "GET /": "keep_account",
    "GET /bookings": "see_bookings",
    "GET /bookings/list": "see_bookings",
    "GET /bookings/new": "book",
    "POST /bookings/new": "book",
    "GET /bookings/new/free": "book",
    "GET /bookings/{booking}": "see_bookings",
    "POST /bookings/{booking}/cancel": "change_booking",
    "GET /bookings/{booking}/change": "change_booking",
    "POST /bookings/{booking}/change": "change_booking",
    **dict.fromkeys(
        (
            "GET /bookings/{booking}/links",
            "POST /bookings/{booking}/links/renew",
            "POST /bookings/{booking}/links/revoke",
            "GET /bookings/{booking}/meeting",
            "POST /bookings/{booking}/meeting",
            "POST /bookings/{booking}/meeting/rename",
            "POST /api/v1/bookings/{booking}/meeting/rename",
            "GET /api/v1/bookings/{booking}/meeting",
            "PUT /api/v1/bookings/{booking}/meeting",
            "GET /bookings/{booking}/people",
            "POST /bookings/{booking}/people",
            "POST /bookings/{booking}/people/list",
            "POST /bookings/{booking}/people/invite",
            "GET /bookings/{booking}/people/paste",
            "POST /bookings/{booking}/people/paste",
            "GET /bookings/{booking}/people/{person}",
            "POST /bookings/{booking}/people/{person}",
            "POST /bookings/{booking}/people/{person}/again",
            "POST /bookings/{booking}/people/{person}/remove",
        ),
        "change_booking",
    ),
    "GET /bookings/door/{hall}": "see_bookings",
    "GET /api/v1/people": "manage_people",
    "POST /api/v1/people": "manage_people",
    "GET /api/v1/people/{account}": "manage_people",
    "PATCH /api/v1/people/{account}": "manage_people",
    "POST /api/v1/people/{account}/close": "manage_people",
    "POST /api/v1/people/{account}/reopen": "manage_people",
    "POST /api/v1/people/{account}/invitation": "manage_people",
    "PUT /api/v1/people/{account}/staff/{role}/{site}": "manage_people",
    "DELETE /api/v1/people/{account}/staff/{role}/{site}": "manage_people",
    "GET /people": "manage_people",
    **{f"GET /people/{page}": "manage_people" for page in ("new", "paste", "{account}")},
    **{f"POST /people/{page}": "manage_people" for page in ("new", "paste")},
    **{
        f"{method} /people/{{account}}/{page}": "manage_people"
        for page in ("change", "roles", "link", "sign-out", "close", "reopen", "forget", "second-factor")
        for method in ("GET", "POST")
    },
    "GET /api/v1/organisations": "manage_members",
    "POST /api/v1/organisations": "manage_organisations",
    "GET /api/v1/organisations/{organisation}": "manage_members",
    "PATCH /api/v1/organisations/{organisation}": "manage_organisations",
    "GET /api/v1/organisations/{organisation}/members": "manage_members",
    "POST /api/v1/organisations/{organisation}/members": "manage_members",
    "GET /api/v1/organisations/{organisation}/members/{account}": "manage_members",
    "PUT /api/v1/organisations/{organisation}/members/{account}": "manage_members",
    "DELETE /api/v1/organisations/{organisation}/members/{account}": "manage_members",
    **dict.fromkeys(
        (
            "GET /api/v1/organisations/{organisation}/lists",
            "POST /api/v1/organisations/{organisation}/lists",
            "DELETE /api/v1/organisations/{organisation}/lists/{list}",
            "GET /organisations/{organisation}/lists",
            "POST /organisations/{organisation}/lists",
            "GET /organisations/{organisation}/lists/{list}",
            "POST /organisations/{organisation}/lists/{list}",
            "POST /organisations/{organisation}/lists/{list}/people/{person}/remove",
            "POST /organisations/{organisation}/lists/{list}/delete",
        ),
        "manage_members",
    ),
    **dict.fromkeys(
        (
            "GET /api/v1/organisations/{organisation}/councils",
            "GET /api/v1/organisations/{organisation}/councils/{organ}",
            "GET /api/v1/organisations/{organisation}/councils/{organ}/sittings",
            "GET /api/v1/organisations/{organisation}/councils/{organ}/sittings/{sitting}",
            "GET /councils",
            "GET /organisations/{organisation}/council-hours",
            "GET /organisations/{organisation}/council-hours.csv",
            "GET /organisations/{organisation}/councils",
            "GET /organisations/{organisation}/councils/{organ}",
        ),
        "see_councils",
    ),
    **dict.fromkeys(
        (
            "POST /api/v1/organisations/{organisation}/councils",
            "PATCH /api/v1/organisations/{organisation}/councils/{organ}",
            "POST /api/v1/organisations/{organisation}/councils/{organ}/sittings",
            "PUT /api/v1/organisations/{organisation}/councils/{organ}/sittings/{sitting}",
            "POST /api/v1/organisations/{organisation}/councils/{organ}/sittings/{sitting}/convene",
            "POST /api/v1/organisations/{organisation}/councils/{organ}/sittings/{sitting}/cancel",
            "POST /api/v1/organisations/{organisation}/councils/{organ}/sittings/{sitting}/roll",
            "POST /api/v1/organisations/{organisation}/councils/{organ}/members",
            "PUT /api/v1/organisations/{organisation}/councils/{organ}/officers",
            "POST /organisations/{organisation}/councils",
            *(
                f"{method} /organisations/{{organisation}}/councils/{{organ}}/{page}"
                for page in ("change", "rules", "paste", "members/{seat}")
                for method in ("GET", "POST")
            ),
            "POST /organisations/{organisation}/councils/{organ}/members/{seat}/substitutes",
            "POST /organisations/{organisation}/councils/{organ}/members/{seat}/remove",
            "GET /organisations/{organisation}/minutes-heading",
            "POST /organisations/{organisation}/minutes-heading",
        ),
        "manage_councils",
    ),
    **dict.fromkeys(
        (
            "GET /councils/sittings/{sitting}/minutes",
            "GET /councils/sittings/{sitting}/minutes.pdf",
            "GET /councils/sittings/{sitting}/minutes.docx",
            "GET /councils/sittings/{sitting}/minutes/notes/{item}",
            "POST /councils/sittings/{sitting}/minutes/notes/{item}",
            "POST /councils/sittings/{sitting}/minutes/notes/{item}/restore",
            "POST /councils/sittings/{sitting}/minutes/print",
            "GET /councils/sittings/{sitting}/minutes/prints/{sha256}.pdf",
            "GET /councils/sittings/{sitting}/export.zip",
            "POST /councils/sittings/{sitting}/minutes/signed",
            "GET /councils/sittings/{sitting}/minutes/signed",
            "POST /councils/sittings/{sitting}/minutes/approve",
            "GET /api/v1/sittings/{sitting}/minutes",
            "GET /api/v1/sittings/{sitting}/minutes.pdf",
            "GET /api/v1/sittings/{sitting}/export.zip",
            "GET /api/v1/councils/{organ}/resolutions",
            "GET /api/v1/councils/{organ}/hours",
            "GET /councils/organs/{organ}/resolutions",
            "GET /councils/organs/{organ}/hours",
            "GET /councils/organs/{organ}/hours.csv",
            "GET /councils/sittings/{sitting}/live",
            "POST /councils/sittings/{sitting}/live",
            "GET /councils/sittings/{sitting}/live/events",
            "GET /councils/sittings/{sitting}/live/notes",
            "GET /councils/sittings/{sitting}/live/documents/{document}",
            "GET /councils/sittings/{sitting}/live/meeting",
            "GET /api/v1/sittings/{sitting}",
            "POST /api/v1/sittings/{sitting}/acts",
            "GET /councils",
            "GET /councils/organs/{organ}/sittings",
            "GET /councils/organs/{organ}/sittings/new",
            "POST /councils/organs/{organ}/sittings/new",
            "GET /councils/sittings/{sitting}",
            "GET /councils/sittings/{sitting}/change",
            "POST /councils/sittings/{sitting}/change",
            "GET /councils/sittings/{sitting}/convene",
            "POST /councils/sittings/{sitting}/convene",
            "POST /councils/sittings/{sitting}/cancel",
            "POST /councils/sittings/{sitting}/drop",
            "POST /councils/sittings/{sitting}/alike",
            "POST /councils/sittings/{sitting}/move",
            "POST /councils/sittings/{sitting}/roll",
            "POST /councils/sittings/{sitting}/documents",
            "POST /councils/sittings/{sitting}/documents/{document}/remove",
            "POST /councils/sittings/{sitting}/send-again",
            "POST /councils/sittings/{sitting}/codes.pdf",
            "GET /councils/sittings/{sitting}/documents/{digest}",
            "GET /councils/sittings/{sitting}/papers/{paper}.pdf",
            "GET /councils/sittings/{sitting}/members/{seat}",
            "POST /councils/sittings/{sitting}/members/{seat}/send-again",
            "POST /councils/sittings/{sitting}/members/{seat}/renew",
            "POST /councils/sittings/{sitting}/members/{seat}/revoke",
            "POST /councils/sittings/{sitting}/members/{seat}/show",
            "POST /councils/sittings/{sitting}/members/{seat}/code",
        ),
        "steer_council",
    ),
    "GET /organisations": "manage_members",
    "GET /organisations/new": "manage_organisations",
    "POST /organisations/new": "manage_organisations",
    "GET /organisations/{organisation}": "manage_members",
    **{
        f"{method} /organisations/{{organisation}}/{page}": action
        for page, action in {
            "change": "manage_organisations",
            "close": "manage_organisations",
            "reopen": "manage_organisations",
            "invite": "manage_members",
            "paste": "manage_members",
            "members/{account}": "manage_members",
            "members/{account}/remove": "manage_members",
        }.items()
        for method in ("GET", "POST")
    },
    **{
        f"POST /jitsi/events/{{deployment}}/{path}": "tell_events"
        for path in (
            "events/room/created",
            "events/room/destroyed",
            "events/occupant/joined",
            "events/occupant/left",
            "jaas",
        )
    },
    "GET /audit": "see_audit",
    "GET /audit.csv": "see_audit",
    "GET /api/v1/audit": "see_audit",
    "GET /organisations/{organisation}/audit": "see_audit",
    "GET /organisations/{organisation}/audit.csv": "see_audit",
    "GET /api/v1/organisations/{organisation}/audit": "see_audit",
    "POST /mails/{mail}/retry": "keep_account",
    **dict.fromkeys(
        (
            "GET /sign-in/again",
            "POST /sign-in/again",
            "GET /account",
            "POST /account",
            "POST /account/password",
            "POST /account/browsers/end-others",
            "POST /account/browsers/{sign_in}/end",
            "POST /account/identities/end",
            "GET /account/second-factor",
            "POST /account/second-factor",
            "POST /account/second-factor/prove",
            "POST /account/second-factor/papers",
            "POST /account/second-factor/off",
            "GET /api/v1/account",
            "PATCH /api/v1/account",
            "GET /api/v1/account/sign-ins",
            "DELETE /api/v1/account/sign-ins",
            "DELETE /api/v1/account/sign-ins/{sign_in}",
            "POST /api/v1/account/password",
            "POST /api/v1/account/proof",
            "POST /api/v1/account/second-factor",
            "POST /api/v1/account/second-factor/proof",
            "POST /api/v1/account/second-factor/paper-codes",
            "DELETE /api/v1/account/second-factor",
        ),
        "keep_account",
    ),
}
"""What each route does that is not everybody's."""
SIDES = {"own": ("sala-1", SCHOOL), "foreign": ("sala-2", UNION)}
"""A room and an organisation for who is of the one site and the school; "elsewhere" it is the other way round."""
NOT_FOUND = {
    "DELETE /api/v1/account/sign-ins/{sign_in}",
    "POST /api/v1/account/second-factor/paper-codes",
    "GET /jitsi/{deployment}",
    "POST /jitsi/{deployment}/check",
    "GET /councils/sittings/{sitting}/documents/{digest}",
    "POST /councils/sittings/{sitting}/documents/{document}/remove",
    "GET /councils/sittings/{sitting}/papers/{paper}.pdf",
}
"""What is asked for by an id that nobody has."""
SAID: Mapping[str, Any] = {
    "PATCH /api/v1/bookings/{booking}": {"title": "Altro titolo", "revision": 0},
    "POST /api/v1/bookings/{booking}/links/{link}/renew": {"revision": 0},
    "POST /api/v1/bookings/{booking}/links/{link}/revoke": {"revision": 0},
    "PUT /api/v1/bookings/{booking}/meeting": {"revision": 0},
    "POST /api/v1/bookings/{booking}/meeting/rename": {"name": "ponte-lume-vela-nave-37"},
    "POST /api/v1/bookings/{booking}/people": {"people": []},
    "PATCH /api/v1/bookings/{booking}/people/{person}": {"name": "Carla"},
    "POST /api/v1/bookings/{booking}/invitations": {},
    "POST /api/v1/bookings/{booking}/presence/entries": {
        "name": "Carla",
        "start": "2026-11-01T09:00:00Z",
        "end": "2026-11-01T10:00:00Z",
        "why": "C’era.",
        "revision": 0,
    },
    "POST /api/v1/bookings/{booking}/presence/entries/{entry}/strike": {"why": "No.", "revision": 0},
}
"""What must be said for the booking to be looked for at all."""
FORMS = {
    route
    for route in ACTIONS
    if route.startswith(
        ("POST /bookings/{booking}/", "POST /organisations/{organisation}/councils/", "POST /councils/")
    )
}
"""What is sent as a page's form, for the same reason."""
WHOLE = {"GET /api/v1/site", "GET /audit", "GET /audit.csv", "GET /api/v1/audit"}
"""What is of the whole installation: technicians of one site and managers of one organisation may not."""
WORDS: Mapping[str, set[str]] = {
    "Zafferano": {"administrator", "desk", "manager", "organiser", "viewer", "confidential"},
    "Liquirizia": {"administrator", "desk", "manager", "organiser", "confidential"},
    "Mirtillo": {"administrator", "desk elsewhere", "manager elsewhere", "organiser elsewhere"},
    "Ribes": {"administrator", "desk", "manager elsewhere", "organiser elsewhere"},
    "Lampone": {"administrator", "desk elsewhere", "manager", "organiser", "viewer", "confidential"},
    "Zibellino": {"confidential"},
    "Tamarindo": {"manager", "manager elsewhere"},
    "of-the-school@example.it": {"administrator", "manager"},
    "of-the-union@example.it": {"administrator", "manager elsewhere"},
}
"""Words of bookings and addresses of people, and who may ever read them."""
_COUNTED = select(func.count()).select_from(OccurrenceRow)
NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


@pytest.fixture
def site() -> Loaded:
    """Two sites with a room each."""
    return load_texts((("sito.toml", TWO_SITES),))


@dataclass(frozen=True, slots=True)
class Asked:
    """What one role was answered."""

    refused: Mapping[tuple[str, str], int]
    """By route and side."""
    read: frozenset[str]
    """Of WORDS."""


_Made = dict[tuple[Callable[..., Any], tuple[str, ...]], Any]
"""What was made for a request, by what made it: enough for all that only look."""
_ASKED: dict[str, Asked] = {}
"""What each role was answered: asking takes seconds, and two tests want to know."""


def test_table_given_the_routes_of_the_service_when_read_then_it_has_each_that_is_not_everybodys() -> None:
    guarded = {f"{route.method} {route.path}": route.action for route in all_routes() if route.action is not None}

    assert set(ACTIONS) == set(guarded)


@pytest.mark.parametrize("who", ROLES)
async def test_routes_given_somebody_when_all_are_asked_then_they_get_where_they_may_and_read_no_foreign_word(
    start: Start, database: Database, who: str
) -> None:
    client = await start()
    await _fill(client, database)

    asked = _ASKED[who] = await _ask_all(client, database, who)

    expected = dict(_refusals(who))
    assert {asked_for: asked.refused.get(asked_for) for asked_for in expected} == expected
    assert asked.refused.keys() - expected.keys() == set()
    assert asked.read <= {word for word, those in WORDS.items() if who in those}


async def test_words_given_those_who_may_when_they_look_at_everything_then_somebody_reads_each(
    start: Start, database: Database
) -> None:
    client = await start()
    await _fill(client, database)
    read: set[str] = set()

    for who in ("administrator", "confidential", "manager"):
        read |= (_ASKED.get(who) or await _ask_all(client, database, who)).read

    assert read == set(WORDS)


def _refusals(who: str) -> Iterator[tuple[tuple[str, str], int]]:
    """What the table comes to for somebody."""
    role, elsewhere = who.removesuffix(" elsewhere"), who.endswith(" elsewhere")
    roles = {role, "person"} | ({"organiser"} if role == "confidential" else set())
    for route, action in ACTIONS.items():
        for side in SIDES:
            foreign = (side == "foreign") != elsewhere and role != "administrator"
            if not roles & WHO_MAY[action] or (route in WHOLE and role != "administrator"):
                yield (route, side), 403
            elif "{sitting}" in route and re.search(r"/(minutes[./]|export|live)|^\w+ /api/", route):
                yield (route, side), 404  # a sitting that is being prepared has none
            elif action == "steer_council" and "{" in route and (foreign or role != "manager"):
                yield (route, side), 404  # whoever is no officer of the organ, and keeps none of its organisation
            elif "{hall}" in route and role not in {"administrator", "desk"}:
                yield (route, side), 404  # its sheet is for those who book it for all
            elif route in NOT_FOUND or (foreign and re.search(r"\{(room|hall|organisation|booking)\}", route)):
                yield (route, side), 404
            elif (
                action in {"change_booking", "see_presence", "write_presence"} and "organiser" in roles
            ):  # somebody else of the organisation booked it
                yield (route, side), 403


async def _ask_all(client: Client, database: Database, who: str) -> Asked:
    headers = {**(await sign_in(database, who)).headers, "Accept-Language": "it"}
    shown = await (await client.get("/account", headers=headers)).text()
    token = re.search(r'name="csrf" value="(\w+)"', shown)
    assert token is not None
    form = {"form_id": str(uuid4()), "csrf": token[1], "revision": "0"}
    refused, said = {}, ""
    made: _Made = {}
    for route in sorted(ACTIONS, key=lambda route: (not route.startswith("GET"), route)):
        for side in SIDES:
            method, path = await _filled(database, made, route, side)
            answer = await client.request(
                method,
                path,
                headers=headers,
                json=SAID.get(route),
                data=form if route in FORMS else None,
                allow_redirects=False,
            )
            if answer.status in {401, 403, 404}:
                refused[route, side] = answer.status
            if not route.endswith("/events"):
                said += await answer.text()
            answer.close()
    return Asked(refused, frozenset(word for word in WORDS if word in said))


async def _filled(database: Database, made: _Made, route: str, side: str) -> tuple[str, str]:
    """The method and path, with what is of that *side*; what the request may change is there for it alone."""
    method, _, path = route.partition(" ")
    room, organisation = SIDES[side]
    given = {"room": room, "hall": room, "organisation": organisation, "role": "desk", "site": "casa", "link": "guests"}

    async def there(make: Callable[..., Any], *of: str) -> Any:
        if method != "GET" or (make, of) not in made:
            made[make, of] = await database.write(make, *of)
        return made[make, of]

    if "{account}" in path:
        given["account"] = await there(_victim, route, organisation)
    if "{booking}" in path:
        given["booking"] = await there(_booked, room, organisation, "Altro")
    if "{list}" in path:
        given["list"], given["person"] = await there(_listed, organisation)
    if "{organ}" in path:
        given["organ"], given["seat"] = await there(_organ, organisation)
    if "{sitting}" in path:
        given["sitting"] = await there(_sitting, organisation)
    if "{entry}" in path:
        given["entry"] = await there(_written, given["booking"])
    if "{person}" in path and "{booking}" in path:
        given["person"] = await there(_invited, given["booking"])
    return method, _asked_for(method, re.sub(r"\{(\w+)\}", lambda name: given.get(name[1], "something"), path), side)


def _asked_for(method: str, path: str, side: str) -> str:
    """The path, with what has to be said in its query."""
    if path == "/bookings":
        return f"{path}?site={'casa' if side == 'own' else 'biblioteca'}"
    week = f"from={NOW:%Y-%m-%dT%H:%M:%SZ}&to={NOW + timedelta(days=7):%Y-%m-%dT%H:%M:%SZ}"
    return f"{path}?{week}" if method == "GET" and path.startswith("/api/") else path


def _victim(db: Transaction, route: str, organisation: str) -> str:
    return person(
        db,
        f"{abs(hash((route, organisation)))}@example.it",
        "Vittima",
        NOW,
        Membership(organisation, OrganisationRole.VIEWER),
    )


async def _fill(client: Client, database: Database) -> None:
    """Bookings and people of both organisations in both sites."""
    for who in ROLES:
        await sign_in(database, who)
    await database.write(person, "of-the-school@example.it", "Ada", NOW, Membership(SCHOOL, OrganisationRole.VIEWER))
    await database.write(person, "of-the-union@example.it", "Bea", NOW, Membership(UNION, OrganisationRole.VIEWER))
    assert client.app is not None
    key = client.app[FACTS].ids_key
    told = (("sala-1", SCHOOL, "Zafferano"), ("sala-2", UNION, "Mirtillo"), ("sala-1", UNION, "Ribes"))
    for hours, (room, organisation, title) in enumerate((*told, ("sala-2", SCHOOL, "Lampone")), start=1):
        await database.write(book, key, _occurrence(room, organisation, title, hours), NOW)
    await database.write(book, key, _occurrence("sala-1", SCHOOL, "Zibellino", 9, confidential=True), NOW)


def _booked(db: Transaction, room: str, organisation: str, title: str) -> str:
    """The id of another booking, in days to come."""
    hours = 24 + 2 * db.execute(_COUNTED).scalar_one()
    occurrence = replace(_occurrence(room, organisation, title, hours), key=Key(OWN_CALENDAR, str(uuid4()), NOW))
    return book(db, b"", occurrence, NOW).id


def _organ(db: Transaction, organisation: str) -> tuple[str, str]:
    """The ids of an organ of that organisation, and of a seat of it."""
    by = Doer(SERVICE, NOW)
    organ = make_organ(db, organisation, str(uuid4()), "Tamarindo", "collegio", by)
    put_rows(db, organ, rows_of(read_pasted("Carla"), ()), by)
    return organ.id, seats_of(db, organ.id)[0].id


def _sitting(db: Transaction, organisation: str) -> str:
    """The id of a sitting that is being prepared, of an organ of that organisation."""
    organ, _ = _organ(db, organisation)
    begins = NOW + timedelta(days=9)
    add_dossier(db, Dossier(str(uuid4()), organ, organisation, begins, begins + timedelta(hours=2)), NOW)
    return dossiers_of(db, organ)[0].sitting


def _written(db: Transaction, booking: str) -> str:
    """The number of what somebody wrote about who was there."""
    new = NewEntry("hand:carla", "Carla", NOW - timedelta(hours=1), NOW, present=True, why="C’era.")
    write_entry(db, booking, new, "", str(uuid4()), NOW)
    return str(revision_of(entries_of(db, booking)))


def _invited(db: Transaction, booking: str) -> str:
    """The id of somebody who is invited to that booking."""
    (carla,) = add_people(db, booking, [Expected("carla@example.it", "Carla")], NOW)
    want(db, [carla], "somebody", NOW)
    return carla.id


def _listed(db: Transaction, organisation: str) -> tuple[str, str]:
    """The ids of a list of that organisation's, and of somebody on it."""
    by = Doer(SERVICE, NOW)
    made = make_list(db, organisation, str(uuid4()), "Docenti", [Expected("carla@example.it", "Carla")], by)
    return made, people_on(db, made)[0].id


def _occurrence(room: str, organisation: str, title: str, hours: int, *, confidential: bool = False) -> Occurrence:
    start = NOW + timedelta(hours=hours)
    return Occurrence(
        Key(OWN_CALENDAR, title, NOW),
        start,
        start + timedelta(hours=1),
        title,
        (room,),
        None if confidential else "riunione",
        confidential=confidential,
        organisation=organisation,
        notes="Liquirizia" if title == "Zafferano" else None,
    )
