"""The wire between agent and hub: what it says, and what it passes over."""

import json
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from config.device_models import PjlinkDevice
from room_agents.plan import Plan, RoomDefinition, WireSegment
from room_agents.protocol import PlanMessage, from_agent, from_hub, plan_message

NOW = datetime(2026, 10, 26, 8, tzinfo=UTC)
PLAN = Plan(
    store="s",
    revision=7,
    window_start=NOW,
    room=RoomDefinition(
        id="sala", name="Sala", timezone="Europe/Rome", devices={"p": PjlinkDevice(driver="pjlink", host="h")}
    ),
    segments=(WireSegment(start=NOW, end=NOW.replace(hour=9), phase="idle", desired={"p": {"power": "off"}}),),
)


def test_given_a_plan_when_encoded_once_and_wrapped_then_it_reads_back_the_same() -> None:
    wrapped = plan_message(NOW, PLAN.model_dump_json(exclude_defaults=True).encode())

    assert from_hub.validate_json(wrapped) == PlanMessage(sent_at=NOW, plan=PLAN)


def test_given_a_newer_orchestrator_when_it_says_what_we_do_not_know_then_the_rest_counts() -> None:
    said = json.loads(PlanMessage(sent_at=NOW, plan=PLAN).model_dump_json())
    said["plan"]["weather"] = "fine"
    said["plan"]["room"]["devices"]["p"]["brightness"] = 3
    said["plan"]["room"]["devices"]["lights"] = {"driver": "dali", "host": "h"}

    assert from_hub.validate_python(said) == PlanMessage(sent_at=NOW, plan=PLAN)


@pytest.mark.parametrize("room", ["../sala", "Sala", "", "a" * 64, "sala\n", "sala.json"])
def test_given_an_id_that_is_no_rooms_when_it_is_said_then_it_is_not_understood(room: str) -> None:
    plan = json.loads(PlanMessage(sent_at=NOW, plan=PLAN).model_dump_json())
    plan["plan"]["room"]["id"] = room
    held = {"store": "s", "revision": 7, "window_start": NOW}
    for reader, said in (
        (from_hub, plan),
        (from_hub, {"type": "forget", "room": room}),
        (from_agent, {"type": "hello", "agent": "a", "now": NOW, "rooms": {room: held}}),
    ):
        with pytest.raises(ValidationError, match="String should"):
            reader.validate_python(said)
