"""The API's document against what is really answered, route by route."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from orchestrator.access.openapi import ErrorAnswer
from orchestrator.app import all_routes
from tests.support.town import Town, event, hour
from tests.support.town_site import TOWN

NINE, TEN = hour("09:00"), hour("10:00")
WINDOW = {"from": hour("00:00").isoformat(), "to": (hour("00:00") + timedelta(days=1)).isoformat()}


async def test_given_the_document_when_every_route_of_the_api_answers_then_the_answers_are_as_described(
    town: Town,
) -> None:
    document = await (await town.client.get("/api/v1/openapi.json")).json()
    await town.calendar_says(event("a", hour("11:00"), hour("12:00"), "CLASS:PRIVATE"))
    mine = await town.book(NINE, TEN, title="Consiglio", organiser="Ada")
    theirs = next(booking for booking in await town.bookings() if booking["confidential"])
    again = {"room": "sala-1", "title": "x", "start": NINE.isoformat(), "end": TEN.isoformat()}
    problem = {"id": str(uuid4()), "kind": "problem", "about": "sound"}
    press = {"id": str(uuid4()), "kind": "start"}
    files = {"files": [{"name": "sito.toml", "text": TOWN}]}
    asked: list[tuple[str, str, str, dict[str, Any], int]] = [
        ("GET", "/api/v1/bookings", "", {"params": WINDOW}, 200),
        ("GET", "/api/v1/bookings", "", {}, 422),
        ("POST", "/api/v1/bookings", "", {"json": {**again, "room": "sala-2"}}, 201),
        ("POST", "/api/v1/bookings", "", {"json": again}, 409),
        ("POST", "/api/v1/bookings", "", {"json": {**again, "room": "sala-9"}}, 404),
        ("POST", "/api/v1/bookings", "", {"json": {}}, 422),
        ("POST", "/api/v1/bookings", "", {"data": "x"}, 415),
        ("DELETE", "/api/v1/bookings/{booking}", theirs["id"], {}, 409),
        ("DELETE", "/api/v1/bookings/{booking}", mine["id"], {}, 204),
        ("DELETE", "/api/v1/bookings/{booking}", mine["id"], {}, 404),
        ("GET", "/api/v1/rooms", "", {}, 200),
        ("GET", "/api/v1/rooms/{room}", "sala-1", {}, 200),
        ("GET", "/api/v1/rooms/{room}", "sala-9", {}, 404),
        ("POST", "/api/v1/rooms/{room}/overrides", "sala-1", {"json": press}, 201),
        ("POST", "/api/v1/rooms/{room}/overrides", "sala-1", {"json": press}, 200),
        (
            "POST",
            "/api/v1/rooms/{room}/overrides",
            "sala-1",
            {"json": {**press, "id": str(uuid4()), "kind": "extend"}},
            409,
        ),
        ("GET", "/api/v1/rooms/{room}/reports", "sala-1", {"params": WINDOW}, 200),
        ("POST", "/api/v1/rooms/{room}/overrides", "sala-1", {"json": problem}, 201),
        ("GET", "/api/v1/rooms/{room}/problems", "sala-1", {"params": WINDOW}, 200),
        ("POST", "/api/v1/rooms/{room}/details", "sala-1", {"json": {}}, 200),
        ("GET", "/api/v1/calendars", "", {}, 200),
        ("GET", "/api/v1/site", "", {}, 200),
        ("POST", "/api/v1/site", "", {"json": files}, 200),
        ("POST", "/api/v1/site", "", {"json": {**files, "now": {"reason": "x", "rooms": ["sala-9"]}}}, 404),
        ("POST", "/api/v1/site", "", {"json": {}}, 422),
        ("GET", "/healthz", "", {}, 200),
        ("GET", "/readyz", "", {}, 200),
    ]
    routes = {(route.method, route.path): route for route in all_routes()}

    for method, path, name, more, status in asked:
        address = path.replace("{room}", name).replace("{booking}", name)
        answer = await town.client.request(method, address, headers=await town.as_("admin"), **more)
        told, route = await answer.text(), routes[method, path]
        assert answer.status == status, (method, address, told)
        assert str(status) in document["paths"][path][method.lower()]["responses"], (method, path, status)
        model = ErrorAnswer if status >= 400 else route.answer
        if status == 204:
            assert told == ""
        else:
            assert model is not None
            model.model_validate_json(told)


async def test_given_the_document_when_read_then_it_tells_the_agents_connection_and_both_names_of_the_cookie(
    town: Town,
) -> None:
    document = await (await town.client.get("/api/v1/openapi.json")).json()
    connected = document["paths"]["/agent"]["get"]["responses"]
    cookie = document["components"]["securitySchemes"]["cookie"]
    unasked = await town.client.get("/agent", headers=await town.as_("agent:sala-1"))

    assert [status for status in connected if status < "401"] == ["101", str(unasked.status)]
    assert "content" not in connected["101"]
    assert (cookie["name"], cookie["description"]) == (
        "__Host-regia",
        "Over plain http it is called regia; a panel's ends with - and its room.",
    )
