"""A council that sits in the halls of a town, whose clock the test moves."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from orchestrator.access.actors import SERVICE
from orchestrator.accounts.organisations import make_organisation
from orchestrator.councils.at_work.keys import SITTINGS
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.store import add_dossier
from orchestrator.councils.log.live import LiveSitting
from orchestrator.councils.log.store import start_sitting
from orchestrator.councils.organs.store import make_organ
from orchestrator.councils.sitting.acts import Convened, Notice, Officers
from orchestrator.councils.sitting.rules import Rules
from orchestrator.hub.keys import CHANGES
from orchestrator.people.doer import Doer
from orchestrator.web.keys import DATABASE
from tests.support.council_house import RULES, SITTING, does
from tests.support.council_log import AGENDA, CHAIR, DEPUTY, SECRETARY, roll_of
from tests.support.town import Json, Town


async def sitting_in(
    town: Town, start: datetime, end: datetime, bookings: Sequence[Json], *, rules: Rules = RULES, tells: bool = False
) -> tuple[Dossier, LiveSitting]:
    """A sitting of seven that was convened, in the halls of those bookings."""
    app, sent = town.client.app, start - timedelta(days=6)
    rooms = [room for booking in bookings for room in booking["rooms"]]
    dossier = Dossier(
        SITTING,
        "collegio",
        "scuola",
        start,
        end,
        AGENDA,
        rooms=tuple(rooms),
        bookings=tuple(booking["id"] for booking in bookings),
        convened_at=sent,
    )
    await app[DATABASE].write(make_organisation, "scuola", "Scuola", sent)
    await app[DATABASE].write(make_organ, "scuola", "collegio", "Collegio", "collegio", Doer(SERVICE, sent))
    await app[DATABASE].write(start_sitting, SITTING, "collegio", rules, roll_of(7), town.now)
    await app[DATABASE].write(add_dossier, dossier, sent)
    live = await app[SITTINGS].live(SITTING)
    officers = Officers(CHAIR, SECRETARY, (DEPUTY,))
    app[CHANGES].signal(rooms)  # so that who follows sittings looks for it now
    await does(live, Convened(start, end, officers, AGENDA, Notice(sent), meeting_tells=tells))
    return dossier, live
