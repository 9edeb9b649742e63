"""Ballot papers are signed, and keys made, in processes beside the service, so that nobody who presses waits for them."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from orchestrator.councils.ballots.blind_rsa import BlindRsaError, Reason, SigningKey
from orchestrator.councils.ballots.signing_process import heard, told

PROCESSES = 2
"""A signature takes some 10 ms of a core, so 500 asked for at once take 2.5 s of two."""
WITHIN_S = 20.0
"""For one, with its wait for a turn."""


class SigningBusy(Exception):
    """So many signatures are wanted that this one's turn did not come in time; the same may be asked again."""


class Signers:
    """The processes that sign, each started when it is first needed. What was cut off may be asked again: the answer is the same."""

    def __init__(self, processes: int = PROCESSES, within_s: float = WITHIN_S) -> None:
        """*within_s* is how long one may take, with its wait for a turn."""
        self._within_s = within_s
        self._idle: asyncio.LifoQueue[Process | None] = asyncio.LifoQueue()
        self._processes = processes
        for _ in range(processes):
            self._idle.put_nowait(None)

    async def close(self) -> None:
        """End the processes, each when it has answered."""
        for _ in range(self._processes):
            await _end(await self._idle.get())

    async def sign(self, key: SigningKey, blinded: bytes) -> bytes:
        """The blind signature of a blinded message. Raises BlindRsaError, SigningBusy."""
        said = await self._asked({"key": told(key), "blinded": blinded.hex()})
        if "refused" in said:
            raise BlindRsaError(Reason(said["refused"]))
        return bytes.fromhex(said["signature"])

    async def new_key(self) -> SigningKey:
        """The key pair of a vote. Raises SigningBusy."""
        return heard((await self._asked({}))["key"])

    async def _asked(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            async with asyncio.timeout(self._within_s):
                return await self._in_turn(json.dumps(request).encode() + b"\n")
        except TimeoutError as error:
            raise SigningBusy from error

    async def _in_turn(self, line: bytes) -> Mapping[str, Any]:
        process = await self._idle.get()
        kept: Process | None = None
        try:
            try:
                said = await _answer(process, line)
            except (ConnectionError, json.JSONDecodeError):  # it had ended, or was not there yet
                await _end(process)
                process = await _start()
                said = await _answer(process, line)
            kept = process
        except (ConnectionError, json.JSONDecodeError) as error:
            raise SigningBusy from error
        finally:
            if kept is None:
                await _end(process)
            self._idle.put_nowait(kept)
        return said


async def _start() -> Process:
    command = (sys.executable, "-m", "orchestrator.councils.ballots.signing_process")
    return await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)


async def _answer(process: Process | None, line: bytes) -> Mapping[str, Any]:
    """What the process says to a line. Raises ConnectionError, and JSONDecodeError where it ended in the middle."""
    if process is None or process.stdin is None or process.stdout is None:
        raise ConnectionError
    process.stdin.write(line)
    await process.stdin.drain()
    said: Mapping[str, Any] = json.loads(await process.stdout.readline())
    return said


async def _end(process: Process | None) -> None:
    if process is not None:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
