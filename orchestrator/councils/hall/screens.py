"""The page of a sitting on the big screens of its halls: beside their meeting, in a frame, for as long as the sitting goes on."""

from collections.abc import Collection, Mapping

from sqlalchemy import or_, select

from orchestrator.councils.dossiers.links import SittingLink, SittingLinkKind, path_of
from orchestrator.councils.dossiers.tables import DossierRow, SittingLinkRow
from orchestrator.councils.log.tables import SittingRow
from orchestrator.councils.sitting.state import Status
from orchestrator.web.headers import SAFETY
from schedules.store.prepared import Prepared
from schedules.store.sealing import Keys
from schedules.store.transaction import Transaction

SCREEN_POLICY = SAFETY["Content-Security-Policy"].replace(
    "frame-ancestors 'none'", "frame-ancestors http://localhost:* http://127.0.0.1:*"
)
"""Of that page: only a room's own computer may frame it, whose big screen is served by its agent on loopback."""
_SHOWN = (Status.CONVENED, Status.ADJOURNED, Status.OPEN, Status.SUSPENDED, Status.CLOSED)
_LINKS = Prepared(
    select(
        SittingLinkRow.id, SittingLinkRow.sitting_id, SittingLinkRow.generation, SittingLinkRow.key, DossierRow.bookings
    )
    .join(DossierRow, DossierRow.sitting_id == SittingLinkRow.sitting_id)
    .join(SittingRow, SittingRow.id == SittingLinkRow.sitting_id)
    .where(SittingLinkRow.kind == SittingLinkKind.SCREEN.value, SittingLinkRow.revoked_at.is_(None))
    .where(or_(*(SittingRow.status == status.value for status in _SHOWN)))
)


def screens_of(db: Transaction, keys: Keys, bookings: Collection[str]) -> Mapping[str, str]:
    """The paths of the pages of sittings by the ids of those bookings that keep their halls."""
    found: dict[str, str] = {}
    for row in _LINKS.all(db):
        mine = [booking for booking in row.bookings if booking in bookings]
        link = SittingLink(row.id, row.sitting_id, SittingLinkKind.SCREEN, "", row.generation, row.key)
        path = path_of(keys, link) if mine else None
        if path is not None:
            found.update(dict.fromkeys(mine, path))
    return found
