"""The big screen, the code at the door and what the panel asks, over HTTP."""

import re
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

import pytest

from orchestrator.councils.at_work.asking import device_cookie
from orchestrator.councils.at_work.doing import do
from orchestrator.councils.at_work.keys import SITTINGS
from orchestrator.councils.chamber.door_code import code_at, spelt
from orchestrator.councils.dossiers.link_store import revoke_sitting_link, sitting_links, take_over
from orchestrator.councils.dossiers.links import SittingLinkKind
from orchestrator.councils.log.live import Done, Wanted
from orchestrator.councils.sitting.acts import (
    Body,
    Cancelled,
    Entered,
    ItemOpened,
    Opened,
    RollCallBegun,
    RollCallEnded,
)
from orchestrator.councils.sitting.seats import Source
from orchestrator.councils.sitting.vote_acts import Cast, ClosingAnnounced, Proclaimed, VoteClosed, VoteOpened
from orchestrator.councils.sitting.votes import AGAINST, FOR, Manner, Motion
from orchestrator.outbox.keys import SENDING
from orchestrator.web.keys import DATABASE
from schedules.store.transaction import Transaction
from tests.support.convened_council import CHAIR, SECRETARY, Council, convened_council
from tests.support.page_forms import hidden
from tests.support.town import Town

CARLA = 3


async def does(town: Town, council: Council, *bodies: Body, by: int = CHAIR) -> None:
    for number, body in enumerate(bodies):
        live = await town.client.app[SITTINGS].live(council.sitting)
        seen = (await live.look()).number
        wanted = Wanted(f"{seen} {number}", body, council.persons[by], "test", seen)
        assert isinstance(await do(town.client.app, council.sitting, wanted), Done)


async def text(town: Town, path: str, status: int = 200, *, shown: Mapping[str, str] = MappingProxyType({})) -> str:
    answer = await town.client.get(path, headers={"Accept": "text/html", "Accept-Language": "it", **shown})
    assert answer.status == status, await answer.text()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", await answer.text()))


@pytest.fixture
async def council(town: Town) -> Council:
    return await convened_council(town.client)


async def test_screen_given_a_sitting_then_it_tells_item_numbers_and_vote_and_no_absent_name_and_no_tendency(
    town: Town, council: Council
) -> None:
    assert "La seduta comincia" in await text(town, council.screen)
    called = [Entered(council.seats[seat], Source.CALLED) for seat in (CHAIR, SECRETARY, 2, CARLA, 4)]
    await does(town, council, RollCallBegun(), *called, RollCallEnded(), by=SECRETARY)
    await does(town, council, Opened(), ItemOpened("plan"))
    shown = await text(town, council.screen)
    assert "Punto 3 di 7 Piano annuale delle attività" in shown
    assert "5 presenti in sala 5 a distanza 0 necessari 4 Il numero legale c’è" in shown
    assert "Docente 006" not in shown

    await does(town, council, VoteOpened("v1", "plan", "Si approva?", Motion(), Manner.OPEN))
    for seat, choice in ((CHAIR, FOR), (SECRETARY, FOR), (2, AGAINST)):
        await does(town, council, Cast("v1", council.seats[seat], (choice,)), by=seat)
    shown = await text(town, council.screen)
    assert "Hanno votato 3 di 5" in shown
    assert "Favorevoli" not in shown

    await does(town, council, ClosingAnnounced("v1"), VoteClosed("v1"))
    shown = await text(town, council.screen)
    assert "Si attende la proclamazione" in shown
    assert "Favorevoli" not in shown
    await does(town, council, Proclaimed("v1"))
    assert "Approvata 2 Favorevoli 1 Contrari Voti validi 3; necessari 2." in await text(town, council.screen)


async def test_screen_given_a_secret_vote_then_it_tells_how_many_ballots_were_handed_out_and_nothing_else(
    town: Town, council: Council
) -> None:
    called = [Entered(council.seats[seat], Source.CALLED) for seat in (CHAIR, SECRETARY, 2, CARLA)]
    await does(town, council, RollCallBegun(), *called, RollCallEnded(), by=SECRETARY)
    await does(town, council, Opened(), ItemOpened("case"))
    await does(town, council, VoteOpened("v1", "case", "Si concede?", Motion(), Manner.SECRET))

    shown = await text(town, council.screen)
    assert "Votazione segreta Si concede? Schede consegnate 0 di 4" in shown
    assert "Hanno votato" not in shown


async def test_screen_given_a_link_that_is_wrong_or_a_members_or_taken_back_then_it_shows_no_sitting(
    town: Town, council: Council
) -> None:
    secret = council.paths[CARLA].removeprefix("/c/")
    for path in (f"/c/screen/{secret}", "/c/screen/x", f"/c/screen/{'A' * 43}"):
        assert "nessuna seduta" in await text(town, path, 404)
        assert (await town.client.get(f"{path}/events")).status == 404
        assert (await town.client.get(f"{path}/door")).status == 404

    def revoke(db: Transaction) -> None:
        (link,) = sitting_links(db, council.sitting, SittingLinkKind.SCREEN)
        revoke_sitting_link(db, link, town.now)

    await town.client.app[DATABASE].write(revoke)
    assert "Collegio" not in await text(town, council.screen, 404)


async def test_screen_given_its_answer_then_only_a_rooms_own_computer_frames_it_and_its_address_goes_nowhere(
    town: Town, council: Council
) -> None:
    answer = await town.client.get(council.screen)

    ancestors = answer.headers["Content-Security-Policy"].partition("frame-ancestors ")[2]
    assert ancestors == "http://localhost:* http://127.0.0.1:*"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


async def test_door_given_a_minute_then_screen_and_tablet_show_the_same_code_and_then_another(
    town: Town, council: Council
) -> None:
    keys, tablet = town.client.app[SENDING].keys, await town.as_("panel:sala-1")
    first = spelt(code_at(keys, council.sitting, town.now))

    assert first in await text(town, f"{council.screen}/door")
    assert first in await text(town, "/rooms/sala-1/council/door", shown=tablet)
    town.now += timedelta(minutes=1)
    assert first not in await text(town, council.screen)


async def test_code_given_who_scans_it_then_only_a_browser_that_proved_itself_is_led_on(
    town: Town, council: Council
) -> None:
    keys = town.client.app[SENDING].keys
    code = code_at(keys, council.sitting, town.now)
    assert "non sa ancora chi sei" in await text(town, f"/c/here?code={code}")

    secret = await town.client.app[DATABASE].write(take_over, council.sitting, council.seats[CARLA], town.now)
    cookie = f"{device_cookie(council.sitting)}={secret}"
    answer = await town.client.get(f"/c/here?code={code}", headers={"Cookie": cookie})
    page = await answer.text()
    assert f'action="{council.paths[CARLA]}/here"' in page
    assert f'name="code" value="{code}"' in page
    assert "Collegio dei docenti" in page

    form = {**hidden(page, f"{council.paths[CARLA]}/here")}
    sent = {"Cookie": cookie, "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    there = await town.client.post(f"{council.paths[CARLA]}/here", data=form, headers=sent, allow_redirects=False)
    assert there.headers["Location"] == council.paths[CARLA]
    seat = (await (await town.client.app[SITTINGS].live(council.sitting)).look()).seats[council.seats[CARLA]]
    assert seat.seen == {Source.DOOR}

    # It is no oracle: whether a code is good says the member's own page, which counts wrong ones.
    wrong = await text(town, "/c/here?code=000000", shown={"Cookie": cookie})
    assert wrong == await text(town, f"/c/here?code={code}", shown={"Cookie": cookie})
    await does(town, council, Cancelled("Sciopero"))
    assert "sono finite" in await text(town, f"/c/here?code={code}", shown={"Cookie": cookie})


@pytest.mark.usefixtures("council")
async def test_panel_given_a_sitting_that_is_near_then_it_is_told_the_way_and_not_whose_it_is(town: Town) -> None:
    path, shown = "/api/v1/rooms/sala-1/council", await town.as_("panel:sala-1")

    near = await (await town.client.get(path, headers=shown)).json()
    assert near == {"address": "/rooms/sala-1/council", "begins": "2026-10-20T06:10:00Z"}
    town.now -= timedelta(hours=2)
    assert await (await town.client.get(path, headers=shown)).json() == {"address": None, "begins": None}
    assert (await town.client.get(path, headers=await town.as_("panel:sala-2"))).status == 403
