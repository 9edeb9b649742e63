"""The live page of chair and secretary: a whole sitting by its forms, as a browser without scripts sends them."""

import re
from datetime import timedelta
from urllib.parse import unquote
from uuid import uuid4

import pytest

from orchestrator.councils.at_work.keys import SITTINGS
from orchestrator.councils.identity.pin_store import Found, check_pin
from orchestrator.councils.log.live import LiveSitting, Wanted
from orchestrator.councils.sitting.state import Sitting, Status
from orchestrator.councils.sitting.vote_acts import Cast
from orchestrator.councils.sitting.votes import AGAINST, FOR, Election, Ties
from orchestrator.outbox.keys import SENDING
from schedules.bookings import OverrideKind
from schedules.store.database import Database
from schedules.store.tables import OverrideRow
from schedules.store.transaction import Transaction
from tests.orchestrator.conftest import Start
from tests.support.convened_council import Council, convened_council
from tests.support.council_house import Clock
from tests.support.page_forms import Browser
from tests.support.people import sign_in
from tests.support.steering_pages import Desk, said
from tests.support.town import Client


class House:
    """The service, a council of seven, and the desks of chair and secretary."""

    def __init__(self, client: Client, council: Council, clock: Clock) -> None:
        self.client, self.council, self.clock = client, council, clock
        self.chair = Desk(council.chair, council.sitting)
        self.secretary = Desk(council.secretary, council.sitting, "secretary")

    async def live(self) -> LiveSitting:
        return await self.client.app[SITTINGS].live(self.council.sitting)

    async def sitting(self) -> Sitting:
        return await (await self.live()).look()

    async def act(self, body: object, by: str) -> None:
        live = await self.live()
        await live.act(Wanted(str(uuid4()), body, by, "test", (await live.look()).number))  # type: ignore[arg-type]

    async def called(self, hall: int = 5) -> None:
        """The secretary calls the roll: the first ones are in the hall."""
        await self.secretary.does("roll_call_begun", *(f"in_hall:{seat}" for seat in self.council.seats[:hall]))
        await self.secretary.does("roll_call_ended")

    async def open(self, item: str, hall: int = 5) -> None:
        """An open sitting, and an item of it."""
        await self.called(hall)
        await self.chair.does("opened", f"item_opened:{item}")

    async def voted(self, *choices: str) -> None:
        """The first ones vote so."""
        vote = (await self.sitting()).vote
        assert vote is not None
        for place, choice in enumerate(choices):
            await self.act(Cast(vote, self.council.seats[place], (choice,)), self.council.persons[place])

    async def closed(self) -> None:
        """The closing is announced, and its seconds go by."""
        await self.chair.does("closing_announced")
        self.clock.now += timedelta(seconds=16)
        live, sitting = await self.live(), await self.sitting()
        assert sitting.vote is not None
        while sitting.vote is not None and sitting.votes[sitting.vote].closed is None:
            sitting = await live.changed_from(sitting.number)


@pytest.fixture
async def house(start: Start) -> House:
    clock = Clock()
    client = await start(clock=clock, monotonic_s=clock.steady_s)
    return House(client, await convened_council(client), clock)


async def test_sitting_given_chair_and_secretary_when_they_press_what_is_proposed_then_it_goes_from_roll_call_to_closing(
    house: House,
) -> None:
    chair, secretary, seats = house.chair, house.secretary, house.council.seats
    assert "Manca il numero legale" in await chair.says()

    await secretary.does("roll_call_begun")
    for seat in seats[:5]:
        await secretary.does(f"in_hall:{seat}")
    await secretary.does(f"remote:{seats[5]}")
    await secretary.does("roll_call_ended")
    page = await chair.says()
    assert "6 presenti su 4 necessari" in page
    assert "Il numero legale c’è" in page

    await chair.does("opened", "item_opened:minutes")
    assert "Punto 1" in await chair.says()
    await chair.does("vote_opened", text="Si approva il verbale")
    await house.voted(FOR, FOR, FOR, AGAINST)
    page = await chair.says()
    assert "4 hanno votato su 5 aventi diritto" in page
    assert "favorevoli" not in page
    await house.closed()
    page = await chair.says()
    assert "Approvata" in page
    assert "Favorevoli 3, Contrari 1. Voti validi 4; necessari 3." in page
    await chair.does("proclaimed", "item_closed:minutes", "closed")

    page = await chair.says()
    assert (await house.sitting()).status is Status.CLOSED
    assert "Impronta dell’ultimo atto" in page


async def test_page_given_those_who_are_no_officers_when_they_ask_then_it_is_not_there(
    house: House, database: Database
) -> None:
    path = house.chair.path
    await house.open("plan")
    form = (await house.chair.form("closed")).fields
    for browser in (
        house.council.member,
        house.council.manager,
        Browser(house.client, await sign_in(database, "manager elsewhere")),
        Browser(house.client, await sign_in(database, "administrator")),
        Browser(house.client, await sign_in(database, "viewer")),
    ):
        token = await browser.opened("/account")
        assert (await browser.get(path)).status == 404
        assert (await browser.get(f"{path}/events")).status == 404
        assert (await browser.post(path, {**form, "csrf": token["csrf"], "do": "closed"})).status == 404
    assert (await house.client.get(path, allow_redirects=False, headers={"Accept": "text/html"})).status == 303
    assert (await house.client.post(path, data=form, allow_redirects=False)).status in {303, 401, 403}
    assert (await house.council.chair.get("/councils/sittings/another/live")).status == 404
    assert (await house.sitting()).status is Status.OPEN


async def test_press_given_a_screen_that_somebody_else_has_overtaken_when_sent_then_it_is_refused_in_words(
    house: House,
) -> None:
    await house.open("plan")
    stale = await house.chair.form("suspended")
    await house.chair.does("item_closed:plan")
    fields = {**stale.fields, "do": "suspended", "reason": "Pausa"}

    shown = await house.council.chair.post(house.chair.path, fields)
    told = await house.client.post(
        house.chair.path, data=fields, headers={**house.council.chair.shown, "Accept": "application/json"}
    )

    assert shown.status == 303
    assert told.status == 409
    answer = await told.json()
    assert answer["rule"] == "stale"
    assert answer["refused"].endswith("Intanto: Chiuso il punto 3.")
    assert (await house.sitting()).status is Status.OPEN


async def test_form_given_what_is_wrong_when_sent_then_it_comes_back_as_it_was_typed_with_sentences_beside_its_fields(
    house: House,
) -> None:
    await house.open("people")
    wrong = {"asks": "election", "manner": "open", "candidates": "Ada\nAda", "places": "0", "text": "Si elegge"}

    answer = await house.chair.send("vote_opened", wrong)
    page = await answer.text()
    told = await house.client.post(
        house.chair.path,
        data={**(await house.chair.form("vote_opened")).fields, **wrong, "do": "vote_opened"},
        headers={**house.council.chair.shown, "Accept": "application/json"},
    )

    assert answer.status == 422
    assert "Due righe sono uguali." in page
    assert "Ada\nAda</textarea>" in page
    assert 'id="vote_opened-places" name="places" type="text" value="0"' in page
    assert (told.status, set((await told.json())["errors"])) == (422, {"candidates", "places"})
    assert (await house.sitting()).votes == {}


async def test_press_given_twice_when_sent_then_it_is_one_act_and_another_button_of_the_form_is_another(
    house: House,
) -> None:
    first, second = house.council.seats[:2]
    await house.secretary.does("roll_call_begun")
    form = (await house.secretary.form(f"in_hall:{first}")).fields
    before = (await house.sitting()).number

    for seat in (first, first, second):
        await house.council.secretary.post(house.secretary.path, {**form, "do": f"in_hall:{seat}"})

    assert (await house.sitting()).number == before + 2


async def test_api_given_an_officer_when_they_act_then_the_sitting_says_so_and_a_refusal_says_why(house: House) -> None:
    here = f"/api/v1/sittings/{house.council.sitting}"
    chair = {**house.council.chair.who.headers, "Accept-Language": "it"}

    async def act(kind: str, **body: object) -> tuple[int, dict[str, object]]:
        told = {"id": str(uuid4()), "kind": kind, "body": body, "seen": (await house.sitting()).number}
        answer = await house.client.post(f"{here}/acts", json=told, headers=chair)
        return answer.status, await answer.json()

    early = await act("opened")
    begun = await act("roll_call_begun")
    entered = [await act("entered", seat=seat, source="called") for seat in house.council.seats[:4]]
    unknown = [await act("minutes_signed", sha256="0", protocol="1"), await act("entered", seat=1)]
    shown = await (await house.client.get(here, headers=chair)).json()
    foreign = await house.client.get(here, headers=house.council.member.who.headers)

    assert early[0] == 409
    assert early[1]["error"]["details"]["rule"] == "no_roll_call"  # type: ignore[index]
    assert early[1]["error"]["message"] == "Prima serve l’appello."  # type: ignore[index]
    assert {begun[0], *(status for status, _ in entered)} == {200}
    assert [status for status, _ in unknown] == [422, 422]
    assert shown["quorum"] == {"seats": 7, "required": 4, "in_hall": 4, "remote": 0, "counted": 4, "reached": True}
    assert shown["next"] == {"step": "end_call", "about": ""}
    assert shown["you"] == shown["presiding"]
    assert foreign.status == 404


async def test_page_given_english_when_read_then_all_of_it_is_in_english(house: House) -> None:
    house.council.chair.shown["Cookie"] += "; regia_language=en"
    await house.open("plan")
    page = await house.chair.says()

    assert "5 present of 4 needed" in page
    assert "The quorum is there" in page
    assert "Open the vote" in page


async def test_quorum_given_that_it_is_lost_when_a_vote_closes_then_the_chair_proclaims_with_a_reservation_or_repeats(
    house: House,
) -> None:
    await house.open("plan", hall=4)
    await house.chair.does("vote_opened", text="Si approva")
    await house.voted(FOR, FOR, FOR)
    await house.secretary.does(f"left:{house.council.seats[3]}")
    await house.closed()

    page = await house.chair.says()
    assert "Alla chiusura mancava il numero legale" in page
    assert "Manca il numero legale" in page
    bare = await house.chair.send("proclaimed_reserved")
    assert bare.status == 422
    await house.chair.does("proclaimed_reserved", reservation="è uscito un componente")
    page = await house.chair.says()
    assert "Proclamata con riserva: è uscito un componente" in page
    await house.chair.does("suspended")
    assert (await house.sitting()).events[-1].about == ("È venuto meno il numero legale.",)
    assert "Prima di andare avanti serve un appello" in await house.secretary.says()


async def test_secret_vote_given_papers_in_the_hall_when_tellers_have_counted_then_its_result_is_told(
    house: House,
) -> None:
    seats = house.council.seats
    await house.open("people")
    await house.chair.does("tellers_named", teller1="D004", teller2="D005")
    question = {
        "asks": "election",
        "manner": "secret",
        "candidates": "Ada Neri\nBea Bo",
        "text": "Chi ci rappresenta",
        "unrecord": "on",
    }
    await house.chair.does("vote_opened", **question)
    await house.secretary.does(*(f"ballot_handed:{seat}" for seat in seats[:3]))
    page = await house.secretary.says()
    assert "3 schede consegnate su 5 aventi diritto" in page
    assert "Ada Neri" not in page
    await house.closed()

    form = {"count-0": "3", "count-1": "1"}
    many = await house.secretary.send("paper_counted", form)
    assert many.status == 303
    assert "ricontale" in unquote(many.cookies["regia_notice"].value)
    await house.secretary.does("paper_counted", **{"count-0": "2", "blank": "1"})

    page = await house.chair.says()
    assert "Elezione di Ada Neri" in page
    await house.chair.does("proclaimed")
    assert "Schede consegnate 3, votate 3." in await house.chair.says()


async def test_recorders_given_who_does_not_preside_when_they_would_open_a_vote_and_switch_them_off_then_nothing_is(
    start_town: Start, database: Database
) -> None:
    client = await start_town(clock=(clock := Clock()))
    house = House(client, await convened_council(client), clock)
    await house.open("people")
    clock.now += timedelta(minutes=20)  # the hall's booking is live
    form = {"asks": "election", "manner": "secret", "candidates": "Ada Neri\nBea Bo", "text": "Chi", "unrecord": "on"}

    refused = await house.secretary.send("absence_noted", {**form, "do": "vote_opened"})
    assert "Non spetta a te" in unquote(refused.cookies["regia_notice"].value)
    assert await database.read(unrecorded) == 0

    await house.chair.send("vote_opened", form)
    assert await database.read(unrecorded) > 0


def unrecorded(db: Transaction) -> int:
    return db.query(OverrideRow).filter(OverrideRow.kind == OverrideKind.UNRECORD).count()


async def test_roll_call_vote_given_the_secretary_when_each_is_called_then_what_they_say_is_taken_down(
    house: House,
) -> None:
    seats = house.council.seats
    await house.open("plan")
    await house.chair.does("vote_opened", text="Si approva", manner="roll_call")
    await house.secretary.does(f"cast:{seats[0]}:0", f"cast:{seats[1]}:1", f"cast:{seats[2]}:abstain")
    await house.closed()
    await house.chair.does("proclaimed")
    page = await house.chair.says()
    assert "Favorevoli 1, Contrari 1, Astenuti 1." in page

    await house.secretary.does("dissent_recorded", seat="Docente 002 (D002)", text="Non sono d’accordo")
    await house.secretary.does("cast_corrected", seat="Docente 003 (D003)", choice="for", reason="capito male")
    correction = next(iter((await house.sitting()).corrections))
    waits = await house.secretary.says()
    await house.chair.does(f"correction_confirmed:{correction}")

    page = await house.chair.says()
    assert "Dissenso di Docente 002" in page
    assert "voto di Docente 003: Favorevole" in waits
    assert "Attende chi presiede" in waits
    assert "Confermata" in page
    vote = next(iter((await house.sitting()).votes.values()))
    assert vote.recalculated is not None
    assert vote.recalculated.passed


async def test_chair_given_one_who_goes_when_they_hand_over_then_who_presides_steers_and_a_deputy_may_take_over(
    house: House,
) -> None:
    await house.open("news")
    deputy = Desk(house.council.deputy, house.council.sitting)
    assert "Assumi la presidenza" in await deputy.says()
    refused = await deputy.send("presides", {"reason": "deve andare"})
    assert "Non spetta a te" in unquote(refused.cookies["regia_notice"].value)

    await house.chair.does("presides", person="Docente 003", reason="deve andare")
    await deputy.does("item_closed:news", "secretary_named", person="Docente 004")

    assert (await house.sitting()).secretary == house.council.persons[3]
    assert "Presiede Docente 003" in await house.chair.says()


async def test_code_given_a_member_who_lost_theirs_when_the_secretary_makes_one_then_it_is_told_once_and_is_good(
    house: House, database: Database
) -> None:
    seat, keys = house.council.seats[4], house.client.app[SENDING].keys
    answer = await house.secretary.send("new_pin", {"seat": "Docente 005"})
    told = said(await answer.text())
    pin = re.search(r"Il nuovo codice di Docente 005 è (\d{6})", told)

    assert pin is not None
    checked = await database.write(check_pin, keys, house.council.sitting, seat, pin[1])
    assert checked.found is Found.RIGHT
    assert pin[1] not in await house.secretary.page()
    nobody = await house.secretary.send("new_pin", {"seat": "Nessuno"})
    assert nobody.status == 422


async def test_notes_given_an_open_item_when_the_secretary_looks_then_they_are_written_about_that_item(
    house: House,
) -> None:
    assert "Si scrivono per ogni punto" in await house.secretary.says()
    await house.open("news")
    page = await house.secretary.page()
    part = await house.council.secretary.text(f"{house.secretary.path}/notes")

    for text in (page, part):
        assert f'action="/councils/sittings/{house.council.sitting}/minutes/notes/news"' in text
    assert (await house.council.member.get(f"{house.secretary.path}/notes")).status == 404
    assert (await house.council.secretary.get(f"{house.secretary.path}/documents/{'0' * 64}")).status == 404
    assert (await house.council.secretary.get(f"{house.secretary.path}/meeting")).status == 303


async def test_hostile_text_given_in_fields_and_names_when_shown_then_it_is_only_text(house: House) -> None:
    bad = "<script>alert(1)</script>\"'&\ue000\ue001"
    await house.open("plan")
    await house.chair.does("roll_rectified", mends="add", name=bad, code=bad[:20], reason=bad)
    await house.chair.does("guest_admitted:plan", name=bad, why=bad)
    await house.secretary.does("recused:plan", seat="D005", reason=bad)
    await house.chair.does("vote_opened", text=bad, asks="alternatives", options=f"{bad}\naltro")

    for desk in (house.chair, house.secretary):
        page = await desk.page()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


async def test_chair_given_somebody_without_an_account_when_handed_over_then_it_is_refused_and_the_organ_s_chair_may_return(
    house: House,
) -> None:
    await house.open("plan", hall=7)
    persons = house.council.persons

    refused = await house.chair.send("presides", {"person": "Docente 007", "reason": "deve andare"})
    await house.chair.does("presides", person="Docente 004", reason="deve andare")
    handed = (await house.sitting()).presiding
    await house.chair.does("presides", person=persons[0], reason="è tornata")

    assert refused.status == 422
    assert "non potrebbe aprire questa pagina" in await refused.text()
    assert (handed, (await house.sitting()).presiding) == (persons[3], persons[0])


ELECTION = {
    "asks": "election",
    "manner": "open",
    "candidates": "Ada\nBea\nCleo\nDina",
    "places": "2",
    "preferences": "1",
}


async def test_election_given_equal_votes_when_proclaimed_then_the_run_off_is_proposed_with_its_names_and_places(
    house: House,
) -> None:
    await house.open("people")
    await house.chair.does("vote_opened", **ELECTION, text="Si eleggono due persone")
    await house.voted("Ada", "Ada", "Bea", "Cleo")
    await house.closed()
    await house.chair.does("proclaimed")

    form = await house.chair.form("vote_opened")
    page = await house.chair.page()
    await house.chair.does("vote_opened")
    again = list((await house.sitting()).votes.values())[-1]

    assert "si rivota tra chi ha gli stessi voti" in page
    assert form.fields["text"].strip() == "Ballottaggio: Elezione di un componente"
    assert again.question == Election(("Bea", "Cleo"), 1, 1, Ties.RUN_OFF)


async def test_item_given_a_vote_that_was_proclaimed_when_another_text_is_put_then_it_is_voted_too(
    house: House,
) -> None:
    await house.open("plan")
    for text in ("Emendamento", "Piano emendato"):
        await house.chair.does("vote_opened", text=text)
        await house.voted("for", "for", "for")
        await house.closed()
        await house.chair.does("proclaimed")

    assert [vote.text for vote in (await house.sitting()).votes.values()] == ["Emendamento", "Piano emendato"]
    await house.chair.does("item_closed:plan")
