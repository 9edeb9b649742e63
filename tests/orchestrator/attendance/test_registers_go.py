"""What is known of who was at a booking goes when its time has come, by kind, whole, and the register says so."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from config.rooms import Retention
from orchestrator.access.actors import SERVICE
from orchestrator.audit.acts import ActKind
from orchestrator.audit.tables import ActRow
from orchestrator.conferences.guest_list import Expected, add_people
from orchestrator.conferences.link_store import make_links, note_use
from orchestrator.conferences.links import Came
from orchestrator.conferences.presence.snapshot_store import PROSODY, store_counts
from orchestrator.keeping.kinds import terms_of
from orchestrator.keeping.prune import prune
from orchestrator.site.keys import SITE
from schedules.store.sealing import KEY_BYTES, Keys
from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction
from tests.orchestrator.attendance.conftest import NINE, TEN, Meeting, held
from tests.support.booking_people import People

OF_REGISTERS = ("meeting_uses", "meeting_events", "meeting_snapshots", "presence_entries")
KEPT = Retention(presence=timedelta(days=60), presence_counts=timedelta(days=30), presence_entries=timedelta(days=90))


async def filled(meeting: Meeting) -> None:
    """The meeting was held, somebody expected used their link, it was counted, and something was written by hand."""
    await held(meeting)

    def fill(db: Transaction) -> None:
        (dora,) = add_people(db, meeting.booking, [Expected("dora@example.it", "Dora Verdi")], NINE)
        links = make_links(db, Keys.of(b"k" * KEY_BYTES), meeting.booking, [dora.holder], NINE)
        note_use(db, links[dora.holder], Came("dora", "Dora Verdi", in_hall=False), NINE)
        store_counts(db, {meeting.booking: 3}, PROSODY, NINE)

    await meeting.database.write(fill)
    said = {"name": "Carla Blu", "start": NINE.isoformat(), "end": TEN.isoformat(), "why": "In sala.", "revision": 0}
    path = f"bookings/{meeting.booking}/presence/entries"
    assert (await People(meeting.town, meeting.database).ask("organiser", "POST", path, json=said)).status == 201


async def gone(
    meeting: Meeting, days: int, kept: Retention, *, cited: frozenset[str] = frozenset()
) -> Mapping[str, int]:
    """What of registers goes so many days after the booking's end, and a minute."""
    now = TEN + timedelta(days=days, minutes=1)
    figures = await prune(
        meeting.database, replace(terms_of(kept, ["sale"], now), cited=cited), now, SERVICE, pause_s=0
    )
    return {figure.kind: figure.count for figure in figures if figure.count and figure.kind in OF_REGISTERS}


async def test_register_given_a_time_for_each_kind_when_they_have_come_then_each_goes_whole_and_is_an_act(
    meeting: Meeting,
) -> None:
    await filled(meeting)

    each = {days: await gone(meeting, days, KEPT) for days in (29, 30, 59, 60, 89, 90)}

    acts = await meeting.database.read(
        lambda db: [row.changes["kind"][1] for row in db.query(ActRow).filter(ActRow.action == ActKind.STORE_PRUNED)]
    )
    assert each == {
        29: {},
        30: {"meeting_snapshots": 1},
        59: {},
        60: {"meeting_uses": 1, "meeting_events": 3},
        89: {},
        90: {"presence_entries": 1},
    }
    assert set(OF_REGISTERS) <= set(acts)


async def test_register_that_is_not_kept_any_more_when_it_is_looked_at_then_it_says_so_and_of_nobody_that_they_were_absent(
    meeting: Meeting,
) -> None:
    await filled(meeting)
    kept = meeting.town.client.app[SITE].installation.retention.presence
    browser = await meeting.browser("organiser")
    before = await browser.text(meeting.here)

    await gone(meeting, kept.days, Retention())
    meeting.town.now = TEN + kept + timedelta(minutes=2)
    browser = await meeting.browser("organiser")
    after, file = await browser.text(meeting.here), await (await browser.get(f"{meeting.here}.csv")).text()

    sentence = "Quello che Jitsi ha detto di questa riunione non si conserva più."
    assert sentence not in before
    assert sentence in after
    assert "Anna" not in after
    assert "Carla Blu" in after
    assert ("Non c’era." in before, "Non c’era." in after) == (True, False)
    assert "Dora Verdi;invitato;;;;;" in file


async def test_register_when_its_booking_goes_then_it_goes_with_it_and_stays_where_it_is_cited(
    meeting: Meeting,
) -> None:
    await filled(meeting)
    long, short = timedelta(days=3_650), timedelta(days=20)
    kept = Retention(presence=long, presence_counts=long, presence_entries=long, bookings=short)

    assert await gone(meeting, 21, kept, cited=frozenset({meeting.booking})) == {}
    assert sum((await gone(meeting, 21, kept)).values()) == 6
    assert await meeting.database.read(lambda db: db.get(OccurrenceRow, meeting.booking)) is None
