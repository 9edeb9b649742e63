"""`regia org export` and `regia org delete`: all that is of an organisation's councils, taken along or deleted for good."""

import os
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, BinaryIO
from zoneinfo import ZoneInfo

from cyclopts import Parameter

from orchestrator.access.actors import command_actor
from orchestrator.accounts.organisations import Organisation, find_organisation
from orchestrator.commands.environment import settings
from orchestrator.commands.org_council_words import refuse, told
from orchestrator.commands.site_taken import site_taken
from orchestrator.commands.store import Data, DatabaseUrl, open_store
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.store import dossiers_of
from orchestrator.councils.export.archive import packed
from orchestrator.councils.minutes.minutes_paper import minutes_paper
from orchestrator.councils.minutes.pdf import NotSet, Press
from orchestrator.councils.minutes.stage import Stage
from orchestrator.councils.organs.known import Known
from orchestrator.councils.organs.store import officers_of, organs_of, seats_of
from orchestrator.councils.registry.deleting import Certificate, SittingGoesOn, certified, delete_councils
from orchestrator.councils.registry.exporting import archive_of
from orchestrator.councils.registry.held import HELD
from orchestrator.councils.registry.indexing import indexed
from orchestrator.councils.registry.reading import House, read_minutes_of
from orchestrator.councils.registry.whole_export import add, write_tables
from orchestrator.people.doer import Doer
from schedules.store.database import Database
from schedules.store.traces import without_traces
from schedules.store.transaction import Transaction

DATA = Path("data")
PAUSE_S = 0.05


async def export(
    organisation_id: str,
    file: Annotated[Path, Parameter(help="The ZIP; it must not be there yet.")],
    /,
    *,
    data: Data = DATA,
    database: DatabaseUrl = None,
) -> None:
    """Write all that is of its councils: each sitting that is over as it verifies, and each row of each table."""
    settings()
    with closing(open_store(data, database, make=False)) as store:
        organisation = await _organisation(store, organisation_id)
        with _new_file(file) as written, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as into:
            sittings = await _add_sittings(store, organisation, into)
            rows = await store.read(write_tables, organisation.id, into)
    said = told("exported", file=file, sittings=sittings, rows=rows, sha256=_sha256(file))
    sys.stdout.write(f"{said}\n")


async def delete(
    organisation_id: str,
    /,
    *,
    certificate: Annotated[Path, Parameter(help="The file that says what was deleted; it must not be there yet.")],
    yes: Annotated[bool, Parameter(help="Delete; else it is only said what would be.", negative=())] = False,
    data: Data = DATA,
    database: DatabaseUrl = None,
) -> None:
    """Delete all that is of its councils, unless a sitting is under way; nothing brings it back."""
    settings()
    with closing(open_store(data, database, make=False)) as store:
        organisation, by = await _organisation(store, organisation_id), Doer(command_actor(), datetime.now(UTC))
        if not yes:
            _tell(await store.read(certified, organisation.id, by), told("would_go", name=organisation.name))
            return
        with _new_file(certificate) as written:
            _write(
                written, await store.read(certified, organisation.id, by)
            )  # there is room for it, before anything goes
            try:
                made = await store.write(delete_councils, organisation.id, by)
            except SittingGoesOn as error:
                refuse("goes_on", sittings=", ".join(error.sittings))
            _write(written, made)
        await without_traces(store, (), pause_s=PAUSE_S, unknown=True)
    _tell(made, told("deleted", name=organisation.name))
    sys.stdout.write(f"{told('certified', file=certificate, sha256=_sha256(certificate))}\n")


def _write(file: BinaryIO, certificate: Certificate) -> None:
    file.seek(0)
    file.truncate()
    file.write(certificate.text().encode())
    file.flush()
    os.fsync(file.fileno())


def _tell(certificate: Certificate, first: str) -> None:
    lines = [first, *(f"  {name}: {count}" for name, count in certificate.rows.items())]
    lines += [f"  {told('mails')}: {certificate.mails}"] if certificate.mails else []
    sys.stdout.writelines(f"{line}\n" for line in lines)


async def _organisation(store: Database, organisation_id: str) -> Organisation:
    """The one of that id; ends with a sentence where there is none."""
    found = await store.read(find_organisation, organisation_id)
    if found is None:
        refuse("nowhere", organisation=organisation_id)
    return found


async def _add_sittings(store: Database, organisation: Organisation, into: zipfile.ZipFile) -> int:
    """Add each sitting that is over as it verifies; how many there are."""
    press, house, count, now = Press(), await store.read(_house), 0, datetime.now(UTC)
    for known, dossiers in await store.read(_councils, organisation):
        await indexed(store, known.organ.id, house.zone, now)
        for dossier in dossiers:
            reading = await store.read(read_minutes_of, known, dossier, house)
            try:
                pdf = await press.pdf(minutes_paper(reading.minutes, Stage.TO_SIGN))
            except NotSet as error:
                refuse("not_set", sitting=dossier.sitting, why=error)
            archive = await store.read(archive_of, dossier.sitting, reading, pdf)
            add(into, f"sittings/{dossier.sitting}.zip", packed(archive))
            count += 1
    return count


def _councils(db: Transaction, organisation: Organisation) -> list[tuple[Known, list[Dossier]]]:
    """The organs, each with its sittings that are over."""
    return [
        (
            Known(organisation, organ, seats_of(db, organ.id), officers_of(db, organ.id)),
            [dossier for dossier in dossiers_of(db, organ.id) if dossier.status in HELD],
        )
        for organ in organs_of(db, organisation.id)
    ]


def _house(db: Transaction) -> House:
    """What the room files that were taken last say of it; where none were, Italy's time and the ids of rooms."""
    site = site_taken(db)
    if site is None:
        return House(ZoneInfo("Europe/Rome"), {})
    return House(ZoneInfo(site.sites[0].timezone), {room.id: room.name for room in site.rooms})


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """A file that only its owner reads, and that is gone again where it is not written whole; ends with a sentence."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        refuse("unwritten", file=path, why=error.strerror)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        refuse("unwritten", file=path, why=error.strerror)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        digest = sha256()
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
