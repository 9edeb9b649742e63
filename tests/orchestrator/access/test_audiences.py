"""Whose booking it is, and who sees what of it: the table of people, row by row, audience by audience, field by field."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest

from orchestrator.access.audiences import audience_of
from orchestrator.access.identity import Holding, Identity, identity_of_person
from orchestrator.access.permissions import Role
from orchestrator.accounts.accounts import Account
from orchestrator.accounts.roles import ALL_SITES, Membership, OrganisationRole, Staff, StaffRole
from orchestrator.accounts.sign_ins import Person, SignIn
from schedules.bookings import OWN_CALENDAR, Key, Occurrence
from schedules.fields import Audience, seen_by

NOW = datetime(2026, 10, 20, tzinfo=UTC)
ROOMS = {"casa": frozenset({"sala-1", "sala-2"}), "biblioteca": frozenset({"sala-3"})}
SCHOOL, UNION = "scuola", "sindacato"

TIMES = {"start", "end", "rooms", "confidential", "closure", "holds", "yields"}
"""When, where, and that the time is taken."""
AT_THE_DEVICES = TIMES | {"preset"}
IN_THE_ROOM = AT_THE_DEVICES | {"title", "link"}
AT_THE_DESK = IN_THE_ROOM | {
    "key", "organiser", "phone", "notes", "organisation", "booked_by", "made_by", "sequence",
}  # fmt: skip
ALL = AT_THE_DESK | {"stamp"}


def identity(*held: Staff | Membership, email: str | None = "ada@scuola.it") -> Identity:
    account = Account("ada", email, "Ada", "it", NOW, None, has_password=True, revision=0)
    staff = tuple(each for each in held if isinstance(each, Staff))
    memberships = tuple(each for each in held if isinstance(each, Membership))
    sign_in = SignIn("browser", NOW, NOW, NOW, "password", "Firefox", "127.0.0.1")
    return identity_of_person(Person(account, staff, memberships, sign_in))


def token(*holdings: Holding) -> Identity:
    return Identity("token", holdings)


WHO: Mapping[str, Identity] = {
    "manager": identity(Membership(SCHOOL, OrganisationRole.MANAGER)),
    "organiser": identity(Membership(SCHOOL, OrganisationRole.ORGANISER)),
    "viewer": identity(Membership(SCHOOL, OrganisationRole.VIEWER)),
    "holder of the grant": identity(Membership(SCHOOL, OrganisationRole.CONFIDENTIAL)),
    "manager elsewhere": identity(Membership(UNION, OrganisationRole.MANAGER)),
    "viewer elsewhere": identity(Membership(UNION, OrganisationRole.VIEWER)),
    "holder of the grant elsewhere": identity(Membership(UNION, OrganisationRole.CONFIDENTIAL)),
    "viewer here, manager elsewhere": identity(
        Membership(SCHOOL, OrganisationRole.VIEWER), Membership(UNION, OrganisationRole.MANAGER)
    ),
    "desk": identity(Staff(StaffRole.DESK, "casa")),
    "desk of all": identity(Staff(StaffRole.DESK, ALL_SITES)),
    "desk elsewhere": identity(Staff(StaffRole.DESK, "biblioteca")),
    "technician": identity(Staff(StaffRole.TECHNICIAN, "casa")),
    "technician elsewhere": identity(Staff(StaffRole.TECHNICIAN, "biblioteca")),
    "technician and viewer": identity(Staff(StaffRole.TECHNICIAN, "casa"), Membership(SCHOOL, OrganisationRole.VIEWER)),
    "administrator": identity(Staff(StaffRole.ADMINISTRATOR)),
    "nobody": identity(),
    "nobody, without an address": identity(email=None),
    "admin token": token(Holding(Role.ADMIN)),
    "program": token(Holding(Role.BOOKINGS_READ, organisation=SCHOOL)),
    "program elsewhere": token(Holding(Role.BOOKINGS_READ, organisation=UNION)),
    "program of the site": token(Holding(Role.BOOKINGS_WRITE, site="casa")),
    "program of another site": token(Holding(Role.BOOKINGS_READ, site="biblioteca")),
    "panel": token(Holding(Role.PANEL, frozenset({"sala-1"}))),
    "panel of another room": token(Holding(Role.PANEL, frozenset({"sala-2"}))),
    "agent": token(Holding(Role.AGENT, frozenset({"sala-1", "sala-3"}))),
}
NOT_CONFIDENTIAL: Mapping[str, set[str]] = {
    "manager": AT_THE_DESK,
    "organiser": AT_THE_DESK,
    "viewer": IN_THE_ROOM,
    "holder of the grant": ALL,
    "viewer here, manager elsewhere": IN_THE_ROOM,
    "desk": AT_THE_DESK,
    "desk of all": AT_THE_DESK,
    "technician": AT_THE_DEVICES,
    "technician and viewer": IN_THE_ROOM,
    "administrator": AT_THE_DESK,
    "admin token": AT_THE_DESK,
    "program": AT_THE_DESK,
    "program of the site": AT_THE_DESK,
    "panel": IN_THE_ROOM,
    "agent": IN_THE_ROOM,
}
"""Whoever is not named sees times, and "Occupato"."""
CONFIDENTIAL: Mapping[str, set[str]] = {"holder of the grant": ALL}
SAID: Mapping[str, Any] = {
    "key": Key(OWN_CALENDAR, "uid", NOW),
    "rooms": ("sala-1",),
    "start": NOW,
    "end": NOW,
    "title": "Ricorso",
    "preset": "riunione",
    "closure": True,
    "organiser": "bruno@scuola.it",
    "link": "https://meet.example/x",
    "sequence": 3,
    "stamp": NOW,
    "holds": False,
    "yields": True,
    "made_by": "4f",
    "phone": "112",
    "organisation": SCHOOL,
    "booked_by": "bruno",
    "notes": "24 sedie",
}


def booking(*, confidential: bool, **said: Any) -> Occurrence:
    """A booking of the school's in sala-1, with something in every field."""
    return Occurrence(**{**SAID, **said}, confidential=confidential)


def seen(who: str, whole: Occurrence) -> set[str]:
    """The fields of which somebody is told what they say."""
    told = seen_by(whole, audience_of(WHO[who], ROOMS.__getitem__)(whole))
    same = {each.name for each in fields(Occurrence) if getattr(told, each.name) == getattr(whole, each.name)}
    assert "title" in same or told.title == "Occupato"
    return same | {"confidential"}  # what is masked says that it is


def test_audiences_given_the_table_when_held_against_the_list_of_fields_then_it_knows_each() -> None:
    assert {each.name for each in fields(Occurrence)} == ALL


@pytest.mark.parametrize("who", WHO)
def test_audiences_given_a_booking_that_is_not_confidential_when_seen_then_each_field_is_as_the_table_has_it(
    who: str,
) -> None:
    assert seen(who, booking(confidential=False)) == NOT_CONFIDENTIAL.get(who, TIMES)


@pytest.mark.parametrize("who", WHO)
def test_audiences_given_a_confidential_booking_when_seen_then_the_holder_of_the_grant_alone_sees_more_than_times(
    who: str,
) -> None:
    assert seen(who, booking(confidential=True)) == CONFIDENTIAL.get(who, TIMES)


@pytest.mark.parametrize("who", sorted(who for who in WHO if WHO[who].person is not None))
def test_audiences_given_a_confidential_booking_when_who_booked_it_looks_then_they_see_all_of_it(who: str) -> None:
    assert seen(who, booking(confidential=True, booked_by="ada")) == ALL


@pytest.mark.parametrize("who", WHO)
def test_audiences_given_a_confidential_booking_when_its_named_organiser_looks_then_they_see_all_of_it(
    who: str,
) -> None:
    person = WHO[who].person
    named = person is not None and person.account.email is not None

    assert seen(who, booking(confidential=True, organiser="Ada@scuola.it")) == (
        ALL if named else CONFIDENTIAL.get(who, TIMES)
    )


@pytest.mark.parametrize("who", ["organiser", "nobody", "desk"])
def test_audiences_given_a_calendars_organizer_when_they_look_then_it_grants_them_nothing(who: str) -> None:
    told = booking(confidential=True, organiser="ada@scuola.it", key=Key("sale", "uid", NOW))

    assert seen(who, told) == TIMES


@pytest.mark.parametrize("who", ["manager", "viewer", "holder of the grant", "nobody", "program"])
def test_audiences_given_a_booking_of_nobody_when_members_look_then_they_see_times(who: str) -> None:
    assert seen(who, booking(confidential=False, organisation=None)) - {"organisation"} == TIMES


def test_audiences_given_a_token_with_the_id_of_an_account_when_it_looks_then_it_owns_nothing() -> None:
    whole = booking(confidential=True, booked_by="token", made_by="token")

    assert audience_of(WHO["admin token"], ROOMS.__getitem__)(whole) is Audience.DESK
