"""A member's page: what their link opens, how they prove who they are, and what they do there."""

import asyncio
import json
from uuid import uuid4

import pytest

from orchestrator.access.guesses import ALLOWED
from orchestrator.councils.at_work.keys import SITTINGS
from orchestrator.councils.chamber.member.presence import OPEN_PAGES
from orchestrator.councils.sitting.seats import Doubt, Place, Source
from orchestrator.councils.sitting.vote_acts import ClosingAnnounced
from orchestrator.councils.sitting.votes import FOR
from tests.orchestrator.conftest import Start
from tests.support.convened_council import convened_council
from tests.support.members import REMOTE, Chamber, Phone


@pytest.fixture
async def chamber(start: Start) -> Chamber:
    client = await start()
    return Chamber(client, await convened_council(client, members=5, rules=REMOTE))


async def test_link_given_nobodys_or_a_strange_one_when_opened_then_a_sentence_says_so_and_guesses_are_few(
    chamber: Chamber,
) -> None:
    shown = await Phone(chamber.client, f"/c/{'x' * 43}").look(404)
    assert "non apre niente" in shown
    for tried in range(ALLOWED - 1):
        await Phone(chamber.client, f"/c/{tried:043}").look(404)
    await Phone(chamber.client, "/c/another").look(429)


async def test_page_given_a_link_when_opened_before_the_sitting_then_it_shows_the_agenda_and_is_found_by_nobody(
    chamber: Chamber,
) -> None:
    answer = await chamber.client.get(chamber.council.paths[3], headers={"Accept": "text/html"})
    shown = await answer.text()
    assert all(words in shown for words in ("Piano annuale", "Docente 004", "PIN di questa seduta"))
    assert "Dei dati di questa seduta è titolare: Istituto comprensivo Alighieri" in shown
    assert answer.headers["X-Robots-Tag"].startswith("noindex")
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert chamber.council.paths[3].removeprefix("/c/") not in shown.partition("</title>")[0]

    assert (await chamber.phone(3).send("read")).status == 303
    assert "Presa visione il" in await chamber.phone(3).look()


async def test_member_given_a_pin_when_they_take_part_and_vote_then_the_log_has_it_once_and_the_page_says_so(
    chamber: Chamber,
) -> None:
    phones = [await chamber.proved(number) for number in (0, 1, 2, 3)]
    await chamber.opened(*phones)
    await chamber.vote()

    again = str(uuid4())
    first = await phones[3].press("vote", again, vote="v1", choice="for")
    before = (await chamber.look()).number
    second = await phones[3].press("vote", again, vote="v1", choice="for")
    assert (await first.json()) == (await second.json())
    sitting = await chamber.look()
    assert (sitting.number, sitting.votes["v1"].casts[chamber.council.seats[3]]) == (before, (FOR,))
    assert "Favorevole</b>" in await phones[3].look()
    assert (await phones[3].press("vote", vote="v1", choice="against")).status == 200

    await chamber.does(ClosingAnnounced("v1"))
    live = await chamber.client.app[SITTINGS].live(chamber.council.sitting)
    assert (await live.look()).votes["v1"].casts[chamber.council.seats[3]] == ("against",)


async def test_page_given_its_line_when_it_is_cut_then_the_member_is_in_doubt_and_back_when_it_is_back(
    chamber: Chamber,
) -> None:
    chamber.client.app[OPEN_PAGES].away_s = 0.05
    phone = await chamber.proved(3)
    async with phone.following():
        assert (await phone.press("enter")).status == 200
        await chamber.until(3, Place.REMOTE)
    meeting_tells = (await chamber.look()).meeting_tells
    await chamber.until(3, Place.REMOTE, Doubt.GRACE if meeting_tells else Doubt.UNVERIFIED)
    async with phone.following():
        await chamber.until(3, Place.REMOTE)
        assert Source.PAGE in (await chamber.look()).seats[chamber.council.seats[3]].seen


async def test_page_given_a_line_when_the_sitting_goes_on_then_it_hears_what_is_common_and_what_is_its_own(
    chamber: Chamber,
) -> None:
    phone = await chamber.proved(3)
    async with phone.following() as line, asyncio.timeout(20):
        heard: dict[str, str] = {}
        await phone.press("enter")
        while "Presente a distanza" not in heard.get("presence", "") or "Presenti 1" not in heard.get("state", ""):
            said = (await line.content.readline()).decode()
            if said.startswith("data:"):
                heard |= json.loads(said.removeprefix("data:")).get("parts", {})
        assert chamber.council.paths[3] not in "".join(heard.values())
