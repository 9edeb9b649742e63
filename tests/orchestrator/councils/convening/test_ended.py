"""The head of a sitting's acts is mailed when it is over: once, to whoever presided and to the secretary."""

from collections.abc import Mapping
from uuid import uuid4

from pytest_aiohttp import AiohttpClient
from sqlalchemy import select

from config.site_file.loading import load_texts
from orchestrator.app import make_app
from orchestrator.councils.at_work.keys import SITTINGS
from orchestrator.councils.convening.ended import tell_due
from orchestrator.councils.convening.posting import About, proofs_of
from orchestrator.councils.convening.tables import SittingMailRow
from orchestrator.councils.log.live import Done, Wanted
from orchestrator.councils.log.store import log_of
from orchestrator.councils.sitting.acts import (
    Body,
    Closed,
    DeclaredDeserted,
    Entered,
    Opened,
    Presides,
    RollCallBegun,
    RollCallEnded,
)
from orchestrator.councils.sitting.seats import Source
from orchestrator.outbox.keys import SENDING
from orchestrator.outbox.sealed import opened
from orchestrator.outbox.tables import OutboxRow
from schedules.store.database import Database
from tests.orchestrator.conftest import SITE
from tests.orchestrator.councils.convening.test_office_pages import MAIL
from tests.support.convened_council import Council, convened_council
from tests.support.town import Client
from tests.support.waiting import wait_for


async def does(client: Client, council: Council, *bodies: Body, by: int = 0) -> None:
    live = await client.app[SITTINGS].live(council.sitting)
    for body in bodies:
        seen = (await live.look()).number
        answer = await live.act(Wanted(str(uuid4()), body, council.persons[by], "test", seen))
        assert isinstance(answer, Done), answer


async def mailed(client: Client, database: Database, sitting: str) -> Mapping[str, str]:
    """What was written about its end, by address."""
    keys = client.app[SENDING].keys
    of_end = select(SittingMailRow.mail_id).where(
        SittingMailRow.sitting_id == sitting, SittingMailRow.kind == About.ENDED
    )
    rows = await database.read(lambda db: db.scalars(select(OutboxRow).where(OutboxRow.id.in_(of_end))).all())
    return {
        row.recipient: opened(keys, row.id, row.subject or b"", row.text or b"", row.html or b"").text for row in rows
    }


async def test_head_given_a_sitting_that_is_closed_when_its_chair_changed_then_all_who_steered_have_it_once(
    database: Database, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(make_app(database, load_texts((("sito.toml", SITE + MAIL),))))
    council = await convened_council(client)
    await does(client, council, RollCallBegun(), *(Entered(seat, Source.CALLED) for seat in council.seats[:5]))
    await does(client, council, RollCallEnded(), Opened(), Presides(council.persons[2], "deve andare"))
    assert await mailed(client, database, council.sitting) == {}

    await does(client, council, Closed(), by=2)
    head = (await database.read(log_of, council.sitting)).head

    async def is_told() -> bool:
        return bool(await mailed(client, database, council.sitting))

    await wait_for(is_told)
    await tell_due(client.app)
    letters = await mailed(client, database, council.sitting)
    assert sorted(letters) == [f"docente{number}@scuola.example" for number in (1, 2, 3)]
    assert all(head in letter and "Ha 11 atti." in letter for letter in letters.values())
    assert await database.read(proofs_of, council.sitting) == {}


async def test_head_given_a_deserted_sitting_when_nobody_takes_mails_then_it_waits_until_somebody_does(
    database: Database, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(make_app(database, load_texts((("sito.toml", SITE),))))
    council = await convened_council(client)
    await does(client, council, RollCallBegun(), RollCallEnded(), DeclaredDeserted())
    await tell_due(client.app)
    assert await mailed(client, database, council.sitting) == {}
    await client.close()

    client = await aiohttp_client(make_app(database, load_texts((("sito.toml", SITE + MAIL),))))

    async def is_told() -> bool:
        return bool(await mailed(client, database, council.sitting))

    await wait_for(is_told)
