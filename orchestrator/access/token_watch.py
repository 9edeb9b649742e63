"""What happens to tokens, for the log: made and revoked by the command line, used for the first time; and when used last.

When people's browsers were used last is written with it.
"""

import asyncio
from collections.abc import Mapping, Sequence

import structlog
from aiohttp import web
from sqlalchemy import select

from orchestrator.access.identities import IDENTITIES, Uses
from orchestrator.access.tables import TokenRow
from orchestrator.access.tokens import Token, list_tokens
from orchestrator.accounts.sign_ins import note_use
from orchestrator.web.keys import DATABASE
from schedules.store.transaction import Transaction

log = structlog.get_logger()

LOOKED_AT_EVERY_S = 60.0


async def watch_tokens(app: web.Application) -> None:
    """Look once a minute, until cancelled, and write all uses at once, so that requests cost nothing."""
    known: Mapping[str, Token] = {token.id: token for token in await app[DATABASE].read(list_tokens)}
    while True:
        await asyncio.sleep(LOOKED_AT_EVERY_S)
        known = await look(app, known)


async def look(app: web.Application, known: Mapping[str, Token]) -> Mapping[str, Token]:
    """Write what was used, and log what became of the tokens that were *known*; gives those there are."""
    uses = app[IDENTITIES].take_uses()
    for token_id in await app[DATABASE].write(note_uses, uses) if uses.tokens or uses.sign_ins else ():
        log.info("token.first_used", token=token_id)
    now = {token.id: token for token in await app[DATABASE].read(list_tokens)}
    for token in now.values():
        before = known.get(token.id)
        about = {"token": token.id, "role": str(token.grant), "label": token.label}
        if before is None:
            log.info("token.made", **about)
        if token.revoked_at is not None and (before is None or before.revoked_at is None):
            log.info("token.revoked", **about)
    return now


def note_uses(db: Transaction, uses: Uses) -> Sequence[str]:
    """Store when tokens and sign-ins were last used. Returns the tokens that were used for the first time."""
    first = []
    for row in db.scalars(select(TokenRow).where(TokenRow.id.in_(uses.tokens))):
        if row.last_used_at is None:
            first.append(row.id)
        row.last_used_at = max(uses.tokens[row.id], row.last_used_at or uses.tokens[row.id])
    for sign_in, (at, address) in uses.sign_ins.items():
        note_use(db, sign_in, address, at)
    return sorted(first)
