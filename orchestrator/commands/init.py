"""`regia init`: five questions, and then a room file, a unit for systemd, a database and the first administrator."""

import asyncio
import os
import shlex
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

from cyclopts import Parameter

from config.private import Exposed, refuse_exposed
from config.site_file.loading import Loaded, digest, load_site
from config.site_file.mistakes import language_of
from config.words.sentences import Language
from orchestrator.access.actors import command_actor
from orchestrator.commands.environment import settings
from orchestrator.commands.site_taken import site_taken
from orchestrator.commands.stopping import stop
from orchestrator.commands.store import open_store
from orchestrator.installing.administrator import AccountClosed, First, administrators, first_administrator, link_again
from orchestrator.installing.answers import OF_THE_HOUSE, USUAL_URL, House
from orchestrator.installing.asking import Answers, GivenUp
from orchestrator.installing.owner import NoSuchUser, NotRoot, become, make_folder, owner_named
from orchestrator.installing.place import INTERPRETER, NotOurs, Place, guide, program, unreadable
from orchestrator.installing.told import Outcome, told
from orchestrator.installing.unfinished import AtWork, Work, work_in
from orchestrator.installing.words import STOPS
from orchestrator.people.doer import Doer
from orchestrator.site.address import url_of
from schedules.store.sites import wish_site
from schedules.store.transaction import Transaction


def init(
    folder: Annotated[Path, Parameter(help="Where the room file and the unit go; made if it is not there.")] = Path(),
    /,
    *,
    name: Annotated[str | None, Parameter(help="What the house is called.")] = None,
    timezone: Annotated[str | None, Parameter(help="Its time zone, like Europe/Rome.")] = None,
    halls: Annotated[str | None, Parameter(help="The names of its halls, with commas between.")] = None,
    url: Annotated[str | None, Parameter(help="The address at which people reach the service.")] = None,
    email: Annotated[str | None, Parameter(help="The first administrator's e-mail address.")] = None,
    yes: Annotated[bool, Parameter(help="Ask nothing, and take what is usual.", negative=())] = False,
    data: Annotated[
        Path | None,
        Parameter(help="Folder of the database; the folder data in FOLDER if left out.", env_var="REGIA_DATA"),
    ] = None,
    user: Annotated[str | None, Parameter(help="As whom the service runs; for root regia if left out.")] = None,
    language: Annotated[Language | None, Parameter(help="The terminal's if left out.")] = None,
) -> None:
    """Set Regia up: a room file, a unit, a database, an administrator. What is there already stays as it is."""
    # not a coroutine: asyncio would keep Ctrl-C from ending a question
    settings()
    language = language or language_of(os.environ)
    place = _place(folder, data or folder / "data", user, language)
    rooms = _rooms(place, language)
    there = asyncio.run(_administrators(place))
    given = {"name": name, "timezone": timezone, "halls": halls, "url": url, "email": email}
    answers = Answers(given, ask=sys.stdin.isatty() and not yes, language=language)
    _refuse_mistakes(answers, (*(() if rooms else OF_THE_HOUSE), *(() if there else ("email",))), yes=yes)
    try:
        wanted = Wanted(None if rooms else answers.house(), None if there else answers.email(), language)
    except GivenUp:
        _stop("given_up", language)
    _make_folders(place, language)
    try:
        with work_in(place.data) as work:
            outcome = asyncio.run(_set_up(place, wanted, work))
            lines = told(outcome, language, sudo=_sudo(place), guide=guide(language))
            sys.stdout.writelines(f"{line}\n" for line in lines)
            sys.stdout.flush()
    except AtWork:
        _stop("at_work", language)
    except AccountClosed as closed:
        _stop("closed", language, email=str(closed))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be made."""

    house: House | None
    """None: the room file is there."""
    email: str | None
    """The first administrator's; None: there is one."""
    language: Language


def _place(folder: Path, data: Path, user: str | None, language: Language) -> Place:
    """Where everything goes. From here on all is done as the user who owns it."""
    try:
        owner = owner_named(user)
    except NoSuchUser as unknown:
        _stop("no_user", language, user=str(unknown))
    except NotRoot as other:
        _stop("other_user", language, user=str(other))
    place = Place(folder.absolute(), data.absolute(), owner)
    if not place.is_printable:
        _stop("bad_path", language)
    become(owner)
    if hidden := unreadable([Path(program()[0]), INTERPRETER, Path(os.__file__)]):
        _stop("program_hidden", language, user=owner.pw_name, program=str(hidden))
    return place


def _rooms(place: Place, language: Language) -> Loaded | None:
    """The room file that is there, without mistakes; a unit that is there is looked at, too."""
    try:
        place.has_unit()
        rooms = place.rooms(language)
    except NotOurs as other:
        _stop("not_ours", language, path=str(other.path))
    if rooms is not None and rooms.installation is None:
        command = shlex.join([*program(), "site", "check", str(place.room_file)])
        _stop("mistakes", language, path=str(place.room_file), command=command)
    return rooms


async def _administrators(place: Place) -> bool:
    """Whether there are any."""
    if not place.database.exists():
        return False
    with closing(open_store(place.data, None, make=False)) as store:
        return bool(await store.read(administrators))


def _refuse_mistakes(answers: Answers, keys: Sequence[str], *, yes: bool) -> None:
    if mistakes := list(answers.mistakes(keys)):
        stop("\n".join(mistakes), code=2)
    if missing := answers.missing(keys, usual=yes):
        _stop("not_answered", answers.language, 2, options=", ".join(missing))


def _make_folders(place: Place, language: Language) -> None:
    """Make the folders; refuse those that everybody, or not their owner, may write to."""
    for path in (place.folder, place.data):
        if path.exists() and not path.is_dir():
            _stop("no_folder", language, path=str(path))
        make_folder(path, place.owner)
        if not os.access(path, os.W_OK | os.X_OK, effective_ids=True):
            _stop("not_writable", language, path=str(path), user=place.owner.pw_name)
    try:
        refuse_exposed(place.folder, place.data)
    except Exposed as exposed:
        stop(str(exposed))


async def _set_up(place: Place, wanted: Wanted, work: Work) -> Outcome:
    """Make what is not there yet, the administrator last. Raises AccountClosed."""
    made = {"room_file": wanted.house is not None and place.put_rooms(wanted.house, wanted.language)}
    rooms = load_site([place.room_file], wanted.language)
    told_url = url_of(rooms.installation) if rooms.installation is not None else None
    url = told_url or USUAL_URL
    made |= {"unit": place.put_unit(url), "database": not place.database.exists()}
    with closing(open_store(place.data, None)) as store:
        first, emails = await store.write(_store, rooms, wanted, work, datetime.now(UTC))
    work.stored = first is not None
    return Outcome(place.placed(url), place.unit, place.database, made, emails, first, told_url is not None)


def _store(
    db: Transaction, rooms: Loaded, wanted: Wanted, work: Work, now: datetime
) -> tuple[First | None, Sequence[str]]:
    """Store the room file where no service has, and the first administrator; gives what is new, and who administers."""
    by, first = Doer(command_actor(), now), None
    if rooms.installation is not None and site_taken(db) is None:
        wish_site(db, digest(rooms.texts), rooms.texts, [room.id for room in rooms.installation.rooms], now)
    if wanted.email is not None:
        first = first_administrator(db, wanted.email, wanted.language, by)
    if first is None and work.again:
        first = link_again(db, by)
    return first, [seen.account.email or seen.account.id for seen in administrators(db)]


def _sudo(place: Place) -> Sequence[str]:
    """What makes whoever reads the terminal the user of the service."""
    is_another = os.getuid() != os.geteuid() or "SUDO_USER" in os.environ
    return ("sudo", "-u", place.owner.pw_name) if is_another else ()


def _stop(code: str, language: Language, code_of_exit: int = 1, **params: str) -> NoReturn:
    stop(STOPS[code][language].format_map(params), code=code_of_exit)
