"""Every answer that is an error has one shape, tells nothing it should not, and speaks the reader's language."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest
from aiohttp import ClientError, web
from pydantic import AwareDatetime, BaseModel, ConfigDict
from structlog.testing import capture_logs

from config.words.sentences import LANGUAGES
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.web.bodies import LARGEST_BODY, read_body, read_query
from orchestrator.web.errors import ApiError
from orchestrator.web.headers import SAFETY_OF_DATA
from orchestrator.web.messages import MESSAGES
from schedules.store.errors import StorageBusy, StorageFull, StorageUnusable
from tests.support.town import Client
from tests.support.waiting import WITHIN_S

ITALIAN = {"Accept-Language": "it-IT,it;q=0.9,en;q=0.5"}
ENGLISH = {"Accept-Language": "en-GB,en;q=0.9,it;q=0.5"}


class Wanted(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str
    start: AwareDatetime
    people: int = 0


async def take(request: web.Request) -> web.Response:
    wanted = await read_body(request, Wanted)
    return web.json_response({"title": wanted.title})


async def ask(request: web.Request) -> web.Response:
    return web.json_response({"people": read_query(request, Wanted).people})


async def fail(_request: web.Request) -> web.Response:
    raise LookupError("segretissimo")


async def fail_half_way(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse()
    await answer.prepare(request)
    await answer.write(b"half")
    raise LookupError("segretissimo")


async def clash(_request: web.Request) -> web.Response:
    raise ApiError(409, "clash", blocking=[{"title": "Occupato"}])


async def store(request: web.Request) -> web.Response:
    raise {"full": StorageFull, "busy": StorageBusy, "unusable": StorageUnusable}[request.match_info["how"]]("disk")


ROUTES = (
    Route("POST", "/take", take, scope=Scope.PUBLIC, body=Wanted),
    Route("GET", "/ask", ask, scope=Scope.PUBLIC, query=Wanted),
    Route("GET", "/fail", fail, scope=Scope.PUBLIC),
    Route("GET", "/fail/{secret}", fail, scope=Scope.PUBLIC),
    Route("GET", "/half", fail_half_way, scope=Scope.PUBLIC, streams=True),
    Route("POST", "/clash", clash, scope=Scope.PUBLIC),
    Route("POST", "/store/{how}", store, scope=Scope.PUBLIC),
)


@pytest.fixture
async def client(start: Callable[..., Awaitable[Client]]) -> Client:
    return await start(routes=ROUTES)


async def error_of(client: Client, method: str, path: str, status: int, **request: Any) -> Mapping[str, Any]:
    """The error that a request is answered with, after a look at its shape."""
    answer = await client.request(method, path, **request)
    body = await answer.json()
    assert (answer.status, list(body), sorted(body["error"])) == (status, ["error"], ["code", "details", "message"])
    assert answer.content_type == "application/json"
    assert answer.headers["X-Request-ID"]
    assert isinstance(body["error"]["details"], dict)
    error: Mapping[str, Any] = body["error"]
    return error


def test_given_the_catalogue_when_read_then_every_sentence_is_in_both_languages() -> None:
    assert {code: sorted(texts) for code, texts in MESSAGES.items()} == {code: sorted(LANGUAGES) for code in MESSAGES}
    assert all(text for texts in MESSAGES.values() for text in texts.values())


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({}, "Qui non c’è niente con questo nome."),
        (ITALIAN, "Qui non c’è niente con questo nome."),
        (ENGLISH, "There is nothing of that name here."),
        ({"Accept-Language": "de, fr;q=0.5"}, "Qui non c’è niente con questo nome."),
        ({"Accept-Language": "de, en;q=0.1"}, "There is nothing of that name here."),
        ({"Accept-Language": "it;q=0.2, EN;q=0.8"}, "There is nothing of that name here."),
        ({"Accept-Language": "it; q=0.1, en ;\tQ=0.9"}, "There is nothing of that name here."),
        ({"Accept-Language": "it;q=0, en;x=1;q=0.001"}, "There is nothing of that name here."),
        ({"Accept-Language": "en;q=nan, it;q=-1"}, "Qui non c’è niente con questo nome."),
        ({"Accept-Language": ";;q=,en;q=boh"}, "Qui non c’è niente con questo nome."),
    ],
)
async def test_given_an_unknown_path_when_asked_then_404_in_the_readers_language(
    client: Client, headers: dict[str, str], message: str
) -> None:
    error = await error_of(client, "GET", "/nowhere", 404, headers=headers)

    assert (error["code"], error["message"]) == ("not_found", message)


async def test_given_a_known_path_when_asked_with_another_method_then_405_names_those_it_takes(
    client: Client,
) -> None:
    error = await error_of(client, "DELETE", "/take", 405, headers=ENGLISH)
    answer = await client.delete("/take")

    assert (error["code"], error["message"]) == ("method_not_allowed", "This address does not take DELETE.")
    assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize("text", ["", "{", "nope", '{"title": "a",}', "NaN,", "\ufeff{}", '{"title": "\\ud800"}'])
async def test_given_a_body_that_is_no_json_when_posted_then_400(client: Client, text: str) -> None:
    error = await error_of(
        client, "POST", "/take", 400, data=text.encode(), headers={"Content-Type": "application/json"}
    )

    assert error["code"] == "malformed"


@pytest.mark.parametrize("nested", ["[" * 30_000, '{"a":' * 10_000, "[" * 20_000 + "]" * 20_000])
async def test_given_a_body_nested_without_end_when_posted_then_400(client: Client, nested: str) -> None:
    error = await error_of(client, "POST", "/take", 400, data=nested, headers={"Content-Type": "application/json"})

    assert error["code"] == "malformed"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/octet-stream"])
async def test_given_a_body_of_another_type_when_posted_then_415(client: Client, kind: str) -> None:
    error = await error_of(client, "POST", "/take", 415, data=b"{}", headers={"Content-Type": kind})

    assert error["code"] == "unsupported_media"


async def test_given_a_body_of_more_than_64_kib_when_posted_then_413(client: Client) -> None:
    error = await error_of(client, "POST", "/take", 413, json={"title": "x" * LARGEST_BODY})

    assert error["code"] == "too_large"


async def test_given_a_body_with_several_mistakes_when_posted_then_422_lists_all_with_their_places_and_no_input(
    client: Client,
) -> None:
    wrong = {"title": 7, "start": "2026-10-19T12:00:00", "people": "3", "segretissimo": 1}
    error = await error_of(client, "POST", "/take", 422, json=wrong)

    assert error["code"] == "invalid"
    assert [mistake["path"] for mistake in error["details"]["mistakes"]] == ["title", "start", "people", "segretissimo"]
    assert all(sorted(mistake) == ["message", "path"] for mistake in error["details"]["mistakes"])
    assert "2026-10-19" not in str(error)


@pytest.mark.parametrize(
    ("headers", "messages"),
    [
        (ITALIAN, ["Deve essere un testo.", "Manca lo scarto da UTC, come +02:00 o Z.", "Qui non è previsto."]),
        (
            ENGLISH,
            ["Input should be a valid string", "Input should have timezone info", "Extra inputs are not permitted"],
        ),
    ],
)
async def test_given_a_body_with_mistakes_when_posted_then_they_are_told_in_the_readers_language(
    client: Client, headers: dict[str, str], messages: list[str]
) -> None:
    wrong = {"title": 7, "start": "2026-10-19T12:00:00", "colour": "red"}

    error = await error_of(client, "POST", "/take", 422, json=wrong, headers=headers)

    assert [mistake["message"] for mistake in error["details"]["mistakes"]] == messages


@pytest.mark.parametrize(
    ("query", "paths"),
    [
        ({"title": "a"}, ["start"]),
        ({"title": "a", "start": "2026-10-19T12:00:00Z", "people": "molte"}, ["people"]),
        ([("title", "a"), ("title", "b"), ("start", "2026-10-19T12:00:00Z")], ["title"]),
    ],
)
async def test_given_a_query_with_mistakes_when_asked_then_422(client: Client, query: Any, paths: list[str]) -> None:
    error = await error_of(client, "GET", "/ask", 422, params=query)

    assert [mistake["path"] for mistake in error["details"]["mistakes"]] == paths


async def test_given_a_good_query_when_asked_then_its_texts_become_values(client: Client) -> None:
    answer = await client.get("/ask", params={"title": "a", "start": "2026-10-19T12:00:00Z", "people": "3"})

    assert await answer.json() == {"people": 3}


async def test_given_a_refusal_with_details_when_answered_then_they_travel_along(client: Client) -> None:
    error = await error_of(client, "POST", "/clash", 409)

    assert error["details"] == {"blocking": [{"title": "Occupato"}]}


async def test_given_a_bug_when_it_raises_then_500_tells_the_requests_id_and_no_more(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = await client.get("/fail")
    body = await answer.text()

    assert answer.status == 500
    assert answer.headers["X-Request-ID"] in body
    assert "segretissimo" not in body
    assert "LookupError" not in body
    logged = "".join(capsys.readouterr())
    assert "segretissimo" in logged
    assert answer.headers["X-Request-ID"] in logged


async def test_given_a_bug_when_it_raises_then_the_log_names_the_route_and_not_what_stood_in_its_path(
    client: Client,
) -> None:
    with capture_logs() as logs:
        await client.get("/fail/apriti")

    (logged,) = logs
    assert logged["path"] == "/fail/{secret}"
    assert "apriti" not in repr(logged)


async def test_given_a_bug_when_the_answer_has_begun_then_the_connection_is_cut(client: Client) -> None:
    async with asyncio.timeout(WITHIN_S):
        answer = await client.get("/half")
        with pytest.raises(ClientError):
            await answer.read()


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [("full", 507, "storage_full"), ("busy", 503, "storage_busy"), ("unusable", 503, "storage_unusable")],
)
async def test_given_a_storage_that_fails_when_asked_then_the_answer_says_how(
    client: Client, how: str, status: int, code: str
) -> None:
    error = await error_of(client, "POST", f"/store/{how}", status)

    assert error["code"] == code


@pytest.mark.parametrize("path", ["/nowhere", "/half", "/fail"])
async def test_given_any_answer_when_sent_then_it_carries_the_headers_of_safety(client: Client, path: str) -> None:
    answer = await client.get(path)

    assert {name: answer.headers.get(name) for name in SAFETY_OF_DATA} == SAFETY_OF_DATA
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "aiohttp" not in answer.headers["Server"]
    answer.close()
