"""The service on a clock of its own speed, until somebody kills it.

`python -m tests.support.council_service FOLDER PORT SPEED BEGAN START`: over FOLDER/regia.db; at the machine's time BEGAN (seconds) its
clock showed START (ISO 8601), and goes SPEED times as fast.
"""

import asyncio
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config.logs import set_up_logs
from config.site_file.loading import load_texts
from integrations.serving.listening import open_sockets
from integrations.serving.visits import Limits
from orchestrator.app import make_app
from orchestrator.web.server import ServiceRunner
from schedules.store.database import open_database
from schedules.store.dialects import address_of

SITE = """
[[sites]]
id = "casa"
name = "Casa"
timezone = "Europe/Rome"
default_preset = "riunione"

[[rooms]]
id = "sala-1"
name = "Sala 1"

[presets.riunione]
title = "Riunione"
"""


def clock_of(speed: float, began: float, start: datetime) -> Callable[[], datetime]:
    """The clock that showed *start* when the machine's showed *began*."""
    return lambda: start + timedelta(seconds=(time.time() - began) * speed)


async def serve(folder: Path, port: int, clock: Callable[[], datetime]) -> None:
    """Until killed."""
    with closing(open_database(address_of(folder / "regia.db"))) as database:
        app = make_app(
            database, load_texts((("sito.toml", SITE),)), clock=clock, monotonic_s=lambda: clock().timestamp()
        )
        sockets = await open_sockets("127.0.0.1", port)
        async with ServiceRunner(app, Limits(), None, shutdown_timeout=1.0).serving(sockets, None):
            await asyncio.Event().wait()


if __name__ == "__main__":
    set_up_logs("json")
    _, told_folder, told_port, told_speed, told_began, told_start = sys.argv
    started = clock_of(float(told_speed), float(told_began), datetime.fromisoformat(told_start).astimezone(UTC))
    asyncio.run(serve(Path(told_folder), int(told_port), started))
