"""Verifies credentials: what was verified is believed for BELIEVED_S.

So a request costs no database read, and a revoked token still ends within seconds.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from orchestrator.access.credentials import Credential, Shown
from orchestrator.access.identity import Identity, identity_of_person
from orchestrator.access.tokens import verify_token
from orchestrator.access.web_sessions import verify_web_session
from orchestrator.accounts.sign_ins import verify_sign_in
from schedules.store.database import Database
from schedules.store.transaction import Transaction

BELIEVED_S = 2.0
REMEMBERED = 1024
"""Credentials remembered at most; a town has some dozens of panels and agents."""


@dataclass(frozen=True, slots=True)
class Uses:
    """What was used since the uses were taken last."""

    tokens: Mapping[str, datetime]
    """When, by the ids of tokens."""
    sign_ins: Mapping[str, tuple[datetime, str]]
    """When and from which address, by the ids of sign-ins."""


class Identities:
    """Verifies credentials, and believes each good one for *believed_s*."""

    def __init__(self, database: Database, clock: Callable[[], datetime], believed_s: float = BELIEVED_S) -> None:
        self._database = database
        self._clock = clock
        self._believed_s = believed_s
        self._believed: dict[Credential, tuple[float, Identity]] = {}
        self._tokens: dict[str, datetime] = {}
        self._sign_ins: dict[str, tuple[datetime, str]] = {}

    async def verify(self, credential: Credential, address: str = "") -> Identity | None:
        """Whose credential this is; None if it is unknown, ended or revoked. Long connections ask again every few seconds."""
        until, identity = self._believed.get(credential, (0.0, None))
        if time.monotonic() < until:
            return identity
        self._believed.pop(credential, None)
        now = self._clock()
        found = await self._database.read(_look_up, credential, now)
        if found is not None:
            self._note(found, now, address)
            if len(self._believed) >= REMEMBERED:
                self._believed.clear()
            self._believed[credential] = (time.monotonic() + self._believed_s, found)
        return found

    def _note(self, found: Identity, now: datetime, address: str) -> None:
        if found.person is None:
            self._tokens[found.who] = now
        else:
            self._sign_ins[found.person.sign_in.id] = (now, address)

    def used(self, token: str, now: datetime) -> None:
        """Note the use of a token, by its id, that was verified elsewhere."""
        self._tokens[token] = now

    def take_uses(self) -> Uses:
        """What was used since the last call of this."""
        uses = Uses(self._tokens, self._sign_ins)
        self._tokens, self._sign_ins = {}, {}
        return uses

    def forget(self, credential: Credential) -> None:
        """Believe the credential no longer, since it was given back."""
        self._believed.pop(credential, None)

    def forget_all(self) -> None:
        """Believe nobody longer, since roles were changed, or somebody is to be signed out."""
        self._believed.clear()


IDENTITIES = web.AppKey("identities", Identities)


def _look_up(db: Transaction, credential: Credential, now: datetime) -> Identity | None:
    match credential.shown:
        case Shown.TOKEN:
            return verify_token(db, credential.hash, now)
        case Shown.SESSION:
            return verify_web_session(db, credential.hash, now)
        case Shown.SIGN_IN:
            person = verify_sign_in(db, credential.hash, now)
            return None if person is None else identity_of_person(person)
