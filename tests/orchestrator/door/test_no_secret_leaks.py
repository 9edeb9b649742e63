"""From the invitation to the presence page: no secret of a link and no token stands where people look who are not to come in."""

import asyncio
import json
import logging
import os
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from config.site_file.loading import load_texts
from integrations.serving.http_server import LimitedRunner
from integrations.serving.visits import Limits
from orchestrator.access.guesses import ALLOWED
from orchestrator.access.tokens import make_token, program_grant
from orchestrator.app import make_app
from orchestrator.conferences.meeting import Deployment
from orchestrator.conferences.names import spoken_name
from orchestrator.outbox.post_office import post_office_of
from orchestrator.web.keys import FACTS
from schedules.store.database import Database
from tests.orchestrator.conftest import MakeToken
from tests.orchestrator.door.conftest import SECRET
from tests.support.inviting import ADA, SITE, Inviting, text_of
from tests.support.page_forms import hidden
from tests.support.smtp_peer import smtp_running
from tests.support.town import Client, Town, hour

FROM_PAGE = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
NINE = hour("09:00")


class AsServed(TestServer):
    """Serves as the service does, so that what it logs of requests is what the service would."""

    async def _make_runner(self, **_options: Any) -> web.BaseRunner:
        return LimitedRunner(self.app, Limits())


async def test_secrets_given_all_that_happens_to_a_meeting_when_what_is_kept_and_told_is_searched_then_none_stands_there(
    database: Database,
    token: MakeToken,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    async with smtp_running() as peer:
        site = load_texts((("sito.toml", SITE.format(port=peer.port)),))
        town = Town(token)
        office = partial(post_office_of, environment=os.environ, folder=tmp_path)
        meet = Deployment("https://meet.example", "regia", SECRET)
        app = make_app(
            database,
            site,
            post_office_of=office,
            deployments_of=lambda _: {"meet": meet},
            clock=lambda: town.now,
            monotonic_s=lambda: town.now.timestamp(),
        )
        async with TestClient(AsServed(app)) as client:
            town.serve(client)
            inviting = Inviting(town, database, peer)
            booking = await inviting.invited(ADA, start=NINE.isoformat(), end=(NINE + timedelta(hours=1)).isoformat())
            secrets = await _what_opens(inviting, booking)
            town.now = NINE
            answers = [await _walk(client, path) for path in secrets]
            tokens = [urlsplit(address).query.removeprefix("jwt=") for address, _ in answers]
            await _mistakes(client, inviting, secrets, booking)
            await _presence(town, database, booking)
            told = await _told(inviting, booking)
    told["database"] = await _dumped(database)
    told["logs"] = "".join([*(record.getMessage() for record in caplog.records), *capfd.readouterr()])
    told["headers and titles"] = "".join(said for _, said in answers)
    assert "door.unknown_link" in told["logs"]
    assert "/m/{secret}" in told["metrics"]
    assert "meeting_link_revoked" in told["acts"]
    hidden_ones = [*(path.removeprefix("/m/") for path in secrets), *tokens]
    assert [len(secret) >= 43 for secret in hidden_ones] == [True] * 4
    found = {where: [secret[:6] for secret in hidden_ones if secret in text] for where, text in told.items()}
    assert not any(found.values()), found


async def _what_opens(inviting: Inviting, booking: str) -> list[str]:
    """The paths of the links for guests and for Ada, who has hers by mail alone."""
    (mail,) = inviting.peer.taken
    hers = re.search(r"https://regia\.example(/m/[\w-]{43})", text_of(mail))
    assert hers is not None
    seen = await inviting.people.see("organiser", booking)
    assert isinstance(seen, dict)
    return [urlsplit(str(seen["guests_link"])).path, hers[1]]


async def _walk(client: Client, path: str) -> tuple[str, str]:
    """Where somebody is let in, and what the answers say beside their pages' bodies, and in their titles."""
    shown = await client.get(path, headers=FROM_PAGE)
    page = await shown.text()
    form = {**hidden(page, f"{path}/enter"), "name": "Bruno"}
    ticket = await client.post(f"{path}/ticket", data=form, headers=FROM_PAGE)
    still = await client.get(f"{path}/still", headers=FROM_PAGE)
    entered = await client.post(f"{path}/enter", data=form, headers=FROM_PAGE, allow_redirects=False)
    assert [answer.status for answer in (shown, ticket, still, entered)] == [200, 200, 200, 303]
    for answer in (shown, ticket, still, entered):
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert answer.headers["Cache-Control"] == "no-store"
    said = "".join(
        f"{name}: {value}\n"
        for answer in (shown, ticket, still, entered)
        for name, value in answer.headers.items()
        if name != "Location"
    )
    return entered.headers["Location"], said + page.partition("<title>")[2].partition("</title>")[0]


async def _mistakes(client: Client, inviting: Inviting, secrets: list[str], booking: str) -> None:
    """What goes wrong with links: methods, bodies, paths that are none, guesses, a form of another site, a link that is revoked."""
    guests = secrets[0]
    assert (await client.delete(guests, headers=FROM_PAGE)).status == 405
    assert (await client.get(f"{guests}/nothing", headers=FROM_PAGE)).status == 404
    assert (await client.post(f"{guests}/enter", data=b"\xff" * 99_000, headers=FROM_PAGE)).status in {413, 415}
    foreign = {**FROM_PAGE, "Sec-Fetch-Site": "cross-site"}
    assert (await client.post(f"{guests}/enter", data={"name": "Ada"}, headers=foreign)).status == 403
    for number in range(ALLOWED + 1):
        guessed = await client.get(f"{guests[:-2]}{number:02}", headers=FROM_PAGE)
    assert guessed.status == 429
    status, links = await inviting.ask("GET", f"bookings/{booking}/links")
    body = {"revision": links["links"][0]["revision"]}
    status, _ = await inviting.ask("POST", f"bookings/{booking}/links/guests/revoke", body)
    assert status == 200
    revoked = await client.get(guests, headers={**FROM_PAGE, "Referer": f"https://regia.example{guests}"})
    assert revoked.status == 410


async def _presence(town: Town, database: Database, booking: str) -> None:
    """What Jitsi tells of who came."""
    grant = program_grant(["events:write"], None, None, "meet")
    headers = {"Authorization": f"Bearer {await database.write(make_token, grant, town.now)}"}
    name = spoken_name(town.client.app[FACTS].conferences_key, booking, 0)
    occupant = {"occupant_jid": "x@conference.meet/a1", "joined_at": int(NINE.timestamp()), "id": "ada", "name": "Ada"}
    body = json.dumps({"room_name": name, "is_breakout": False, "occupant": occupant})
    told = await town.client.post("/jitsi/events/meet/events/occupant/joined", data=body, headers=headers)
    assert told.status == 201


async def _told(inviting: Inviting, booking: str) -> dict[str, str]:
    """What the service tells those who may know of the meeting, and not come in."""
    client, administrator = inviting.town.client, await inviting.people.headers("administrator")
    organiser = await inviting.people.headers("organiser")
    manager = await inviting.people.headers("manager")
    asked: Mapping[str, tuple[str, Mapping[str, str]]] = {
        "metrics": ("/metrics", administrator),
        "acts": ("/api/v1/audit", administrator),
        "presence": (f"/bookings/{booking}/presence", organiser),
        "presence as a file": (f"/bookings/{booking}/presence.csv", organiser),
        "presence over HTTP": (f"/api/v1/bookings/{booking}/presence", manager),
        "people": (f"/api/v1/bookings/{booking}/people", organiser),
    }
    told = {}
    for name, (path, headers) in asked.items():
        answer = await client.get(path, headers=headers)
        assert answer.status == 200, path
        told[name] = await answer.text()
    return told


async def _dumped(database: Database) -> str:
    """All that the store has, as anybody would find it who has its file."""

    def dump() -> str:
        with closing(sqlite3.connect(database.path)) as opened:
            return "\n".join(opened.iterdump())

    return await asyncio.to_thread(dump)
