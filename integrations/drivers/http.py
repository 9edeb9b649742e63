"""Devices that are asked over HTTP as the room file says: requests by templates, readings by JSON Pointers (RFC 6901)."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from config.http_device import HttpAttribute, HttpDevice, HttpReading
from config.states import DeclaredState, Power, Value
from integrations.drivers.driver import Driver
from integrations.drivers.errors import Busy, DeviceError, Refused
from integrations.drivers.http_line import HttpLine
from integrations.drivers.http_messages import filled, read_value, told_at

LONGEST_TEXT = 200
"""No device says more than this for one attribute; what is longer is a page of something else."""


@asynccontextmanager
async def open_http(
    device: HttpDevice, secret: str | None, *, timeout_s: float
) -> AsyncIterator[Driver[DeclaredState]]:
    """A line to *device*; it is open once the device has answered, be it with an error.

    Each request may take *timeout_s*, all readings together twice that.
    """
    async with HttpLine(device, secret, timeout_s=timeout_s) as line:
        driver = HttpDriver(device, line)
        with suppress(Refused, Busy):
            await driver.observe()
        yield driver


class HttpDriver:
    """One device: the attributes that its room file declares."""

    def __init__(self, device: HttpDevice, line: HttpLine) -> None:
        self._attributes = dict(sorted(device.attributes.items(), key=lambda named: named[0] != "power"))
        self._line = line

    async def observe(self) -> DeclaredState:
        """Ask what tells the attributes, each request once; an attribute that the device does not tell is left out.

        Raises the device's refusal where it tells none at all.
        """
        answers: dict[str, str] = {}
        values: dict[str, Value] = {}
        refused: DeviceError | None = None
        async with self._line.turn():
            for name, attribute in self._attributes.items():
                try:
                    value = await self._read(name, attribute, answers)
                except (Refused, Busy) as error:
                    refused = refused or error
                    continue
                if value is not None:
                    values[name] = value
        if refused is not None and not values:
            raise refused
        return DeclaredState.of(values)

    async def apply(self, changes: DeclaredState) -> None:
        """Send the power first; if one attribute is refused, the others are sent all the same."""
        refused: DeviceError | None = None
        wished = dict(changes.values)
        async with self._line.turn():
            for name in (name for name in self._attributes if name in wished):
                try:
                    await self._write(self._attributes[name], name, wished[name])
                except (Refused, Busy) as error:
                    refused = refused or error
        if refused is not None:
            raise refused

    async def _read(self, name: str, attribute: HttpAttribute, answers: dict[str, str]) -> Value | None:
        asked = attribute.read.model_dump_json(exclude={"pointer"})
        if asked not in answers:
            request = filled(attribute.read, "")
            answers[asked] = await self._line.ask(attribute.read.method, request.path, request.body)
        value = read_value(attribute, self._found(attribute.read, answers[asked]))
        if name == "power":
            return Power(str(value)) if value is not None else None
        return value

    def _found(self, reading: HttpReading, answer: str) -> Any:
        """What stands in the answer where the reading says; None for nothing. Raises Unreachable for no such answer."""
        if reading.pointer is None:
            text = answer.strip()
            if len(text) > LONGEST_TEXT or not text.isprintable():
                raise self._line.other_device()
            return text
        try:
            return told_at(json.loads(answer), reading.pointer)
        except (ValueError, RecursionError) as error:
            raise self._line.other_device() from error

    async def _write(self, attribute: HttpAttribute, name: str, value: Value) -> None:
        asked = attribute.request_for(value)
        if asked is None:
            raise Refused("not_accepted", detail=f"{name} {value}")
        named = attribute.values.get(str(value))
        sent = value if named is None or named.sends is None else named.sends
        request = filled(asked, sent)
        await self._line.ask(asked.method, request.path, request.body)
