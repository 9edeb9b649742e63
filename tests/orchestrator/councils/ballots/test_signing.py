"""Papers signed in processes of their own: the same answer as here, whatever becomes of a process or of who asked."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator

import pytest

from orchestrator.councils.ballots.blind_rsa import BlindRsaError, blind_sign
from orchestrator.councils.ballots.keys import new_signing_key
from orchestrator.councils.ballots.signing import Signers, SigningBusy
from tests.support.ballots import new_paper

SECRETS = [bytes([number]) * 32 for number in range(6)]


@pytest.fixture
async def signers() -> AsyncIterator[Signers]:
    signers = Signers()
    yield signers
    await signers.close()


async def test_signers_given_papers_at_once_when_a_process_dies_and_one_gives_up_then_the_others_have_their_answers(
    signers: Signers,
) -> None:
    key = await signers.new_key()
    messages = [new_paper(key.public, secret).blinded.message for secret in SECRETS]

    first = await signers.sign(key, messages[0])
    for process in list(signers._idle._queue):  # type: ignore[attr-defined]
        if process is not None:
            os.kill(process.pid, signal.SIGKILL)
    given_up = asyncio.create_task(signers.sign(key, messages[0]))
    await asyncio.sleep(0)
    given_up.cancel()
    signed = await asyncio.gather(*(signers.sign(key, message) for message in messages))

    assert (first, signed) == (signed[0], [blind_sign(key, message) for message in messages])
    assert given_up.cancelled()


async def test_signers_given_what_cannot_be_signed_when_it_is_asked_then_they_refuse_and_go_on(
    signers: Signers,
) -> None:
    key = new_signing_key()

    with pytest.raises(BlindRsaError, match="unexpected input size"):
        await signers.sign(key, b"")

    message = new_paper(key.public, SECRETS[0]).blinded.message
    assert await signers.sign(key, message) == blind_sign(key, message)


async def test_signers_given_no_time_when_they_are_asked_then_they_say_that_they_are_busy() -> None:
    signers = Signers(within_s=0)

    with pytest.raises(SigningBusy):
        await signers.new_key()

    await signers.close()
