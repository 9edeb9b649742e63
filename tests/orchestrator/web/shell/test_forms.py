"""Forms: what was typed comes back, nothing is taken from elsewhere, and nothing twice."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import pytest
from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import BaseModel, Field

from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.web.shell.csrf import csrf_token, is_csrf_token
from orchestrator.web.shell.forms import Typed, again, check, new_form, read_form
from orchestrator.web.shell.pages import page
from orchestrator.web.shell.viewer import VIEWER, Viewer
from tests.support.town import Client

OURS = {"Sec-Fetch-Site": "same-origin"}
FORM_ID = "3f0c3a52-3d1f-4b8f-9c64-0d64c3fb7c11"
SESSION = "segreto-di-questa-sessione"


class Wanted(BaseModel):
    title: str = Field(max_length=5)
    people: int = Field(ge=1)
    notes: str = ""


def signed_in(handler: Handler) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        request[VIEWER] = Viewer("Maria", session=SESSION if "anonymous" not in request.query else None)
        return await handler(request)

    return handle


async def show(request: web.Request) -> web.Response:
    return page(request, "patterns/form.html", form=new_form(request, {"title": '"><b>', "room": ("sala-2",)}, 7))


async def take(request: web.Request) -> web.Response:
    typed = await read_form(request)
    if "wrong" in request.query:
        return page(request, "patterns/form.html", 422, form=again(request, typed, {"title": "Troppo lungo."}))
    return web.json_response({"values": dict(typed.values), "form_id": str(typed.form_id), "revision": typed.revision})


ROUTES = (
    Route("GET", "/form", signed_in(show), scope=Scope.PUBLIC),
    Route("POST", "/form", signed_in(take), scope=Scope.PUBLIC),
)


@pytest.fixture
async def client(start: Callable[..., Any]) -> Client:
    found: Client = await start(routes=ROUTES)
    return found


def sent(**fields: str) -> dict[str, str]:
    return {"form_id": FORM_ID, "csrf": csrf_token(SESSION), **fields}


async def test_form_given_what_stands_in_it_when_it_is_shown_then_its_fields_hold_it_as_text_and_its_tokens_are_there(
    client: Client,
) -> None:
    text = await (await client.get("/form")).text()
    token = text.split('name="csrf" value="')[1].split('"')[0]

    assert 'value="&#34;&gt;&lt;b&gt;"' in text
    assert 'value="sala-2" checked' in text
    assert 'name="revision" value="7"' in text
    assert UUID(text.split('name="form_id" value="')[1].split('"')[0])
    assert is_csrf_token(SESSION, token)
    assert SESSION not in text


async def test_form_given_mistakes_when_it_comes_back_then_all_that_was_typed_is_kept_and_its_id_and_revision(
    client: Client,
) -> None:
    typed = sent(title="Collegio dei docenti", notes="riga\nriga", room="sala-1", revision="7")
    answer = await client.post("/form?wrong", data=typed, headers=OURS)
    text = await answer.text()

    assert answer.status == 422
    assert 'value="Collegio dei docenti" required aria-invalid="true"' in text
    assert "riga\nriga</textarea>" in text
    assert 'value="sala-1" checked' in text
    assert f'name="form_id" value="{FORM_ID}"' in text
    assert 'name="revision" value="7"' in text
    assert '<a href="#field-title">Troppo lungo.</a>' in text
    assert "<title>Da correggere: " in text


async def test_form_given_a_good_one_when_it_is_read_then_its_own_fields_stand_apart_from_ours(
    client: Client,
) -> None:
    answer = await client.post("/form", data=sent(title="Ciao", revision="7"), headers=OURS)

    assert await answer.json() == {"values": {"title": ["Ciao"]}, "form_id": FORM_ID, "revision": "7"}


@pytest.mark.parametrize(
    ("headers", "changes", "status", "code"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, {}, 403, "cross_origin"),
        ({"Origin": "null"}, {}, 403, "cross_origin"),
        (OURS, {"csrf": ""}, 403, "form_over"),
        (OURS, {"csrf": csrf_token("another session")}, 403, "form_over"),
        (OURS, {"form_id": "x"}, 422, "form_over"),
    ],
)
async def test_form_given_that_it_is_none_of_this_session_when_it_is_sent_then_it_is_refused(
    client: Client, headers: Mapping[str, str], changes: Mapping[str, str], status: int, code: str
) -> None:
    answer = await client.post("/form", data={**sent(title="Ciao"), **changes}, headers=headers)

    assert (answer.status, (await answer.json())["error"]["code"]) == (status, code)


async def test_form_given_nobody_signed_in_when_it_is_sent_from_our_page_then_it_needs_no_token_of_a_session(
    client: Client,
) -> None:
    answer = await client.post("/form?anonymous", data={"form_id": FORM_ID}, headers=OURS)

    assert answer.status == 200


async def test_form_given_another_content_when_it_is_sent_then_415(client: Client) -> None:
    answer = await client.post("/form", json={"form_id": FORM_ID}, headers=OURS)

    assert (answer.status, (await answer.json())["error"]["code"]) == (415, "unsupported_form")


@pytest.mark.parametrize(("charset", "body"), [("bogus", b"form_id=1"), ("utf-8", b"title=\xff\xfe")])
async def test_form_given_bytes_that_are_no_text_when_it_is_sent_then_400(
    client: Client, charset: str, body: bytes
) -> None:
    kind = {"Content-Type": f"application/x-www-form-urlencoded; charset={charset}"}
    answer = await client.post("/form", data=body, headers={**OURS, **kind})

    assert (answer.status, (await answer.json())["error"]["code"]) == (400, "bad_request")


def test_token_given_a_session_when_it_is_made_twice_then_both_are_good_and_no_part_of_one_is_in_the_other() -> None:
    one, other = csrf_token(SESSION), csrf_token(SESSION)

    assert is_csrf_token(SESSION, one)
    assert is_csrf_token(SESSION, other)
    assert one[:16] != other[:16]
    assert one[16:] != other[16:]
    assert not is_csrf_token(SESSION, one[:16] + other[16:])
    assert not is_csrf_token(SESSION, "é")


def typed(**fields: str) -> Typed:
    return Typed({name: (value,) for name, value in fields.items()}, UUID(FORM_ID), None)


def test_form_given_the_revision_it_was_opened_at_when_it_is_compared_then_another_is_told() -> None:
    seventh = Typed({}, UUID(FORM_ID), "7")

    assert (seventh.is_of(7), seventh.is_of(8)) == (True, False)
    assert not typed().is_of(None)


def test_fields_given_good_ones_when_they_are_checked_then_they_are_the_model_without_blanks() -> None:
    wanted, errors = check(typed(title=" Ciao ", people="3", notes="  "), Wanted, "it")

    assert (wanted, errors) == (Wanted(title="Ciao", people=3), {})


def test_fields_given_mistakes_when_they_are_checked_then_each_is_told_by_its_field_in_words() -> None:
    wanted, errors = check(typed(title="Collegio", people="0"), Wanted, "it")

    assert wanted is None
    assert errors == {"title": "Può avere al massimo 5 caratteri.", "people": "Deve essere almeno 1."}
    assert check(typed(), Wanted, "it")[1] == {"title": "Manca.", "people": "Manca."}


@pytest.mark.parametrize(
    ("revision", "seen"), [("7", 7), ("0", 0), *((told, -1) for told in (None, "", "-7", "²", "٣", "9" * 5000))]
)
def test_revision_given_anything_that_a_browser_may_send_when_read_then_it_is_a_number_that_a_column_takes(
    revision: str | None, seen: int
) -> None:
    assert Typed({}, UUID(FORM_ID), revision).seen == seen
