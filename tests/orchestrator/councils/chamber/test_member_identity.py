"""Who acts for a seat: by PIN, by account, by link alone; on one browser at a time, and for that sitting and seat only."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from orchestrator.councils.at_work.asking import device_cookie
from orchestrator.councils.chamber.door_code import code_at
from orchestrator.councils.chamber.member.arriving import MOST_WRONG
from orchestrator.councils.dossiers.link_store import renew_sitting_link, revoke_sitting_link, sitting_links
from orchestrator.councils.dossiers.links import SittingLink, SittingLinkKind, secret_of
from orchestrator.councils.identity.pin_store import new_pin
from orchestrator.councils.sitting.acts import RollRectified
from orchestrator.councils.sitting.rules import Identity
from orchestrator.councils.sitting.seats import Place
from orchestrator.outbox.keys import SENDING
from orchestrator.web.keys import DATABASE, METRICS
from tests.orchestrator.conftest import Start
from tests.support.convened_council import convened_council
from tests.support.members import REMOTE, Chamber, Phone


@pytest.fixture
async def chamber(start: Start) -> Chamber:
    client = await start()
    return Chamber(client, await convened_council(client, members=4, rules=REMOTE))


async def link_of(chamber: Chamber, number: int) -> SittingLink:
    database = chamber.client.app[DATABASE]
    links = await database.read(sitting_links, chamber.council.sitting, SittingLinkKind.MEMBER)
    return next(link for link in links if link.holder == chamber.council.seats[number])


async def test_pin_given_five_wrong_ones_when_the_right_one_comes_then_only_the_secretary_helps(
    chamber: Chamber,
) -> None:
    phone, wrong = chamber.phone(3), f"{(int(chamber.council.pins[3]) + 1) % 1000000:06}"
    said = [await (await phone.send("prove", pin=wrong)).text() for _ in range(5)]
    assert ["Restano 4 tentativi" in said[0], "Resta un tentativo" in said[3]] == [True, True]
    assert "chiedine uno nuovo alla segreteria" in said[4]
    assert (await phone.send("prove", pin=chamber.council.pins[3])).status == 422

    app = chamber.client.app
    keys, about = app[SENDING].keys, (chamber.council.sitting, chamber.council.seats[3])
    pin = await app[DATABASE].write(new_pin, keys, *about)
    assert (await phone.send("prove", pin=pin)).status == 303
    assert wrong not in said[0]


async def test_link_given_nobody_has_proved_who_they_are_when_pressed_then_nothing_is_done(chamber: Chamber) -> None:
    before = (await chamber.look()).number
    assert (await chamber.phone(3).press("enter")).status == 403
    assert (await chamber.phone(3).send("enter")).status == 303
    guest = replace(chamber.phone(3), cookies={device_cookie(chamber.council.sitting): "x" * 43})
    assert (await guest.press("enter")).status == 403
    assert (await chamber.look()).number == before


async def test_browser_given_that_of_another_seat_or_sitting_when_it_acts_then_it_may_not(
    chamber: Chamber,
) -> None:
    mine = await chamber.proved(3)
    other = Phone(chamber.client, chamber.council.paths[2], mine.cookies)
    assert (await other.press("enter")).status == 403
    elsewhere = Chamber(
        chamber.client, await convened_council(chamber.client, members=3, rules=REMOTE, rooms=("sala-2",))
    )
    foreign = Phone(chamber.client, elsewhere.council.paths[2], mine.cookies)
    assert (await foreign.press("enter")).status == 403
    [cookie] = mine.cookies.values()
    renamed = replace(foreign, cookies={device_cookie(elsewhere.council.sitting): cookie})
    assert (await renamed.press("enter")).status == 403


async def test_browser_given_another_one_takes_over_when_the_first_looks_then_it_is_told_and_takes_it_back(
    chamber: Chamber,
) -> None:
    first, second = await chamber.proved(3), await chamber.proved(3)
    assert (await first.press("enter")).status == 403
    assert "Ora vale un altro dispositivo" in await first.look()
    assert "Ora vale un altro dispositivo" not in await chamber.phone(3).look()
    assert (await second.press("enter")).status == 200

    assert (await first.send("prove", pin=chamber.council.pins[3])).status == 303
    assert (await first.press("leave")).status == 200
    assert (await second.press("enter")).status == 403


async def test_link_given_it_is_revoked_or_renewed_when_opened_then_it_opens_nothing_and_its_browser_acts_no_more(
    chamber: Chamber,
) -> None:
    app, phone = chamber.client.app, await chamber.proved(3)
    link = await link_of(chamber, 3)
    await app[DATABASE].write(revoke_sitting_link, link, datetime.now(UTC))
    assert "non vale più" in await phone.look(410)
    assert (await phone.press("enter")).status == 410
    async with phone.following() as line:
        assert b"event: over" in await line.content.read()

    renewed = await app[DATABASE].write(renew_sitting_link, app[SENDING].keys, link)
    assert "non apre niente" in await phone.look(404)
    assert "PIN" in await replace(phone, path=secret_of(app[SENDING].keys, renewed).path).look()


async def test_member_given_they_are_removed_when_they_act_then_their_page_says_that_they_are_no_member(
    chamber: Chamber,
) -> None:
    phone = await chamber.proved(3)
    await chamber.does(RollRectified((), (chamber.council.seats[3],), "errore"))
    assert "Non risulti più tra i componenti" in await phone.look()
    assert (await phone.press("enter")).status == 422
    assert (await chamber.phone(3).send("prove", pin=chamber.council.pins[3])).status == 422


async def test_member_given_the_rule_asks_for_the_link_alone_when_they_press_then_they_act(start: Start) -> None:
    client = await start()
    rules = replace(REMOTE, identity=Identity.LINK)
    chamber = Chamber(client, await convened_council(client, members=4, rules=rules))
    phone = chamber.phone(3)
    assert (await phone.press("enter")).status == 403
    assert (await phone.send("prove")).status == 303
    assert (await phone.press("enter")).status == 200


async def test_member_given_the_rule_asks_for_an_account_when_they_press_then_only_their_own_acts(start: Start) -> None:
    client = await start()
    rules = replace(REMOTE, identity=Identity.ACCOUNT)
    council = await convened_council(client, members=5, rules=rules)
    chamber = Chamber(client, council)
    phone = chamber.phone(3)
    assert "Accedi prima" in await (await phone.send("prove")).text()

    other = replace(phone, cookies={"regia_account": council.deputy.who.cookie})
    assert "altro indirizzo" in await (await other.send("prove")).text()
    own = replace(phone, cookies={"regia_account": council.member.who.cookie})
    assert (await own.send("prove")).status == 303
    assert (await own.press("enter")).status == 200


async def test_member_given_the_code_of_the_hall_when_they_type_it_then_they_are_in_the_hall(chamber: Chamber) -> None:
    phone = await chamber.proved(3)
    await phone.press("enter")
    keys = chamber.client.app[SENDING].keys
    code = code_at(keys, chamber.council.sitting, datetime.now(UTC))
    wrong = f"{(int(code) + 500_000) % 1_000_000:06}"
    assert (await phone.press("here", code=wrong)).status == 422
    assert (await phone.press("here", code=code)).status == 200
    await chamber.until(3, Place.HALL)

    for _ in range(MOST_WRONG):
        await phone.press("here", code=wrong)
    assert (await phone.press("leave")).status == 200
    code = code_at(keys, chamber.council.sitting, datetime.now(UTC))
    assert (await phone.press("here", code=code)).status == 422


async def test_secrets_given_a_member_comes_in_when_logs_metrics_and_answers_are_read_then_none_stands_there(
    chamber: Chamber,
) -> None:
    with capture_logs() as logs:
        phone = await chamber.proved(3)
        assert (await phone.press("enter")).status == 200
        page = await phone.look()
        await replace(phone, path=f"{phone.path}x").look(404)
    [device] = phone.cookies.values()
    told = json.dumps(logs, default=str) + chamber.client.app[METRICS].text().decode()
    secrets = (phone.path.removeprefix("/c/"), device)
    assert [secret for secret in secrets if secret in told] == []
    assert chamber.council.pins[3] not in json.dumps(logs, default=str)
    assert device not in page
    assert secrets[0] not in page.partition("</title>")[0]
    assert all(secrets[0] not in str(line) for line in (await chamber.look()).events)
