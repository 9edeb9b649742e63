"""`regia token …`: make, list and revoke tokens, whether the service runs or not."""

import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from sqlalchemy import select

from orchestrator.access.actors import command_actor
from orchestrator.access.permissions import Role
from orchestrator.access.tokens import (
    SCOPES,
    Grant,
    Token,
    UnknownRole,
    list_tokens,
    make_token,
    parse_grant,
    program_grant,
    revoke_token,
    token_id_of,
)
from orchestrator.accounts.organisations import Organisation, list_organisations
from orchestrator.audit.acts import Act, ActKind, ActObject, Field, ObjectKind, changes_between
from orchestrator.audit.store import record
from orchestrator.commands.durations import Duration
from orchestrator.commands.environment import settings
from orchestrator.commands.stopping import stop
from orchestrator.commands.store import Data, DatabaseUrl, open_store
from schedules.store.tables import RoomRow
from schedules.store.transaction import Transaction

DATA = Path("data")


async def add(
    *,
    role: Annotated[str, Parameter(help="admin, panel:ROOM, agent:ROOM,ROOM… or program.")],
    scope: Annotated[
        tuple[str, ...], Parameter(help=f"What a program may, once for each: {', '.join(SCOPES)}.", negative="")
    ] = (),
    organisation: Annotated[str | None, Parameter(help="The organisation whose bookings a program is for.")] = None,
    site: Annotated[str | None, Parameter(help="Or the site whose rooms it is for.")] = None,
    deployment: Annotated[
        str | None, Parameter(help="Or the Jitsi server, by its id, that tells what happens in its meetings.")
    ] = None,
    data: Data = DATA,
    database: DatabaseUrl = None,
    label: Annotated[str | None, Parameter(help="What it is for, to know it again in the list.")] = None,
    expires: Annotated[
        Duration | None,
        Parameter(help="For how long it is good, like 365d; for good if left out.", show_default=False),
    ] = None,
) -> None:
    """Make a token and print it, once, alone on the last line."""
    settings()
    try:
        grant = _grant(role, scope, organisation, site, deployment)
    except UnknownRole as error:
        stop(str(error), code=2)
    with closing(open_store(data, database)) as store:
        known = await store.read(_known_rooms)
        organisations = await store.read(list_organisations)
        text = await store.write(_make, grant, datetime.now(UTC), label, expires)
    sys.stderr.writelines(
        f"{doubt}\n" for doubt in (*_doubts(grant, known, store.path), *_unheard_of(grant, organisations))
    )
    sys.stdout.write(f"{text}\n")


def _grant(
    role: str, scopes: Sequence[str], organisation: str | None, site: str | None, deployment: str | None
) -> Grant:
    """What the token allows. Raises UnknownRole."""
    if role == Role.PROGRAM:
        return program_grant(scopes, organisation, site, deployment)
    if scopes or organisation or site or deployment:
        raise UnknownRole("--scope, --organisation, --site and --deployment go with --role program alone")
    return parse_grant(role)


async def show(*, data: Data = DATA, database: DatabaseUrl = None) -> None:
    """List the tokens: id, made, until when, last used, role, label. The tokens themselves are nowhere to be read."""
    settings()
    with closing(open_store(data, database, make=False)) as store:
        tokens = await store.read(list_tokens)
    sys.stdout.writelines(f"{_line(token)}\n" for token in tokens)


async def revoke(token_id: str, /, *, data: Data = DATA, database: DatabaseUrl = None) -> None:
    """End a token by its id; who uses it is refused within seconds."""
    settings()
    with closing(open_store(data, database, make=False)) as store:
        ended = await store.write(_revoke, token_id, datetime.now(UTC))
    if not ended:
        stop(f"There is no token {token_id!r} in force; `regia token list` shows them.")


def _make(db: Transaction, grant: Grant, now: datetime, label: str | None, lasts: timedelta | None) -> str:
    """Make the token, and record that."""
    text = make_token(db, grant, now, label, lasts)
    made = ActObject(ObjectKind.TOKEN, token_id_of(db, text))
    changes = changes_between({}, {Field.ROLE: str(grant), Field.LABEL: label})
    act = Act(ActKind.TOKEN_MADE, now, made, organisation=grant.organisation, changes=changes)
    record(db, command_actor(), act)
    return text


def _revoke(db: Transaction, token_id: str, now: datetime) -> bool:
    """Revoke it, if it is in force, and record that."""
    ended = revoke_token(db, token_id, now)
    if ended:
        record(db, command_actor(), Act(ActKind.TOKEN_REVOKED, now, ActObject(ObjectKind.TOKEN, token_id)))
    return ended


def _known_rooms(db: Transaction) -> Sequence[str]:
    return db.scalars(select(RoomRow.id)).all()


def _doubts(grant: Grant, known: Sequence[str], database: Path) -> Sequence[str]:
    """Why a token may not be good yet: a sentence for each reason."""
    if not known:
        return [f"No service has used {database} yet: the token is good once `regia serve` is given the same."]
    missing = sorted(set(grant.rooms).difference(known))
    return [f"There is no room {room!r} yet; the token will be good once a room file names it." for room in missing]


def _unheard_of(grant: Grant, organisations: Sequence[Organisation]) -> Sequence[str]:
    """A sentence where the organisation of a program is not there."""
    if grant.organisation is None or any(known.id == grant.organisation for known in organisations):
        return []
    return [f"There is no organisation {grant.organisation!r} yet; `regia org list` shows those there are."]


def _line(token: Token) -> str:
    if token.revoked_at is not None:
        state = f"revoked {token.revoked_at:%Y-%m-%d %H:%M}Z"
    elif token.expires_at is not None:
        state = f"until {token.expires_at:%Y-%m-%d %H:%M}Z"
    else:
        state = "in force"
    used = "never used" if token.last_used_at is None else f"used {token.last_used_at:%Y-%m-%d %H:%M}Z"
    made = f"{token.created_at:%Y-%m-%d %H:%M}Z"
    return f"{token.id}  {made}  {state}  {used}  {token.grant}  {token.label or ''}".rstrip()
