"""The stage of a council that is played: its log, its papers, and a clock that runs as fast as it is told."""

import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from orchestrator.councils.ballots.blind_rsa import PublicKey, blind, finalize, prepare
from orchestrator.councils.ballots.casting import Ballot
from orchestrator.councils.ballots.counting import choice_of
from orchestrator.councils.ballots.signing import Signers
from orchestrator.councils.ballots.votes import find_vote
from orchestrator.councils.log.live import LiveSitting, Wanted
from orchestrator.councils.log.sittings import do_what_is_due
from orchestrator.councils.log.store import start_sitting
from orchestrator.councils.secret.papers import Papers
from orchestrator.councils.sitting.acts import Body
from orchestrator.councils.sitting.refusal_words import told
from orchestrator.councils.sitting.refusals import Refusal
from orchestrator.councils.sitting.roll import Roll
from orchestrator.councils.sitting.rules import Rules
from orchestrator.councils.sitting.state import Sitting
from orchestrator.demo.processes import DemoFailed
from orchestrator.migrations.schema import upgrade
from schedules.store.database import Database, open_database
from schedules.store.dialects import address_of
from schedules.store.sealing import key_file, open_keys

TOKEN_BYTES = 32
SITTING = "demo"


@dataclass(slots=True)
class FastClock:
    """It stands still but when it is moved."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def goes_on(self, seconds: float) -> None:
        """So much time passes."""
        self.now += timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True)
class Hall:
    """Where the play takes place."""

    database: Database
    clock: FastClock
    live: LiveSitting
    papers: Papers

    async def does(self, by: str, *bodies: Body) -> Sitting:
        """Somebody does something, a few seconds after what was done before. Raises DemoFailed where a rule forbids it."""
        for body in bodies:
            self.answered(await self.live.act(await self.wanted(by, body)))
        return await self.live.look()

    async def wanted(self, by: str, body: Body) -> Wanted:
        """What somebody does who has seen all until now."""
        self.clock.goes_on(4)
        return Wanted(str(uuid4()), body, by, "demo", (await self.live.look()).number)

    def answered(self, answer: object) -> None:
        """Raises DemoFailed for a refusal."""
        if isinstance(answer, Refusal):
            raise DemoFailed(f"The sitting refused what the play does: {told(answer, 'en')}")

    async def passes(self, seconds: float) -> Sitting:
        """Time passes, and the service does what is due."""
        self.clock.goes_on(seconds)
        return await do_what_is_due(self.live)

    async def votes_secretly(self, vote: str, seat: str, by: str, options: tuple[str, ...]) -> Ballot:
        """What a member's page does: a paper made, blinded, signed, and cast by nobody in particular."""
        public = await self.public(vote)
        token = prepare(secrets.token_bytes(TOKEN_BYTES))
        blinded = blind(public, token)
        signed = await self.papers.hand_out(vote, seat, blinded.message, by, "demo")
        if isinstance(signed, Refusal):
            raise DemoFailed(told(signed, "en"))
        ballot = Ballot(token, finalize(public, token, signed, blinded.inverse), choice_of(options))
        await self.papers.cast(vote, ballot)
        return ballot

    async def public(self, vote: str) -> PublicKey:
        """The key of a secret vote."""
        return (await self.database.read(find_vote, self.papers.id_of(vote))).key


def say(text: str) -> None:
    """Tell whoever watches."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@asynccontextmanager
async def hall(folder: Path, rules: Rules, roll: Roll, now: datetime) -> AsyncIterator[Hall]:
    """A sitting that nobody has convened yet, over a store of its own in *folder*."""
    clock = FastClock(now)
    folder.mkdir(mode=0o700, exist_ok=True)  # noqa: ASYNC240  nothing else runs yet
    with closing(open_database(address_of(folder / "regia.db"))) as database:
        upgrade(database)
        await database.write(start_sitting, SITTING, "demo", rules, roll, now)
        live, signers = LiveSitting(database, clock, SITTING), Signers(1)
        try:
            yield Hall(
                database, clock, live, Papers(database, open_keys(key_file(database.path)), signers, SITTING, live)
            )
        finally:
            await signers.close()
