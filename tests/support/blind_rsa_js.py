"""Blind RSA as the voter's page does it, run by node, and as npm's @cloudflare/blindrsa-ts does it, of which nothing ships."""

import asyncio
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.waiting import WITHIN_S

FOLDER = Path(__file__).with_name("blind_rsa")
SCRIPT = Path(__file__).parents[2] / "orchestrator/web/shell/static/blind_rsa.js"
OURS, THEIRS = "ours", "theirs"
_LIMIT = 1 << 20
"""Bytes of a line."""


@dataclass(frozen=True)
class Scripts:
    """Both, in one process."""

    process: Process

    async def ask(self, by: str, step: str, **values: str) -> Mapping[str, Any]:
        """What one of them answers; values are hexadecimal or PEM."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"by": by, "step": step, **values}).encode() + b"\n")
        async with asyncio.timeout(WITHIN_S):
            said: Mapping[str, Any] = json.loads(await self.process.stdout.readline())
        return said


@asynccontextmanager
async def scripts_running() -> AsyncIterator[Scripts]:
    """Until left."""
    assert (FOLDER / "node_modules" / "ready").exists(), "run: make blindrsa"
    command = ("node", str(FOLDER / "runner.mjs"), str(SCRIPT))
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, limit=_LIMIT)
    try:
        yield Scripts(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()
