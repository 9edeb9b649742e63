"""The page of a sitting on the big screens of its halls: beside their meeting, in a frame, for as long as the sitting goes on."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from orchestrator.councils.dossiers.link_store import sitting_links
from orchestrator.councils.dossiers.links import SittingLinkKind, path_of
from orchestrator.councils.dossiers.tables import DossierRow
from orchestrator.councils.log.tables import SittingRow
from orchestrator.councils.sitting.state import CALLED, Status
from orchestrator.web.headers import SAFETY
from schedules.store.prepared import Prepared
from schedules.store.sealing import Keys
from schedules.store.transaction import Transaction

SCREEN_POLICY = SAFETY["Content-Security-Policy"].replace(
    "frame-ancestors 'none'", "frame-ancestors http://localhost:* http://127.0.0.1:*"
)
"""Of that page: only a room's own computer may frame it, whose big screen is served by its agent on loopback."""
_SHOWN = CALLED | {Status.CLOSED}
_LONGEST = timedelta(days=2)
"""Longer than any sitting goes on under one booking of its halls."""
_BOOKED = Prepared(select(DossierRow.sitting_id, DossierRow.bookings).where(DossierRow.begins > bindparam("since")))


def screens_of(db: Transaction, keys: Keys, bookings: Collection[str], since: datetime) -> Mapping[str, str]:
    """The paths of the pages of sittings by the ids of those bookings that keep their halls, and end after *since*."""
    found: dict[str, str] = {}
    for row in _BOOKED.all(db, since=since - _LONGEST):
        mine = [booking for booking in row.bookings if booking in bookings]
        path = _path(db, keys, row.sitting_id) if mine else None
        if path is not None:
            found.update(dict.fromkeys(mine, path))
    return found


def _path(db: Transaction, keys: Keys, sitting: str) -> str | None:
    status = db.scalar(select(SittingRow.status).where(SittingRow.id == sitting))
    links = sitting_links(db, sitting, SittingLinkKind.SCREEN) if status in _SHOWN else ()
    return next((path_of(keys, link) for link in links), None)
