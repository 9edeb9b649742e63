"""A secret vote through the whole service: whoever has its files, logs and metrics afterwards is at chance at who voted what."""

import asyncio
import json
import random
import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from pytest_aiohttp import AiohttpClient
from structlog.testing import capture_logs

from config.site_file.loading import Loaded
from orchestrator.app import make_app
from orchestrator.councils.ballots.casting import Ballot
from orchestrator.councils.ballots.counting import choice_of
from orchestrator.councils.ballots.keys import public_key_of
from orchestrator.councils.sitting.vote_acts import ClosingAnnounced
from orchestrator.councils.sitting.votes import AGAINST, FOR, Manner
from orchestrator.web.keys import METRICS
from schedules.store.database import Database, open_database
from tests.support.ballot_attacker import Left, attack
from tests.support.ballots import new_paper
from tests.support.convened_council import convened_council
from tests.support.members import REMOTE, Chamber, Phone

VOTERS, ROUNDS, CAMPAIGNS = 20, 4, 3
"""An attacker who only guesses is outside of the interval once in twenty; three times in a row they do not only guess."""


@dataclass(frozen=True)
class Held:
    """What is left of a vote, and what was said while it ran."""

    left: Left
    said: str


async def test_attacker_given_files_logs_and_metrics_of_a_service_when_they_guess_then_they_are_at_chance(
    empty_store: Path, site: Loaded, aiohttp_client: AiohttpClient, tmp_path: Path
) -> None:
    for campaign in range(CAMPAIGNS):
        rounds = [
            await held(empty_store, site, aiohttp_client, tmp_path / f"{campaign}-{number}") for number in range(ROUNDS)
        ]
        if (success := attack([each.left for each in rounds])).is_chance:
            break

    assert success.is_chance, success
    for each in rounds:
        assert 'method="POST",route="/api/v1/ballots/' not in each.said
        assert [token for token in each.left.receipts.values() if token in each.said] == []
    told = [replace(each.left, files=[*each.left.files, logged(each.left)]) for each in rounds]
    assert attack(told).right > 0.95, "an attacker who is told the order has to find it"


def logged(left: Left) -> Path:
    """A log as services usually write it: a line for each ballot that came."""
    path = left.files[0].parent / "access.log"
    path.write_text("\n".join(left.voted[person] for person in left.cast))
    return path


async def held(empty_store: Path, site: Loaded, aiohttp_client: AiohttpClient, folder: Path) -> Held:
    """A sitting of its own, in which all vote secretly from afar."""
    database = _database(empty_store, folder)
    try:
        with capture_logs() as logs:
            client = await aiohttp_client(make_app(database, site))
            rules = replace(REMOTE, closing_s=0)
            chamber = Chamber(client, await convened_council(client, members=VOTERS, rules=rules))
            left = await _voted(chamber, folder)
        said = json.dumps(logs, default=str) + client.app[METRICS].text().decode()
        (folder / "kept" / "said.txt").write_text(said)
        return Held(replace(left, files=[*left.files, folder / "kept" / "said.txt"]), said)
    finally:
        await client.close()
        database.close()


def _database(empty_store: Path, folder: Path) -> Database:
    folder.mkdir()
    shutil.copy(empty_store, folder / "regia.db")
    return open_database(f"sqlite:///{folder}/regia.db")


async def _voted(chamber: Chamber, folder: Path) -> Left:
    phones = [await chamber.proved(number) for number in range(VOTERS)]
    await chamber.opened_from_afar(range(VOTERS))
    await chamber.vote(Manner.SECRET)
    told = await (await chamber.client.get(_urn(chamber))).json()
    handed = random.sample(range(VOTERS), VOTERS)
    ballots = {number: await _paper(phones[number], told["key"]) for number in handed}
    choices = dict(zip(random.sample(range(VOTERS), VOTERS), [FOR, AGAINST] * (VOTERS // 2), strict=True))
    cast = random.sample(range(VOTERS), VOTERS)
    for number in cast:
        await _cast(chamber, replace(ballots[number], choice=choice_of([choices[number]])))
    await chamber.does(ClosingAnnounced("v1"))
    live = await chamber.live()
    async with asyncio.timeout(40):
        sitting = await live.look()
        while sitting.votes["v1"].closed is None:
            sitting = await live.changed_from(sitting.number)
    return Left(
        _kept(folder),
        [str(number) for number in cast],
        [str(number) for number in handed],
        {str(number): ballot.token.hex() for number, ballot in ballots.items()},
        {str(number): choice_of([choice]) for number, choice in choices.items()},
    )


async def _paper(phone: Phone, key: str) -> Ballot:
    paper = new_paper(public_key_of(key), secrets.token_bytes(32))
    fields: Mapping[str, str] = {"form_id": str(uuid4()), "blinded": paper.blinded.message.hex()}
    headers = {**phone.headers, "Accept": "application/json"}
    answer = await phone.client.post(f"{phone.path}/papers/v1", data=fields, headers=headers)
    assert answer.status == 200, await answer.text()
    return paper.signed(bytes.fromhex((await answer.json())["signature"]), "")


async def _cast(chamber: Chamber, ballot: Ballot) -> None:
    told = {"token": ballot.token.hex(), "signature": ballot.signature.hex(), "choice": ballot.choice}
    answer = await chamber.client.post(_urn(chamber), json=told)
    assert answer.status == 200, await answer.text()


def _urn(chamber: Chamber) -> str:
    return f"/api/v1/ballots/{chamber.council.sitting}/v1"


def _kept(folder: Path) -> Sequence[Path]:
    """The files as they are while the service runs: closing them would tidy up."""
    kept = folder / "kept"
    kept.mkdir()
    for file in folder.glob("regia.db*"):
        if not file.name.endswith((".key", ".lock", ".serving")):
            shutil.copy(file, kept)
    return sorted(kept.iterdir())
