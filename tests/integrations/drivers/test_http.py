"""What devices say over HTTP, what is said to them, and what becomes of it."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.http_device import HttpAttribute, HttpDevice, HttpRequest
from config.states import Power, Value, attributes
from integrations.drivers.errors import Busy, DeviceError, NeedsPerson, Refused, Unreachable
from integrations.drivers.http import open_http
from integrations.drivers.http_messages import filled, read_value, told_at
from integrations.emulators.http_device import http_device_running
from integrations.emulators.http_device_companion import Companion
from integrations.emulators.http_device_exchange import Appliance
from integrations.emulators.http_device_home_assistant import DISPLAY, HomeAssistant
from integrations.emulators.http_device_shelly import ShellyPlug
from tests.integrations.driver_contract import LONG_S, assert_fault, fault_of, fault_of_opening, settled
from tests.integrations.drivers.http_recipes import RECIPES, recipe

SECRET = "a-long-lived-token"
APPLIANCES: Mapping[str, tuple[Callable[[], Appliance], str | None]] = {
    "Shelly plug": (ShellyPlug, SECRET),
    "Home Assistant": (HomeAssistant, SECRET),
    "Bitfocus Companion": (Companion, None),
}
WISHES: Mapping[str, tuple[Mapping[str, Value], ...]] = {
    "Shelly plug": ({"power": Power.ON}, {"power": Power.OFF}),
    "Home Assistant": (
        {"power": Power.ON, "input": "Camera", "volume": "piano"},
        {"power": Power.ON, "input": "HDMI 2", "volume": "forte"},
        {"power": Power.OFF},
    ),
    "Bitfocus Companion": (
        {"power": Power.ON, "input": "camera", "layout": "side by side"},
        {"power": Power.OFF, "input": "pc", "layout": "single/double & more?"},
    ),
}


def test_recipes_given_the_document_when_read_then_each_has_a_device_of_the_room_file() -> None:
    assert set(RECIPES) == set(APPLIANCES) == set(WISHES)


@pytest.mark.parametrize("heading", RECIPES)
async def test_recipe_given_its_lines_for_the_room_file_when_wished_in_turn_then_each_value_is_read_back(
    heading: str,
) -> None:
    appliance, secret = APPLIANCES[heading]
    async with http_device_running(appliance(), password=secret) as device:
        described = recipe(heading).model_copy(update={"url": device.url})
        async with open_http(described, secret, timeout_s=LONG_S) as driver:
            for wished in WISHES[heading]:
                state = type(await driver.observe()).of(wished)
                await driver.apply(state)
                await settled(driver, state)


async def test_device_given_that_it_does_not_tell_its_source_when_observed_then_the_rest_is_told() -> None:
    async with http_device_running(HomeAssistant(), password=SECRET) as device:
        described = recipe("Home Assistant").model_copy(update={"url": device.url})
        async with open_http(described, SECRET, timeout_s=LONG_S) as driver:
            assert attributes(await driver.observe()) == {"power": "off"}
            device.control(f"by-hand {DISPLAY} unavailable")
            assert attributes(await driver.observe()) == {}


async def test_device_given_a_request_for_several_attributes_when_observed_then_it_is_asked_once() -> None:
    async with http_device_running(HomeAssistant(), password=SECRET) as device:
        described = recipe("Home Assistant").model_copy(update={"url": device.url})
        async with open_http(described, SECRET, timeout_s=LONG_S) as driver:
            heard: list[str] = []
            device.on_heard = heard.append
            await driver.observe()
    assert heard == [f"GET /api/states/{DISPLAY}"]


@pytest.mark.parametrize(
    ("served", "kind", "code"),
    [
        ("huge", Unreachable, "protocol"),
        ("redirect http://127.0.0.1:9/", Unreachable, "protocol"),
        ("401", NeedsPerson, "wrong_password"),
        ("403", NeedsPerson, "wrong_password"),
        ("404", Refused, "not_accepted"),
        ("429", Busy, "busy"),
        ("500", Refused, "device_failure"),
        ("503", Busy, "busy"),
    ],
)
async def test_device_given_what_it_serves_when_observed_then_the_fault_is_of_that_kind(
    served: str, kind: type[DeviceError], code: str
) -> None:
    async with http_device_running(HomeAssistant(), password=SECRET) as device:
        described = recipe("Home Assistant").model_copy(update={"url": device.url})
        async with open_http(described, SECRET, timeout_s=LONG_S) as driver:
            device.control(f"by-hand served {served}")
            fault = await fault_of(driver.observe())
    assert (type(fault), fault.code) == (kind, code)
    assert SECRET not in repr(fault)


async def test_device_given_a_page_where_a_text_should_be_when_opened_then_it_is_not_this_device() -> None:
    async with http_device_running(Companion()) as device:
        device.control("by-hand served huge")
        described = recipe("Bitfocus Companion").model_copy(update={"url": device.url})
        fault = await fault_of_opening(open_http(described, None, timeout_s=LONG_S))
    assert_fault(fault, Unreachable, "protocol", host=device.host, port=device.port)


async def test_device_given_one_wish_that_it_refuses_when_applied_then_the_others_are_sent() -> None:
    async with http_device_running(HomeAssistant(), password=SECRET) as device:
        described = recipe("Home Assistant").model_copy(update={"url": device.url})
        async with open_http(described, SECRET, timeout_s=LONG_S) as driver:
            state = type(await driver.observe())
            fault = await fault_of(driver.apply(state.of({"power": Power.ON, "volume": "assordante"})))
            await settled(driver, state.of({"power": Power.ON}))
    assert_fault(fault, Refused, "not_accepted", detail="volume assordante")


@pytest.mark.parametrize(
    ("pointer", "found"),
    [  # RFC 6901, section 5
        ("/foo", ["bar", "baz"]),
        ("/foo/0", "bar"),
        ("/", 0),
        ("/a~1b", 1),
        ("/c%d", 2),
        ("/e^f", 3),
        ("/g|h", 4),
        ('/k"l', 6),
        ("/ ", 7),
        ("/m~0n", 8),
        ("/foo/2", None),
        ("/foo/01", None),
        ("/foo/-", None),
        ("/foo/0/0", None),
        ("/nothing/there", None),
    ],
)
def test_pointer_given_the_rfcs_document_when_followed_then_it_leads_where_it_says(pointer: str, found: object) -> None:
    document = {"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, 'k"l': 6, " ": 7, "m~n": 8}

    assert told_at(document, pointer) == found
    assert told_at(document, "") == document


@given(st.text())
def test_request_given_any_text_when_filled_in_then_it_stays_where_it_was_put(value: str) -> None:
    value = value.encode("utf-8", "replace").decode()
    request = HttpRequest.model_validate(
        {"path": "/a/{value}?b={value}", "body": {"x": "{value}", "y": ["mode {value}"], "z": 1}}
    )
    path, body = filled(request, value)

    assert path.count("/") == 2
    assert path.count("?") == path.count("=") == 1
    assert not set(path) & set(" #&\r\n\\")
    assert json.loads(json.dumps(body)) == {"x": value, "y": [f"mode {value}"], "z": 1}


@pytest.mark.parametrize(("value", "sent"), [(True, True), (3, 3), ("3", "3")])
def test_request_given_a_value_alone_when_filled_in_then_it_keeps_its_type(value: Value, sent: Value) -> None:
    request = HttpRequest.model_validate({"path": "/", "body": {"on": "{value}"}})

    assert filled(request, value).body == {"on": sent}
    assert type(filled(request, value).body["on"]) is type(sent)


@pytest.mark.parametrize(
    ("declared", "told", "value"),
    [
        ({"type": "boolean"}, True, True),
        ({"type": "boolean"}, "false", False),
        ({"type": "boolean"}, 1, None),
        ({"type": "number"}, 2.6, 3),
        ({"type": "number"}, "17", 17),
        ({"type": "number"}, "NaN", None),
        ({"type": "number"}, True, None),
        ({}, 0.5, "0.5"),
        ({}, None, None),
        ({}, {"a": 1}, None),
        ({"values": {"alto": {"reads": [1]}, "basso": {}}}, 1, "alto"),
        ({"values": {"alto": {"reads": [1]}, "basso": {}}}, True, None),
        ({"values": {"alto": {"reads": [1]}, "basso": {}}}, "1", "alto"),
        ({"values": {"alto": {"reads": [1]}, "basso": {}}}, "basso", "basso"),
        ({"values": {"alto": {"reads": [1]}, "basso": {}}}, "medio", None),
    ],
)
def test_reading_given_what_a_device_tells_when_read_then_it_is_a_value_or_none(
    declared: dict[str, Any], told: object, value: Value | None
) -> None:
    attribute = HttpAttribute.model_validate({**declared, "read": {"path": "/"}})

    assert read_value(attribute, told) == value


def test_words_given_labels_in_the_room_file_when_spoken_then_attributes_and_values_have_them() -> None:
    device = recipe("Home Assistant")

    assert device.words("it") == {"volume": "il volume", "piano": "piano", "forte": "forte"}
    assert device.words("en") == {"volume": "the volume", "piano": "low", "forte": "high"}


def test_device_given_what_it_declares_when_wished_then_only_what_can_be_written() -> None:
    wishable = HttpDevice.declared(recipe("Shelly plug").model_dump(exclude_defaults=True))

    assert wishable == {"power": Power}
