"""The demo's people and their day: who they are, whose bookings there are, and that one of them is confidential."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from config.site_file.loading import load_texts
from orchestrator.accounts.accounts import memberships_of, staff_of
from orchestrator.accounts.passwords import Passwords, check_password
from orchestrator.accounts.roles import Membership, OrganisationRole, Staff, StaffRole
from orchestrator.demo.people import PLAYERS, SITE, first_half_hour
from orchestrator.demo.stored import Stored, store_all
from schedules.store.database import Database
from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction
from tests.orchestrator.demo.test_door import KEYS, TEXT

NOW = datetime(2026, 11, 27, 10, 12, tzinfo=UTC)


async def stored(database: Database, hashed: str = "nobody's") -> Stored:
    return await database.write(
        store_all, KEYS, ("demo.toml", TEXT), hashed, (NOW + timedelta(minutes=1), NOW + timedelta(minutes=6)), NOW
    )


async def test_people_given_the_demo_when_stored_then_each_is_what_it_says(database: Database) -> None:
    accounts = (await stored(database)).accounts

    def roles(db: Transaction) -> Mapping[str, object]:
        return {email: [*staff_of(db, account), *memberships_of(db, account)] for email, account in accounts.items()}

    assert await database.read(roles) == {
        "anna@comune.example": [Staff(StaffRole.ADMINISTRATOR)],
        "marco@comune.example": [Staff(StaffRole.TECHNICIAN, SITE)],
        "lucia@comune.example": [Staff(StaffRole.DESK, SITE)],
        "paola@scuola.example": [Membership("scuola", OrganisationRole.ORGANISER)],
        "marta@scuola.example": [Membership("scuola", OrganisationRole.MANAGER)],
        "paolo@scuola.example": [],
    }


async def test_people_given_their_password_when_they_sign_in_by_it_then_they_are_let_in(database: Database) -> None:
    passwords = Passwords()
    await stored(database, await passwords.rehash("prova-di-oggi"))

    found = [await check_password(database, passwords, player.email, "prova-di-oggi") for player in PLAYERS]
    passwords.close()

    assert [account.name for account in found if account is not None] == [player.name for player in PLAYERS]


async def test_day_given_the_demo_when_stored_then_school_and_town_have_booked_and_one_booking_is_confidential(
    database: Database,
) -> None:
    accounts = (await stored(database)).accounts

    def bookings(db: Transaction) -> list[OccurrenceRow]:
        return list(db.scalars(select(OccurrenceRow).order_by(OccurrenceRow.start)))

    day = await database.read(bookings)

    assert [booking.organisation for booking in day] == ["scuola", "scuola", "comune", "scuola", "comune"]
    assert [booking.title for booking in day if booking.confidential] == ["Colloquio con una famiglia"]
    assert {booking.booked_by for booking in day} == {
        accounts["marta@scuola.example"],
        accounts["paola@scuola.example"],
        accounts["lucia@comune.example"],
    }
    assert (day[0].title, day[0].start) == ("Collegio dei docenti", NOW + timedelta(minutes=1))
    assert all(NOW + timedelta(minutes=20) <= booking.start < NOW + timedelta(hours=4) for booking in day[1:])


def test_day_given_its_site_when_its_rooms_and_presets_are_looked_up_then_they_are_the_samples() -> None:
    installation = load_texts((("demo.toml", TEXT),)).installation

    assert installation is not None
    assert [site.id for site in installation.sites] == [SITE]
    assert {"riunione", "riservato"} <= installation.presets.keys()
    assert installation.presets["riservato"].confidential


@pytest.mark.parametrize(
    ("now", "first"),
    [("10:12", "11:00"), ("10:10", "10:30"), ("10:11", "11:00"), ("10:40", "11:00"), ("10:41", "11:30")],
)
def test_first_half_hour_given_a_time_when_reckoned_then_the_first_meeting_is_over_by_then(
    now: str, first: str
) -> None:
    day = "2026-11-27T{}:00+00:00"

    assert first_half_hour(datetime.fromisoformat(day.format(now))) == datetime.fromisoformat(day.format(first))
