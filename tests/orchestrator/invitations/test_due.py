"""What an invited person is to be told, from the booking and what they were told last: a table of cases, and reminders."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Update, update

from orchestrator.conferences.guest_list import ExpectedPerson
from orchestrator.invitations.due import Facts, Standing, Told, What, due
from orchestrator.invitations.store import facts_of, find_due, standings_of
from orchestrator.invitations.tables import InvitationRow
from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction
from tests.support.inviting import ADA, Inviting, text_of
from tests.support.town import hour

NOW = datetime(2026, 10, 20, 6, tzinfo=UTC)
NINE, TEN = NOW.replace(hour=9), NOW.replace(hour=10)
FACTS = Facts("3f2a", "Collegio", NINE, TEN, ("sala-1",), confidential=False, withdrawn=False, sequence=4)
PERSON = ExpectedPerson("ada", "3f2a", "Ada", "ada@x.example", "it", moderator=False, added_at=NOW)
NEW = Standing(PERSON, wanted=True, expressly=False, again=False, invited_by="organiser", sequence=0, mails=0)
KNOWS = replace(NEW, sequence=4, mails=1, told=Told(FACTS.digest, NINE, TEN), told_at=NOW - timedelta(days=3))
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def told(standing: Standing, facts: Facts = FACTS, now: datetime = NOW) -> tuple[What, int] | None:
    message = due(standing, facts, now, (DAY, HOUR))
    return None if message is None else (message.what, message.sequence)


@pytest.mark.parametrize(
    ("standing", "facts", "expected"),
    [
        (NEW, FACTS, (What.NEW, 4)),
        (replace(NEW, wanted=False), FACTS, None),
        (replace(NEW, person=replace(PERSON, removed_at=NOW)), FACTS, None),
        (NEW, replace(FACTS, withdrawn=True), None),
        (NEW, replace(FACTS, confidential=True), None),
        (replace(NEW, expressly=True), replace(FACTS, confidential=True), (What.NEW, 4)),
        (replace(KNOWS, again=True), FACTS, (What.NEW, 4)),
        (KNOWS, replace(FACTS, title="Consiglio", sequence=5), (What.CHANGED, 5)),
        (KNOWS, replace(FACTS, rooms=("sala-2",)), (What.CHANGED, 5)),  # a calendar that raises no number
        (KNOWS, replace(FACTS, sequence=9), (What.REMINDER, 4)),  # notes alone
        (KNOWS, replace(FACTS, withdrawn=True), (What.OFF, 5)),
        (replace(KNOWS, person=replace(PERSON, removed_at=NOW)), FACTS, (What.OFF, 5)),
        (replace(KNOWS, told=None), FACTS, (What.NEW, 5)),  # removed, and back
    ],
)
def test_due_given_a_booking_and_what_was_told_when_asked_then_the_difference_is_told(
    standing: Standing, facts: Facts, expected: tuple[What, int] | None
) -> None:
    assert told(standing, facts) == expected


@pytest.mark.parametrize("now", [NINE, NINE + timedelta(minutes=30), TEN])
def test_due_given_a_booking_that_has_begun_when_it_is_changed_then_nobody_is_told(now: datetime) -> None:
    assert told(KNOWS, replace(FACTS, title="Altro"), now) is None
    assert told(KNOWS, FACTS, now) is None
    assert told(NEW, FACTS, now) == (None if now == TEN else (What.NEW, 4))


@given(st.lists(st.integers(-3 * 24 * 60, 10), min_size=1, max_size=30))
def test_reminders_given_looks_at_any_times_when_one_is_due_then_it_is_sent_once_and_never_after_the_start(
    minutes: list[int],
) -> None:
    standing, sent = replace(KNOWS, told_at=NINE - timedelta(days=4)), []
    for at in sorted(NINE + timedelta(minutes=each) for each in minutes):
        message = due(standing, FACTS, at, (DAY, HOUR))
        if message is not None:
            assert message.what is What.REMINDER
            assert message.remind_at is not None
            assert message.remind_at <= at < NINE
            sent.append(message.remind_at)
            standing = replace(standing, reminded_at=message.remind_at)

    assert len(set(sent)) == len(sent)
    assert set(sent) <= {NINE - DAY, NINE - HOUR}


async def test_reminder_given_an_hour_before_the_start_when_it_has_come_then_it_goes_out_once_also_by_two_services(
    inviting: Inviting,
) -> None:
    booking = await inviting.invited(ADA)
    inviting.town.now = hour("08:05")
    await inviting.told_by_several()

    await inviting.arrived(2)
    inviting.town.now = hour("08:30")
    await inviting.told_by_several()

    reminder = inviting.peer.taken[1]
    assert reminder["Subject"] == "Promemoria: Collegio docenti, martedì 20 ottobre 2026, 11:00–12:00"
    assert "https://regia.example/m/" in text_of(reminder)
    assert [part.get_content_type() for part in reminder.walk()][1:] == ["text/plain", "text/html"]
    assert len(await inviting.recipients()) == 2
    assert await inviting.states(booking) == ["sent"]


def _execute(row: Update, db: Transaction) -> None:
    db.execute(row)


async def test_due_given_people_in_every_standing_when_looked_up_then_the_store_leaves_out_nobody_who_is_to_be_told(
    inviting: Inviting,
) -> None:
    booking = await inviting.invited(*({"email": f"p{number}@x.example"} for number in range(6)))
    database, now = inviting.database, hour("08:05")
    people = [str(person["id"]) for person in await inviting.listed(booking)]
    changes: tuple[dict[str, object], ...] = (
        {},
        {"told": None, "told_start": None, "told_end": None},
        {"told": "otherwise"},
        {"again": True},
        {"wanted": False},
        {"reminded_at": hour("08:00"), "told_at": hour("06:00")},
    )

    def stand(db: Transaction) -> None:
        for person, values in zip(people, changes, strict=True):
            if values:
                db.execute(update(InvitationRow).where(InvitationRow.person_id == person).values(**values))

    await database.write(stand)
    before = {"riunione": (DAY, HOUR)}
    for withdrawn in (False, True):
        row = update(OccurrenceRow).where(OccurrenceRow.id == booking).values(withdrawn=withdrawn)
        await database.write(partial(_execute, row))
        found = await database.read(find_due, now, before)
        facts, all_of_them = await database.read(lambda db: (facts_of(db, booking), standings_of(db, booking)))
        assert facts is not None
        meant = {message for each in all_of_them if (message := due(each, facts, now, (DAY, HOUR))) is not None}

        assert {message for owed in found for message in owed.messages} == meant
        assert len(meant) == 5
