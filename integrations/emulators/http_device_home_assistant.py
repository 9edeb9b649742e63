"""A Home Assistant with a switch and a display, asked over its REST API.

Written from https://developers.home-assistant.io/docs/api/rest and from what its services do: one that is called for an
entity that does not exist answers 200 with no changed state, and a display that is off does not tell its source.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from integrations.emulators.http_device_exchange import Answer, Appliance, Asked, Change, json_answer

SWITCH, DISPLAY = "switch.projector", "media_player.display"
NAMES = {SWITCH: "Projector", DISPLAY: "Display"}
SOURCES = ("HDMI 1", "HDMI 2", "Camera")
TURNED = {"turn_on": "on", "turn_off": "off"}


class HomeAssistant(Appliance):
    """The states of both entities by their ids, and the display's ``source`` and ``volume_level``."""

    def __init__(self, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__({SWITCH: "off", DISPLAY: "off", f"{DISPLAY}.source": "HDMI 1", f"{DISPLAY}.volume_level": 0.5})
        self._now = now
        self._told: dict[str, tuple[object, str]] = {}

    def turn_away(self, asked: Asked, password: str | None) -> Answer | None:
        if password is None or asked.headers.get("Authorization") == f"Bearer {password}":
            return None
        return Answer("401: Unauthorized", 401)

    def answer(self, asked: Asked, change: Change) -> Answer:
        match asked.method, asked.path:
            case "GET", ["api", ""]:
                return json_answer({"message": "API running."})
            case "GET", ["api", "states", entity] if entity in NAMES:
                return json_answer(self._state(entity))
            case "GET", ["api", "states", _]:
                return json_answer({"message": "Entity not found."}, 404)
            case "POST", ["api", "services", domain, service]:
                return self._service(domain, service, asked.body, change)
            case _, ["api", "states" | "services", *_]:
                return Answer("405: Method Not Allowed", 405)
            case _:
                return Answer("404: Not Found", 404)

    def _service(self, domain: str, service: str, body: str, change: Change) -> Answer:
        try:
            data = json.loads(body or "{}")
        except ValueError:
            return json_answer({"message": "Data should be valid JSON."}, 400)
        wanted = _wanted(domain, service, data)
        if wanted is None:
            return Answer("400: Bad Request", 400)
        before = {entity: self._state(entity) for entity in NAMES}
        for name, content in wanted.items():
            change(name, content)
        return json_answer([self._state(entity) for entity in NAMES if self._state(entity) != before[entity]])

    def _state(self, entity: str) -> Mapping[str, object]:
        content = (self.values[entity], self._attributes(entity))
        if entity not in self._told or self._told[entity][0] != content:
            self._told[entity] = (content, self._now().isoformat(timespec="microseconds"))
        changed_at = self._told[entity][1]
        return {
            "entity_id": entity,
            "state": content[0],
            "attributes": content[1],
            "last_changed": changed_at,
            "last_updated": changed_at,
        }

    def _attributes(self, entity: str) -> Mapping[str, object]:
        name = {"friendly_name": NAMES[entity]}
        if entity == SWITCH:
            return name
        playing = {key: self.values[f"{DISPLAY}.{key}"] for key in ("source", "volume_level")}
        return {"source_list": list(SOURCES), **(playing if self.values[DISPLAY] == "on" else {}), **name}


def _wanted(domain: str, service: str, data: Any) -> Mapping[str, object] | None:
    """The values that a call of a service asks for, empty where it names no entity of ours; None for a wrong call."""
    if not isinstance(data, dict) or not isinstance(data.get("entity_id"), str):
        return None
    entity, rest = data["entity_id"], {key: content for key, content in data.items() if key != "entity_id"}
    ours = entity in NAMES and entity.startswith(f"{domain}.")
    match domain, service, rest:
        case "switch" | "media_player", "turn_on" | "turn_off", {**others} if not others:
            return {entity: TURNED[service]} if ours else {}
        case "media_player", "select_source", {"source": str(source), **others} if not others:
            return {f"{entity}.source": source} if ours and source in SOURCES else {}
        case "media_player", "volume_set", {"volume_level": int() | float() as level, **others} if not others:
            if not 0 <= level <= 1:
                return None
            return {f"{entity}.volume_level": float(level)} if ours else {}
        case _:
            return None
