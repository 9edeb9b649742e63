"""The tablet in the hall over HTTP: who may use it, checking in and out, voting, and what it never tells."""

import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import ClientResponse

from orchestrator.councils.at_work.doing import do
from orchestrator.councils.at_work.keys import SITTINGS
from orchestrator.councils.ballots.counting import choice_of
from orchestrator.councils.ballots.keys import public_key_of
from orchestrator.councils.log.live import Done, Wanted
from orchestrator.councils.sitting.acts import Body, Entered, ItemOpened, Opened, RollCallBegun, RollCallEnded
from orchestrator.councils.sitting.rules import Identity, Rules
from orchestrator.councils.sitting.seats import Place, Source
from orchestrator.councils.sitting.state import Sitting
from orchestrator.councils.sitting.vote_acts import ClosingAnnounced, VoteClosed, VoteOpened
from orchestrator.councils.sitting.votes import AGAINST, FOR, Election, Manner, Medium, Motion, Tally
from tests.support.ballots import Paper, new_paper
from tests.support.convened_council import CHAIR, SECRETARY, Council, convened_council
from tests.support.town import Town
from tests.support.waiting import wait_for

HERE = "/rooms/sala-1/council"
CARLA, DINO = 3, 4


class Tablet:
    """The tablet of Sala 1, and the council that sits there."""

    def __init__(self, town: Town, council: Council, headers: Mapping[str, str]) -> None:
        self.town, self.council = town, council
        self.headers = {
            **headers,
            "Accept": "text/html",
            "Accept-Language": "it",
            "Origin": str(town.client.make_url("")).rstrip("/"),
        }
        self.cookies: dict[str, str] = {}

    async def get(self, path: str = HERE, **more: Any) -> ClientResponse:
        return await self._kept(await self.town.client.get(path, headers=self.headers, allow_redirects=False, **more))

    async def text(self, path: str = HERE) -> str:
        answer = await self.get(path)
        assert answer.status == 200, await answer.text()
        return await answer.text()

    async def post(self, path: str, form_id: str = "", accept: str = "text/html", **fields: Any) -> ClientResponse:
        data = {"form_id": form_id or str(uuid4()), **fields}
        headers = {**self.headers, "Accept": accept}
        return await self._kept(await self.town.client.post(path, data=data, headers=headers, allow_redirects=False))

    async def press(self, seat: int, act: str, pin: str | None = None, **more: Any) -> ClientResponse:
        fields = {"act": act, "pin": self.council.pins[seat] if pin is None else pin}
        return await self.post(f"{HERE}/seats/{self.council.seats[seat]}", **{**fields, **more})

    async def vote(self, seat: int, choice: str, vote: str = "v1", **more: Any) -> ClientResponse:
        assert (await self.press(seat, "vote")).headers["Location"] == f"{HERE}/vote"
        return await self.post(f"{HERE}/vote", vote=vote, choice=choice, **more)

    async def sitting(self) -> Sitting:
        live = await self.town.client.app[SITTINGS].live(self.council.sitting)
        return await live.look()

    async def does(self, *bodies: Body, by: int = CHAIR) -> None:
        for body in bodies:
            seen = (await self.sitting()).number
            wanted = Wanted(str(uuid4()), body, self.council.persons[by], "test", seen)
            assert isinstance(await do(self.town.client.app, self.council.sitting, wanted), Done)

    async def opened(self, *present: int) -> None:
        """The sitting is open with those in the hall, at the plan."""
        called = [Entered(self.council.seats[seat], Source.CALLED) for seat in present]
        await self.does(RollCallBegun(), *called, RollCallEnded(), by=SECRETARY)
        await self.does(Opened(), ItemOpened("plan"))

    async def asks(self, manner: Manner = Manner.OPEN, **more: Any) -> None:
        reason = "Riguarda una persona" if manner is Manner.SECRET else ""
        await self.does(
            VoteOpened("v1", "plan", "Si approva il piano?", Motion(), manner, secret_reason=reason, **more)
        )

    async def _kept(self, answer: ClientResponse) -> ClientResponse:
        await answer.read()
        return answer


@pytest.fixture
def at_tablet(town: Town) -> Callable[..., Awaitable[Tablet]]:
    async def ready(**options: Any) -> Tablet:
        council = await convened_council(town.client, **options)
        return Tablet(town, council, await town.as_("panel:sala-1"))

    return ready


async def told(answer: ClientResponse, tablet: Tablet) -> str:
    """What the page says to which the answer leads."""
    assert answer.status == 303, await answer.text()
    return await tablet.text(answer.headers["Location"])


async def test_tablet_given_no_token_or_a_foreign_rooms_then_it_is_nobodys(at_tablet: Any, town: Town) -> None:
    tablet = await at_tablet()
    seat = f"{HERE}/seats/{tablet.council.seats[CARLA]}"

    for path in (HERE, seat, f"{HERE}/vote", f"{HERE}/door", f"{HERE}/events"):
        stranger = await town.client.get(path, allow_redirects=False)
        assert stranger.headers["Location"].startswith("/sign-in")
        foreign = await town.client.get(path, headers=await town.as_("panel:sala-2"))
        assert foreign.status == 403
    tablet.headers = {**tablet.headers, **await town.as_("panel:sala-2")}
    assert (await tablet.press(CARLA, "enter")).status == 403
    assert not (await tablet.sitting()).present(tablet.council.seats[CARLA])


async def test_tablet_given_people_one_after_the_other_then_each_is_in_the_hall_and_the_list_says_of_nobody(
    at_tablet: Any,
) -> None:
    tablet = await at_tablet()

    page = await told(await tablet.press(CARLA, "enter"), tablet)
    assert "Presenza in sala registrata." in page
    assert page.count("Docente 004") == 1  # in the list, as before
    assert "Presenza" in await told(await tablet.press(DINO, "enter"), tablet)
    assert "<b>2</b> presenti" in await tablet.text()
    sitting = await tablet.sitting()
    assert [seat.place for seat in sitting.seats.values()].count(Place.HALL) == 2

    assert "Uscita registrata." in await told(await tablet.press(CARLA, "leave"), tablet)
    assert not (await tablet.sitting()).present(tablet.council.seats[CARLA])
    shown = await tablet.text(f"{HERE}/seats/{tablet.council.seats[DINO]}")
    assert "presente dalle" not in shown


async def test_tablet_given_a_form_that_is_sent_twice_then_it_is_one_act_and_an_old_one_says_so(at_tablet: Any) -> None:
    tablet = await at_tablet()
    once = str(uuid4())

    await tablet.press(CARLA, "enter", form_id=once)
    number = (await tablet.sitting()).number
    await tablet.press(CARLA, "enter", form_id=once)
    assert (await tablet.sitting()).number == number

    await tablet.press(CARLA, "leave")
    assert "già stata usata" in await told(await tablet.press(CARLA, "enter", form_id=once), tablet)
    assert not (await tablet.sitting()).present(tablet.council.seats[CARLA])


async def test_tablet_given_somebody_from_home_who_comes_then_they_moved_and_count_once(at_tablet: Any) -> None:
    tablet = await at_tablet()
    await tablet.does(Entered(tablet.council.seats[CARLA], Source.PAGE), by=CARLA)

    await tablet.press(CARLA, "enter")

    sitting = await tablet.sitting()
    assert (sitting.live.in_hall, sitting.live.remote) == (1, 0)


async def test_tablet_given_wrong_pins_then_they_are_counted_and_the_fifth_sends_to_the_secretary(
    at_tablet: Any,
) -> None:
    tablet = await at_tablet()
    wrong = "000000" if tablet.council.pins[CARLA] != "000000" else "000001"

    assert "Scrivi il PIN" in await told(await tablet.press(CARLA, "enter", pin=""), tablet)
    answer = await tablet.press(CARLA, "enter", pin=wrong, accept="application/json")
    assert answer.status == 422
    assert await answer.json() == {"refused": "PIN sbagliato: restano 4 tentativi."}
    for _ in range(4):
        page = await told(await tablet.press(CARLA, "enter", pin=wrong), tablet)
    assert "bloccato dopo cinque errori" in page
    assert "bloccato" in await told(await tablet.press(CARLA, "enter"), tablet)
    assert not (await tablet.sitting()).present(tablet.council.seats[CARLA])


async def test_tablet_given_the_pin_of_somebody_else_or_of_another_organ_then_it_opens_nothing(at_tablet: Any) -> None:
    tablet = await at_tablet()
    other = await convened_council(tablet.town.client, begins=tablet.town.now + timedelta(days=2))

    assert "PIN sbagliato" in await told(await tablet.press(CARLA, "enter", pin=tablet.council.pins[DINO]), tablet)
    foreign = await tablet.post(f"{HERE}/seats/{other.seats[CARLA]}", act="enter", pin=other.pins[CARLA])
    assert foreign.headers["Location"] == HERE
    assert (await tablet.sitting()).live.in_hall == 0


async def test_vote_given_a_pin_then_it_is_counted_changed_until_the_closing_and_told_to_nobody(at_tablet: Any) -> None:
    tablet = await at_tablet()
    await tablet.opened(CHAIR, SECRETARY, 2, CARLA, DINO)
    await tablet.asks()
    seat = tablet.council.seats[CARLA]
    assert "tocca il tuo nome" in await tablet.text()

    assert "Voto registrato" in await told(await tablet.vote(CARLA, FOR), tablet)
    await tablet.press(CARLA, "vote")
    ballot = await tablet.text(f"{HERE}/vote")
    assert "Hai già votato" in ballot
    assert "aria-pressed" not in ballot.partition("<main")[2]  # not even their own vote stands there
    await tablet.post(f"{HERE}/vote", vote="v1", choice=AGAINST)
    assert (await tablet.sitting()).votes["v1"].casts == {seat: (AGAINST,)}

    await tablet.press(CARLA, "vote")
    await tablet.does(ClosingAnnounced("v1"))
    assert "Si chiude tra" in await tablet.text(f"{HERE}/vote")
    await tablet.does(VoteClosed("v1"))
    late = await tablet.post(f"{HERE}/vote", vote="v1", choice=FOR)
    assert "il voto non è contato" in await told(late, tablet)
    assert (await tablet.sitting()).votes["v1"].casts == {seat: (AGAINST,)}


async def test_vote_given_no_pass_or_one_that_was_left_then_nothing_is_counted(at_tablet: Any) -> None:
    tablet = await at_tablet()
    await tablet.opened(CHAIR, SECRETARY, 2, CARLA, DINO)
    await tablet.asks()

    assert "Ricomincia dal nome" in await told(await tablet.post(f"{HERE}/vote", vote="v1", choice=FOR), tablet)
    await tablet.press(CARLA, "vote")
    await tablet.text()  # back at the list: whoever was here has gone
    assert (await tablet.get(f"{HERE}/vote")).headers["Location"] == HERE
    await tablet.post(f"{HERE}/vote", vote="v1", choice=FOR)
    await tablet.press(CARLA, "vote")
    tablet.town.now += timedelta(seconds=91)
    await tablet.post(f"{HERE}/vote", vote="v1", choice=FOR)
    assert (await tablet.sitting()).votes["v1"].casts == {}


async def test_vote_given_somebody_who_came_later_then_they_are_told_that_they_are_not_entitled(at_tablet: Any) -> None:
    tablet = await at_tablet()
    await tablet.opened(CHAIR, SECRETARY, 2, CARLA)
    await tablet.asks()
    await tablet.press(DINO, "enter")

    assert "non ha diritto di voto" in await told(await tablet.vote(DINO, FOR), tablet)
    assert "Scegli prima" in await told(await tablet.post(f"{HERE}/vote", vote="v1"), tablet)
    assert "non è possibile" not in await told(await tablet.vote(CARLA, FOR), tablet)


async def test_vote_given_a_secret_one_or_one_by_roll_call_then_the_tablet_takes_none(at_tablet: Any) -> None:
    tablet = await at_tablet()
    await tablet.opened(CHAIR, SECRETARY, 2, CARLA, DINO)
    await tablet.asks(Manner.ROLL_CALL)

    assert "Si vota per appello" in await tablet.text()
    assert 'value="vote"' not in await tablet.text(f"{HERE}/seats/{tablet.council.seats[CARLA]}")
    assert "il voto non è contato" in await told(await tablet.press(CARLA, "vote"), tablet)
    await tablet.post(f"{HERE}/vote", vote="v1", choice=FOR)
    assert (await tablet.sitting()).votes["v1"].casts == {}


async def test_secret_vote_given_the_usual_rules_then_the_tablet_sends_to_paper_and_hands_out_none(
    at_tablet: Any,
) -> None:
    tablet = await at_tablet()
    await tablet.opened(CHAIR, SECRETARY, 2, CARLA, DINO)
    await tablet.asks(Manner.SECRET)

    assert "in sala si vota su carta. Ritira la scheda" in await tablet.text()
    assert 'value="vote"' not in await tablet.text(f"{HERE}/seats/{tablet.council.seats[CARLA]}")
    assert "il voto non è contato" in await told(await tablet.press(CARLA, "vote"), tablet)
    answer, _ = await paper_at(tablet)
    assert answer.status == 403
    assert (await tablet.sitting()).votes["v1"].handed == {}


async def test_secret_vote_given_a_rule_that_lets_people_vote_at_the_tablet_then_each_has_one_ballot_and_everybody_is_warned(
    at_tablet: Any,
) -> None:
    tablet = await at_tablet(rules=replace(Rules(), secret_at_tablet=True, closing_s=0))
    await tablet.opened(CHAIR, SECRETARY, 2, CARLA)
    await tablet.asks(Manner.SECRET)
    seats = tablet.council.seats

    listed = await tablet.text()
    without_pass, _ = await paper_at(tablet)
    assert (await tablet.press(CARLA, "vote")).headers["Location"] == f"{HERE}/vote"
    page = await tablet.text(f"{HERE}/vote")
    answer, paper = await paper_at(tablet)
    signature = (await answer.json())["signature"]
    again, _ = await paper_at(tablet, paper)
    another, _ = await paper_at(tablet)
    openly = await tablet.post(f"{HERE}/vote", vote="v1", choice=FOR)
    ballot = paper.signed(bytes.fromhex(signature), choice_of([FOR]))
    told_ = {"token": ballot.token.hex(), "signature": ballot.signature.hex(), "choice": ballot.choice}
    cast = await tablet.town.client.post(urn(tablet), json=told_)
    await tablet.press(DINO, "vote")
    stranger, late = await tablet.text(f"{HERE}/vote"), await paper_at(tablet)
    sitting = await tablet.sitting()

    assert "Chi è in sala vede chi sta al tablet, e quando." in listed
    assert "Chi è in sala vede chi sta al tablet, e quando." in page
    assert f'data-papers="{HERE}/papers/v1"' in page
    assert without_pass.status == 403
    assert (again.status, (await again.json())["signature"]) == (200, signature)
    assert (another.status, (await another.json())["rule"]) == (409, "handed_already")
    assert openly.headers["Location"] == f"{HERE}?said=no"
    assert sitting.votes["v1"].casts == {}
    assert cast.status == 200
    assert "non hai diritto di voto" in stranger
    assert (late[0].status, (await late[0].json())["rule"]) == (409, "not_entitled")
    assert dict(sitting.votes["v1"].handed) == {seats[CARLA]: Medium.REMOTE}
    await tablet.does(ClosingAnnounced("v1"))
    counted = await wait_for(tablet.sitting, lambda sitting: sitting.votes["v1"].remote is not None)
    assert counted.votes["v1"].remote == Tally(((FOR, 1), (AGAINST, 0)), 1)


def urn(tablet: Tablet) -> str:
    return f"/api/v1/ballots/{tablet.council.sitting}/v1"


async def paper_at(tablet: Tablet, paper: Paper | None = None) -> tuple[ClientResponse, Paper]:
    """The answer to the tablet's page that asks for a ballot, and the paper that it made."""
    key = (await (await tablet.town.client.get(urn(tablet))).json())["key"]
    paper = paper or new_paper(public_key_of(key), secrets.token_bytes(32))
    path = f"{HERE}/papers/v1"
    return await tablet.post(path, accept="application/json", blinded=paper.blinded.message.hex()), paper


async def test_election_given_several_names_then_a_ballot_takes_as_many_as_are_asked_or_an_abstention(
    at_tablet: Any,
) -> None:
    tablet = await at_tablet()
    await tablet.opened(CHAIR, SECRETARY, 2, CARLA, DINO)
    question = Election(("Anna", "Bruno", "Celia"), places=2, preferences=2)
    await tablet.does(VoteOpened("v1", "plan", "Chi?", question, Manner.OPEN))

    await tablet.press(CARLA, "vote")
    assert "Scegli fino a 2 nomi" in await tablet.text(f"{HERE}/vote")
    assert "non è possibile" in await told(
        await tablet.post(f"{HERE}/vote", vote="v1", choice=["Anna", "Bruno", "Celia"]), tablet
    )
    await tablet.post(f"{HERE}/vote", vote="v1", choice=["Anna", "Celia"])
    await tablet.press(DINO, "vote")
    await tablet.post(f"{HERE}/vote", vote="v1", choice=["Anna", "abstain"])
    seats = tablet.council.seats
    assert (await tablet.sitting()).votes["v1"].casts == {seats[CARLA]: ("Anna", "Celia"), seats[DINO]: ("abstain",)}


async def test_tablet_given_rules_without_pins_then_the_code_of_the_roll_confirms_and_nobody_votes_there(
    at_tablet: Any,
) -> None:
    tablet = await at_tablet(rules=Rules(identity=Identity.LINK))
    path = f"{HERE}/seats/{tablet.council.seats[CARLA]}"

    assert "Il tuo codice nell’elenco" in await tablet.text(path)
    assert "non è il codice" in await told(await tablet.post(path, act="enter", code="D005"), tablet)
    assert "Presenza in sala registrata." in await told(await tablet.post(path, act="enter", code="d004"), tablet)
    await tablet.opened(CHAIR, SECRETARY, 2, CARLA, DINO)
    await tablet.asks()
    assert 'value="vote"' not in await tablet.text(path)


async def test_tablet_given_no_sitting_near_then_it_is_calm_and_says_when_the_next_one_is(
    at_tablet: Any, town: Town
) -> None:
    tablet = await at_tablet(begins=town.now + timedelta(hours=3))

    page = await tablet.text()
    assert "Ora qui non c’è nessuna seduta" in page
    assert "ore 11:00" in page
    assert "Collegio" not in page  # whose it is nobody is told before
    assert "Docente" not in page
    assert (await tablet.get(f"{HERE}/seats/{tablet.council.seats[CARLA]}")).headers["Location"] == HERE
    assert (await tablet.get(f"{HERE}/events")).status == 204


async def test_list_given_letters_without_scripts_then_it_narrows_by_links(at_tablet: Any) -> None:
    tablet = await at_tablet()

    page = await tablet.text(f"{HERE}?q=0")
    assert re.findall(r'data-letter="(\w)"', page) == ["0"]
    assert len(re.findall(r"<li data-words", await tablet.text(f"{HERE}?q=004"))) == 1
    assert "Nessun nome comincia così." in await tablet.text(f"{HERE}?q=zz")


async def test_tablet_given_another_sites_page_then_its_forms_do_nothing(at_tablet: Any) -> None:
    tablet = await at_tablet()
    tablet.headers = {**tablet.headers, "Sec-Fetch-Site": "cross-site"}

    assert (await tablet.press(CARLA, "enter")).status == 403
