"""What Jitsi posts over HTTP: stored once and before it is answered, of whoever may tell it, and of nothing confidential."""

import asyncio
import io
import json
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select, text

from integrations.services.jitsi import conference_name
from orchestrator.access.tokens import make_token, program_grant
from orchestrator.attendance.event_routes import LARGEST
from orchestrator.conferences.names import series_of, spoken_name
from orchestrator.conferences.presence.deriving import derive
from orchestrator.conferences.presence.event_store import MOST_UNKNOWN, events_of
from orchestrator.conferences.presence.evidence import Evidence
from orchestrator.conferences.presence.wire import Malformed, read, room_of
from orchestrator.conferences.tables import MeetingEventRow
from orchestrator.keeping.kinds import terms_of
from orchestrator.keeping.prune import would_go
from orchestrator.site.keys import SITE
from orchestrator.web.keys import DATABASE, FACTS
from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction
from tests.support.town import Town, event, hour

NINE, TEN = hour("09:00"), hour("10:00")
ANNA = {"occupant_jid": "ponte@conference.meet/a1", "joined_at": int(NINE.timestamp()), "id": "anna", "name": "Anna"}


async def bearer(town: Town, deployment: str = "meet") -> Mapping[str, str]:
    grant = program_grant(["events:write"], None, None, deployment)
    return {"Authorization": f"Bearer {await town.client.app[DATABASE].write(make_token, grant, NINE)}"}


async def post(town: Town, headers: Mapping[str, str], path: str, body: object, deployment: str = "meet") -> int:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {**headers, "Content-Type": "application/json"}
    async with town.client.post(f"/jitsi/events/{deployment}/{path}", data=io.BytesIO(data), headers=sent) as answer:
        return answer.status


async def stored(town: Town) -> int:
    def count(db: Transaction) -> int:
        return db.scalar(select(func.count()).select_from(MeetingEventRow)) or 0

    return await town.client.app[DATABASE].read(count)


async def counted(town: Town) -> Mapping[str, float]:
    text = await (await town.client.get("/metrics", headers=await town.as_("admin"))).text()
    lines = (line.split() for line in text.splitlines() if line.startswith("regia_meeting_events_total{"))
    return {name.split('"')[1]: float(value) for name, value in lines}


async def booked(town: Town, **more: Any) -> tuple[str, str]:
    """The id of a booking from nine to ten, and the name of its conference."""
    await town.at(hour("08:00"))
    booking = (await town.book(NINE, TEN, **more))["id"]
    await town.at(NINE)
    return booking, spoken_name(town.client.app[FACTS].conferences_key, booking, 0)


def joined(name: str, **occupant: object) -> dict[str, object]:
    who = {**ANNA, **occupant}
    return {"event_name": "muc-occupant-joined", "room_name": name, "is_breakout": False, "occupant": who}


async def test_event_sync_given_a_meeting_when_it_posts_all_of_it_then_who_was_there_is_derived(town: Town) -> None:
    booking, name = await booked(town)
    headers, start, end = await bearer(town), int(NINE.timestamp()), int(TEN.timestamp())
    gone = {**ANNA, "left_at": end}
    about = {"room_name": name, "room_jid": f"{name}@conference.meet", "is_breakout": False}

    answers = [
        await post(
            town, headers, "events/room/created", {**about, "event_name": "muc-room-created", "created_at": start}
        ),
        await post(town, headers, "events/occupant/joined", joined(name)),
        await post(town, headers, "events/occupant/left", {**about, "occupant": gone, "active_occupants_count": 0}),
        await post(
            town,
            headers,
            "events/room/destroyed",
            {**about, "created_at": start, "destroyed_at": end, "all_occupants": [gone]},
        ),
    ]

    events = await town.client.app[DATABASE].read(events_of, booking)
    (anna,) = derive(Evidence(start, end, tuple(events)), end + 86_400).people
    assert answers == [201] * 4
    assert (anna.name, anna.seconds, anna.unknown_seconds) == ("Anna", 3600, 0)


async def test_message_given_one_that_comes_again_when_it_is_posted_then_it_is_stored_once(town: Town) -> None:
    _, name = await booked(town)
    headers = await bearer(town)

    answers = [await post(town, headers, "events/occupant/joined", joined(name)) for _ in range(3)]

    assert answers == [201, 200, 200]
    assert await stored(town) == 1


async def test_list_at_the_end_given_nobody_when_lua_writes_it_as_an_object_then_it_is_a_list(town: Town) -> None:
    booking, name = await booked(town)
    body = {"room_name": name.upper(), "created_at": 1, "destroyed_at": 2, "all_occupants": {}}

    assert await post(town, await bearer(town), "events/room/destroyed", body) == 201

    (event,) = await town.client.app[DATABASE].read(events_of, booking)
    assert (event.has_list, event.occupants) == (True, ())


async def test_token_given_another_servers_or_none_when_it_tells_then_it_is_refused_and_nothing_is_stored(
    town: Town,
) -> None:
    _, name = await booked(town)
    foreign, unknown = await bearer(town, "altro"), {"Authorization": f"Bearer regia_program_{'x' * 43}"}
    path, body = "events/occupant/joined", joined(name)

    assert await post(town, foreign, path, body) == 403
    assert await post(town, await town.as_("admin"), path, body) == 403
    assert await post(town, unknown, path, body) == 401
    assert await post(town, {}, path, body) == 401
    assert await stored(town) == 0
    assert (await counted(town))["refused"] == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"[" * 100_000,
        b"\xff\xfe",
        json.dumps({"room_name": "x", "occupant": {"occupant_jid": "a" * 301}}).encode(),
        json.dumps({"room_name": "x", "occupant": {"occupant_jid": "a", "joined_at": -1}}).encode(),
        json.dumps({"room_name": "x", "occupant": {"occupant_jid": "a", "joined_at": 1e300}}).encode(),
        json.dumps({"occupant": {"occupant_jid": "a"}}).encode(),
    ],
)
async def test_message_that_is_none_of_jitsis_when_it_is_posted_then_it_is_refused_and_counted(
    town: Town, body: bytes
) -> None:
    assert await post(town, await bearer(town), "events/occupant/joined", body) == 400
    assert await stored(town) == 0
    assert await counted(town) == {"malformed": 1}


async def test_message_larger_than_any_when_it_is_posted_then_it_is_refused_and_counted(town: Town) -> None:
    headers = await bearer(town)

    assert await post(town, headers, "events/occupant/joined", b" " * (LARGEST + 1)) == 413
    assert await counted(town) == {"too_large": 1}


async def test_list_at_the_end_of_many_devices_when_it_is_posted_then_it_is_taken(town: Town) -> None:
    _, name = await booked(town)
    listed = [{**ANNA, "occupant_jid": f"{name}@conference.meet/{number}"} for number in range(1_000)]
    body = {"room_name": name, "created_at": 1, "destroyed_at": 2, "all_occupants": listed}

    assert await post(town, await bearer(town), "events/room/destroyed", body) == 201


async def test_meeting_named_before_names_were_read_aloud_when_it_is_told_of_then_its_booking_is_found(
    town: Town,
) -> None:
    booking, spoken = await booked(town)
    letters = conference_name(town.client.app[FACTS].conferences_key, booking)

    def age(db: Transaction) -> None:
        db.get_one(OccurrenceRow, booking).naming = None

    await town.client.app[DATABASE].write(age)
    for name in (letters, spoken):
        assert await post(town, await bearer(town), "events/occupant/joined", joined(name)) == 201

    assert len(await town.client.app[DATABASE].read(events_of, booking)) == 2


async def test_series_that_meets_in_one_when_it_is_told_of_then_the_nearest_booking_is_meant(town: Town) -> None:
    weekly = event("corso", NINE, TEN, "RRULE:FREQ=DAILY;COUNT=3")
    await town.calendar_says(weekly)
    days = [booking["id"] for booking in await town.bookings()]
    name = spoken_name(town.client.app[FACTS].conferences_key, series_of("sale", "corso"), 0)

    for moment in (hour("08:59"), hour("10:01"), hour("21:00"), hour("22:00"), hour("09:30", 1)):
        town.now = moment
        told = joined(name, joined_at=int(moment.timestamp()))
        assert await post(town, await bearer(town), "events/occupant/joined", told) == 201

    assert [len(await town.client.app[DATABASE].read(events_of, day)) for day in days] == [3, 2, 0]


async def test_booking_that_is_confidential_when_its_meeting_is_told_of_then_nothing_is_stored(town: Town) -> None:
    _, name = await booked(town, confidential=True)

    assert await post(town, await bearer(town), "events/occupant/joined", joined(name)) == 200
    assert await stored(town) == 0


async def test_conference_of_no_booking_when_it_is_told_of_then_the_newest_are_kept_apart(town: Town) -> None:
    headers = await bearer(town)

    def fill(db: Transaction) -> None:
        told = {"deployment": "meet", "room": "x", "kind": "joined", "at": NINE, "body": "{}"}
        db.add_all(MeetingEventRow(**told, digest=str(number)) for number in range(MOST_UNKNOWN))

    await town.client.app[DATABASE].write(fill)

    assert await post(town, headers, "events/occupant/joined", joined("nessuna")) == 201
    assert await stored(town) == MOST_UNKNOWN
    assert await counted(town) == {"unknown_room": 1}


async def test_messages_when_their_time_has_come_then_those_of_no_booking_go_first(town: Town) -> None:
    _, name = await booked(town)
    headers = await bearer(town)
    await post(town, headers, "events/occupant/joined", joined(name))
    await post(town, headers, "events/occupant/joined", joined("nessuna"))
    retention = town.client.app[SITE].installation.retention

    async def over(days: int) -> int:
        terms = terms_of(retention, [], NINE + timedelta(days=days))
        figures = await town.client.app[DATABASE].read(would_go, terms)
        return next(figure.count for figure in figures if figure.kind == "meeting_events")

    assert [await over(days) for days in (6, 8, 401)] == [0, 1, 2]


async def test_jaas_given_its_webhooks_when_one_comes_twice_then_it_is_stored_once_and_read(town: Town) -> None:
    booking, name = await booked(town)
    headers, at = await bearer(town), int(NINE.timestamp())
    about = {"idempotencyKey": "k1", "eventType": "PARTICIPANT_JOINED", "fqn": f"vpaas-magic-cookie-1/{name}"}
    data = {"id": "anna", "name": "Anna", "participantId": "a1", "moderator": "false"}
    hook = {**about, "timestamp": at * 1000 + 400, "data": data}

    answers = [await post(town, headers, "jaas", hook), await post(town, headers, "jaas", {**hook, "customerId": "c"})]

    (event,) = await town.client.app[DATABASE].read(events_of, booking)
    assert answers == [201, 200]
    assert event.occupant is not None
    assert (event.occupant.jid, event.occupant.joined, event.occupant.id) == ("a1", at, "anna")


@pytest.mark.parametrize("name", ["Ponte-Lume-12", "[acme]ponte-lume-12", "AppID/ponte-lume-12", "[acme]PONTE-lume-12"])
def test_name_of_a_room_given_a_tenant_and_capitals_when_it_is_compared_then_neither_counts(name: str) -> None:
    assert room_of(name) == "ponte-lume-12"


def test_leaving_of_somebody_unknown_when_it_is_read_then_it_tells_nothing() -> None:
    assert read("left", b'{"room_name": "x", "active_occupants_count": 1}').event is None
    with pytest.raises(Malformed):
        read("created", b'{"room_name": "x"}')


async def test_messages_that_come_at_the_same_time_when_some_are_the_same_then_each_is_stored_once(town: Town) -> None:
    _, name = await booked(town)
    headers = await bearer(town)
    people = [joined(name, id=f"p{number % 30}", occupant_jid=f"x/{number % 30}") for number in range(60)]

    answers = await asyncio.gather(*(post(town, headers, "events/occupant/joined", each) for each in people))

    assert Counter(answers) == {201: 30, 200: 30}
    assert await stored(town) == 30
    assert await counted(town) == {"stored": 30, "repeated": 30}


async def test_messages_that_come_at_the_same_time_when_the_disk_is_full_then_what_was_answered_is_there(
    town: Town,
) -> None:
    _, name = await booked(town)
    headers, database = await bearer(town), town.client.app[DATABASE]
    people = [joined(name, id=f"p{number}", occupant_jid=f"{number}".zfill(290)) for number in range(40)]

    async def post_all() -> Counter[int]:
        return Counter(await asyncio.gather(*(post(town, headers, "events/occupant/joined", each) for each in people)))

    await database.write(lambda db: db.execute(text("PRAGMA max_page_count = 2")).scalar())
    full = await post_all()
    kept = await stored(town)  # what was in free pages
    await database.write(lambda db: db.execute(text("PRAGMA max_page_count = 1000000")).scalar())

    assert full == Counter({507: 40 - kept, 201: kept})
    assert full[507] > 0
    assert await post_all() == Counter({201: 40 - kept, 200: kept})
    assert await stored(town) == 40


async def test_messages_read_before_when_one_came_and_one_went_since_then_what_is_read_is_what_is_there(
    town: Town,
) -> None:
    booking, name = await booked(town)
    headers, database = await bearer(town), town.client.app[DATABASE]

    async def people() -> list[str | None]:
        return [event.occupant.id for event in await database.read(events_of, booking) if event.occupant is not None]

    seen = []
    for who in ("anna", "bea", "carla"):
        await post(town, headers, "events/occupant/joined", joined(name, id=who, occupant_jid=f"x/{who}"))
        seen.append(await people())
    await database.write(lambda db: db.execute(delete(MeetingEventRow).where(MeetingEventRow.body.contains("bea"))))
    await post(town, headers, "events/occupant/joined", joined(name, id="dora", occupant_jid="x/dora"))

    assert seen == [["anna"], ["anna", "bea"], ["anna", "bea", "carla"]]
    assert await people() == ["anna", "carla", "dora"]


async def test_message_with_half_a_character_in_what_nobody_reads_when_it_is_stored_then_it_can_be_read_again(
    town: Town,
) -> None:
    booking, name = await booked(town)

    assert await post(town, await bearer(town), "events/occupant/joined", {**joined(name), "x": "\ud800"}) == 201

    (event,) = await town.client.app[DATABASE].read(events_of, booking)
    assert event.occupant is not None
    assert event.occupant.id == "anna"
