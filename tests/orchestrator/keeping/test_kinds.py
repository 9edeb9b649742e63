"""What is over goes when its time has come, and what still counts stays."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select
from structlog.testing import capture_logs

from config.rooms import Retention
from orchestrator.access.actors import SERVICE
from orchestrator.access.tables import TokenRow, WebSessionRow
from orchestrator.accounts.accounts import make_account
from orchestrator.accounts.links import LinkKind, make_link
from orchestrator.accounts.sign_ins import open_sign_in
from orchestrator.councils.dossiers.link_store import take_over
from orchestrator.councils.identity.pin_store import make_pins, pins_of
from orchestrator.hub.tables import AgentRow, ReportRow
from orchestrator.keeping.kinds import KINDS, terms_of
from orchestrator.keeping.prune import prune, would_go
from orchestrator.rooms.tables import ProblemRow
from orchestrator.web.keys import DATABASE
from schedules.store.database import Database
from schedules.store.keeping import SAID_OF_BOOKINGS, SAID_OF_SESSIONS, forget_words
from schedules.store.rows import Base
from schedules.store.tables import OccurrenceRow, OverrideRow, SessionRow
from schedules.store.transaction import Transaction
from tests.support.ballots import KEYS
from tests.support.held_council import BEGINS, council
from tests.support.town import DAY, Town, event, hour
from tests.support.waiting import wait_for
from tests.support.wired_agent import agent_at

PHONE = "+39 0776 314159"
WORDS = (b"Zibellina", b"quisquilia", b"pimpinella", b"farfallina", b"lucertolina", PHONE.encode())
"""Titles, uids, organisers, phone numbers and links of confidential bookings; nothing else says these."""
PRIVATE = (
    "CLASS:PRIVATE",
    "ORGANIZER;CN=Pia Zibellina:mailto:quisquilia@example.org",
    "URL:https://pimpinella.example",
)


async def pruned(town: Town, days: int, *, cited: frozenset[str] = frozenset()) -> Mapping[str, int]:
    """What goes so many days after the day, by kind; what would go was the same."""
    database, now = town.client.app[DATABASE], DAY + timedelta(days=days)
    terms = replace(terms_of(Retention(), ["sale"], now), cited=cited)
    before = await database.read(would_go, terms)
    figures = await prune(database, terms, now, SERVICE, pause_s=0)
    assert figures == before
    assert sum(one.count for one in await database.read(would_go, terms)) == 0
    return {figure.kind: figure.count for figure in figures if figure.count}


async def counted(town: Town) -> Mapping[str, int]:
    """How many rows there are of each."""

    def count(db: Transaction) -> Mapping[str, int]:
        tables = (OccurrenceRow, SessionRow, OverrideRow, ReportRow, ProblemRow, AgentRow)
        return {table.__tablename__: db.scalar(select(func.count()).select_from(table)) or 0 for table in tables}

    return await town.client.app[DATABASE].read(count)


async def test_words_given_confidential_bookings_of_every_origin_when_a_week_has_passed_then_no_byte_says_them(
    town: Town,
) -> None:
    for at in range(40):  # many, so that pages are divided
        said = {"title": f"Zibellina {at}", "organiser": "quisquilia", "phone": PHONE}
        await town.book(hour("09:00", at), hour("10:00", at), **said, confidential=True)
    private = [
        event("farfallina-1", hour("11:00"), hour("12:00"), *PRIVATE, title="Zibellina"),
        event("farfallina-2", hour("12:00"), hour("13:00"), *PRIVATE, "RRULE:FREQ=DAILY;COUNT=30", title="Zibellina"),
    ]
    await town.calendar_says(*private)
    private[0] = private[0].replace("farfallina-1", "lucertolina")  # its calendar has made another UID
    await town.calendar_says(*private)
    await town.at(hour("09:00"))
    await town.pressed("end")
    await town.at(hour("12:30"))
    await town.at(hour("20:00", 40))
    database = town.client.app[DATABASE]
    files = [database.path, database.path.with_name(f"{database.path.name}-wal")]

    early = await pruned(town, 8)
    late = await pruned(town, 60)
    left = [word for word in WORDS for path in files if word in path.read_bytes()]
    town.now = hour("20:00", 60)
    again = await town.calendar_says(*private)

    assert early == {"confidential": 3}
    assert late == {"confidential": 40 + 1 + 30 - 3, "addresses": 40 + 1}
    assert left == []
    assert again == []
    assert [word for word in WORDS for path in files if word in path.read_bytes()] == []
    assert [booking["title"] for booking in await town.bookings(days=1)] == ["Occupato"] * 3


async def test_words_given_a_booking_under_a_new_uid_when_it_is_forgotten_then_that_uid_is_looked_for_as_well(
    town: Town,
) -> None:
    for uid in ("farfallina", "lucertolina"):
        await town.calendar_says(event(uid, hour("09:00"), hour("10:00"), *PRIVATE, title="Zibellina"))
    (booking,) = await town.bookings()

    words = await town.client.app[DATABASE].write(forget_words, [booking["id"]])

    assert words == {
        "farfallina",
        "lucertolina",
        "Zibellina",
        "Pia Zibellina",
        "riservato",
    }


async def test_words_given_a_pruning_that_was_cut_off_when_it_is_done_again_then_the_file_is_written_anew_once(
    town: Town,
) -> None:
    database, later = town.client.app[DATABASE], DAY + timedelta(days=8)
    terms = terms_of(Retention(), ["sale"], later)
    await town.calendar_says(event("farfallina", hour("09:00"), hour("10:00"), *PRIVATE, title="Zibellina"))
    async with asyncio.TaskGroup() as tasks:
        cut_off = tasks.create_task(
            prune(database, terms, later, SERVICE, pause_s=3600)
        )  # it never gets to look for traces
        await wait_for(lambda: database.read(would_go, terms), lambda kinds: not any(figure.count for figure in kinds))
        cut_off.cancel()

    written_anew = []
    for _ in range(2):
        with capture_logs() as logs:
            await prune(database, terms, later, SERVICE, pause_s=0)
        written_anew.append([log["event"] for log in logs])

    assert written_anew == [["store.written_anew"], []]


async def test_words_given_a_day_of_a_series_that_was_forgotten_when_it_is_moved_to_come_then_it_is_there_and_goes_again(
    town: Town,
) -> None:
    weekly = event("farfallina", hour("09:00"), hour("10:00"), *PRIVATE, "RRULE:FREQ=DAILY;COUNT=2", title="Zibellina")
    await town.calendar_says(weekly)
    town.now = hour("08:00", 12)
    forgotten = await pruned(town, 12)
    lines = (*PRIVATE, f"RECURRENCE-ID:{hour('09:00'):%Y%m%dT%H%M%SZ}")

    moved = event("farfallina", hour("15:00", 12), hour("16:00", 12), *lines, title="Zibellina")
    await town.calendar_says(weekly, moved)

    assert forgotten == {"confidential": 2}
    assert [booking["start"][:16] for booking in await town.bookings()] == ["2026-10-21T09:00"]
    assert [booking["start"][:16] for booking in await town.bookings(since=hour("00:00", 12))] == ["2026-11-01T15:00"]
    assert await pruned(town, 25) == {"confidential": 1}


async def test_bookings_given_two_years_when_they_have_passed_then_they_go_with_all_that_hangs_on_them(
    town: Town,
) -> None:
    await town.book(hour("09:00"), hour("10:00"), title="Consiglio")
    kept = await town.book(hour("11:00"), hour("12:00"), title="Da conservare")
    await town.at(hour("09:00"))
    await town.pressed("extend", until=hour("10:15"), seen_end=hour("10:00"))
    await town.pressed("put_back")
    await town.pressed("problem", about="sound")
    async with agent_at(town, "sala-1") as agent:
        await agent.hello()
        await agent.plan()
        await agent.say(agent.report(1))
        assert await agent.acknowledged() == 1
    await town.at(hour("11:30"))
    before = await counted(town)

    reports = await pruned(town, 401)
    none = await pruned(town, 730)
    went = await pruned(town, 732, cited=frozenset({kept["id"]}))
    left = await counted(town)

    assert before == {"occurrences": 2, "sessions": 2, "overrides": 3, "reports": 1, "problems": 1, "agents": 1}
    assert reports == {"reports": 1, "problems": 1, "agents": 1, "addresses": 5, "acts_presses": 3}
    assert none == {}
    assert went.keys() == {"bookings", "presses", "acts_bookings"}
    assert went["bookings"] == 1
    assert left == {"occurrences": 1, "sessions": 1, "overrides": 0, "reports": 0, "problems": 0, "agents": 0}
    assert (await pruned(town, 733))["bookings"] == 1


async def test_presses_given_a_room_that_is_held_when_years_have_passed_then_it_is_held_still(town: Town) -> None:
    admin = {"role": "admin", "reason": "lavori"}
    for kind in ("hold", "release", "hold"):
        await town.pressed(kind, **admin)

    went = await pruned(town, 900)
    town.now = hour("09:00", 900)

    assert went == {"presses": 2, "addresses": 3, "acts_presses": 3}
    assert (await town.room())["phase"] == "blocked"


async def test_site_changes_given_versions_that_nothing_names_when_ten_years_have_passed_then_the_one_in_force_stays(
    town: Town,
) -> None:
    new = '[[sites]]\nid = "casa"\nname = "Casa nuova"\ntimezone = "Europe/Rome"'
    new += "".join(f'\n[[rooms]]\nid = "sala-{n}"\nname = "Sala {n}"' for n in (1, 2, 3))
    body = {"files": [{"name": "sito.toml", "text": new}]}
    answer = await town.client.post("/api/v1/site", json=body, headers=await town.as_("admin"))
    assert answer.status == 200, await answer.text()
    await town.at(hour("06:01"))

    went = await pruned(town, 3700)

    assert (went["changes"], went["versions"]) == (1, 1)
    assert (await town.client.get("/api/v1/site", headers=await town.as_("admin"))).status == 200


def test_columns_given_all_of_a_booking_and_its_session_when_forgotten_then_each_is_emptied_or_says_no_word() -> None:
    bare = "id calendar recurrence start end confidential closure sequence stamp withdrawn created_at yields made_by"
    bare += " organisation booked_by naming"
    bare_live = "id room_id occurrence_id start end confidential digest withdrawn moved_from"
    says_nothing = {OccurrenceRow: set(bare.split()), SessionRow: set(bare_live.split())}

    for table, forgotten in ((OccurrenceRow, SAID_OF_BOOKINGS), (SessionRow, SAID_OF_SESSIONS)):
        assert set(table.__table__.columns.keys()) == says_nothing[table] | set(forgotten)


def test_tables_given_all_there_are_when_looked_through_then_each_goes_with_a_kind_or_does_not_grow() -> None:
    goes = {
        "occurrences",
        "aliases",
        "occupancies",
        "sessions",
        "overrides",
        "reports",
        "problems",
        "agents",
        "site_changes",
    }
    goes |= {
        "links",
        "sign_ins",
        "outbox",
        "site_texts",
        "pictures",
        "backgrounds",
        "calendars",
        "calendar_texts",
        "acts",
        "meeting_links",
        "meeting_link_uses",
        "meeting_events",
        "presence_entries",
        "meeting_snapshots",
        "booking_people",
        "invitations",
        "meeting_settings",
        "council_devices",
        "council_pins",
    }
    by_hand = {TokenRow.__tablename__, WebSessionRow.__tablename__}
    people = {
        "accounts",
        "organisations",
        "people_lists",
        "listed_people",
        "memberships",
        "staff",
        "second_factors",
        "paper_codes",
        "identities",
    }
    bounded = {"facts", "rooms", "pin_tries", "act_terms"}
    sittings = {
        "ballot_choices",
        "ballot_receipts",
        "ballot_seats",
        "ballots",
        "council_acts",
        "council_attendance",
        "council_documents",
        "council_dossiers",
        "council_links",
        "council_minutes",
        "council_note_edits",
        "council_mails",
        "council_prints",
        "council_resolutions",
        "council_signed_files",
        "council_sittings",
        "secret_votes",
    }
    organs = {
        "council_headings",
        "council_holders",
        "council_officers",
        "council_organs",
        "council_rules",
        "council_seats",
    }

    assert set(Base.metadata.tables) == goes | by_hand | people | bounded | sittings | organs
    assert len({kind.name for kind in KINDS}) == len(KINDS)


async def test_access_given_links_and_browsers_that_ended_when_the_time_has_come_then_they_go(town: Town) -> None:
    database = town.client.app[DATABASE]
    ada = await database.write(make_account, "ada@scuola.example", "Ada", "it", DAY)
    await database.write(make_link, ada.id, LinkKind.RESET, DAY)
    await database.write(open_sign_in, ada.id, "password", "Firefox, Linux", "192.0.2.7", DAY)

    assert "links" not in await pruned(town, 30)
    assert await pruned(town, 31) == {"links": 1, "sign_ins": 1}


async def test_codes_given_two_sittings_when_one_is_over_for_a_month_then_its_codes_and_devices_go_alone(
    database: Database,
) -> None:
    school = await council(database)
    await school.held("s1")
    await school.opened("s2")
    for sitting in ("s1", "s2"):
        await database.write(make_pins, KEYS, sitting, ["1", "2"])
        await database.write(take_over, sitting, "1", BEGINS)

    gone = [
        {
            figure.kind: figure.count
            for figure in await prune(database, terms, BEGINS, SERVICE, pause_s=0)
            if figure.count
        }
        for terms in (terms_of(Retention(), [], BEGINS + timedelta(days=days)) for days in (30, 31))
    ]

    assert gone == [{}, {"council_codes": 2, "council_devices": 1}]
    assert await database.read(pins_of, KEYS, "s1") == {}
    assert len(await database.read(pins_of, KEYS, "s2")) == 2
