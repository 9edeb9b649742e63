"""Who is in the meeting by their own token is present, and in doubt once they are gone from it."""

import base64
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from config.site_file.loading import load_texts
from orchestrator.access.tokens import make_token, program_grant
from orchestrator.app import make_app
from orchestrator.conferences.meeting import Deployment
from orchestrator.conferences.putting_out import Inside
from orchestrator.councils.hall.attending import changes
from orchestrator.councils.hall.meeting import (
    meeting_tells,
    member_meeting,
    officer_meeting,
    seat_entrant,
    seats_by_entrant,
    sitting_meeting,
)
from orchestrator.councils.sitting.acts import Body, Entered, Left, Moved, RollCallBegun, RollCallEnded, SourceLost
from orchestrator.councils.sitting.rules import Rules
from orchestrator.councils.sitting.seats import Doubt, Place, Source
from orchestrator.site.keys import SITE
from orchestrator.web.keys import DATABASE
from schedules.store.database import Database
from tests.orchestrator.conftest import MakeToken
from tests.support.council_house import opened as open_house
from tests.support.council_in_town import sitting_in
from tests.support.council_log import CHAIR, SECRETARY, Log, opened
from tests.support.town import Town, hour
from tests.support.town_site import STAGE, TOWN
from tests.support.waiting import wait_for

NINE, TEN = hour("09:00"), hour("10:00")
SECRET = "una-parola-lunga-quanto-basta-per-hs256"
KEY = b"k" * 32
MEETING = Source.MEETING


@pytest.fixture
def log() -> Log:
    """Seats 1 to 4 in the hall, 5 elsewhere, 6 and 7 out."""
    return opened(Rules(), 7, 4, 1)


def device(log: Log, seat: str, *, ago_s: float = 0, nick: str = "a1") -> Inside:
    return Inside(seat_entrant(KEY, "s1", seat), f"{seat}-{nick}", int(log.now.timestamp() - ago_s))


def told(log: Log, inside: Sequence[Inside], before: Sequence[Inside] | None = None) -> list[Body]:
    seats = seats_by_entrant(KEY, "s1", log.sitting)
    return list(changes(log.sitting, seats, frozenset(inside), None if before is None else frozenset(before)))


def test_member_given_their_device_in_the_meeting_when_looked_at_then_they_enter_wherever_they_are(log: Log) -> None:
    inside = [device(log, seat) for seat in ("1", "5", "6")]

    assert told(log, [*inside, Inside("guest", "g", 0)]) == [Entered(seat, MEETING) for seat in ("1", "5", "6")]

    log.do(*told(log, inside), by="service")
    assert [log.sitting.seats[seat].place for seat in ("1", "5", "6")] == [Place.HALL, Place.REMOTE, Place.REMOTE]
    assert told(log, inside, inside) == []


def test_member_given_devices_that_leave_when_the_last_one_is_gone_then_the_meeting_sees_them_no_more(log: Log) -> None:
    both = [device(log, "6"), device(log, "6", nick="b2")]
    log.do(*told(log, both), by="service")

    assert told(log, both[:1], both) == []
    assert told(log, [], both[:1]) == [SourceLost("6", MEETING)]
    log.do(SourceLost("6", MEETING), by="service")
    assert log.sitting.seats["6"].doubt is Doubt.GRACE


def test_member_given_they_left_or_did_not_answer_when_the_meeting_stays_open_then_only_entering_anew_brings_them_in(
    log: Log,
) -> None:
    inside = [device(log, seat) for seat in ("5", "6")]
    log.do(*told(log, inside), by="service")
    log.do(Left("6"), by="p6")
    log.do(RollCallBegun(), *(Entered(seat, Source.CALLED) for seat in "1234"), RollCallEnded(), by=SECRETARY)
    assert log.sitting.seats["5"].place is Place.OUT

    assert told(log, inside, inside) == []
    assert told(log, inside, None) == []  # a service that was started anew
    log.now = log.now.replace(minute=log.now.minute + 1)
    again = [replace(device(log, "6"), participant="new"), *inside]
    assert told(log, again, inside) == [Entered("6", MEETING)]
    assert told(log, again, None) == [Entered("6", MEETING)]


def test_member_given_the_meeting_open_in_the_hall_when_they_go_home_then_it_sees_them_again(log: Log) -> None:
    inside = [device(log, "5")]
    log.do(*told(log, inside), by="service")
    log.do(Moved("5", Source.TABLET), by="p5")

    assert told(log, inside, inside) == [Entered("5", MEETING)]


def test_entrant_given_another_sitting_or_seat_when_made_then_it_is_another_one() -> None:
    ids = {seat_entrant(KEY, sitting, seat) for sitting in ("s1", "s2") for seat in ("1", "2")}

    assert len(ids) == 4
    assert all(len(each) == 32 for each in ids)


@pytest.fixture
async def met(database: Database, aiohttp_client: AiohttpClient, token: MakeToken) -> Town:
    """A town with meetings on a server that asks for tokens."""
    town = Town(token)
    meet = Deployment("https://meet.example", "regia", SECRET)
    site = load_texts((("sito.toml", TOWN.replace("[presets.riunione]\n", STAGE.lstrip(), 1)),))
    app = make_app(database, site, deployments_of=lambda _: {"meet": meet}, clock=lambda: town.now)
    town.serve(await aiohttp_client(app))
    return town


def claims_of(address: str) -> dict[str, Any]:
    """What the token of an address says."""
    body = parse_qs(urlsplit(address).query)["jwt"][0].split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return claims


async def test_meeting_given_members_who_enter_by_their_tokens_when_jitsi_tells_it_then_they_are_present_until_it_tells_that_they_left(
    met: Town,
) -> None:
    booked = await met.book(NINE, TEN)
    await met.at(NINE)
    dossier, live = await sitting_in(met, NINE, TEN, [booked], tells=True)
    await open_house(live, hall=5, remote=0)
    app, state = met.client.app, await live.look()
    meeting = await sitting_meeting(app, dossier)
    assert meeting is not None

    doors = [await member_meeting(app, dossier, state, seat, "it", in_hall=False) for seat in ("1", "6")]
    said = [claims_of(door.address)["context"]["user"] for door in doors if door is not None]
    assert [(user["name"], user["moderator"]) for user in said] == [("Docente 001", "true"), ("Docente 006", "false")]
    assert said[1]["id"] not in repr(doors)
    assert await member_meeting(app, dossier, state, "99", "it", in_hall=False) is None
    for person, name in ((CHAIR, "Docente 001"), ("outside", "Ada")):
        door = await officer_meeting(app, dossier, state, person, name, "it", in_hall=False)
        assert door is not None
        assert claims_of(door.address)["context"]["user"]["name"] == name

    grant = program_grant(["events:write"], None, None, "meet")
    headers = {"Authorization": f"Bearer {await app[DATABASE].write(make_token, grant, NINE)}"}
    assert not await app[DATABASE].read(meeting_tells, app[SITE].installation, booked["id"], met.now)

    async def tells(what: str, **occupant: Any) -> None:
        who = {"occupant_jid": "r@conference.meet/a1", "id": said[1]["id"], "name": "Docente 006", **occupant}
        body = {"room_name": meeting.name, "is_breakout": False, "occupant": who}
        answer = await met.client.post(f"/jitsi/events/meet/events/occupant/{what}", json=body, headers=headers)
        assert answer.status == 201

    async def seat_6() -> Any:
        return (await live.look()).seats["6"]

    began = int(NINE.timestamp())
    await tells("joined", joined_at=began + 5)
    await wait_for(seat_6, lambda seat: (seat.place, MEETING in seat.seen) == (Place.REMOTE, True))
    assert await app[DATABASE].read(meeting_tells, app[SITE].installation, booked["id"], met.now)

    await tells("left", joined_at=began + 5, left_at=began + 9)
    await wait_for(seat_6, lambda seat: seat.doubt is Doubt.GRACE)


async def test_meeting_given_a_sitting_without_one_when_asked_for_then_there_is_none(met: Town) -> None:
    booked = await met.book(NINE, TEN, category="COLLEGIO")
    await met.at(NINE)
    dossier, live = await sitting_in(met, NINE, TEN, [booked])

    assert await member_meeting(met.client.app, dossier, await live.look(), "1", "it", in_hall=False) is None
    assert not await met.client.app[DATABASE].read(meeting_tells, met.client.app[SITE].installation, "nessuna", met.now)
