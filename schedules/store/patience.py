"""Waiting for a storage that cannot be written or read just now, because the disk is full or the database busy."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from schedules.store.errors import StorageError

log = structlog.get_logger()

STORAGE_RETRY_S = 5.0
T = TypeVar("T")


async def patiently(
    work: Callable[[], Awaitable[T]], waiting: str, *, retry_s: float = STORAGE_RETRY_S, **about: object
) -> T:
    """What *work* gives, as soon as the storage lets it be done; *waiting* is the event in the log, told aloud once."""
    level = logging.WARNING
    while True:
        try:
            return await work()
        except StorageError as error:
            log.log(level, waiting, error=str(error), retry_s=retry_s, **about)
            level = logging.DEBUG
            await asyncio.sleep(retry_s)
