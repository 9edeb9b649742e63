"""The shell around every page: for whom, in which language and look, and errors that people read."""

from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web
from pytest_aiohttp import AiohttpClient

from config.site_file.loading import load_texts
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.app import all_routes, make_app
from orchestrator.web.errors import ApiError
from orchestrator.web.headers import SAFETY
from orchestrator.web.shell.addresses import local
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page
from orchestrator.web.shell.viewer import VIEWER, MenuItem, Viewer
from orchestrator.web.static import on_tokens
from schedules.store.database import Database
from tests.orchestrator.conftest import SITE
from tests.support.town import Client

HTML = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
ENGLISH = {**HTML, "Accept-Language": "en-GB,en;q=0.9,it;q=0.5"}
SHOUTING = "<script>alert(1)</script>"


async def known(request: web.Request) -> web.Response:
    menu = (MenuItem("Oggi", "/"), MenuItem("Sale", "/known"), MenuItem("Persone", "/k"))
    request[VIEWER] = Viewer(SHOUTING, menu, account="/io", search="/cerca", language="en", theme="dark")
    return page(request, "web/shell/error.html", error=ApiError(404, "not_found"), sentence=SHOUTING)


async def fail(_request: web.Request) -> web.Response:
    raise LookupError("segretissimo")


async def refuse(request: web.Request) -> web.Response:
    raise ApiError(int(request.match_info["status"]), request.query["code"])


async def act(request: web.Request) -> web.Response:
    return see_other(request, "/nowhere", f"Fatto: «{SHOUTING}», alle 9.")


ROUTES = (
    Route("GET", "/known", known, scope=Scope.PUBLIC),
    Route("GET", "/fail", fail, scope=Scope.PUBLIC),
    Route("GET", "/api/v1/fail", fail, scope=Scope.PUBLIC),
    Route("GET", "/refuse/{status}", refuse, scope=Scope.PUBLIC),
    Route("POST", "/act", act, scope=Scope.PUBLIC),
    Route("POST", "/refuse/{status}", refuse, scope=Scope.PUBLIC),
)


@pytest.fixture
async def client(start: Callable[..., Any]) -> Client:
    found: Client = await start(routes=(*all_routes(), *ROUTES))
    return found


@pytest.mark.parametrize(
    ("path", "status", "title", "english"),
    [
        ("/nowhere", 404, "Qui non c’è niente", "There is nothing here"),
        ("/metrics", 401, "Serve accedere", "Please sign in"),
        ("/refuse/403?code=forbidden", 403, "Non è permesso", "Not allowed"),
        ("/refuse/409?code=clash", 409, "Nel frattempo è cambiato qualcosa", "Something has changed meanwhile"),
        ("/refuse/503?code=storage_busy", 503, "Torniamo tra poco", "We will be back shortly"),
        ("/fail", 500, "Qualcosa non ha funzionato", "Something went wrong"),
    ],
)
async def test_error_given_a_browser_when_it_meets_one_then_it_is_a_page_in_its_language_and_a_program_gets_json(
    client: Client, path: str, status: int, title: str, english: str
) -> None:
    shown = await client.get(path, headers=HTML)
    in_english = await client.get(path, headers=ENGLISH)
    told = await client.get(path)

    assert (shown.status, in_english.status, told.status) == (status,) * 3
    assert f"<h1>{title}</h1>" in await shown.text()
    assert f"<h1>{english}</h1>" in await in_english.text()
    assert (shown.content_type, in_english.headers["Content-Language"]) == ("text/html", "en")
    assert (told.content_type, list(await told.json())) == ("application/json", ["error"])
    same = {"WWW-Authenticate", "Retry-After", "Allow"}
    assert {name: shown.headers.get(name) for name in same} == {name: told.headers.get(name) for name in same}


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://{host}/known?view=chair", "/known?view=chair"),
        ("https://{host}/known", "/known"),
        ("http://{host}//evil.example", ""),
        ("http://{host}/\\\\evil.example", ""),
        ("http://evil.example/known", ""),
        ("javascript://{host}/%0aalert(1)", ""),
        ("", ""),
    ],
)
async def test_error_given_a_form_of_a_page_of_ours_when_it_is_refused_then_its_page_leads_back_there_and_nowhere_else(
    client: Client, referer: str, back: str
) -> None:
    url = client.make_url("/")
    headers = {**HTML, "Referer": referer.format(host=f"{url.host}:{url.port}"), "Sec-Fetch-Site": "same-origin"}

    answer = await client.post("/refuse/409?code=clash", headers=headers)
    text = await answer.text()

    assert answer.status == 409
    assert ("Torna alla pagina" in text) == bool(back)
    assert f'<a class="button primary" href="{back}">Torna alla pagina</a>' in text or not back
    assert "evil.example" not in text


async def test_error_given_a_bug_when_its_page_is_read_then_it_tells_the_requests_number_and_no_more(
    client: Client,
) -> None:
    answer = await client.get("/fail", headers=HTML)
    text = await answer.text()

    assert answer.headers["X-Request-ID"] in text
    assert "segretissimo" not in text


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/fail", {"Accept": "*/*"}),
        ("/fail", {"Accept": "application/json, text/html;q=0.9"}),
        ("/fail", {**HTML, "HX-Request": "true"}),
        ("/api/v1/fail", HTML),
    ],
)
async def test_error_given_who_is_no_browser_when_they_meet_one_then_it_is_json(
    client: Client, path: str, headers: dict[str, str]
) -> None:
    answer = await client.get(path, headers=headers)

    assert (answer.status, answer.content_type) == (500, "application/json")


async def test_error_given_an_open_page_in_another_language_when_its_part_fails_then_it_is_told_in_that_of_the_page(
    client: Client,
) -> None:
    await client.post("/wishes", data={"language": "en"})
    headers = {"HX-Request": "true", "Accept-Language": "it"}
    told = await (await client.get("/refuse/409?code=clash", headers=headers)).json()

    assert told["error"]["message"] == "The room is already taken at that time."


async def test_page_given_somebody_when_they_look_then_it_greets_them_in_their_language_and_look_and_takes_no_markup(
    client: Client,
) -> None:
    text = await (await client.get("/known", headers={**HTML, "Accept-Language": "it"})).text()

    assert '<html lang="en" data-theme="dark">' in text
    assert 'href="/known" aria-current="page">Sale</a>' in text
    assert 'href="/k">Persone</a>' in text
    assert SHOUTING not in text
    assert "&lt;script&gt;alert(1)" in text


async def test_page_given_any_when_it_is_sent_then_nothing_in_it_needs_a_policy_less_strict(client: Client) -> None:
    answer = await client.get("/known", headers=HTML)
    text = await answer.text()

    assert answer.headers["Content-Security-Policy"] == SAFETY["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "<style" not in text
    assert " style=" not in text
    assert " on" not in {attribute[:3] for attribute in text.replace("\n", " ").split("=")}
    assert "http:" not in text
    assert "https:" not in text


async def test_wishes_given_a_language_and_a_look_when_they_are_chosen_then_later_pages_have_them(
    client: Client,
) -> None:
    gone = await client.post("/wishes", data={"language": "en", "back": "/nowhere?a=1"}, allow_redirects=False)
    await client.post("/wishes", data={"theme": "dark"})
    dark = await (await client.get("/nowhere", headers=HTML)).text()
    await client.post("/wishes", data={"theme": "system", "language": "klingon"})
    as_system = await (await client.get("/nowhere", headers=HTML)).text()

    assert (gone.status, gone.headers["Location"]) == (303, "/nowhere?a=1")
    assert '<html lang="en" data-theme="dark">' in dark
    assert '<html lang="en">' in as_system


@pytest.mark.parametrize(
    "address",
    ["", "//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil", "\\\\evil", "javascript:x", "a/b"],
)
def test_address_given_one_that_leads_elsewhere_when_it_is_followed_then_it_is_not(address: str) -> None:
    assert local(address, "/da-qui") == "/da-qui"


@pytest.mark.parametrize("address", ["/", "/prenotazioni?giorno=2026-11-30&sala=a//b#fine"])
def test_address_given_one_of_ours_when_it_is_followed_then_it_stays(address: str) -> None:
    assert local(address) == address


async def test_notice_given_an_act_when_its_page_comes_then_it_is_said_once_and_as_text(client: Client) -> None:
    after = await (await client.post("/act", headers=HTML)).text()
    later = await (await client.get("/nowhere", headers=HTML)).text()

    assert "Fatto: «&lt;script&gt;alert(1)&lt;/script&gt;», alle 9." in after
    assert "Fatto" not in later


async def test_styles_given_the_tokens_of_panel_and_stage_when_pages_load_theirs_then_they_are_the_same_in_one_file(
    client: Client,
) -> None:
    page_of_any = await (await client.get("/nowhere", headers=HTML)).text()
    styles = await (await client.get(page_of_any.split('rel="stylesheet" href="')[1].split('"')[0])).text()
    tokens = await (await client.get("/static/tokens.css")).text()

    assert tokens.split(':root[data-theme="dark"]')[0] in styles
    assert styles.count("--ground: #11151a") == 2  # as the system wishes, and as somebody does
    assert styles.count("@font-face") == 2


def test_styles_given_a_dark_theme_when_they_are_joined_then_it_holds_on_screens_and_forced_colours_come_after() -> (
    None
):
    tokens = b':root {\n  --a: 1;\n}\n:root[data-theme="dark"] {\n  --a: 2;\n}\n@media (forced-colors: active) { x }\n'

    assert on_tokens(tokens, b"p {}") == (
        b":root {\n  --a: 1;\n}\n"
        b"@media screen and (prefers-color-scheme: dark) { :root:where(:not([data-theme])) {\n  --a: 2;\n} }\n"
        b"@media screen { :root:where([data-theme=dark]) {\n  --a: 2;\n} }\n"
        b"@media (forced-colors: active) { x }\np {}"
    )


async def test_scripts_given_htmx_when_it_is_asked_for_then_it_comes_out_of_its_package(client: Client) -> None:
    htmx = await (await client.get("/static/htmx.js")).text()

    assert 'version:"2.0.3"' in htmx


async def test_foot_given_who_answers_for_data_when_any_page_is_opened_then_it_names_them_and_leads_to_their_notice(
    database: Database, aiohttp_client: AiohttpClient
) -> None:
    said = '[service]\nurl = "https://regia.example"\ncontroller = "Comune <di> Prova"\nprivacy = "https://comune.example/privacy"\n'
    client = await aiohttp_client(make_app(database, load_texts((("sito.toml", SITE + said),))))

    pages = [await (await client.get(path, headers=HTML)).text() for path in ("/sign-in", "/m/nobodys", "/nowhere")]

    for text in pages:
        assert "Titolare dei dati personali: Comune &lt;di&gt; Prova" in text
        assert '<a href="https://comune.example/privacy" rel="noreferrer">Informativa sui dati personali</a>' in text
