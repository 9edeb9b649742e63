"""The meeting of a stored booking: whether it has one, where it is held, and from when until when it lasts."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import select

from config.rooms import Installation, Site
from orchestrator.conferences.manner import Manner, manner_of
from orchestrator.conferences.meeting import Conferences, Deployment, Place, meets_together
from orchestrator.conferences.names import Naming, series_of
from orchestrator.conferences.settings_store import settings_of
from schedules.store.tables import OccupancyRow, OccurrenceRow
from schedules.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Houses:
    """By which room files meetings are looked for."""

    conferences: Conferences
    installation: Installation


@dataclass(frozen=True, slots=True)
class Meeting:
    """What whoever comes by a link finds."""

    booking: str
    title: str
    start: datetime
    end: datetime
    """The latest in any room."""
    early: timedelta
    """How long before its start it may open."""
    rooms: tuple[str, ...]
    site: Site
    """Of its first room."""
    organisation: str | None
    deployment: Deployment | None
    """None for an event's own link that leads elsewhere."""
    name: str
    address: str
    """Without a token."""
    manner: Manner
    password: str | None = field(default=None, repr=False)
    is_named: bool = True
    """Whether its name is made by us; False where its event's own link has it."""
    is_of_series: bool = False
    """Whether all bookings of its series meet in it."""

    @property
    def opens(self) -> datetime:
        """From when on people are let in."""
        return self.start - self.early


class Told(Protocol):
    """What of a stored booking decides whether it has a meeting."""

    @property
    def id(self) -> str: ...
    @property
    def link(self) -> str | None: ...
    @property
    def preset(self) -> str | None: ...
    @property
    def confidential(self) -> bool: ...
    @property
    def closure(self) -> bool: ...
    @property
    def withdrawn(self) -> bool: ...
    @property
    def calendar(self) -> str: ...
    @property
    def uid(self) -> str: ...
    @property
    def naming(self) -> int | None: ...


def place_of(conferences: Conferences, installation: Installation, told: Told) -> Place | None:
    """Where the meeting of that booking is held; None where it has none, as all that are confidential, closures or taken back."""
    if told.withdrawn or told.confidential or told.closure:
        return None
    preset = installation.presets.get(told.preset) if told.preset else None
    return conferences.place_of(naming_of(told), told.link, preset)


def deployment_of(houses: Houses, told: Told) -> str | None:
    """Id of the Jitsi server on which that booking's meeting is held, or would be; None where the room files name none."""
    preset = houses.installation.presets.get(told.preset) if told.preset else None
    place = houses.conferences.place_of(naming_of(told), told.link, preset)
    servers = houses.conferences.deployments.items()
    return None if place is None else next((id_ for id_, server in servers if server is place.deployment), None)


def meeting_of(
    db: Transaction, conferences: Conferences, installation: Installation, booking_id: str
) -> Meeting | None:
    """The meeting of that booking; None where it has none, as all that are confidential, closures or taken back."""
    row = db.get(OccurrenceRow, booking_id)
    place = None if row is None else place_of(conferences, installation, row)
    if row is None or place is None:
        return None
    taken = select(OccupancyRow).where(OccupancyRow.occurrence_id == booking_id).order_by(OccupancyRow.room_id)
    rooms = db.scalars(taken).all()
    ids = tuple(each.room_id for each in rooms)
    preset = installation.presets.get(row.preset or "")
    manner = manner_of(settings_of(db, conferences.keys, booking_id), preset)
    return Meeting(
        booking=booking_id,
        title=row.title,
        start=min((each.start for each in rooms), default=row.start),
        end=max((each.end for each in rooms), default=row.end),
        early=early_of(installation, ids),
        rooms=ids,
        site=site_of(installation, ids),
        organisation=row.organisation,
        deployment=place.deployment,
        name=place.name,
        address=place.address,
        manner=manner,
        password=None if place.deployment is None else conferences.password_of(naming_of(row), preset, manner),
        is_named=place.address != row.link,
        is_of_series=meets_together(preset),
    )


def naming_of(told: Told) -> Naming:
    """What the conference of that booking is named by."""
    return Naming(told.id, series_of(told.calendar, told.uid), told.naming)


def early_of(installation: Installation, rooms: Collection[str]) -> timedelta:
    """As early as the first of its rooms may begin."""
    return max((room.early for room in installation.rooms if room.id in rooms), default=timedelta())


def site_of(installation: Installation, rooms: Collection[str]) -> Site:
    """The site of the first of *rooms*, or the first of all where there are none."""
    sites = [installation.site_of(room) for room in installation.rooms if room.id in rooms]
    return (sites or list(installation.sites))[0]
