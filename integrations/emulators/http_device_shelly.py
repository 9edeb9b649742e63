"""A Shelly plug of the second generation or later: one relay with a meter, asked by RPC over HTTP.

Written from https://shelly-api-docs.shelly.cloud/gen2 (RPC Channels, Switch, Common Errors, Authentication). The timer
``toggle_after`` is left out.
"""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from integrations.emulators.http_device_digest import Digest
from integrations.emulators.http_device_exchange import Answer, Appliance, Asked, Change, json_answer

ID = "shellyplugsg3-0a1b2c3d4e5f"
INVALID_ARGUMENT, NOT_FOUND, NO_HANDLER = -103, -105, 404
VOLTAGE = 230.0


class ShellyPlug(Appliance):
    """A plug: *output*, and *watts*, which is what its load takes while it is on. Its user is ``admin``."""

    def __init__(self, *, now: Callable[[], float] = time.time) -> None:
        super().__init__({"output": False, "watts": 65.0})
        self._now = now
        self._source = "init"
        self._digest = Digest(ID, "admin")

    def turn_away(self, asked: Asked, password: str | None) -> Answer | None:
        authorization = asked.headers.get("Authorization", "")
        if (
            password is None
            or asked.path == ["rpc", "Shelly.GetDeviceInfo"]
            or self._digest.admits(authorization, asked.method, asked.target, password)
        ):
            return None
        return Answer(status=401, headers={"WWW-Authenticate": self._digest.challenge()})

    def answer(self, asked: Asked, change: Change) -> Answer:
        match asked.path:
            case ["rpc", method]:
                try:
                    given = _arguments(asked)
                except ValueError:
                    return _error(INVALID_ARGUMENT, "Invalid JSON")
                return self._called(method, given, change)
            case _:
                return Answer("Not Found", 404)

    def _called(self, method: str, given: Mapping[str, Any], change: Change) -> Answer:
        match method:
            case "Shelly.GetDeviceInfo":
                return json_answer({"id": ID, "model": "S3PL-00112EU", "gen": 3, "app": "PlugSG3", "ver": "1.4.4"})
            case "Switch.GetStatus" | "Switch.Set" if "id" not in given:
                return _error(INVALID_ARGUMENT, "Missing required 'id'")
            case "Switch.GetStatus" | "Switch.Set" if given["id"] != 0:
                return _error(NOT_FOUND, f"Bad id={given['id']}")
            case "Switch.GetStatus":
                return json_answer(self._status())
            case "Switch.Set" if not isinstance(given.get("on"), bool):
                return _error(INVALID_ARGUMENT, "Missing required 'on'")
            case "Switch.Set":
                was_on = self.values["output"]
                self._source = "HTTP_in"
                change("output", given["on"])
                return json_answer({"was_on": was_on})
            case _:
                return _error(NO_HANDLER, f"No handler for {method}", 404)

    def _status(self) -> Mapping[str, object]:
        on, load = self.values["output"], self.values["watts"]
        watts = load if on and isinstance(load, float) else 0.0
        minute = int(self._now()) // 60 * 60
        return {
            "id": 0,
            "source": self._source,
            "output": on,
            "apower": watts,
            "voltage": VOLTAGE,
            "current": round(watts / VOLTAGE, 3),
            "aenergy": {"total": 1240.5, "by_minute": [0.0, 0.0, 0.0], "minute_ts": minute},
            "temperature": {"tC": 38.4, "tF": 101.1},
        }


def _arguments(asked: Asked) -> Mapping[str, Any]:
    """The parameters of a call: in the query of a GET, where each is JSON, or in the body of a POST. Raises ValueError."""
    if asked.method == "GET":
        return {name: json.loads(text) for name, text in asked.query.items()}
    given = json.loads(asked.body or "{}")
    return given if isinstance(given, dict) else {}


def _error(code: int, message: str, status: int = 500) -> Answer:
    return json_answer({"code": code, "message": message}, status)
