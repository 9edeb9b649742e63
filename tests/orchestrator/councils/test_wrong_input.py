"""Something wrong at every entrance of councils: each form of each page, and each body of the API. None is a fault of ours."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import ClientResponse, FormData
from yarl import URL

from orchestrator.app import all_routes
from orchestrator.councils.chamber.chair.api import OF_OFFICERS
from orchestrator.councils.sitting.acts import Entered, Opened, RollCallBegun, RollCallEnded, Suspended
from orchestrator.councils.sitting.codec import kind_of
from orchestrator.councils.sitting.seats import Source
from orchestrator.councils.sitting.votes import Manner
from schedules.store.database import Database
from tests.orchestrator.conftest import Start
from tests.support.all_forms import FoundForm, forms_in
from tests.support.changing.sittings import drafted
from tests.support.convened_council import Council, convened_council
from tests.support.held_council import SITTING as HELD
from tests.support.held_council import council as school_council
from tests.support.hostile_text import HOSTILE
from tests.support.members import Chamber
from tests.support.page_forms import Browser
from tests.support.people import SCHOOL, SignedIn
from tests.support.town import Client

WRONG: Mapping[str, str] = {
    "nothing": "",
    "hostile": HOSTILE,
    "long": "W" * 5_000,
    "digits": "9" * 5_000,
    "no such day": "2027-02-31",
    "the end of the calendar": "9999-12-31",
    "a time that is skipped": "02:30",
}
Entrance = tuple[Browser, str]
"""Who opens a page, and its path."""
Prepare = Callable[[Client], Awaitable[Entrance]]


def page_of_organ(below: str) -> Prepare:
    async def prepare(client: Client) -> Entrance:
        council = await convened_council(client, rooms=())
        seat = council.seats[4]
        return council.manager, f"/organisations/{SCHOOL}/councils{below.format(organ=council.organ, seat=seat)}"

    return prepare


def page_of_sitting(below: str) -> Prepare:
    async def prepare(client: Client) -> Entrance:
        council = await convened_council(client, rooms=())
        return council.secretary, f"/councils/sittings/{council.sitting}{below.format(seat=council.seats[4])}"

    return prepare


def page_of_draft(below: str) -> Prepare:
    async def prepare(client: Client) -> Entrance:
        council = await convened_council(client, rooms=())
        return council.manager, f"{await drafted(council)}{below}"

    return prepare


async def new_draft(client: Client) -> Entrance:
    council = await convened_council(client, rooms=())
    return council.secretary, f"/councils/organs/{council.organ}/sittings/new"


async def heading(client: Client) -> Entrance:
    return (await convened_council(client, rooms=())).manager, f"/organisations/{SCHOOL}/minutes-heading"


def live(state: str, view: str = "chair") -> Prepare:
    """The live page of a sitting that has come so far."""

    async def prepare(client: Client) -> Entrance:
        council = await convened_council(client, rooms=())
        await come_to(state, Chamber(client, council), council)
        return council.chair if view == "chair" else council.secretary, (
            f"/councils/sittings/{council.sitting}/live?view={view}"
        )

    return prepare


async def come_to(state: str, chamber: Chamber, council: Council) -> None:
    if state in {"called", "open"}:
        there = [Entered(seat, Source.CALLED) for seat in council.seats[:5]]
        await chamber.does(RollCallBegun(), *there, by=1)
    if state == "open":
        await chamber.does(RollCallEnded(), by=1)
        await chamber.does(Opened())
    if state in {"item", "vote", "secret", "suspended"}:
        await chamber.opened_in_hall(*range(5))
    if state in {"vote", "secret"}:
        await chamber.vote(Manner.SECRET if state == "secret" else Manner.OPEN)
    if state == "suspended":
        await chamber.does(Suspended("pausa"))


def member(state: str, *, proved: bool = True) -> Prepare:
    """The page of a member, on a telephone of theirs, in a sitting that has come so far."""

    async def prepare(client: Client) -> Entrance:
        council = await convened_council(client, rooms=())
        chamber = Chamber(client, council)
        phone = await chamber.proved(4) if proved else chamber.phone(4)
        await come_to(state, chamber, council)
        browser = Browser(client, SignedIn("", "", ""))
        browser.shown = {**phone.headers, "Accept": "text/html"}
        return browser, phone.path

    return prepare


ENTRANCES: Mapping[str, Prepare] = {
    "organs": page_of_organ(""),
    "organ": page_of_organ("/{organ}/change"),
    "rules": page_of_organ("/{organ}/rules"),
    "paste": page_of_organ("/{organ}/paste"),
    "seat": page_of_organ("/{organ}/members/{seat}"),
    "heading": heading,
    "new draft": new_draft,
    "draft": page_of_draft(""),
    "draft changed": page_of_draft("/change"),
    "convening": page_of_draft("/convene"),
    "sitting": page_of_sitting(""),
    "anew": page_of_sitting("/change"),
    "member": page_of_sitting("/members/{seat}"),
    "live, convened": live("convened"),
    "live, called": live("called", "secretary"),
    "live, open": live("open"),
    "live, an item": live("item"),
    "live, an item, secretary": live("item", "secretary"),
    "live, a vote": live("vote", "secretary"),
    "live, a secret vote": live("secret", "secretary"),
    "live, suspended": live("suspended"),
    "member's page, unknown": member("convened", proved=False),
    "member's page, convened": member("convened"),
    "member's page, called": member("called"),
    "member's page, an item": member("item"),
    "member's page, a vote": member("vote"),
    "member's page, a secret vote": member("secret"),
}


async def sent(browser: Browser, form: FoundForm, wrong: str, button: tuple[str, str]) -> ClientResponse:
    """The form with the same in every field."""
    fields = form.filled(wrong, button)
    if not form.multipart:
        return await browser.client.post(form.action, data=fields, headers=browser.shown, allow_redirects=False)
    data = FormData(default_to_multipart=True)
    for name, value in fields:
        data.add_field(name, value)
    return await browser.client.post(form.action, data=data, headers=browser.shown, allow_redirects=False)


async def faults_at(client: Client, prepare: Prepare) -> list[tuple[object, ...]]:
    """What is answered by anything but a good page or a sentence that says what is wrong."""
    browser, path = await prepare(client)
    page = await browser.text(path)
    found, seen = list[tuple[object, ...]](), set[tuple[str, ...]]()
    for number, known in enumerate(list(forms_in(page))):
        for button in known.buttons or [("", "")]:
            alike = (known.action, *re.split("[:-]", button[1] or dict(known.fields).get("do", ""))[:1])
            if alike in seen:  # the same of another line
                continue
            seen.add(alike)
            for name, wrong in WRONG.items():
                forms = list(forms_in(page))
                if number >= len(forms):
                    continue
                answer = await sent(browser, forms[number], wrong, button)
                text = await answer.text(errors="replace")
                told = 'class="error"' in text or 'data-kind="bad"' in text or "<h1" in text or "refused" in text
                if answer.status >= 500 or (answer.status >= 400 and not told) or "Traceback" in text:
                    found.append((known.action, button, name, answer.status))
                if answer.status < 400:
                    page = await browser.text(path) if (await browser.get(path)).status == 200 else page
    return found


@pytest.mark.parametrize("entrance", ENTRANCES)
async def test_forms_given_wrong_input_in_every_field_when_sent_then_it_is_told_and_none_is_a_fault(
    start: Start, entrance: str
) -> None:
    client = await start()

    assert await faults_at(client, ENTRANCES[entrance]) == []


Asked = tuple[str, str, Mapping[str, Any]]
"""Method, path, and a body that is good."""


async def bodies(council: Council) -> Sequence[Asked]:
    """Each route of the API that takes a body, about things that are there."""
    organ = f"/api/v1/organisations/{SCHOOL}/councils/{council.organ}"
    sitting = f"{organ}/sittings/{council.sitting}"
    read = await council.manager.client.get(organ, headers=council.manager.who.headers)
    rules = (await read.json())["rules"]
    times = {"begins": "2027-03-02T15:00:00Z", "ends": "2027-03-02T17:00:00Z", "second": "2027-03-03T15:00:00Z"}
    item = {"id": "plan", "text": "Piano", "kind": "motion", "rapporteur": "Anna"}
    whole = {**times, "rooms": [], "place": "Aula", "note": "", "late_reason": "Urgente.", "agenda": [item]}
    member = {"name": "Eva", "email": "eva@x.example", "code": "E1", "ex_officio": False, "since": None, "until": None}
    return [
        ("POST", f"/api/v1/organisations/{SCHOOL}/councils", {"title": "Collegio", "preset": "collegio"}),
        ("PATCH", organ, {"revision": 1, "title": "Collegio", "rules": rules}),
        ("POST", f"{organ}/members", {"revision": 1, "members": [member]}),
        ("PUT", f"{organ}/officers", {"revision": 1, "officers": [{"office": "chair", "email": "a@x.example"}]}),
        ("POST", f"{organ}/sittings", whole),
        ("PUT", sitting, {**whole, "revision": 1}),
        ("POST", f"{sitting}/convene", {"revision": 1, "late_reason": "Urgente."}),
        ("POST", f"{sitting}/cancel", {"revision": 1, "reason": "Neve."}),
        (
            "POST",
            f"/api/v1/sittings/{council.sitting}/acts",
            {"id": str(uuid4()), "kind": "closed", "body": {}, "seen": 0},
        ),
    ]


VALUES: Sequence[Any] = (
    None,
    True,
    -1,
    2**70,
    1.5,
    "",
    HOSTILE,
    "W" * 5_000,
    "2027-02-31T15:00:00Z",
    [],
    ["x"],
    {},
    {"x": 1},
    [[]],
)


def spoiled(good: Mapping[str, Any]) -> list[Any]:
    """Bodies that are no object, that lack or have too much, and with each part as nobody can mean it."""
    parts = [{**good, name: value} for name in good for value in VALUES]
    for name, value in good.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            inner = [{**value[0], part: wrong} for part in value[0] for wrong in VALUES]
            parts += [{**good, name: [each]} for each in inner]
            parts.append({**good, name: value * 500})
    lacking = [{key: value for key, value in good.items() if key != name} for name in good]
    return [[], "x", 1, None, {}, {**good, "unknown": 1}, *lacking, *parts]


async def answered(browser: Browser, method: str, path: str, body: object) -> tuple[int, str]:
    """The status, and what is wrong with the answer: "" for one of our errors with a sentence, or a good one."""
    headers = {**browser.who.headers, "Content-Type": "application/json"}
    answer = await browser.client.request(method, path, data=json.dumps(body), headers=headers)
    text = await answer.text()
    told = json.loads(text).get("error", {})
    if answer.status >= 500 or (answer.status >= 400 and not (told.get("code") and told.get("message"))):
        return answer.status, text
    return answer.status, ""


async def test_api_given_wrong_bodies_about_things_that_are_there_when_asked_then_each_is_a_refusal_with_a_sentence(
    start: Start,
) -> None:
    council = await convened_council(await start(), rooms=())
    faults = list[tuple[object, ...]]()
    for method, path, good in await bodies(council):
        by = council.secretary if path.startswith("/api/v1/sittings/") else council.manager
        for body in spoiled(good):
            status, fault = await answered(by, method, path, body)
            if fault or (not isinstance(body, dict) and status != 422):
                faults.append((method, path, repr(body)[:300], status, fault[:300]))

    assert faults == []


async def test_acts_given_wrong_bodies_of_every_kind_when_asked_then_each_is_refused_with_a_sentence(
    start: Start,
) -> None:
    client = await start()
    council = await convened_council(client, rooms=())
    chamber = Chamber(client, council)
    await chamber.opened_in_hall(*range(5))
    await chamber.vote()
    before, path = (await chamber.look()).number, f"/api/v1/sittings/{council.sitting}/acts"
    faults = list[tuple[object, ...]]()
    for kind in map(kind_of, OF_OFFICERS):
        for body in ({"x": 1}, {"reason": 1}, {"seat": 1}, {"vote": [], "seat": "x"}, {"to": "2027-02-31T15:00:00"}):
            whole = {"id": str(uuid4()), "kind": kind, "body": body, "seen": before}
            status, fault = await answered(council.chair, "POST", path, whole)
            if fault or status not in {409, 422}:
                faults.append((kind, body, status, fault[:300]))

    assert faults == []
    assert (await chamber.look()).number == before


async def test_minutes_given_wrong_input_in_every_form_when_sent_then_it_is_told_and_the_minutes_stay(
    start: Start, database: Database
) -> None:
    school = await school_council(database)
    await school.held()
    client = await start(clock=lambda: school.clock.now)
    browser = Browser(client, await school.officer(now=school.clock.now))

    async def minutes(_client: Client) -> Entrance:
        return browser, f"/councils/sittings/{HELD}/minutes"

    async def edits(_client: Client) -> Entrance:
        return browser, f"/councils/sittings/{HELD}/minutes/notes/plan"

    assert await faults_at(client, minutes) == []
    assert await faults_at(client, edits) == []
    for query in (
        "?year=1999",
        "?year=all&q=" + "W" * 3_000,
        "?q=%25%27%22%3Cb%3E",
        "?page=99999999999999999999",
        "?q=%ff",
    ):
        for register in ("resolutions", "hours", "hours.csv"):
            answer = await browser.get(f"/councils/organs/collegio/{register}{query}")
            assert answer.status in {200, 400, 422}, (register, query, answer.status)


HOSTILE_IDS = ("%00", "a" * 3_000, "..%2f..%2fetc", "%C3%A9%20%27%22%3C", "0" * 64, "-1", "%FF")


def of_councils() -> list[tuple[str, str]]:
    """All routes about organs and sittings that people who are signed in may ask."""
    paths = ("councils", "sittings", "council-hours", "minutes-heading")
    return [
        (route.method, route.path)
        for route in all_routes()
        if any(part in route.path for part in paths) and not route.path.startswith(("/c/", "/rooms/"))
    ]


async def test_routes_given_ids_and_questions_that_nobody_has_when_asked_then_none_is_a_fault(start: Start) -> None:
    council = await convened_council(await start(), rooms=())
    known = {"organisation": SCHOOL, "organ": council.organ, "sitting": council.sitting}
    asked, faults = 0, list[tuple[object, ...]]()
    for method, path in of_councils():
        names = re.findall(r"{([a-z0-9]+)}", path)
        for name, wrong in ((name, wrong) for name in names for wrong in HOSTILE_IDS):
            whole = path.format_map({**dict.fromkeys(names, "0"), **known, name: wrong})
            url = URL(
                f"{council.manager.client.make_url('/')}{whole[1:]}?q={wrong}&page={wrong}&year={wrong}", encoded=True
            )
            answer = await council.manager.client.session.request(
                method, url, headers=council.manager.shown, allow_redirects=False
            )
            asked += 1
            if answer.status >= 500 or answer.status < 300:
                faults.append((method, whole[:200], answer.status))
            answer.close()

    assert faults == []
    assert asked > 300


async def test_lists_given_questions_that_nobody_means_when_asked_then_each_is_shown_or_refused(start: Start) -> None:
    council = await convened_council(await start(), rooms=())
    organ, pages = f"/organisations/{SCHOOL}/councils", council.manager.client
    paths = (
        organ,
        f"{organ}/{council.organ}",
        f"/councils/organs/{council.organ}/sittings",
        f"/councils/organs/{council.organ}/resolutions",
        f"/councils/organs/{council.organ}/hours",
        f"/councils/sittings/{council.sitting}",
        f"/organisations/{SCHOOL}/council-hours",
    )
    found = set[int]()
    for path in paths:
        for wrong in HOSTILE_IDS:
            url = URL(
                f"{pages.make_url(path)}?q={wrong}&page={wrong}&sort={wrong}&year={wrong}&view={wrong}", encoded=True
            )
            answer = await pages.session.request("GET", url, headers=council.manager.shown, allow_redirects=False)
            found.add(answer.status)
            answer.close()

    assert found <= {200, 400, 422}
