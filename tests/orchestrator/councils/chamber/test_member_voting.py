"""Votes on members' pages: too late, by somebody who may not, the same tap again, without scripts."""

from dataclasses import replace
from uuid import uuid4

import pytest

from orchestrator.councils.at_work.keys import SITTINGS
from orchestrator.councils.sitting.acts import ItemClosed, ItemOpened
from orchestrator.councils.sitting.rules import Distance
from orchestrator.councils.sitting.vote_acts import ClosingAnnounced, Proclaimed, VoteClosed
from orchestrator.councils.sitting.votes import ABSTAIN, AGAINST, FOR, Alternatives, Election
from tests.orchestrator.conftest import Start
from tests.support.convened_council import convened_council
from tests.support.members import REMOTE, Chamber, Phone


@pytest.fixture
async def chamber(start: Start) -> Chamber:
    client = await start()
    return Chamber(client, await convened_council(client, members=6, rules=REMOTE))


@pytest.fixture
async def phones(chamber: Chamber) -> list[Phone]:
    """All but the last two are present."""
    phones = [await chamber.proved(number) for number in range(6)]
    await chamber.opened(*phones[:4])
    return phones


async def test_vote_given_it_is_closed_when_somebody_votes_then_it_is_not_counted_and_their_page_says_so(
    chamber: Chamber, phones: list[Phone]
) -> None:
    await chamber.vote()
    assert (await phones[0].press("vote", vote="v1", choice="for")).status == 200
    assert (await phones[2].press("vote", vote="v1", choice="abstain")).status == 200
    await chamber.does(ClosingAnnounced("v1"))
    assert (await phones[3].press("vote", vote="v1", choice="for")).status == 200
    await chamber.does(VoteClosed("v1"))
    late = await phones[1].press("vote", vote="v1", choice="for")
    assert (late.status, (await late.json())["rule"]) == (409, "vote_not_open")
    assert "non è contato" in (await late.json())["refused"]
    assert "Non hai votato." in await phones[1].look()

    await chamber.does(Proclaimed("v1"))
    shown = await phones[3].look()
    assert all(words in shown for words in ("Risultato proclamato", "Approvata", "Voti validi 2; necessari 2."))
    assert (await phones[3].press("dissent", vote="v1", text="Non sono d’accordo.")).status == 200
    sitting = await chamber.look()
    assert [dissent.text for dissent in sitting.votes["v1"].dissents] == ["Non sono d’accordo."]
    assert set(sitting.votes["v1"].casts.values()) == {(FOR,), (ABSTAIN,)}


async def test_vote_given_somebody_recused_absent_or_late_when_they_vote_then_they_may_not(
    chamber: Chamber, phones: list[Phone]
) -> None:
    assert (await phones[1].press("recuse", reason=" ")).status == 422
    assert (await phones[1].press("recuse", reason="Riguarda me.")).status == 200
    await chamber.vote()
    assert (await phones[4].press("enter")).status == 200
    for number in (1, 4, 5):
        answer = await phones[number].press("vote", vote="v1", choice="for")
        assert (answer.status, (await answer.json())["rule"]) == (409, "not_entitled")
    assert "non partecipi al voto" in await phones[1].look()
    assert "non hai diritto di voto" in await phones[4].look()
    assert (await phones[0].press("vote", vote="v1", choice="forse")).status == 409
    assert (await phones[0].press("vote", vote="v1")).status == 422
    assert (await chamber.look()).votes["v1"].casts == {}


async def test_tap_given_its_id_comes_again_when_somebody_else_uses_it_too_then_each_is_done_once(
    chamber: Chamber, phones: list[Phone]
) -> None:
    tap = str(uuid4())
    for phone in (phones[2], phones[2], phones[3]):
        assert (await phone.press("raise", tap)).status == 200
    assert (await chamber.look()).hands == [chamber.council.seats[2], chamber.council.seats[3]]
    assert "prima di te 1." in await phones[3].look()
    assert (await phones[2].press("lower")).status == 200
    assert (await phones[2].press("lower")).status == 409
    assert (await phones[3].press("quorum")).status == 200
    assert (await phones[3].press("nonsense")).status == 422


async def test_forms_given_a_browser_without_scripts_when_it_votes_then_each_leads_back_and_says_what_was_refused(
    chamber: Chamber, phones: list[Phone]
) -> None:
    await chamber.does(ItemClosed("plan"), ItemOpened("people"))
    await chamber.vote_about("people", Election(("Ada", "Bice", "Carlo"), 2, 2))
    answer = await phones[3].send("vote", vote="v1", choice=["Ada", "Carlo"])
    assert (answer.status, answer.headers["Location"]) == (303, phones[3].path)
    shown = await phones[3].look()
    assert shown.count("checked") == 2
    assert "Ada, Carlo" in shown
    assert (await phones[3].send("vote", vote="v1", choice=["Ada", "Ada"])).status == 303
    sitting = await chamber.look()
    assert sitting.votes["v1"].casts[chamber.council.seats[3]] == ("Ada", "Carlo")


async def test_vote_given_alternatives_when_members_choose_then_the_one_with_the_majority_wins(
    chamber: Chamber, phones: list[Phone]
) -> None:
    await chamber.vote_about("plan", Alternatives(("Testo uno", "Testo due")))
    assert "Testo due" in await phones[0].look()
    for phone, choice in zip(phones, ("Testo uno", "Testo due", "Testo due"), strict=False):
        assert (await phone.press("vote", vote="v1", choice=choice)).status == 200
    assert (await phones[0].press("vote", vote="v1", choice=AGAINST)).status == 409
    await chamber.does(ClosingAnnounced("v1"), VoteClosed("v1"))
    assert "Prevale «Testo due»" in await phones[5].look()


async def test_vote_given_only_those_in_the_hall_count_when_somebody_elsewhere_looks_then_their_page_says_so(
    start: Start,
) -> None:
    client = await start()
    rules = replace(REMOTE, distance=Distance.HALL_DELIBERATES)
    chamber = Chamber(client, await convened_council(client, members=3, rules=rules))
    phone = await chamber.proved(2)
    await chamber.opened_in_hall(0, 1)
    assert (await phone.press("enter")).status == 200
    shown = await phone.look()
    assert "contano e votano solo i presenti in sala" in shown
    live = await client.app[SITTINGS].live(chamber.council.sitting)
    assert (await live.look()).live.counted == 2
