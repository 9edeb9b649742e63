"""Acts as a file for spreadsheets: sent row by row, so that however many there are take little memory."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from aiohttp import hdrs, web

from orchestrator.accounts.organisations import find_organisation
from orchestrator.audit.asking import Asked, sought_by
from orchestrator.audit.pages import asked_here, reader_of
from orchestrator.audit.seeking import Place
from orchestrator.audit.telling import ActsTold, ActTold, Reader, read_acts
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.catalogues import Say
from schedules.store.transaction import Transaction

AT_ONCE = 500
"""Acts that are read in one transaction."""
MARK = "\ufeff"
"""By which spreadsheets know UTF-8."""
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a cell begins with that a spreadsheet would carry out."""


async def download(request: web.Request) -> web.StreamResponse:
    """All acts that the address asks for, as comma-separated values; in Italian with semicolons, as spreadsheets there read."""
    reader, asked = reader_of(request), replace(asked_here(request), after="")
    await _look_up(request)
    name = reader.words.say("cronologia")
    answer = web.StreamResponse(
        headers={
            hdrs.CONTENT_TYPE: "text/csv; charset=utf-8",
            hdrs.CONTENT_DISPOSITION: f'attachment; filename="{name}.csv"',
            hdrs.CACHE_CONTROL: "no-store",
        }
    )
    told = await request.app[DATABASE].read(_read, asked, reader, None)
    await answer.prepare(request)
    await answer.write(_text([headings(reader.words.say)], reader, MARK))
    while True:
        await answer.write(_text((row(act, reader) for act in told.acts), reader))
        if told.next is None:
            break
        told = await request.app[DATABASE].read(_read, asked, reader, told.next)
    await answer.write_eof()
    return answer


async def _look_up(request: web.Request) -> None:
    """Raises ApiError 404 for a path that names no organisation of ours."""
    named = request.match_info.get("organisation")
    if named is not None and await request.app[DATABASE].read(find_organisation, named) is None:
        raise ApiError(404, "not_found")


def headings(say: Say) -> Sequence[str]:
    """What the columns are."""
    return (
        say("Numero"),
        say("Quando"),
        say("Chi"),
        say("Tipo"),
        say("Id"),
        say("Da dove"),
        say("Atto"),
        say("Che cosa"),
        say("Su che cosa"),
        say("Id della cosa"),
        say("Sala"),
        say("Organizzazione"),
    )


def row(act: ActTold, reader: Reader) -> Sequence[str]:
    """An act, by the clock of the house."""
    at = act.at.astimezone(ZoneInfo(reader.words.places.zone))
    return (
        str(act.number),
        at.isoformat(sep=" ", timespec="seconds"),
        act.who_name,
        act.who_kind,
        act.who or "",
        act.address,
        act.action,
        act.what,
        act.object_name,
        act.object,
        reader.words.places.rooms.get(act.room or "", act.room or ""),
        act.organisation or "",
    )


def harmless(cell: str) -> str:
    """The same, so that no spreadsheet takes it for a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(_FORMULAS) else cell


def _text(rows: Iterable[Sequence[str]], reader: Reader, before: str = "") -> bytes:
    written = io.StringIO()
    sheet = csv.writer(written, delimiter=";" if reader.words.language == "it" else ",")
    sheet.writerows([harmless(cell) for cell in cells] for cells in rows)
    return f"{before}{written.getvalue()}".encode()


def _read(db: Transaction, asked: Asked, reader: Reader, after: Place | None) -> ActsTold:
    sought = sought_by(db, asked, reader.words.places.zone, reader.who)
    return read_acts(db, sought, reader, after, AT_ONCE)
