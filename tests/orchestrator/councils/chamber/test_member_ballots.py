"""Secret votes over HTTP: one paper for each seat, cast by whoever brings it, and nothing said of who or when."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from orchestrator.councils.ballots.casting import Ballot
from orchestrator.councils.ballots.counting import choice_of
from orchestrator.councils.ballots.keys import public_key_of
from orchestrator.councils.sitting.acts import Left
from orchestrator.councils.sitting.state import Sitting
from orchestrator.councils.sitting.vote_acts import ClosingAnnounced
from orchestrator.councils.sitting.votes import FOR, Manner
from orchestrator.web.keys import METRICS
from tests.orchestrator.conftest import Start
from tests.support.ballots import Paper, new_paper
from tests.support.convened_council import convened_council
from tests.support.members import REMOTE, Chamber, Phone


@pytest.fixture
async def chamber(start: Start) -> Chamber:
    client = await start()
    return Chamber(client, await convened_council(client, members=5, rules=replace(REMOTE, closing_s=0)))


@pytest.fixture
async def phones(chamber: Chamber) -> list[Phone]:
    """All but the last are present, and a secret vote is open."""
    phones = [await chamber.proved(number) for number in range(5)]
    await chamber.opened(*phones[:4])
    await chamber.vote(Manner.SECRET)
    return phones


def urn(chamber: Chamber) -> str:
    return f"/api/v1/ballots/{chamber.council.sitting}/v1"


async def made(chamber: Chamber) -> Paper:
    answer = await chamber.client.get(urn(chamber))
    return new_paper(public_key_of((await answer.json())["key"]), secrets.token_bytes(32))


async def asked(phone: Phone, paper: Paper) -> tuple[int, Mapping[str, Any]]:
    fields = {"form_id": str(uuid4()), "blinded": paper.blinded.message.hex()}
    headers = {**phone.headers, "Accept": "application/json"}
    answer = await phone.client.post(f"{phone.path}/papers/v1", data=fields, headers=headers)
    return answer.status, await answer.json()


async def ballot_of(chamber: Chamber, phone: Phone, *options: str) -> Ballot:
    paper = await made(chamber)
    status, told = await asked(phone, paper)
    assert status == 200, told
    return paper.signed(bytes.fromhex(told["signature"]), choice_of(options))


async def cast(chamber: Chamber, ballot: Ballot, **other: Any) -> tuple[int, Mapping[str, Any]]:
    told = {"token": ballot.token.hex(), "signature": ballot.signature.hex(), "choice": ballot.choice} | other
    answer = await chamber.client.post(urn(chamber), json=told)
    return answer.status, await answer.json()


async def closed(chamber: Chamber) -> Sitting:
    await chamber.does(ClosingAnnounced("v1"))
    live = await chamber.live()
    async with asyncio.timeout(40):
        sitting = await live.look()
        while sitting.votes["v1"].closed is None:
            sitting = await live.changed_from(sitting.number)
    return sitting


async def test_paper_given_a_seat_when_two_messages_are_sent_then_one_is_signed_however_often_it_is_asked_for(
    chamber: Chamber, phones: list[Phone]
) -> None:
    first, second = await made(chamber), await made(chamber)
    status, told = await asked(phones[3], first)
    assert (status, await asked(phones[3], first)) == (200, (200, told))
    assert (await asked(phones[3], second))[1]["rule"] == "handed_already"
    assert "consegnata" in (await asked(phones[3], second))[1]["refused"]
    assert list((await chamber.look()).votes["v1"].handed) == [chamber.council.seats[3]]

    assert (await asked(phones[4], second))[1]["rule"] == "not_entitled"
    assert (await asked(chamber.phone(3), first))[0] == 403
    assert (await asked(Phone(chamber.client, f"/c/{'x' * 43}"), first))[0] == 403
    fields = {"form_id": str(uuid4()), "blinded": "zz"}
    answer = await chamber.client.post(f"{phones[2].path}/papers/v1", data=fields, headers=phones[2].headers)
    assert answer.status == 422


async def test_ballot_given_it_is_cast_when_it_comes_again_forged_or_changed_then_the_first_counts(
    chamber: Chamber, phones: list[Phone]
) -> None:
    ballot = await ballot_of(chamber, phones[3], FOR)
    forged = ballot.signature[:-1] + bytes([ballot.signature[-1] ^ 1])
    assert (await cast(chamber, ballot, signature=forged.hex()))[0] == 422
    assert (await cast(chamber, ballot, token="00"))[0] == 422
    assert (await cast(chamber, ballot, more="x"))[0] == 422
    assert await cast(chamber, ballot) == await cast(chamber, ballot) == (200, {"counted": True})
    status, told = await cast(chamber, ballot, choice=choice_of(["against"]))
    assert (status, told["error"]["code"]) == (409, "ballot_cast")
    answer = await chamber.client.post(f"{urn(chamber)}x", json={"token": "00", "signature": "00", "choice": ""})
    assert answer.status == 404


async def test_secret_vote_given_ballots_when_it_closes_then_who_left_counts_and_who_is_late_is_told(
    chamber: Chamber, phones: list[Phone]
) -> None:
    ballots = [await ballot_of(chamber, phone, FOR) for phone in phones[:3]]
    assert (await cast(chamber, ballots[0]))[0] == 200
    await chamber.does(Left(chamber.council.seats[1]), by=1)
    assert (await cast(chamber, ballots[1], choice=choice_of([])))[0] == 200
    assert "Schede consegnate: 3 su 4" in await phones[4].look()

    before = await (await chamber.client.get(urn(chamber))).json()
    sitting = await closed(chamber)
    told = await (await chamber.client.get(urn(chamber))).json()
    assert (before["receipts"], told["key"]) == (None, before["key"])
    assert sorted(told["receipts"]) == sorted(sha256(ballot.token).hexdigest() for ballot in ballots[:2])
    outcome = sitting.votes["v1"].outcome
    assert outcome is not None
    assert (outcome.tally.ballots, outcome.tally.blank, dict(outcome.tally.counts)[FOR]) == (2, 1, 1)
    status, told = await cast(chamber, ballots[2])
    assert (status, told["error"]["code"]) == (410, "ballot_late")
    assert (await cast(chamber, ballots[0]))[0] == 200
    assert "Schede consegnate 3, votate 2." in await phones[0].look()


async def test_ballot_given_it_is_cast_when_metrics_and_logs_are_read_then_they_say_nothing(
    chamber: Chamber, phones: list[Phone]
) -> None:
    ballot = await ballot_of(chamber, phones[3], FOR)
    before = chamber.client.app[METRICS].text()
    with capture_logs() as logs:
        assert (await cast(chamber, ballot))[0] == 200
        assert (await cast(chamber, ballot, choice="{"))[0] == 409
        assert (await cast(chamber, ballot, token="00"))[0] == 422
        answer = await chamber.client.post(urn(chamber), data=b"\xff", headers={"Content-Type": "application/json"})
        assert answer.status == 422
        assert "Set-Cookie" not in answer.headers
    assert [line for line in logs if line["event"] != "calendars.stored"] == []
    after = chamber.client.app[METRICS].text()
    assert [line for line in after.decode().splitlines() if 'method="POST",route="/api/v1/ballots' in line] == []
    assert b"/c/{secret}/papers/{vote}" in before
    assert all(part not in after.decode() for part in (phones[3].path, chamber.council.sitting))
