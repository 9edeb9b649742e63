"""Convening a sitting: all that belongs to it, once, or nothing of it."""

from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.store import find_dossier
from orchestrator.councils.log.live import LiveSitting
from orchestrator.councils.log.store import log_of
from orchestrator.councils.sitting.chain import verify
from orchestrator.councils.sitting.state import Status
from orchestrator.web.keys import CLOCK
from schedules.store.database import Database
from tests.orchestrator.conftest import Start
from tests.support.convened_council import AGENDA, convened_council


async def dossier_of(database: Database, sitting: str) -> Dossier:
    found = await database.read(find_dossier, sitting)
    assert found is not None
    return found


async def test_sitting_given_an_organ_when_it_is_convened_then_log_links_codes_and_halls_are_there(
    start: Start, database: Database
) -> None:
    client = await start()

    council = await convened_council(client)

    dossier = await dossier_of(database, council.sitting)
    sitting = await LiveSitting(database, client.app[CLOCK], council.sitting).look()
    log = await database.read(log_of, council.sitting)
    assert (dossier.status, dossier.convened_at is not None, len(dossier.bookings)) == (Status.CONVENED, True, 1)
    assert (sitting.status, list(sitting.items)) == (Status.CONVENED, [item.id for item in AGENDA])
    assert (sitting.presiding, sitting.secretary) == (council.persons[0], council.persons[1])
    assert list(sitting.seats) == council.seats
    assert verify(log.frame, [line.line for line in log.lines], log.head)[1] == []
    assert len({*council.paths, council.screen}) == 8
    assert all(len(pin) == 6 for pin in council.pins)
    assert len(council.pins) == 7
    booking = await council.manager.text(f"/bookings/{dossier.bookings[0]}")
    assert "Collegio dei docenti" in booking
