"""`regia user …`: people are added, listed, closed and given links, whether the service runs or not."""

import os
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from config.rooms import Installation
from config.service import service_address
from config.site_file.mistakes import language_of
from config.words.sentences import Language
from orchestrator.access.actors import command_actor
from orchestrator.accounts.accounts import account_by_email
from orchestrator.accounts.emails import NotAnAddress, address_of
from orchestrator.accounts.links import LinkKind, new_secret
from orchestrator.accounts.roles import ALL_SITES, Membership, OrganisationRole, Staff, StaffRole
from orchestrator.commands.environment import settings
from orchestrator.commands.site_taken import site_taken
from orchestrator.commands.store import Data, DatabaseUrl, open_store
from orchestrator.commands.user_words import refuse, told
from orchestrator.people.added import Added, NoSuchOrganisation, add_by_command
from orchestrator.people.changes import close as close_account
from orchestrator.people.changes import drop_second_factor, hand_link
from orchestrator.people.directory import PersonSeen, State, everybody, person
from orchestrator.people.doer import Doer
from orchestrator.people.guards import LastAdministrator
from orchestrator.people.inviting import Standing, Wanted
from orchestrator.people.letters import Handed, address_of_link
from orchestrator.people.pasted import LONGEST_NAME
from orchestrator.people.words import staff_value
from orchestrator.site.address import url_of
from schedules.plain import plain
from schedules.store.database import Database
from schedules.store.transaction import Transaction

DATA = Path("data")
Url = Annotated[
    str | None,
    Parameter(help="The service's address, which the link begins with; that of the room file if left out."),
]
Repeated = Parameter(negative=(), show_default=False)


async def add(
    email: str,
    /,
    *,
    name: Annotated[str | None, Parameter(help="What they are called.")] = None,
    admin: Annotated[bool, Parameter(help="Let them administer the installation.", negative=())] = False,
    staff: Annotated[tuple[str, ...], Repeated, Parameter(help="technician:SITE or desk:SITE; * for all.")] = (),
    member: Annotated[tuple[str, ...], Repeated, Parameter(help="ORGANISATION:role.")] = (),
    language: Annotated[
        Language | None, Parameter(help="Of their pages and mails; the terminal's if left out.")
    ] = None,
    url: Url = None,
    data: Data = DATA,
    database: DatabaseUrl = None,
) -> None:
    """Add somebody, or give them more roles, and print the link by which they choose a password, alone on the last line."""
    settings()
    memberships, called = tuple(_membership(text) for text in member), plain(name or "", 10_000)
    if len(called) > LONGEST_NAME:
        refuse("long_name", code=2, most=LONGEST_NAME)
    staffs = (*((Staff(StaffRole.ADMINISTRATOR),) if admin else ()), *(_staff(text) for text in staff))
    wanted = Wanted(
        _address(email), called, language or language_of(os.environ), tuple(dict.fromkeys(staffs)), memberships
    )
    base = None if url is None else _url(url)
    with closing(open_store(data, database)) as store:
        site = await store.read(site_taken)
        _check_sites(wanted.staff, site)
        base = base or _known_url(site)
        try:
            added = await store.write(add_by_command, wanted, new_secret(), _doer())
        except NoSuchOrganisation as missing:
            refuse("no_organisation", organisation=str(missing))
    _say(added, wanted.email, base)


async def show(*, data: Data = DATA, database: DatabaseUrl = None) -> None:
    """List the people: id, state, address, name, roles."""
    settings()
    with closing(open_store(data, database, make=False)) as store:
        found = await store.read(everybody)
    sys.stdout.writelines(f"{_line(seen)}\n" for seen in found)


async def close(email: str, /, *, data: Data = DATA, database: DatabaseUrl = None) -> None:
    """Let somebody in no more, by their address; an administrator can open the access again."""
    settings()
    address = _address(email)
    with closing(open_store(data, database, make=False)) as store:
        seen = await _known(store, address)
        try:
            await store.write(close_account, seen.account.id, _doer())
        except LastAdministrator:
            refuse("last", email=address)
    sys.stdout.write(f"{told('closed', email=address)}\n")


async def reset(
    email: str,
    /,
    *,
    second_factor: Annotated[
        bool, Parameter(help="Turn their second factor off too, for who lost the telephone.", negative=())
    ] = False,
    url: Url = None,
    data: Data = DATA,
    database: DatabaseUrl = None,
) -> None:
    """Print a link by which somebody chooses another password, or their first, alone on the last line."""
    settings()
    address, base, secret = _address(email), None if url is None else _url(url), new_secret()
    with closing(open_store(data, database, make=False)) as store:
        base = base or _known_url(await store.read(site_taken))
        seen = await _known(store, address)
        if seen.state is State.CLOSED:
            refuse("is_closed", email=address)
        kind = LinkKind.RESET if seen.has_come else LinkKind.INVITATION
        await store.write(_reset, seen.account.id, kind, secret, second_factor=second_factor)
    _print_link(address, base, secret, kind)


def _say(added: Added, email: str, base: str) -> None:
    """What became of it; the link on the standard output alone."""
    match added.standing:
        case Standing.CLOSED:
            refuse("is_closed", email=email)
        case Standing.THERE:
            refuse("is_there", email=email)
        case Standing.JOINS:
            sys.stderr.write(f"{told('joined', email=email)}\n")
        case Standing.NEW | Standing.WAITS:
            _print_link(email, base, added.secret, LinkKind.INVITATION)


def _print_link(email: str, base: str, secret: str, kind: LinkKind) -> None:
    lasts = told("days" if kind is LinkKind.INVITATION else "hour")
    sys.stderr.write(f"{told('link', email=email, lasts=lasts)}\n")
    sys.stdout.write(f"{address_of_link(base, secret)}\n")


async def _known(store: Database, email: str) -> PersonSeen:
    seen = await store.read(_find, email)
    if seen is None:
        refuse("nobody", email=email)
    return seen


def _reset(db: Transaction, account: str, kind: LinkKind, secret: str, *, second_factor: bool) -> None:
    hand_link(db, account, kind, Handed(secret, None), _doer())
    if second_factor:
        drop_second_factor(db, account, _doer())


def _find(db: Transaction, email: str) -> PersonSeen | None:
    account = account_by_email(db, email)
    return None if account is None else person(db, account.id)


def _doer() -> Doer:
    return Doer(command_actor(), datetime.now(UTC))


def _address(text: str) -> str:
    try:
        return address_of(text)
    except NotAnAddress:
        refuse("no_address", code=2, text=text)


def _url(text: str) -> str:
    try:
        return service_address(text)
    except ValueError:
        refuse("bad_url", code=2, text=text)


def _known_url(site: Installation | None) -> str:
    known = None if site is None else url_of(site)
    if known is None:
        refuse("no_url", code=2)
    return known


def _staff(text: str) -> Staff:
    role, _, site = text.partition(":")
    if role not in {StaffRole.TECHNICIAN, StaffRole.DESK} or not site:
        refuse("bad_staff", code=2, text=text)
    return Staff(StaffRole(role), site)


def _membership(text: str) -> Membership:
    organisation, _, role = text.rpartition(":")
    if not organisation or role not in set(OrganisationRole):
        refuse("bad_member", code=2, text=text, roles=", ".join(OrganisationRole))
    return Membership(organisation, OrganisationRole(role))


def _check_sites(staffs: Sequence[Staff], site: Installation | None) -> None:
    """The sites are there, as far as room files were taken."""
    known = None if site is None else {known.id for known in site.sites}
    for staff in staffs:
        if known is not None and staff.site != ALL_SITES and staff.site not in known:
            refuse("no_site", site=staff.site, known=", ".join(sorted(known)))


def _line(seen: PersonSeen) -> str:
    state = told({State.ACTIVE: "active", State.INVITED: "invited", State.CLOSED: "gone"}[seen.state])
    roles = [
        *("administrator" if held.role is StaffRole.ADMINISTRATOR else staff_value(held) for held in seen.staff),
        *(f"{held.organisation}:{held.role}" for held in seen.memberships),
    ]
    return f"{seen.account.id}  {state:<8}  {seen.account.email}  {seen.account.name}  {' '.join(roles)}".rstrip()
