"""The keys on the wire: agents in the field speak them for years, so that a change of them must show in a review."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from room_agents.protocol import from_agent, from_hub

SHAPE = Path(__file__).with_name("wire_shape.txt")
Schema = Mapping[str, Any]
NAMES = {"title", "description"}
"""What a schema says for people; it may change."""


def keys(schema: Schema, definitions: Mapping[str, Schema], path: str) -> Iterator[str]:
    """A line for each key below *path*: where it stands, what it may hold and its default."""
    if "$ref" in schema:
        return (yield from keys(definitions[schema["$ref"].rpartition("/")[2]], definitions, path))
    options = [option for option in schema.get("anyOf", ()) if option != {"type": "null"}]
    if len(options) == 1:  # a key that may be null
        return (yield from keys(options[0], definitions, f"{path}|null"))
    below = {"properties", "items", "additionalProperties", "patternProperties", "required"}
    yield f"{path}: " + ", ".join(f"{name} {schema[name]}" for name in sorted(schema.keys() - below - NAMES))
    if path == "plan.plan.room.devices?":  # devices are the room file's, and grow with its drivers
        return None
    for name, inner in schema.get("properties", {}).items():
        needed = "" if name in schema.get("required", ()) else "?"
        yield from keys(inner, definitions, f"{path}.{name}{needed}")
    if "items" in schema:
        yield from keys(schema["items"], definitions, f"{path}[]")
    for name, inner in schema.get("patternProperties", {}).items():
        yield from keys(inner, definitions, f"{path}.{name}")
    if isinstance(schema.get("additionalProperties"), dict):
        yield from keys(schema["additionalProperties"], definitions, f"{path}.*")


def shape(adapter: TypeAdapter[Any]) -> Iterator[str]:
    schema = adapter.json_schema()
    for name, reference in sorted(schema["discriminator"]["mapping"].items()):
        yield from keys({"$ref": reference}, schema["$defs"], name)


def test_wire_given_every_message_when_its_keys_are_listed_then_they_are_those_that_agents_speak() -> None:
    found = "".join(f"{line}\n" for adapter in (from_agent, from_hub) for line in shape(adapter))

    assert found == SHAPE.read_text(), "the wire has changed: is every agent in the field still understood?"
