"""The recipes of docs/drivers.md, asked of the emulated devices: each conversation, and each wish with its reading."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import ClientSession
from yarl import URL

from integrations.emulators.http_device import HttpDevice, http_device_running
from integrations.emulators.http_device_companion import Companion
from integrations.emulators.http_device_exchange import Appliance
from integrations.emulators.http_device_home_assistant import HomeAssistant
from integrations.emulators.http_device_shelly import ShellyPlug

DOCUMENT = (Path(__file__).parents[3] / "docs/drivers.md").read_text()
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
TOKEN = "TOKEN"
APPLIANCES: Mapping[str, tuple[Callable[[], Appliance], str | None]] = {
    "Shelly plug": (lambda: ShellyPlug(now=lambda: NOW.timestamp()), None),
    "Home Assistant": (lambda: HomeAssistant(now=lambda: NOW), TOKEN),
    "Bitfocus Companion": (Companion, None),
}
"""What each section is about, and the password that it takes for granted."""


def section(heading: str) -> str:
    return DOCUMENT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def rows(heading: str, columns: str) -> list[list[str]]:
    """The cells of the table of a section whose head begins with *columns*, without their backquotes."""
    table = section(heading).partition(f"| {columns}")[2].partition("\n\n")[0]
    return [[cell.strip().strip("`") for cell in line.strip("|").split(" | ")] for line in table.splitlines()[2:]]


def message(text: str) -> tuple[str, dict[str, str], str]:
    """The first line of an HTTP message, its headers and its body."""
    head, _, body = text.strip().partition("\n\n")
    first, *headers = head.splitlines()
    return first, dict(line.split(": ", 1) for line in headers), body.strip()


async def ask(device: HttpDevice, request: str, headers: Mapping[str, str], body: str) -> tuple[int, str, str]:
    """The status, type and text of the answer to a request such as ``GET /path``."""
    method, target = request.split()[:2]
    url = URL(device.url + target, encoded=True)
    async with (
        ClientSession() as session,
        session.request(method, url, headers=headers, data=body.encode() or None) as answer,
    ):
        return answer.status, answer.headers.get("Content-Type", "").partition(";")[0], await answer.text()


def at(text: str, pointer: str) -> object:
    """What stands in an answer at a JSON Pointer; the whole text where the document says *text*."""
    if pointer == "*text*":
        return text
    found = json.loads(text)
    for key in pointer.split("/")[1:]:
        found = found[key]
    return found


@pytest.mark.parametrize("heading", APPLIANCES)
async def test_recipe_given_its_conversations_when_the_emulator_is_asked_them_in_turn_then_it_answers_as_written(
    heading: str,
) -> None:
    appliance, password = APPLIANCES[heading]
    conversations = re.findall(r"^```http\n(.*?)^```", section(heading), re.MULTILINE | re.DOTALL)
    assert len(conversations) > 4
    async with http_device_running(appliance(), password=password) as device:
        for conversation in conversations:
            asked, answered = conversation.split("\nHTTP/1.1 ")
            request, headers, body = message(asked)
            status, told, text = message(answered)

            seen = await ask(device, request, headers, body)

            assert (seen[0], seen[1]) == (int(status.split()[0]), told.get("Content-Type", "")), request
            assert _read(seen[1], seen[2]) == _read(seen[1], text), request


@pytest.mark.parametrize("heading", APPLIANCES)
async def test_recipe_given_its_wishes_when_each_is_sent_in_turn_then_its_reading_shows_it(heading: str) -> None:
    appliance, password = APPLIANCES[heading]
    headers = {} if password is None else {"Authorization": f"Bearer {password}"}
    readings = {attribute: (request, where) for attribute, request, where, _ in rows(heading, "attribute | request")}
    async with http_device_running(appliance(), password=password) as device:
        for attribute, wish, request, *body in rows(heading, "attribute | wish"):
            sent = await ask(device, request, {**headers, "Content-Type": "application/json"}, "".join(body))
            _, _, text = await ask(device, readings[attribute][0], headers, "")

            assert sent[0] == 200
            assert _as_people_say_it(at(text, readings[attribute][1])) == wish


def _read(content_type: str, text: str) -> object:
    return json.loads(text) if content_type == "application/json" else text


def _as_people_say_it(value: object) -> str:
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)
