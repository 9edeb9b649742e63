"""Dossiers of sittings, links into them and the devices of members, in the store."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from orchestrator.access.actors import SERVICE
from orchestrator.accounts.organisations import make_organisation
from orchestrator.councils.dossiers.dossier import Dossier, NoChair, officers_named, person_of, steers_by
from orchestrator.councils.dossiers.link_store import (
    known_sitting_link,
    make_sitting_links,
    note_read,
    renew_sitting_link,
    revoke_sitting_link,
    seat_of_device,
    sitting_links,
    take_over,
)
from orchestrator.councils.dossiers.links import SittingLinkKind, secret_of
from orchestrator.councils.dossiers.store import (
    DossierOvertaken,
    add_dossier,
    change_dossier,
    dossiers_around,
    dossiers_of,
    find_dossier,
)
from orchestrator.councils.log.store import start_sitting
from orchestrator.councils.organs.organ import Holder, Office, Officer, Seat
from orchestrator.councils.organs.store import make_organ
from orchestrator.councils.sitting.agenda import Item, ItemKind
from orchestrator.councils.sitting.rules import Rules
from orchestrator.councils.sitting.state import Status
from orchestrator.people.doer import Doer
from schedules.store.database import Database
from tests.support.ballots import KEYS

NOW = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
DOSSIER = Dossier(
    "s1",
    "o1",
    "scuola",
    NOW + timedelta(days=7),
    NOW + timedelta(days=7, hours=2),
    (Item("i1", "Approvazione del verbale", ItemKind.MINUTES),),
    rooms=("sala-1",),
    people={"outside-1": "Bea"},
)


@pytest.fixture
async def store(database: Database) -> Database:
    await database.write(make_organisation, "scuola", "Scuola", NOW)
    await database.write(make_organ, "scuola", "o1", "Collegio", "collegio", Doer(SERVICE, NOW))
    await database.write(add_dossier, DOSSIER, NOW)
    return database


async def test_dossier_given_it_was_kept_when_it_is_read_then_it_is_whole_and_lists_have_it(store: Database) -> None:
    later = replace(DOSSIER, sitting="s2", begins=NOW + timedelta(days=30), convened_at=NOW)
    await store.write(add_dossier, later, NOW)

    assert await store.read(find_dossier, "s1") == DOSSIER
    assert await store.read(find_dossier, "other") is None
    assert await store.read(dossiers_of, "o1") == [later, DOSSIER]
    assert await store.read(dossiers_around, NOW, NOW + timedelta(days=31)) == [later]
    assert await store.read(dossiers_around, NOW, NOW + timedelta(days=30)) == []


async def test_dossier_given_two_editors_when_both_change_it_then_the_second_is_told(store: Database) -> None:
    first = await store.write(change_dossier, replace(DOSSIER, place="Aula magna"))
    with pytest.raises(DossierOvertaken):
        await store.write(change_dossier, replace(DOSSIER, place="Palestra"))

    assert await store.read(find_dossier, "s1") == first == replace(DOSSIER, place="Aula magna", revision=2)


async def test_dossier_given_a_log_when_it_is_read_then_it_tells_how_far_that_has_come(store: Database) -> None:
    await store.write(start_sitting, "s1", "o1", Rules(), (), NOW)

    found = await store.read(find_dossier, "s1")

    assert found is not None
    assert found.status is Status.DRAFTED


async def test_links_given_seats_when_made_twice_then_each_has_one_that_opens_its_page(store: Database) -> None:
    await store.write(make_sitting_links, KEYS, "s1", SittingLinkKind.MEMBER, ["a", "b"])
    first = await store.read(sitting_links, "s1", SittingLinkKind.MEMBER)
    await store.write(make_sitting_links, KEYS, "s1", SittingLinkKind.MEMBER, ["a", "b"])
    secret = secret_of(KEYS, first[0])

    assert await store.read(sitting_links, "s1", SittingLinkKind.MEMBER) == first
    assert [link.holder for link in first] == ["a", "b"]
    assert await store.read(known_sitting_link, secret.value) == first[0]
    assert secret.path == f"/c/{secret.value}"
    assert secret.value not in repr(secret)
    assert await store.read(known_sitting_link, "") is None


async def test_link_given_it_is_renewed_or_revoked_when_the_old_secret_is_used_then_it_opens_nothing(
    store: Database,
) -> None:
    await store.write(make_sitting_links, KEYS, "s1", SittingLinkKind.MEMBER, ["a"])
    [link] = await store.read(sitting_links, "s1", SittingLinkKind.MEMBER)
    await store.write(note_read, link, NOW)
    device = await store.write(take_over, "s1", "a", NOW)
    renewed = await store.write(renew_sitting_link, KEYS, link)

    assert await store.read(known_sitting_link, secret_of(KEYS, link).value) is None
    assert await store.read(seat_of_device, "s1", device) is None
    [found] = await store.read(sitting_links, "s1", SittingLinkKind.MEMBER)
    assert (found.generation, found.read_at) == (1, NOW)

    await store.write(revoke_sitting_link, renewed, NOW)
    revoked = await store.read(known_sitting_link, secret_of(KEYS, renewed).value)
    assert revoked is not None
    assert revoked.revoked_at == NOW


async def test_device_given_another_one_when_it_takes_over_then_the_first_acts_for_nobody(store: Database) -> None:
    first = await store.write(take_over, "s1", "a", NOW)
    second = await store.write(take_over, "s1", "a", NOW)

    assert await store.read(seat_of_device, "s1", first) is None
    assert await store.read(seat_of_device, "s1", second) == "a"
    assert await store.read(seat_of_device, "other", second) is None


def test_officers_given_an_account_when_its_address_is_compared_then_it_steers_only_its_own_organ() -> None:
    seats = [Seat("s", "D1", ex_officio=False, holders=(Holder("h1", "Ada", "Ada@Scuola.example"),))]
    officers = [Officer(Office.CHAIR, mail="preside@scuola.example"), Officer(Office.SECRETARY, "h1")]

    assert steers_by(officers, seats, "ada@scuola.example") == ("h1",)
    assert steers_by(officers, seats, "PRESIDE@scuola.example") == (person_of(officers[0]),)
    assert steers_by(officers, seats, "altra@scuola.example") == ()
    assert "preside" not in person_of(officers[0])
    assert officers_named(officers).secretary == "h1"
    with pytest.raises(NoChair):
        officers_named(officers[1:])
