"""Apple TVs over the Companion protocol: power and apps.

pyatv takes 1.5 s and 75 MiB to import, so a thread imports it when the first Apple TV is opened.
"""

import asyncio
import importlib
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from config.states import PlayerState
from integrations.drivers.driver import Driver
from integrations.drivers.errors import NeedsPerson

_DRIVER = "integrations.drivers.appletv_companion"
_CREDENTIALS = re.compile(r"[0-9a-f]{64}:[0-9a-f]{64}(:([0-9a-f]{2})+){2}", re.IGNORECASE)
"""The device's public key, our seed, the device's name and ours, in hexadecimal, as pairing prints them."""


@asynccontextmanager
async def open_appletv(
    host: str, port: int, credentials: str, *, timeout_s: float
) -> AsyncIterator[Driver[PlayerState]]:
    """A line to the Apple TV at *host* and *port*; *credentials* come from an earlier pairing. Raises DeviceError.

    Connecting and each call take at most *timeout_s*, leaving takes at most a second. Power is None where tvOS does not
    tell it; the app can be wished but never observed.
    """
    if not _CREDENTIALS.fullmatch(credentials.strip()):
        raise NeedsPerson("credentials_malformed")
    await _load()
    from integrations.drivers.appletv_companion import open_companion

    async with open_companion(host, port, credentials.strip(), timeout_s=timeout_s) as player:
        yield player


async def _load() -> None:
    if hasattr(sys.modules.get(_DRIVER), "open_companion"):  # imported, and past its own imports
        return
    try:
        await asyncio.to_thread(importlib.import_module, _DRIVER)
    except ImportError as error:
        raise NeedsPerson("sdk_missing", package="regia[appletv]") from error
