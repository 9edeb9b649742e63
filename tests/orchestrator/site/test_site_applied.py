"""Room files that the running service is given: who follows at once, who waits and for what, and who said not to wait."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from config.site_file.loading import Loaded, load_site
from orchestrator.conferences.deployments import DeploymentUnusable
from orchestrator.conferences.meeting import Deployment
from orchestrator.hub.keys import PLANS
from orchestrator.web.keys import DATABASE
from schedules.store.sites import room_versions
from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction
from tests.orchestrator.conftest import SITE as TWO_ROOMS
from tests.orchestrator.conftest import Start
from tests.support.commands import Done, regia
from tests.support.town import Json, Town, calendar, event, hour
from tests.support.waiting import wait_for
from tests.support.wired_agent import agent_at

NINE, TEN = hour("09:00"), hour("10:00")
NEW = TWO_ROOMS.replace("Sala 1", "Aula magna")
WHY = {"reason": "il proiettore ha un altro indirizzo"}


@pytest.fixture
def town_site(tmp_path: Path) -> Loaded:
    """Two rooms, in a file of the service."""
    (tmp_path / "sito.toml").write_text(TWO_ROOMS)
    return load_site([tmp_path / "sito.toml"])


async def post(town: Town, text: str = NEW, status: int = 200, **more: Any) -> Json:
    body = {"files": [{"name": "sito.toml", "text": text}], **more}
    answer = await town.client.post("/api/v1/site", json=body, headers=await town.as_("admin"))
    assert answer.status == status, await answer.text()
    told: Json = await answer.json()
    return told


async def show(town: Town) -> Json:
    answer = await town.client.get("/api/v1/site", headers=await town.as_("admin"))
    assert answer.status == 200
    told: Json = await answer.json()
    return told


def waiting(site: Json) -> dict[str, Any]:
    return {room["id"]: room["waits"] for room in site["rooms"] if room["waits"] is not None}


async def live(town: Town, **more: Any) -> None:
    """A meeting runs in sala-1 from nine to ten; it is a quarter past nine."""
    await town.book(NINE, TEN, **more)
    await town.at(NINE)
    await town.at(hour("09:15"))


async def test_files_given_an_idle_room_and_a_live_one_when_taken_then_one_follows_and_one_says_what_it_waits_for(
    town: Town,
) -> None:
    await live(town)
    before = await show(town)

    after = await post(town)

    assert waiting(before) == {}
    assert waiting(after) == {
        "sala-1": {
            "version": after["version"],
            "since": "2026-10-20T09:15:00Z",
            "phase": "live",
            "booking": "Consiglio",
            "until": "2026-10-20T10:00:00Z",
            "idle_at": "2026-10-20T10:05:00Z",
        }
    }
    assert [room["version"] for room in after["rooms"]] == [before["version"], after["version"]]
    seen = await town.room()
    assert seen["name"] == "Sala 1"
    assert seen["waits_for_idle"] == (
        "Un nuovo file delle sale aspetta dalle 11:15 che la sala sia libera; libera dalle 12:05."
    )
    assert (await town.room("sala-2"))["waits_for_idle"] is None

    await town.at(hour("10:05"))

    assert waiting(await show(town)) == {}
    seen = await town.room()
    assert (seen["name"], seen["waits_for_idle"]) == ("Aula magna", None)


async def test_files_given_a_reason_not_to_wait_when_taken_then_the_live_room_follows_and_it_is_kept_who_said_so(
    town: Town,
) -> None:
    await live(town)
    async with agent_at(town, "sala-1") as agent:
        await agent.hello()
        await agent.plan()

        taken = await post(town, now=WHY)

        assert (await agent.plan()).room.name == "Aula magna"
    assert waiting(taken) == {}
    assert (await town.room())["current"]["title"] == "Consiglio"
    change, wish, *_ = taken["changes"]
    assert (change["reason"], change["rooms"], change["version"]) == (WHY["reason"], ["sala-1"], taken["version"])
    assert (wish["reason"], wish["rooms"], wish["who"]) == (None, [], change["who"])
    assert taken["changes"][-1]["who"] is None  # the service's own start


async def test_files_given_rooms_that_shall_not_wait_when_taken_then_the_others_do(town: Town) -> None:
    await live(town, room=None, rooms=["sala-1", "sala-2"])

    taken = await post(town, NEW, now={**WHY, "rooms": ["sala-2"]})

    assert list(waiting(taken)) == ["sala-1"]
    assert taken["changes"][0]["rooms"] == ["sala-2"]


async def test_files_given_a_confidential_meeting_when_a_room_waits_then_its_title_is_not_told(town: Town) -> None:
    await live(town, confidential=True)

    assert waiting(await post(town))["sala-1"]["booking"] == "Occupato"


async def test_files_given_again_when_taken_then_the_room_has_waited_since_the_first_time(town: Town) -> None:
    await live(town)
    await post(town)
    town.now = hour("09:30")
    again = await post(town)
    back = await post(town, TWO_ROOMS)
    town.now = hour("09:40")
    once_more = await post(town)

    assert waiting(again)["sala-1"]["since"] == "2026-10-20T09:15:00Z"
    assert waiting(back) == {}
    assert waiting(once_more)["sala-1"]["since"] == "2026-10-20T09:40:00Z"


async def test_files_given_a_live_room_that_they_have_no_more_when_taken_then_it_goes_later(town: Town) -> None:
    await live(town)

    taken = await post(town, TWO_ROOMS.replace('id = "sala-1"', 'id = "altra"'))

    assert waiting(taken)["sala-1"]["version"] is None
    assert [room["id"] for room in taken["rooms"]] == ["altra", "sala-1", "sala-2"]
    await town.at(hour("10:05"))
    assert [room["id"] for room in (await show(town))["rooms"]] == ["altra", "sala-2"]


async def test_files_given_a_live_room_that_they_have_no_more_when_details_are_asked_then_they_are_told(
    town: Town,
) -> None:
    await live(town)
    await post(town, TWO_ROOMS.replace('id = "sala-1"', 'id = "altra"'))

    answer = await town.client.post("/api/v1/rooms/sala-1/details", json={}, headers=await town.as_("admin"))

    assert (answer.status, (await answer.json())["unprepared"]) == (200, [])


async def test_files_given_a_new_default_when_taken_then_new_bookings_go_by_them(town: Town) -> None:
    await post(town, TWO_ROOMS.replace("riunione", "incontro"))

    assert (await town.book(NINE, TEN))["preset"] == "incontro"


async def test_files_given_another_calendar_when_taken_then_it_is_read_and_the_one_before_no_more(
    town: Town, tmp_path: Path
) -> None:
    source = '\n[[calendars]]\nid = "sale"\npath = "{}"\n'
    for name, room in (("prima.ics", "Sala 1"), ("poi.ics", "Sala 2")):
        (tmp_path / name).write_bytes(calendar(event(name, NINE, TEN, room=room)))

    await post(town, TWO_ROOMS + source.format("prima.ics"))
    await wait_for(lambda: town.times("sala-1"))
    await post(town, TWO_ROOMS + source.format("poi.ics"))
    await wait_for(lambda: town.times("sala-2"))

    await wait_for(lambda: town.client.app[DATABASE].read(standing), lambda uids: uids == ["poi.ics"])


def standing(db: Transaction) -> list[str]:
    return list(db.scalars(select(OccurrenceRow.uid).where(~OccurrenceRow.withdrawn)))


async def test_files_given_mistakes_when_taken_then_all_are_told_and_nothing_changes(town: Town) -> None:
    before = await show(town)

    told = await post(town, NEW.replace('name = "Sala 2"', "").replace("Europe/Rome", "Roma"), status=422)

    assert told["error"]["code"] == "site_mistakes"
    assert [(mistake["line"], mistake["path"]) for mistake in told["error"]["details"]["mistakes"]] == [
        (5, "sites.casa.timezone"),
        (12, "rooms.sala-2.name"),
    ]
    assert await show(town) == before


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"files": []}, 422, "invalid"),
        ({"files": [{"name": "a", "text": ""}]}, 422, "site_mistakes"),
        ({"now": {"reason": ""}}, 422, "invalid"),
        ({"now": {"reason": " \n"}}, 422, "invalid"),
        ({"now": {"rooms": ["sala-1"]}}, 422, "invalid"),
        ({"now": {**WHY, "rooms": ["sala-1", "sala-9"]}}, 404, "no_such_room"),
    ],
)
async def test_files_given_a_request_that_cannot_be_when_taken_then_it_is_refused_whole(
    town: Town, body: Json, status: int, code: str
) -> None:
    await live(town)
    before = await show(town)

    told = await post(town, status=status, **body)

    assert told["error"]["code"] == code
    assert await show(town) == before


async def test_files_given_more_than_a_usual_request_when_taken_then_they_are_not_too_large(town: Town) -> None:
    comment = "# una riga di spiegazione\n" * 20_000

    assert waiting(await post(town, comment + NEW)) == {}


async def test_files_given_on_disk_when_shown_then_it_says_what_the_service_would_start_with(
    town: Town, tmp_path: Path
) -> None:
    first = await show(town)
    taken = await post(town)
    (tmp_path / "sito.toml").write_text(NEW)
    written = await show(town)
    (tmp_path / "sito.toml").unlink()
    gone = await show(town)

    assert [one["at_start"] == one["version"] for one in (first, taken, written)] == [True, False, True]
    assert gone["at_start"] is None


async def test_files_given_a_new_jitsi_when_taken_then_its_meetings_open_and_one_that_cannot_be_used_is_refused(
    town: Town, start_town: Start
) -> None:
    def deployments_of(installation: Any) -> dict[str, Deployment]:
        for one in installation.jitsi:
            if one.app_id is not None:
                raise DeploymentUnusable("The secret is too short.")
        return {one.id: Deployment(one.url, None, None) for one in installation.jitsi}

    town.serve(await start_town(clock=lambda: town.now, deployments_of=deployments_of))
    await town.book(NINE, TEN)
    jitsi = '\n[[jitsi]]\nid = "meet"\nurl = "https://meet.example"\n'
    text = TWO_ROOMS.replace('title = "Riunione"', 'title = "Riunione"\njitsi = "meet"') + jitsi

    await post(town, text)
    plan = (await town.client.app[PLANS].current("sala-1", town.now)).plan
    refused = await post(town, f'{text}app_id = "regia"\n', status=422)

    assert {segment.conference.deployment for segment in plan.segments if segment.conference} == {
        "https://meet.example"
    }
    assert refused["error"]["details"] == {"reason": "The secret is too short."}


async def command(town: Town, *words: str | Path) -> Done:
    """The command as an administrator runs it against this service."""
    token = (await town.as_("admin"))["Authorization"].removeprefix("Bearer ")
    url = str(town.client.make_url("/"))
    return await asyncio.to_thread(
        regia, "site", *words, "--orchestrator", url, "--language", "it", REGIA_TOKEN=token, TZ="UTC"
    )


async def test_command_given_a_live_room_when_it_applies_files_then_it_says_who_waits_and_who_did_not(
    town: Town, tmp_path: Path
) -> None:
    await live(town)
    file = tmp_path / "sito.toml"
    file.write_text(NEW)

    waits = await command(town, "apply", file)
    status = await command(town, "status")
    hasty = await command(town, "apply", file, "--now")
    taken = await command(town, "apply", file, "--now", "--reason", "il proiettore")

    assert (waits.code, status.code, hasty.code, taken.code) == (0, 0, 2, 0)
    for told in (waits.out, status.out, taken.out):
        assert "in corso «Consiglio» fino alle" in told
    assert "Sala 2 (sala-2): la segue" in waits.out
    assert "--now --reason" in waits.out
    assert "Non si aspetta:\nSala 1 (sala-1)" in taken.out
    assert "Aula magna (sala-1): la segue" in taken.out
    assert "subito in sala-1 (codice" in taken.out
    assert ": il proiettore" in taken.out


async def test_command_given_what_cannot_be_when_it_applies_files_then_it_says_so_and_sends_nothing(
    town: Town, tmp_path: Path
) -> None:
    file = tmp_path / "altro.toml"
    file.write_text(NEW.replace("Europe/Rome", "Roma"))
    before = await show(town)

    mistaken = await command(town, "apply", file)
    file.write_text(NEW)
    elsewhere = await asyncio.to_thread(
        regia, "site", "apply", file, "--orchestrator", "http://127.0.0.1:1", REGIA_TOKEN="x", LANG="it_IT"
    )
    nobody = await asyncio.to_thread(
        regia, "site", "status", "--orchestrator", str(town.client.make_url("/")), REGIA_TOKEN="x", LANG="it_IT"
    )

    assert (mistaken.code, elsewhere.code, nobody.code) == (1, 1, 1)
    assert f"{file}:5: sites.casa.timezone" in mistaken.err
    assert "non si raggiunge" in elsewhere.err
    assert nobody.err.startswith("Questo codice non è di nessuno")
    assert await show(town) == before


async def test_command_given_a_service_with_a_full_disk_when_it_applies_files_then_it_says_so_and_no_room_follows(
    town: Town, tmp_path: Path
) -> None:
    file, database = tmp_path / "sito.toml", town.client.app[DATABASE]
    file.write_text(NEW + "# una riga di spiegazione\n" * 10_000)
    before = await database.read(room_versions)
    await town.as_("admin")  # a token cannot be made later
    await database.write(lambda db: db.execute(text("PRAGMA max_page_count = 2")).scalar())

    full = await command(town, "apply", file)

    assert (full.code, full.out, full.err.count("\n")) == (1, "", 1)
    assert "pien" in full.err
    assert await database.read(room_versions) == before
