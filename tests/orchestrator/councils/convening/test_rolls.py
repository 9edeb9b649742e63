"""The roll of a sitting follows its organ's: who comes gets in, who goes does not, and nobody knows another's link or code."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from orchestrator.councils.at_work.keys import SITTINGS
from orchestrator.councils.dossiers.link_store import known_sitting_link, sitting_links
from orchestrator.councils.dossiers.links import SittingLinkKind, secret_of
from orchestrator.councils.dossiers.store import find_dossier
from orchestrator.councils.identity.pin_store import pins_of
from orchestrator.councils.sitting.acts import Adjourned, Entered, Opened, RollCallBegun, RollCallEnded, RollRectified
from orchestrator.councils.sitting.roll import Holder
from orchestrator.councils.sitting.seats import Source
from orchestrator.councils.sitting.state import Sitting, Status
from orchestrator.outbox.keys import SENDING
from schedules.store.database import Database
from tests.orchestrator.conftest import Start
from tests.orchestrator.councils.convening.test_ended import does
from tests.orchestrator.councils.convening.test_office_pages import filled
from tests.support.changed_rolls import member_added, member_removed, rules_changed, substituted
from tests.support.convened_council import Council, convened_council
from tests.support.steering_pages import Desk, said


@pytest.fixture
async def council(start: Start) -> Council:
    return await convened_council(await start())


async def sitting_of(council: Council) -> Sitting:
    return await (await council.chair.client.app[SITTINGS].live(council.sitting)).look()


async def ways_in(council: Council, database: Database) -> dict[str, tuple[str | None, str]]:
    """The path of each seat's link, None for one that opens nothing, and its code."""
    keys = council.chair.client.app[SENDING].keys
    links = await database.read(sitting_links, council.sitting, SittingLinkKind.MEMBER)
    codes = await database.read(pins_of, keys, council.sitting)
    return {
        link.holder: (secret_of(keys, link).path if link.revoked_at is None else None, codes.get(link.holder, ""))
        for link in links
    }


async def test_roll_given_a_substitute_a_new_member_and_one_who_left_when_it_is_taken_over_then_the_sitting_is_theirs(
    council: Council, database: Database
) -> None:
    here = f"/councils/sittings/{council.sitting}"
    before = await ways_in(council, database)
    await database.write(substituted, council.organ, 6)
    await database.write(member_added, council.organ)
    await database.write(member_removed, council.organ, 5)

    page = said(await council.secretary.text(here))
    assert "prima di aprire, aggiorna quello della seduta" in said(await council.chair.text(f"{here}/live"))
    done = await council.secretary.send(here, {"roll_reason": "Nomine del 3 ottobre."}, f"{here}/roll")

    sitting, after = await sitting_of(council), await ways_in(council, database)
    names = [seat.name for seat in sitting.seats.values()]
    assert "Entra: Supplente Nuova, Nuova Collega." in page
    assert "Esce: Docente 006, Docente 007." in page
    assert done.status == 303
    assert names == [*(f"Docente 00{n}" for n in range(1, 6)), "Supplente Nuova", "Nuova Collega"]
    assert sitting.events[-1].about[0] == "Nomine del 3 ottobre."
    assert after[council.seats[5]][0] is None
    new = next(seat.id for seat in sitting.seats.values() if seat.name == "Nuova Collega")
    assert after[new][0] is not None
    assert len(after[new][1]) == 6
    handed = council.seats[6]
    assert after[handed][0] != before[handed][0]
    assert after[handed][1] != before[handed][1]
    assert {seat: after[seat] for seat in council.seats[:5]} == {seat: before[seat] for seat in council.seats[:5]}
    assert await database.read(known_sitting_link, (before[handed][0] or "").removeprefix("/c/")) is None
    for path in (here, f"{here}/live"):
        assert "L’elenco dell’organo è cambiato" not in said(await council.secretary.text(path))


async def test_roll_given_a_reason_that_is_too_long_when_it_is_taken_over_then_its_own_form_says_so_and_nothing_is_cut(
    council: Council, database: Database
) -> None:
    here, before = f"/councils/sittings/{council.sitting}", (await sitting_of(council)).number
    await database.write(member_removed, council.organ, 5)

    answer = await council.secretary.send(here, {"roll_reason": "Nomine. " * 100}, f"{here}/roll")

    page = await answer.text()
    assert answer.status == 422
    assert "È troppo lungo: al massimo 500 caratteri." in page
    assert 'id="error-roll_reason"' in page
    assert "Nomine. Nomine." in page
    assert 'id="error-reason"' not in page
    assert (await sitting_of(council)).number == before


async def test_roll_given_a_sitting_that_is_open_when_it_is_taken_over_then_only_whoever_presides_may(
    council: Council, database: Database
) -> None:
    here = f"/councils/sittings/{council.sitting}"
    client = council.chair.client
    await does(client, council, RollCallBegun(), *(Entered(seat, Source.CALLED) for seat in council.seats[:5]))
    await does(client, council, RollCallEnded(), Opened())
    await database.write(substituted, council.organ, 6)
    form = await council.chair.text(here)

    secretary = said(await council.secretary.text(here))
    done = await council.chair.send(here, {}, f"{here}/roll")

    assert "lo rettifica chi presiede" in secretary
    assert "Aggiorna l’elenco della seduta" in said(form)
    assert done.status == 303
    assert (await sitting_of(council)).seats[council.seats[6]].name == "Supplente Nuova"
    assert (await sitting_of(council)).status is Status.OPEN


async def test_link_given_another_holder_on_the_day_of_the_adjournment_when_halls_are_taken_then_it_is_theirs_alone(
    start: Start, database: Database
) -> None:
    council = await convened_council(await start(), rooms=())
    here, client = f"/councils/sittings/{council.sitting}", council.chair.client
    dossier = await database.read(find_dossier, council.sitting)
    assert dossier is not None
    seat = (await sitting_of(council)).roll[6]
    new = Holder("substitute", "Supplente Nuova", since=dossier.begins + timedelta(days=5))
    await does(client, council, RollRectified((replace(seat, holders=(*seat.holders, new)),), (), "nomina"))
    assert (await sitting_of(council)).seats[council.seats[6]].name == "Docente 007"
    before = await ways_in(council, database)
    await does(client, council, RollCallBegun(), *(Entered(seat, Source.CALLED) for seat in council.seats[:5]))
    await does(client, council, RollCallEnded(), Opened(), Adjourned(dossier.begins + timedelta(days=7), "è tardi"))

    await council.chair.send(here, {}, f"{here}/move")

    after = await ways_in(council, database)
    assert (await sitting_of(council)).seats[council.seats[6]].name == "Supplente Nuova"
    assert after[council.seats[6]] != before[council.seats[6]]
    assert after[council.seats[0]] == before[council.seats[0]]


async def test_roll_given_a_convocation_that_is_changed_when_somebody_stands_in_then_they_are_called_by_a_link_of_their_own(
    council: Council, database: Database
) -> None:
    here = f"/councils/sittings/{council.sitting}"
    before = await ways_in(council, database)
    await database.write(substituted, council.organ, 6)

    form = await filled(council.manager, f"{here}/change", place="Aula magna")
    done = await council.manager.post(f"{here}/change", form)

    after = await ways_in(council, database)
    assert done.status == 303
    assert (await sitting_of(council)).seats[council.seats[6]].name == "Supplente Nuova"
    assert [seat for seat in council.seats if before[seat] != after[seat]] == [council.seats[6]]


async def test_rules_given_another_version_since_the_convocation_when_looked_at_then_it_is_told_which_ones_hold(
    council: Council, database: Database
) -> None:
    here = f"/councils/sittings/{council.sitting}"
    before = said(await council.chair.text(here))
    await database.write(rules_changed, council.organ, notice_days=9)

    after = said(await council.chair.text(here))

    assert "questa seduta tiene quelle con cui è stata convocata" not in before
    assert "questa seduta tiene quelle con cui è stata convocata" in after
    assert (await sitting_of(council)).rules.notice_days != 9


async def test_link_given_a_seat_that_the_chair_gives_to_somebody_else_when_rectified_then_the_one_before_has_no_way_in(
    council: Council, database: Database
) -> None:
    desk = Desk(council.chair, council.sitting)
    before = await ways_in(council, database)

    await desk.does("roll_rectified", mends="replace", seat="Docente 007", name="Nuovo Titolare", reason="nomina")
    await desk.does("roll_rectified", mends="add", name="Altra Collega", code="N9", reason="mancava")
    await desk.does("roll_rectified", mends="remove", seat="Docente 006", reason="è in pensione")

    sitting, after = await sitting_of(council), await ways_in(council, database)
    handed, gone = council.seats[6], council.seats[5]
    new = next(seat.id for seat in sitting.seats.values() if seat.name == "Altra Collega")
    assert sitting.seats[handed].name == "Nuovo Titolare"
    assert after[handed][0] not in {None, before[handed][0]}
    assert after[handed][1] != before[handed][1]
    assert after[gone][0] is None
    assert (after[new][0] is not None, len(after[new][1])) == (True, 6)


async def test_link_given_another_holder_on_the_next_day_when_the_chair_adjourns_to_it_then_the_one_before_has_no_way_in(
    council: Council, database: Database
) -> None:
    desk, seat = Desk(council.chair, council.sitting), (await sitting_of(council)).roll[6]
    tomorrow = datetime.now(ZoneInfo("Europe/Rome")) + timedelta(days=1)
    new = Holder("substitute", "Supplente Nuova", since=tomorrow - timedelta(hours=6))
    await does(
        council.chair.client,
        council,
        RollRectified((replace(seat, holders=(*seat.holders, new)),), (), "nomina"),
        RollCallBegun(),
        *(Entered(each, Source.CALLED) for each in council.seats[:5]),
        RollCallEnded(),
        Opened(),
    )
    before = await ways_in(council, database)

    await desk.does("adjourned", day=f"{tomorrow + timedelta(days=1):%Y-%m-%d}", time="15:00", reason="è tardi")

    after = await ways_in(council, database)
    assert (await sitting_of(council)).seats[council.seats[6]].name == "Supplente Nuova"
    assert [each for each in council.seats if before[each] != after[each]] == [council.seats[6]]
