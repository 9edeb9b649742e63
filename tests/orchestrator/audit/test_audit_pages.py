"""Who did what, on pages: found by whom it is for, in words, without what is confidential."""

import re
from datetime import timedelta
from html import unescape

import pytest

from orchestrator.access.identity import Actor
from orchestrator.accounts.accounts import blank_account
from orchestrator.audit.acts import Act, ActKind, ActObject, ObjectKind
from orchestrator.audit.store import record
from schedules.store.database import Database
from schedules.store.transaction import Transaction
from tests.orchestrator.audit.conftest import Browse
from tests.support.people import SCHOOL, UNION
from tests.support.queries import counted
from tests.support.recorded import NOW, OPEN, SECRET, Recorded

ROW = re.compile(r'<tr role="row">\s*<th role="rowheader".*?</tr>', re.DOTALL)


def rows(text: str) -> list[str]:
    """What the rows of the table say, cells parted by bars."""
    return [
        " | ".join(" ".join(unescape(re.sub("<[^>]+>", " ", cell)).split()) for cell in re.split("</t[hd]>", row)[:-1])
        for row in ROW.findall(text)
    ]


async def test_audit_given_an_administrator_when_looked_at_then_every_act_is_a_sentence_and_confidential_ones_name_nobody(
    browse: Browse,
) -> None:
    text = await (await browse("administrator")).text("/audit")

    hidden = "persona non indicata"
    assert [row.partition(" | ")[2] for row in rows(text)][1:] == [
        "root, da riga di comando | ha creato un token | Tablet della sala 1 | —",
        "Manager elsewhere | ha tolto un ruolo nell’organizzazione: lettore | Organiser elsewhere | 192.0.2.7",
        "Manager | ha dato un ruolo nell’organizzazione: lettore | Viewer | 192.0.2.7",
        "Tablet della sala 1 | ha segnalato un problema: non si sente | Sala 1 | 192.0.2.8",
        f"Tablet della sala 1 | ha prolungato la riunione: fine da 10:00 a 10:30 | {OPEN} | 192.0.2.8",
        f"{hidden} | ha cambiato la prenotazione | prenotazione riservata | —",
        f"Manager | ha spostato la fine dalle 10:00 alle 10:30 | {OPEN} | 192.0.2.7",
        f"{hidden} | ha prenotato: 3 nov 2026 10:00–11:00, Sala 1, riservata | prenotazione riservata | —",
        f"Organiser | ha prenotato: 3 nov 2026 10:00–11:00, Sala 1 | {OPEN} | 192.0.2.7",
    ]
    assert "il servizio | ha cancellato ciò che non serve più: Rapporti delle sale, 12" in rows(text)[0]
    assert SECRET not in text


async def test_audit_given_english_when_looked_at_then_the_sentences_are(browse: Browse) -> None:
    text = await (await browse("administrator", "en")).text("/audit")

    assert "Manager | moved the end from 10:00 to 10:30" in " ".join(rows(text))
    assert "booked: 3 Nov 2026 10:00–11:00, Sala 1" in " ".join(rows(text))


async def test_audit_given_a_manager_when_looked_at_then_it_is_their_organisation_alone(browse: Browse) -> None:
    manager = await browse("manager")

    text = await manager.text(f"/organisations/{SCHOOL}/audit")

    assert len(rows(text)) == 5
    assert "elsewhere" not in text.lower()
    assert SECRET not in text
    assert "Manager | ha cambiato la prenotazione | prenotazione riservata" in " ".join(rows(text))  # their own act
    assert (await manager.get("/audit")).status == 403
    assert (await manager.get(f"/organisations/{UNION}/audit")).status == 404
    assert (await manager.get(f"/organisations/{UNION}/audit.csv")).status == 404
    assert (await (await browse("administrator")).get("/organisations/nessuna/audit")).status == 404


@pytest.mark.parametrize("who", ["technician", "desk", "organiser", "viewer", "confidential"])
async def test_audit_given_anybody_else_when_asked_for_then_it_is_refused(browse: Browse, who: str) -> None:
    browser = await browse(who)

    for path in ("/audit", "/audit.csv", f"/organisations/{SCHOOL}/audit", f"/organisations/{SCHOOL}/audit.csv"):
        assert (await browser.get(path)).status in {403, 404}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("who=manager@example.it", 2),
        ("who=confidential@example.it", 0),  # what they did is confidential
        ("who=root", 1),
        ("kind=booking_changed", 2),
        ("kind=bookings", 4),
        ("kind=presses", 2),
        ("kind=bookings&who=manager@example.it", 1),
        ("room=sala-1", 6),
        ("room=sala-2", 0),
        (f"organisation={SCHOOL}", 5),
        (f"organisation={SCHOOL}&kind=settings", 1),
        ("from=2026-11-03&to=2026-11-03", 10),
        ("to=2026-11-02", 0),
        ("from=domani&kind=niente&object=niente&after=x", 10),  # what nobody can mean
    ],
)
async def test_audit_given_a_filter_when_looked_at_then_that_is_found(browse: Browse, query: str, found: int) -> None:
    text = await (await browse("administrator")).text(f"/audit?{query}")

    assert len(rows(text)) == found
    assert found or "Niente corrisponde" in text


async def test_audit_given_a_booking_when_its_link_is_followed_then_it_is_its_own_history(
    browse: Browse, recorded: Recorded
) -> None:
    admin = await browse("administrator")
    text = await admin.text("/audit")
    link = unescape(re.findall(rf'href="([^"]+{recorded.open_booking})"', text)[0])

    assert link == f"/audit?object=booking%3A{recorded.open_booking}"
    assert len(rows(await admin.text(link))) == 3


@pytest.mark.parametrize(
    "path", ["/audit", f"/audit?organisation={SCHOOL}&kind=bookings", f"/organisations/{SCHOOL}/audit"]
)
async def test_audit_given_many_acts_when_a_page_is_drawn_then_it_asks_as_often_as_with_few(
    browse: Browse, database: Database, recorded: Recorded, path: str
) -> None:
    admin = await browse("administrator")
    asked: list[int] = []
    for more in (0, 2000):
        await database.write(record_more, recorded, more)
        await admin.get(path)  # whoever asks is believed for a moment, and is not looked up again
        with counted(database) as statements:
            text = await admin.text(path)
        asked.append(len(statements))
        assert len(rows(text)) <= 50

    assert asked[1] <= asked[0] <= 10


async def test_audit_given_more_than_a_page_when_turned_over_then_each_act_stands_on_one_page(
    browse: Browse, database: Database, recorded: Recorded
) -> None:
    admin = await browse("administrator")
    await database.write(record_more, recorded, 110)
    path, seen = "/audit", list[str]()
    while path:
        text = await admin.text(path)
        seen += rows(text)
        older = re.findall(r'rel="next" href="([^"]+)"', text)
        path = unescape(older[0]) if older else ""

    assert len(seen) == 120
    assert seen[-1].endswith("192.0.2.7")


async def test_audit_given_an_account_that_was_blanked_when_looked_at_then_it_is_a_number(
    browse: Browse, database: Database, recorded: Recorded
) -> None:
    await database.write(blank_account, recorded.accounts["manager"], NOW)

    text = await (await browse("administrator")).text("/audit?kind=settings")

    assert f"persona n. {recorded.accounts['manager'][:8]} | ha dato un ruolo nell’organizzazione" in " ".join(
        rows(text)
    )


def record_more(db: Transaction, recorded: Recorded, count: int) -> None:
    ada, about = Actor("account", recorded.accounts["organiser"], "192.0.2.7"), ActObject(ObjectKind.ROOM, "sala-1")
    for number in range(count):
        record(db, ada, Act(ActKind.BOOKING_MADE, NOW + timedelta(seconds=number), about, organisation=SCHOOL))
