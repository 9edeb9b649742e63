"""The meeting of a sitting, entered from a member's page."""

from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from aiohttp import ClientResponse
from pytest_aiohttp import AiohttpClient

from config.site_file.loading import load_texts
from orchestrator.app import make_app
from orchestrator.conferences.meeting import Deployment
from orchestrator.councils.sitting.acts import Entered
from orchestrator.councils.sitting.seats import Source
from schedules.store.database import Database
from tests.support.convened_council import convened_council
from tests.support.members import REMOTE, Chamber, Phone
from tests.support.town_site import STAGE, TOWN

MEET = Deployment("https://meet.example", "regia", "una chiave lunga almeno trentadue byte")


@pytest.fixture
async def chamber(database: Database, aiohttp_client: AiohttpClient) -> Chamber:
    site = load_texts(
        (
            (
                "sito.toml",
                TOWN.replace("[presets.collegio]\n", STAGE.replace("presets.riunione", "presets.collegio").lstrip(), 1),
            ),
        )
    )
    client = await aiohttp_client(make_app(database, site, deployments_of=lambda _: {"meet": MEET}))
    return Chamber(client, await convened_council(client, members=4, rules=REMOTE))


async def entered(phone: Phone) -> ClientResponse:
    headers = {**phone.headers, "Accept": "text/html"}
    fields = {"form_id": str(uuid4())}
    return await phone.client.post(f"{phone.path}/meeting", data=fields, headers=headers, allow_redirects=False)


async def test_meeting_given_a_member_who_proved_who_they_are_when_they_enter_then_the_token_is_in_no_page_of_ours(
    chamber: Chamber,
) -> None:
    stranger = await entered(chamber.phone(3))
    assert stranger.headers["Location"] == stranger.url.path.removesuffix("/meeting")
    assert "Entra nella videoriunione" not in await chamber.phone(3).look()

    phone = await chamber.proved(3)
    page = await phone.client.get(phone.path, headers={**phone.headers, "Accept": "text/html"})
    shown = await page.text()
    assert "Entra nella videoriunione" in shown
    assert "jwt" not in shown
    assert "form-action 'self' https://meet.example;" in page.headers["Content-Security-Policy"]
    answer = await entered(phone)
    place = urlsplit(answer.headers["Location"])
    assert (answer.status, place.netloc, place.query[:4]) == (303, "meet.example", "jwt=")
    assert "startSilent" not in place.fragment

    await chamber.does(Entered(chamber.council.seats[3], Source.CALLED), by=1)
    assert "startSilent=true" in urlsplit((await entered(phone)).headers["Location"]).fragment
