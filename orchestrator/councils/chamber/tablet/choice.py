"""Which sitting the tablet of a hall is for: the one that goes on there, or begins soon. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.sitting.state import COMING, UNDER_WAY

EARLY = timedelta(minutes=60)
"""People check in so long before it begins."""


def chosen(dossiers: Iterable[Dossier], room: str, now: datetime) -> Dossier | None:
    """The sitting that the room's tablet is for now; None: none is near.

    One that is under way comes first, the last to begin where several were left open; then the one whose time to check in is
    now. A sitting that nobody opened by the end it was convened for is not waited for any more.
    """
    here = [each for each in dossiers if room in each.rooms]
    under_way = [each for each in here if each.status in UNDER_WAY]
    if under_way:
        return max(under_way, key=lambda each: (each.begins, each.sitting))
    near = [each for each in here if each.status in COMING and opens_at(each, now) <= now < _last(each)]
    return min(near, key=lambda each: (abs(_call(each, now) - now), each.sitting), default=None)


def following(dossiers: Iterable[Dossier], room: str, now: datetime) -> datetime | None:
    """When the next sitting in the room begins that is not near yet."""
    times = [_call(each, now) for each in dossiers if room in each.rooms and each.status in COMING]
    return min((at for at in times if at > now), default=None)


def opens_at(dossier: Dossier, now: datetime) -> datetime:
    """Since when people check in."""
    return _call(dossier, now) - EARLY


def _call(dossier: Dossier, now: datetime) -> datetime:
    """When it begins: by its second call where the time of the first one is over."""
    if dossier.second is not None and now >= dossier.ends:
        return dossier.second
    return dossier.begins


def _last(dossier: Dossier) -> datetime:
    if dossier.second is None:
        return dossier.ends
    return dossier.second + (dossier.ends - dossier.begins)
