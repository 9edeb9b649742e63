"""`regia plan`: print what the rooms will do, from room files and calendar files."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from cyclopts import Parameter

from config.mistakes import language_of
from config.rooms import Calendar, Installation
from config.sentences import Language
from config.site_file import Loaded, digest, load_site
from orchestrator.commands.stopping import stop
from orchestrator.masking import Masking
from orchestrator.preview import as_json, preview
from schedules.ics import BrokenCalendar

WEEK = timedelta(days=7)
EARLIEST, LATEST = date(1970, 1, 1), date(2200, 1, 1)
"""Further off the zones of calendar files tell nothing any more, and the calendar itself soon ends."""


def plan(
    files: Annotated[list[Path], Parameter(help="The room files.")],
    /,
    *,
    calendar: Annotated[
        list[Path] | None,
        Parameter(help="iCalendar files; those of the room files if left out.", consume_multiple=(1, None)),
    ] = None,
    first: Annotated[date | None, Parameter(name="--from", help="The first day; today if left out.")] = None,
    last: Annotated[date | None, Parameter(name="--to", help="The day after the last; a week if left out.")] = None,
    as_json_text: Annotated[bool, Parameter(name="--json", help="Print JSON.", negative=())] = False,
    reveal: Annotated[bool, Parameter(help="Show what is confidential.", negative=())] = False,
    language: Annotated[Language | None, Parameter(help="Of the words; the terminal's if left out.")] = None,
) -> None:
    """Print what the rooms will do, from calendar files."""
    language = language or language_of(os.environ)
    site = load_site(files, language)
    if site.installation is None:
        stop("\n".join(str(mistake) for mistake in site.mistakes))
    begin = first or today(site.installation, datetime.now(UTC))
    if begin < EARLIEST or (last or begin) > LATEST:
        stop(f"--from and --to must lie between {EARLIEST} and {LATEST}.", code=2)
    end = last or begin + WEEK
    if end <= begin:
        stop(f"--to must be a day after --from: {end} is not after {begin}.", code=2)
    calendars = _calendars(site, site.installation, calendar)
    try:
        found = preview(site.installation, calendars, begin, end)
    except BrokenCalendar as error:
        stop(str(error))
    if as_json_text:
        masking = Masking(_ids_key(site, calendars), reveal)
        json.dump(as_json(found, masking), sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        from orchestrator.timeline import show  # rich is only for people

        show(found, site.installation, language, reveal=reveal)


def today(installation: Installation, now: datetime) -> date:
    """The day it is at the first site."""
    return now.astimezone(ZoneInfo(installation.sites[0].timezone)).date()


def _ids_key(site: Loaded, calendars: Iterable[tuple[Calendar, bytes]]) -> bytes:
    """The key of the opaque ids: the same for the same texts, and not to be had from the plan without them."""
    texts = [digest(site.texts).encode(), *(text for _, text in calendars)]
    return sha256(b"".join(sha256(text).digest() for text in texts)).digest()


def _calendars(site: Loaded, installation: Installation, paths: list[Path] | None) -> Sequence[tuple[Calendar, bytes]]:
    """The calendars to read, each with its real path and its text: those given, or the room files' that are files."""
    known = [one for one in installation.calendars if one.path is not None]
    if paths is None:
        found = [(one, site.calendar_paths[one.id]) for one in known]
    else:
        by_name = {Path(one.path or "").name: one for one in known}
        only = installation.sites[0].id if len(installation.sites) == 1 else None
        found = [
            (by_name.get(path.name) or Calendar(id=f"calendar-{at + 1}", site=only), path)
            for at, path in enumerate(paths)
        ]
    return [(calendar.model_copy(update={"path": str(path)}), _text(path)) for calendar, path in found]


def _text(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        stop(f"{path}: {error.strerror}")
