"""The minutes of a sitting as they are: of its acts and the notes, or as they were signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from aiohttp import web
from sqlalchemy import select

from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.minutes.canonical import canonical, digest, read_minutes
from orchestrator.councils.minutes.content import Minutes
from orchestrator.councils.minutes.minutes_paper import minutes_paper
from orchestrator.councils.minutes.paper import Paper
from orchestrator.councils.minutes.stage import Stage
from orchestrator.councils.organs.known import Known
from orchestrator.councils.registry.asking import AskedSitting
from orchestrator.councils.registry.headings import heading_of
from orchestrator.councils.registry.held import HELD, Held, read_held
from orchestrator.councils.registry.indexing import indexed
from orchestrator.councils.registry.notes import Edit, newest_notes
from orchestrator.councils.registry.tables import MinutesRow, ResolutionRow
from orchestrator.councils.sitting.state import FIXED, Status
from orchestrator.councils.writing.about import About
from orchestrator.councils.writing.about_json import about_from_json
from orchestrator.councils.writing.minutes_of import NotHeld, minutes_of
from orchestrator.people.asker import zone_of
from orchestrator.site.keys import SITE
from orchestrator.web.keys import CLOCK, DATABASE
from schedules.store.transaction import Transaction


@dataclass(frozen=True)
class Reading:
    """A sitting and its minutes."""

    held: Held
    about: About
    minutes: Minutes
    notes: Mapping[str, Edit]
    """The newest edits, by item."""

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what the minutes say."""
        return digest(self.minutes)

    @cached_property
    def canonical(self) -> bytes:
        """What they say, in the one form that the digest is of."""
        return canonical(self.minutes)

    @property
    def is_over(self) -> bool:
        """Whether the sitting is over, so that its minutes may be printed to be signed."""
        return self.held.sitting.status in HELD

    @property
    def is_signed(self) -> bool:
        """Whether nothing of them changes any more."""
        return self.held.sitting.status in FIXED

    @property
    def paper(self) -> Paper:
        """As they are printed: a draft until they are signed."""
        return minutes_paper(self.minutes, Stage.TO_SIGN if self.is_signed else Stage.DRAFT)


@dataclass(frozen=True, slots=True)
class House:
    """What minutes say of the house."""

    zone: ZoneInfo
    rooms: Mapping[str, str]


def house_of(request: web.Request) -> House:
    """The zone whose days pages tell, and what the halls are called."""
    rooms = {room.id: room.name for room in request.app[SITE].installation.rooms}
    return House(ZoneInfo(zone_of(request)), rooms)


async def read_sitting(request: web.Request, asked: AskedSitting) -> Reading:
    """The minutes as they are now; their number is given where the sitting is over. Raises NotHeld."""
    database, house = request.app[DATABASE], house_of(request)
    await indexed(database, asked.dossier.organ, house.zone, request.app[CLOCK]())
    return await database.read(read_minutes_of, asked.organ.known, asked.dossier, house)


def read_minutes_of(db: Transaction, known: Known, dossier: Dossier, house: House) -> Reading:
    """The minutes as they are stored. Raises NotHeld, NoSuchSitting."""
    if dossier.status is Status.DRAFTED:
        raise NotHeld
    held, row = read_held(db, dossier.sitting), db.get(MinutesRow, dossier.sitting)
    notes = newest_notes(db, dossier.sitting)
    signed = held.sitting.status in FIXED
    if signed and row is not None and row.content is not None and row.about is not None:
        return Reading(held, about_from_json(row.about), read_minutes(row.content.encode()), notes)
    about = About(
        heading=tuple(heading_of(db, known.organisation).lines),
        organ=known.organ.title,
        number=0 if row is None else row.number,
        zone=house.zone,
        places=_places(dossier, house.rooms),
        references=known.organ.preset.references,
        names=dossier.people,
        notes={item: (edit.text,) for item, edit in notes.items() if edit.text.strip()},
        resolutions=_resolutions(db, dossier.sitting),
    )
    return Reading(held, about, minutes_of(held.sitting, about, held.head), notes)


def _places(dossier: Dossier, rooms: Mapping[str, str]) -> tuple[str, ...]:
    halls = tuple(f"in {rooms.get(room, room)}" for room in dossier.rooms)
    return (*halls, dossier.place) if dossier.place else halls


def _resolutions(db: Transaction, sitting: str) -> Mapping[str, str]:
    numbers = select(ResolutionRow.vote, ResolutionRow.number).where(ResolutionRow.sitting_id == sitting)
    return {vote: f"Delibera n. {number}" for vote, number in db.execute(numbers)}
