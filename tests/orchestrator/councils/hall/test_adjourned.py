"""A sitting that is adjourned to another day: its halls there, when they are free and when somebody else has one."""

from datetime import timedelta
from uuid import uuid4

from orchestrator.councils.dossiers.store import find_dossier
from orchestrator.councils.sitting.state import Status
from orchestrator.web.keys import DATABASE
from tests.support.convened_council import Council, convened_council
from tests.support.members import Chamber
from tests.support.page_forms import hidden
from tests.support.steering_pages import Desk, said
from tests.support.town import Town, hour

HALLS = ("sala-1", "sala-2")
NINE = hour("09:00")
"""On clocks there it is eleven; the sitting is convened for two hours."""
TO = {"day": (NINE + timedelta(days=1)).date().isoformat(), "time": "11:00", "reason": "È tardi."}


async def opened(town: Town) -> Council:
    council = await convened_council(town.client, rooms=HALLS, begins=NINE)
    await town.at(NINE)
    await Chamber(town.client, council).opened_in_hall(*range(5))
    return council


async def test_sitting_given_a_hall_that_others_have_when_adjourned_then_it_is_told_and_halls_come_once_they_are_free(
    council_town: Town,
) -> None:
    council, client = await opened(council_town), council_town.client
    other = await council_town.book(hour("09:30", day=1), hour("10:30", day=1), "sala-2")
    here, chair = f"/councils/sittings/{council.sitting}", Desk(council.chair, council.sitting)

    refused = await chair.send("adjourned", TO)
    still_open = (await Chamber(client, council).look()).status
    done = await chair.send("adjourned", TO, anyway="on")
    page = await council.manager.text(here)
    before = await client.app[DATABASE].read(find_dossier, council.sitting)
    clash = await council.manager.send(here, {}, f"{here}/move")
    await council_town.cancel(other["id"])
    stale = await council.manager.post(f"{here}/move", {**hidden(page, f"{here}/move"), "revision": "99"})
    kept = await client.app[DATABASE].read(find_dossier, council.sitting)
    moved = await council.manager.send(here, {}, f"{here}/move")
    after = await client.app[DATABASE].read(find_dossier, council.sitting)

    assert (refused.status, done.status, still_open) == (422, 303, Status.OPEN)
    assert "A quell’ora è già di altri: Sala 2. Scegli un altro momento." in said(await refused.text())
    assert "le sale non sono ancora prese" in said(page)
    assert (clash.status, stale.status, moved.status) == (409, 409, 303)
    assert "A quell’ora una sala è di altri" in said(await clash.text())
    assert "Nel frattempo qualcun altro ha cambiato" in said(await stale.text())
    assert before == kept
    assert after is not None
    assert after.begins == NINE + timedelta(days=1)
    for room in HALLS:
        listed = await council_town.bookings(room, since=hour("00:00", day=1), days=1)
        assert [(each["start"][11:16], each["end"][11:16]) for each in listed if each["holding"]] == [
            ("09:00", "11:00")
        ]


async def test_sitting_given_free_halls_when_adjourned_then_nothing_is_asked(council_town: Town) -> None:
    council = await opened(council_town)

    await Desk(council.chair, council.sitting).does("adjourned", **TO)

    assert "le sale non sono ancora prese" in said(await council.manager.text(f"/councils/sittings/{council.sitting}"))


async def test_api_given_what_forbids_adjourning_when_asked_then_409_says_why_in_both_languages(
    council_town: Town,
) -> None:
    council, client = await opened(council_town), council_town.client
    number = (await Chamber(client, council).look()).number
    later, early = (NINE + timedelta(days=1)).isoformat(), NINE.isoformat()
    asked = {
        ("chair", later, "", number): ("Scrivi il motivo.", "Give the reason."),
        ("chair", early, "Neve.", number): ("La fine è prima dell’inizio.", "The end is before the beginning."),
        ("secretary", later, "Neve.", number): ("Non spetta a te.", "This is not yours to do."),
        ("chair", later, "Neve.", 1): ("La seduta è già andata avanti", "Another screen has already moved"),
    }

    for (who, to, reason, seen), sentences in asked.items():
        browser = council.chair if who == "chair" else council.secretary
        for language, sentence in zip(("it", "en"), sentences, strict=True):
            body = {"id": str(uuid4()), "kind": "adjourned", "body": {"to": to, "reason": reason}, "seen": seen}
            headers = {**browser.who.headers, "Accept-Language": language}
            answer = await client.post(f"/api/v1/sittings/{council.sitting}/acts", json=body, headers=headers)
            told = (await answer.json())["error"]
            assert (answer.status, told["code"]) == (409, "act_refused"), told
            assert told["message"].startswith(sentence)
    assert (await Chamber(client, council).look()).number == number
