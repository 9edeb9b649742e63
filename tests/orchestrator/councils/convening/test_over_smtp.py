"""A convocation that goes out over a real SMTP server: what arrives, what is refused, and what its office sees of that."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pytest_aiohttp import AiohttpClient

from config.site_file.loading import load_texts
from orchestrator.app import make_app
from orchestrator.outbox.post_office import post_office_of
from schedules.store.database import Database
from tests.orchestrator.conftest import SITE
from tests.support.convened_council import Council, convened_council
from tests.support.members import Phone
from tests.support.outbox import signal_due
from tests.support.page_forms import Browser, hidden
from tests.support.people import SCHOOL
from tests.support.smtp_peer import Fault, SmtpPeer, smtp_running
from tests.support.town import DAY
from tests.support.waiting import wait_for

MAIL = """
[service]
url = "https://regia.example"
[mail]
host = "127.0.0.1"
port = {port}
security = "none"
sender = "sale@comune.example"
"""
BEGINS = DAY + timedelta(days=11, hours=13)
ADDRESSES = [f"docente{number}@scuola.example" for number in range(1, 8)]


class Office:
    """The office of a council whose service sends to a real server, by a clock that the test moves."""

    def __init__(self, database: Database, peer: SmtpPeer) -> None:
        self.database, self.peer, self.now = database, peer, DAY

    async def start(self, aiohttp_client: AiohttpClient, folder: Path) -> None:
        site = load_texts((("sito.toml", SITE + MAIL.format(port=self.peer.port)),))
        office = partial(post_office_of, environment={}, folder=folder)
        self.client = await aiohttp_client(make_app(self.database, site, clock=self.clock, post_office_of=office))
        self.council: Council = await convened_council(self.client, rooms=(), begins=BEGINS)

    def clock(self) -> datetime:
        return self.now

    async def later(self, by: timedelta) -> None:
        """Let so much time pass, and what is due then be tried."""
        self.now += by
        await self.database.write(signal_due)

    @property
    def browser(self) -> Browser:
        return self.council.secretary

    async def convened(self) -> str:
        """The path of a sitting that was convened on the pages, with all who are called written to."""
        browser, here = self.browser, f"/councils/sittings/{self.council.sitting}"
        form = {"reason": "Neve."}
        assert (await browser.send(here, form, f"{here}/cancel")).status == 303
        await self.settled(here)
        self.peer.taken.clear()
        self.peer.recipients.clear()
        alike = await browser.post(f"{here}/alike", hidden(await browser.text(here), f"{here}/alike"))
        path = alike.headers["Location"]
        assert (await browser.send(f"{path}/convene", {})).status == 303
        return path

    async def settled(self, path: str, **states: str) -> dict[str, str | None]:
        """How it stands with the mail to each, by address, once none is on its way; or so as *states* say."""

        def rests(found: dict[str, str | None]) -> bool:
            return all(found[f"{name}@scuola.example"] == state for name, state in states.items()) and (
                bool(states) or "waiting" not in found.values()
            )

        return await wait_for(lambda: self.mails(path), rests)

    async def mails(self, path: str) -> dict[str, str | None]:
        """How it stands with the newest mail to each, by the API."""
        return {each["email"]: each["mail"] for each in (await self.told(path))["called"]}

    async def told(self, path: str) -> dict[str, Any]:
        sitting = path.rpartition("/")[2]
        whole = f"/api/v1/organisations/{SCHOOL}/councils/{self.council.organ}/sittings/{sitting}"
        answer = await self.client.get(whole, headers=self.council.manager.who.headers)
        assert answer.status == 200, await answer.text()
        told: dict[str, Any] = await answer.json()
        return told

    def letter(self, number: int) -> EmailMessage:
        """The newest to that member."""
        found = [
            mail for mail, to in zip(self.peer.taken, self.peer.recipients, strict=True) if to == ADDRESSES[number - 1]
        ]
        return found[-1]

    async def member(self, path: str, number: int) -> str:
        """The path of the page of a member."""
        (seat,) = [each["seat"] for each in (await self.told(path))["called"] if each["email"] == ADDRESSES[number - 1]]
        return f"{path}/members/{seat}"


@pytest.fixture
async def office(database: Database, aiohttp_client: AiohttpClient, tmp_path: Path) -> AsyncIterator[Office]:
    async with smtp_running() as peer:
        office = Office(database, peer)
        await office.start(aiohttp_client, tmp_path)
        yield office


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    content: str = body.get_content()
    return content


def links_in(mail: EmailMessage) -> Sequence[str]:
    """The paths of members' pages in it."""
    words = text_of(mail).split()
    return [word.removeprefix("https://regia.example") for word in words if word.startswith("https://regia.example/c/")]


async def test_convocation_given_a_server_when_convened_then_each_letter_opens_its_page_and_none_has_a_code(
    office: Office,
) -> None:
    path = await office.convened()
    found = await office.settled(path)
    page = await office.browser.text(path)
    shown = await office.browser.send(here := await office.member(path, 5), {}, f"{here}/show")
    code = (await shown.text()).partition('class="code">')[2][:7]

    assert found == dict.fromkeys(ADDRESSES, "sent")
    assert sorted(office.peer.recipients) == ADDRESSES
    assert "7 spedite" in page
    letters = [office.letter(number) for number in range(1, 8)]
    assert len({links_in(letter)[0] for letter in letters}) == 7
    assert str(letters[4]["Subject"]).startswith("Convocazione: Collegio dei docenti")
    assert [part.get_content_type() for part in letters[4].walk()].count("text/calendar") == 1
    assert len(code.replace(" ", "")) == 6
    assert all(code not in str(letter) and code.replace(" ", "") not in text_of(letter) for letter in letters)
    phone = Phone(office.client, links_in(letters[4])[0])
    assert "Docente 005" in await phone.look()
    assert (await phone.send("prove", pin=code.replace(" ", ""))).status == 303


async def test_convocation_given_an_address_that_is_refused_for_good_when_sent_then_it_is_failed_until_it_is_mended(
    office: Office,
) -> None:
    office.peer.refuses = {ADDRESSES[5]}
    path = await office.convened()
    found = await office.settled(path)
    page, one = await office.browser.text(path), await office.browser.text(await office.member(path, 6))

    again = await office.browser.send(path, {}, f"{path}/send-again")
    twice = await office.settled(path)
    office.peer.refuses = set()
    mended = await office.browser.send(path, {}, f"{path}/send-again")
    after = await office.settled(path, docente6="sent")

    assert found == {**dict.fromkeys(ADDRESSES, "sent"), ADDRESSES[5]: "failed"}
    assert "una non partita" in page
    assert "non partita" in one
    assert "Il server di posta rifiuta questo indirizzo (550). Controlla che l’indirizzo sia scritto bene." in one
    assert (again.status, mended.status) == (303, 303)
    assert twice == found
    assert after == dict.fromkeys(ADDRESSES, "sent")
    assert office.peer.recipients.count(ADDRESSES[5]) == 1
    assert office.peer.recipients.count(ADDRESSES[0]) == 1


async def test_convocation_given_a_server_that_is_busy_when_time_passes_then_it_is_tried_again_by_itself(
    office: Office,
) -> None:
    path = await office.convened()
    await office.settled(path)
    here = await office.member(path, 2)

    office.peer.faults = [Fault.BUSY_RECIPIENT]
    await office.browser.send(here, {}, f"{here}/send-again")
    page = await wait_for(lambda: office.browser.text(here), lambda page: "riprovare più tardi" in page)
    waiting = await office.mails(path)
    await office.later(timedelta(minutes=1))
    after = await office.settled(path, docente2="sent")

    assert "in partenza" in page
    assert waiting == {**dict.fromkeys(ADDRESSES, "sent"), ADDRESSES[1]: "waiting"}
    assert after == dict.fromkeys(ADDRESSES, "sent")
    assert office.peer.recipients.count(ADDRESSES[1]) == 2
    assert "riprovare più tardi" not in await office.browser.text(here)


async def test_member_given_a_link_that_is_renewed_and_revoked_when_sent_again_then_only_a_good_one_is_ever_sent(
    office: Office,
) -> None:
    path = await office.convened()
    await office.settled(path)
    here = await office.member(path, 3)
    (first,) = links_in(office.letter(3))

    renewed = await office.browser.send(here, {}, f"{here}/renew")
    await wait_for(lambda: _taken(office), lambda count: count == 8)
    (second,) = links_in(office.letter(3))
    revoked = await office.browser.send(here, {}, f"{here}/revoke")
    page = await office.browser.text(here)
    sent_again = await office.browser.post(f"{here}/send-again", hidden(page, f"{here}/show"))
    after = await office.browser.text(sent_again.headers["Location"])

    assert (renewed.status, revoked.status, sent_again.status) == (303, 303, 303)
    assert first != second
    assert [(await office.client.get(link)).status for link in (first, second)] == [404, 410]
    assert "revocato: non apre più niente" in page
    assert f'action="{here}/send-again"' not in page
    assert "Link" in after
    assert len(office.peer.taken) == 8


async def test_sitting_given_another_day_and_agenda_when_convened_anew_and_cancelled_then_letters_say_what_changed(
    office: Office,
) -> None:
    path = await office.convened()
    await office.settled(path)
    (link,) = links_in(office.letter(1))

    page = await office.browser.text(f"{path}/change")
    form = {
        **hidden(page, f"{path}/change"),
        "day": (BEGINS + timedelta(days=2)).date().isoformat(),
        "since": "15:30",
        "until": "17:00",
        "place": "Palestra",
        "item_id": ["plan", "", "other"],
        "item_text": ["Piano annuale delle attività", "Viaggi d’istruzione", "Varie ed eventuali"],
        "item_kind": ["motion", "motion", "discussion"],
        "item_by": ["", "", ""],
        "note": "",
        "late_reason": "",
    }
    anew = await office.browser.post(f"{path}/change", form)
    await wait_for(lambda: _taken(office), lambda count: count == 14)
    changed = office.letter(1)
    cancelled = await office.browser.send(path, {"reason": "Allerta meteo."}, f"{path}/cancel")
    await wait_for(lambda: _taken(office), lambda count: count == 21)
    off = office.letter(1)

    assert (anew.status, cancelled.status) == (303, 303)
    assert str(changed["Subject"]).startswith("Convocazione cambiata: Collegio dei docenti")
    assert links_in(changed) == [link]
    for words in ("Palestra", "Viaggi d’istruzione", "15:30", "Comunicazioni del dirigente"):
        assert words in text_of(changed)
    assert str(off["Subject"]).startswith("Seduta annullata")
    assert "Allerta meteo." in text_of(off)
    assert "METHOD:CANCEL" in "".join(
        part.get_content() for part in off.walk() if part.get_content_subtype() == "calendar"
    )
    assert links_in(off) == []


async def _taken(office: Office) -> int:
    return len(office.peer.taken)
