"""A Bitfocus Companion with a matrix behind it, asked over its HTTP remote control (version 3 and later).

Written from https://companion.free/user-guide (Remote Control, HTTP) and from its source, ``lib/Service/HttpApi.ts``: texts
are answered as text/html, a press where no button is as 204, and a custom variable tells what was written into it, whatever
the matrix made of that. It knows no password.
"""

import json
from collections.abc import Mapping

from integrations.emulators.http_device_exchange import Answer, Appliance, Asked, Change, json_answer

BUTTONS: Mapping[tuple[str, str, str], tuple[str, object]] = {
    ("1", "0", "0"): ("matrix:power", "off"),
    ("1", "0", "1"): ("matrix:power", "on"),
    ("1", "1", "0"): ("matrix:output1", "PC"),
    ("1", "1", "1"): ("matrix:output1", "Camera"),
}
"""What the button at a page, row and column makes of the matrix."""
TRIGGERS: Mapping[str, str] = {"layout": "matrix:layout"}
"""The value of the matrix that follows a custom variable."""


class Companion(Appliance):
    """The variables of the connection ``matrix``: *power*, *output1* and *layout*."""

    def __init__(self) -> None:
        super().__init__({"matrix:power": "off", "matrix:output1": "PC", "matrix:layout": "single"})
        self._custom: dict[str, object] = {"layout": "single"}

    def turn_away(self, asked: Asked, password: str | None) -> Answer | None:  # noqa: ARG002 - it lets in whoever comes
        return None

    def answer(self, asked: Asked, change: Change) -> Answer:
        match asked.method, asked.path:
            case "POST", ["api", "location", page, row, column, "press"]:
                return _press((page, row, column), change)
            case "POST", ["api", "custom-variable", name, "value"]:
                return self._write(name, asked, change)
            case "GET", ["api", "custom-variable", name, "value"]:
                return _told(self._custom.get(name))
            case "GET", ["api", "variable", label, name, "value"]:
                return _told(self.values.get(f"{label}:{name}"))
            case _:
                return _html("", 404)

    def _write(self, name: str, asked: Asked, change: Change) -> Answer:
        try:
            content = _content(asked)
        except ValueError:
            return _html("No value", 400)
        if name not in self._custom:
            return _html("Not found", 404)
        self._custom[name] = content
        change(TRIGGERS[name], content)
        return _html("ok")


def _press(place: tuple[str, str, str], change: Change) -> Answer:
    if place not in BUTTONS:
        return Answer(status=204)
    change(*BUTTONS[place])
    return _html("ok")


def _content(asked: Asked) -> object:
    """What a custom variable is given: in the query, as JSON, or as plain text. Raises ValueError where nothing is."""
    if "value" in asked.query:
        return asked.query["value"]
    kind = asked.headers.get("Content-Type", "").partition(";")[0].lower()
    if kind == "application/json":
        return json.loads(asked.body)
    if kind != "text/plain" or not asked.body:
        raise ValueError("no value")
    return asked.body.strip()


def _told(content: object) -> Answer:
    match content:
        case None:
            return _html("Not found", 404)
        case str():
            return _html(content)
        case int() | float() if not isinstance(content, bool):
            return _html(str(content))
        case _:
            return json_answer(content)


def _html(text: str, status: int = 200) -> Answer:
    return Answer(text, status, "text/html")
