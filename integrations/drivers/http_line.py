"""The line to one device over HTTP: one request at a time, bounded in time and size, and to that host alone."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

import aiohttp
from yarl import URL

from config.http_device import HttpDevice
from integrations.drivers.errors import Busy, DeviceError, NeedsPerson, Refused, Unreachable

LARGEST = 256 * 1024
"""Bytes of an answer. Home Assistant's largest states have some dozens of kilobytes."""
ASK_AGAIN_S = 5.0
"""After 'too many requests' or 'unavailable'."""


class HttpLine:
    """Questions to one device. No cookie is kept, no redirect followed, no proxy asked."""

    def __init__(self, device: HttpDevice, secret: str | None, *, timeout_s: float) -> None:
        self._root = device.url.rstrip("/")
        url = URL(device.url)
        self._at: dict[str, str | int] = {"host": url.host or "", "port": url.port or 0}
        self._has_secret = secret is not None
        self._timeout_s = timeout_s
        self._turn = asyncio.Lock()
        self._is_spoilt = False
        digest = [aiohttp.DigestAuthMiddleware(device.user, secret)] if device.auth == "digest" and secret else []
        self._session = aiohttp.ClientSession(
            headers={**device.headers, **_credentials(device, secret)},
            middlewares=digest,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(),
            auto_decompress=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Hold the line for several questions, which may take twice the time-out together. Raises Unreachable."""
        async with self._turn:
            try:
                async with asyncio.timeout(2 * self._timeout_s):
                    yield
            except TimeoutError as error:
                raise self._silent() from error

    async def ask(self, method: str, path: str, body: Any) -> str:
        """The text of a good answer. Raises DeviceError; nothing in it quotes what was sent."""
        if self._is_spoilt:
            raise Unreachable("line_lost")
        try:
            return await self._answer(method, path, body)
        except Unreachable:
            self._is_spoilt = True
            raise

    async def _answer(self, method: str, path: str, body: Any) -> str:
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._ask(method, path, body)
        except TimeoutError as error:
            raise self._silent() from error
        except aiohttp.ClientConnectorCertificateError as error:
            raise self.other_device() from error
        except aiohttp.ClientConnectorError as error:
            raise Unreachable("unreachable", **self._at) from error
        except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError, aiohttp.ClientPayloadError) as error:
            raise Unreachable("line_lost") from error
        except (aiohttp.ClientError, ValueError) as error:
            raise self.other_device() from error

    def other_device(self) -> Unreachable:
        """What answers is not what the room file says."""
        return Unreachable("protocol", **self._at)

    async def _ask(self, method: str, path: str, body: Any) -> str:
        url = URL(self._root + path, encoded=True)
        asked = self._session.request(
            method, url, json=body, allow_redirects=False, headers={"Accept-Encoding": "identity"}
        )
        async with asked as answer:
            fault = self._fault(answer.status, answer.headers.get("Retry-After", ""))
            if fault is not None:
                raise fault
            read = bytearray()
            async for part in answer.content.iter_chunked(LARGEST):
                read += part
                if len(read) > LARGEST:
                    answer.close()
                    raise self.other_device()
            return read.decode()

    def _fault(self, status: int, retry_after: str) -> DeviceError | None:
        match status:
            case 401 | 403:
                return NeedsPerson("wrong_password" if self._has_secret else "password_missing")
            case 429 | 503:
                return Busy("busy", min(float(retry_after), 60.0) if retry_after.isdecimal() else ASK_AGAIN_S)
            case _ if 300 <= status < 400:
                return self.other_device()
            case _ if status >= 500:
                return Refused("device_failure")
            case _ if status >= 400:
                return Refused("not_accepted", detail=f"HTTP {status}")
            case _:
                return None

    def _silent(self) -> Unreachable:
        return Unreachable("silent", seconds=self._timeout_s)


def _credentials(device: HttpDevice, secret: str | None) -> dict[str, str]:
    if secret is None or device.auth == "digest":
        return {}
    if device.auth == "bearer":
        return {"Authorization": f"Bearer {secret}"}
    pair = base64.b64encode(f"{device.user}:{secret}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}
