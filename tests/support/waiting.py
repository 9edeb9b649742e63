"""How long tests wait for what must come: as long as a slow, busy machine may need, which costs nothing elsewhere."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import TypeVar, overload

T = TypeVar("T")

WITHIN_S = 30.0
LOOKED_AT_EVERY_S = 0.05


@overload
async def wait_for(
    look: Callable[[], Awaitable[T]], wanted: Callable[[T], object] = ..., *, within_s: float = ...
) -> T: ...
@overload
async def wait_for(look: Callable[[], T], wanted: Callable[[T], object] = ..., *, within_s: float = ...) -> T: ...
async def wait_for(
    look: Callable[[], T | Awaitable[T]], wanted: Callable[[T], object] = bool, *, within_s: float = WITHIN_S
) -> T:
    """Ask *look* again and again until what it gives is *wanted*, and give that.

    Raises AssertionError with what it gave last; what *look* itself raises comes through.
    """
    loop = asyncio.get_running_loop()
    until_s = loop.time() + within_s
    while True:
        given = look()
        seen: T = await given if inspect.isawaitable(given) else given
        if wanted(seen):
            return seen
        if loop.time() > until_s:
            raise AssertionError(f"not within {within_s} s; last: {seen!r}")
        await asyncio.sleep(LOOKED_AT_EVERY_S)
