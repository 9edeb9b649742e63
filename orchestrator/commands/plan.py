"""`regia plan`: print what the rooms will do, from room files and calendars."""

import json
import os
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from cyclopts import Parameter

from config.rooms import Installation
from config.site_file.loading import Loaded, digest, load_site
from config.site_file.mistakes import language_of
from config.words.sentences import Language
from orchestrator.calendars.masking import Masking
from orchestrator.commands.calendar_texts import calendar_texts
from orchestrator.commands.preview import CalendarText, as_json, preview
from orchestrator.commands.stopping import stop
from schedules.fields import Audience

WEEK = timedelta(days=7)
_FAILED: Mapping[Language, str] = {
    "it": "Il calendario «{calendar}» non si può leggere, e le sue prenotazioni mancano: {why}",
    "en": "The calendar “{calendar}” cannot be read, and its bookings are missing: {why}",
}
EARLIEST, LATEST = date(1970, 1, 1), date(2200, 1, 1)
"""Further off the zones of calendar files tell nothing any more, and the calendar itself soon ends."""


def plan(
    files: Annotated[list[Path], Parameter(help="The room files.")],
    /,
    *,
    calendar: Annotated[
        list[Path] | None,
        Parameter(help="iCalendar files; the calendars of the room files if left out.", consume_multiple=(1, None)),
    ] = None,
    first: Annotated[date | None, Parameter(name="--from", help="The first day; today if left out.")] = None,
    last: Annotated[date | None, Parameter(name="--to", help="The day after the last; a week if left out.")] = None,
    as_json_text: Annotated[bool, Parameter(name="--json", help="Print JSON.", negative=())] = False,
    reveal: Annotated[bool, Parameter(help="Show what is confidential.", negative=())] = False,
    language: Annotated[Language | None, Parameter(help="Of the words; the terminal's if left out.")] = None,
) -> None:
    """Print what the rooms will do, from calendars. Ends with 1 where one of them cannot be read."""
    language = language or language_of(os.environ)
    site = load_site(files, language)
    if site.installation is None:
        stop("\n".join(str(mistake) for mistake in site.mistakes))
    begin, end = _days(site.installation, first, last)
    audience = Audience.OWNER if reveal else Audience.DESK
    texts = calendar_texts(site, site.installation, calendar)
    found = preview(site.installation, texts.read, begin, end)
    failed = {name: why.sentence(language) for name, why in (texts.failed | {**found.broken}).items()}
    if as_json_text:
        masking = Masking(_ids_key(site, texts.read), audience)
        json.dump(as_json(found, masking, language) | {"failed": failed}, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    elif len(failed) < len(texts.names) or not failed:
        from orchestrator.commands.timeline import show  # rich is only for people

        show(found, site.installation, language, Masking(_ids_key(site, texts.read), audience))
    if failed:
        said = (
            _FAILED[language].format(calendar=texts.names[name], why=failed[name])
            for name in texts.names
            if name in failed
        )
        stop("\n".join(said))


def _days(installation: Installation, first: date | None, last: date | None) -> tuple[date, date]:
    """The days to plan, [first, last): a week from today if nothing else is asked. Others end the command."""
    begin = first or today(installation, datetime.now(UTC))
    if begin < EARLIEST or (last or begin) > LATEST:
        stop(f"--from and --to must lie between {EARLIEST} and {LATEST}.", code=2)
    end = last or begin + WEEK
    if end <= begin:
        stop(f"--to must be a day after --from: {end} is not after {begin}.", code=2)
    return begin, end


def today(installation: Installation, now: datetime) -> date:
    """The day it is at the first site."""
    return now.astimezone(ZoneInfo(installation.sites[0].timezone)).date()


def _ids_key(site: Loaded, calendars: Iterable[CalendarText]) -> bytes:
    """The key of the opaque ids: the same for the same texts, and not to be had from the plan without them."""
    texts = [digest(site.texts).encode(), *(calendar.text for calendar in calendars)]
    return sha256(b"".join(sha256(text).digest() for text in texts)).digest()
