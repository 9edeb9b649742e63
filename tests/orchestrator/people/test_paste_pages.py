"""Many people are pasted: shown line by line, then invited all or none, once, whatever is pasted."""

import asyncio
import re

import pytest

from orchestrator.accounts.accounts import account_by_email, close_account
from orchestrator.accounts.passwords import set_password
from orchestrator.accounts.roles import Membership, OrganisationRole, Staff, StaffRole
from orchestrator.people.directory import Sought, people
from orchestrator.people.pasted import MOST_LINES
from schedules.store.database import Database
from tests.orchestrator.people.conftest import NOW, Browse
from tests.orchestrator.people.test_people_pages import mails
from tests.support.page_forms import Browser, hidden
from tests.support.people import SCHOOL, UNION, person

PASTE = f"/organisations/{SCHOOL}/paste"
LIST = "Nome;Email\nAda Neri;ada@x.example\nBea;bea@x.example\nCarla;carla\nADA@x.example"
INTO = {"organisation": SCHOOL, "roles": "organiser"}


async def previewed(browser: Browser, text: str, path: str = "/people/paste") -> tuple[str, dict[str, str]]:
    """The preview of that list, and the hidden fields of the form that does it."""
    answer = await browser.send(path, {**INTO, "text": text})
    assert answer.status == 200, await answer.text()
    page = await answer.text()
    return page, hidden(page, path)


def fates(page: str) -> list[tuple[str, str]]:
    """What becomes of each line, by its code and in words."""
    found = re.findall(r'data-fate="(\w+)">(.*?)</span>', page, re.DOTALL)
    return [(fate, re.sub(r"<svg.*?</svg>", "", words).strip()) for fate, words in found]


async def test_list_given_lines_of_each_kind_when_an_administrator_pastes_it_then_each_says_what_becomes_of_it(
    browse: Browse, database: Database
) -> None:
    admin = await browse("administrator")
    organiser = Membership(SCHOOL, OrganisationRole.ORGANISER)
    for name, held in (("ada", ()), ("bea", (organiser,)), ("carla", ()), ("dina", (Staff(StaffRole.DESK),))):
        account = await database.write(person, f"{name}@x.example", name, NOW, *held)
        if name in ("bea", "dina"):
            await database.write(set_password, account, "a hash")
        if name == "carla":
            await database.write(close_account, account, NOW)

    page, _ = await previewed(
        admin, "ada@x.example\nbea@x.example\ncarla@x.example\ndina@x.example\nelsa@x.example\nfede\nelsa@x.example"
    )

    assert fates(page) == [
        ("waits", "Già invitato: riceve un altro invito"),
        ("there", "È già qui con questi ruoli"),
        ("closed", "Il suo accesso è chiuso: riaprilo prima."),
        ("joins", "Ha già un accesso: riceve i ruoli"),
        ("new", "Nuovo: riceve un invito"),
        ("mistake", "Manca l’indirizzo di posta."),
        ("mistake", "Ha lo stesso indirizzo della riga 5."),
    ]
    assert "3 persone da invitare in Istituto comprensivo Alighieri." in page
    assert "Invita 3 persone" in page


async def test_list_given_the_same_when_a_manager_pastes_it_then_it_says_nothing_of_accounts(
    browse: Browse, database: Database
) -> None:
    manager = await browse("manager")
    ada = await database.write(person, "ada@x.example", "Ada Segreta", NOW, Membership(UNION, OrganisationRole.MANAGER))
    await database.write(set_password, ada, "a hash")
    bea = await database.write(person, "bea@x.example", "Bea", NOW)
    await database.write(close_account, bea, NOW)

    page, fields = await previewed(manager, "ada@x.example\nbea@x.example\ncarla@x.example", PASTE)
    done = await manager.post(PASTE, fields)

    assert fates(page) == [("invited", "Da invitare")] * 3
    assert "Segreta" not in page
    assert (done.status, done.headers["Location"]) == (303, f"/organisations/{SCHOOL}")
    assert "3%20persone" in done.cookies["regia_notice"].value
    assert sorted(await database.read(mails)) == [("invitation", "carla@x.example"), ("joined", "ada@x.example")]


async def test_list_given_that_it_was_confirmed_when_sent_twice_then_each_is_invited_once(
    browse: Browse, database: Database
) -> None:
    admin = await browse("administrator")
    page, fields = await previewed(admin, LIST)
    assert "2 persone da invitare" in page

    answers = [await admin.post("/people/paste", fields) for _ in range(2)]

    assert [answer.headers.get("Location") for answer in answers] == [f"/organisations/{SCHOOL}"] * 2
    assert sorted(await database.read(mails)) == [("invitation", "ada@x.example"), ("invitation", "bea@x.example")]
    ada = await database.read(account_by_email, "ada@x.example")
    assert ada is not None
    assert ada.name == "Ada Neri"


async def test_list_given_two_who_confirm_it_at_once_when_sent_then_it_is_done_once(
    browse: Browse, database: Database
) -> None:
    admin = await browse("administrator")
    _, fields = await previewed(admin, LIST)
    _, others = await previewed(admin, LIST)

    answers = await asyncio.gather(admin.post("/people/paste", fields), admin.post("/people/paste", others))

    assert {answer.status for answer in answers} <= {303, 422}
    assert sorted(await database.read(mails)) == [("invitation", "ada@x.example"), ("invitation", "bea@x.example")]


async def test_list_given_that_something_changed_meanwhile_when_confirmed_then_nobody_is_invited_and_it_is_shown_anew(
    browse: Browse, database: Database
) -> None:
    admin = await browse("administrator")
    _, fields = await previewed(admin, LIST)
    ada = await database.write(person, "ada@x.example", "Ada", NOW)
    await database.write(close_account, ada, NOW)

    answer = await admin.post("/people/paste", fields)

    text = await answer.text()
    assert answer.status == 422
    assert "Nel frattempo è cambiato qualcosa, e nessuno è stato invitato" in text
    assert [fate for fate, _ in fates(text)] == ["closed", "new", "mistake", "mistake"]
    assert await database.read(mails) == []
    assert await database.read(account_by_email, "bea@x.example") is None


async def test_list_given_no_mail_when_confirmed_twice_then_the_links_of_the_last_page_are_there_for_all(
    browse_silent: Browse,
) -> None:
    admin = await browse_silent("administrator")
    _, fields = await previewed(admin, LIST)

    pages = [await (await admin.post("/people/paste", fields)).text() for _ in range(2)]

    links = [set(re.findall(r"links/[\w-]{43}", page)) for page in pages]
    assert [len(found) for found in links] == [2, 2]
    assert not links[0] & links[1]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": ""}, "Incolla almeno una riga con un indirizzo."),
        ({"text": "\n".join(f"p{n}@x.example" for n in range(MOST_LINES + 1))}, "al massimo 500 persone"),
        ({"text": LIST, "organisation": "nessuna"}, "Scegli un’organizzazione della lista."),
        ({"text": LIST, "organisation": ""}, "Scegli in quale organizzazione ha questi ruoli."),
        ({"text": LIST, "roles": "padrone"}, "Scegli che cosa è nell’organizzazione."),
    ],
    ids=["nothing", "too many", "unknown", "nowhere", "no role"],
)
async def test_list_given_a_mistake_when_pasted_then_it_is_told_and_the_list_is_kept(
    browse: Browse, fields: dict[str, str], words: str
) -> None:
    admin = await browse("administrator")

    answer = await admin.send("/people/paste", {**INTO, **fields})

    text = await answer.text()
    assert answer.status == 422
    assert words in text
    assert fields["text"].partition("\n")[0] in text


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script> <ada@x.example>",
        "{{ 7 * 7 }} <ada@x.example>",
        "Ada\x00\x1b[31m\u202e <ada@x.example>",
        f'"{"a" * 5_000}" <ada@x.example>',
        "</textarea><img src=x> <ada@x.example>",
        "=cmd|'/c calc'!A1; ada@x.example",
        "<" * 5_000,
        "," * 50_000,
    ],
    ids=["script", "template", "controls", "long", "textarea", "formula", "brackets", "commas"],
)
async def test_list_given_hostile_text_when_pasted_then_it_stays_text(browse: Browse, hostile: str) -> None:
    admin = await browse("administrator")

    answer = await admin.send("/people/paste", {**INTO, "text": hostile})

    text = await answer.text()
    assert answer.status in (200, 422)
    assert "<script>alert" not in text
    assert "<img" not in text
    assert "49 &lt;" not in text
    assert "\u202e" not in text.partition("<textarea")[0].partition('name="text"')[0]


async def test_list_given_as_many_as_may_be_when_confirmed_then_all_of_them_are_there(
    browse: Browse, database: Database
) -> None:
    manager = await browse("manager")
    text = "\n".join(f"Persona Numero {number} <p{number}@istituto.example>" for number in range(MOST_LINES))

    _, fields = await previewed(manager, text, PASTE)
    answer = await manager.post(PASTE, fields)

    assert answer.status == 303
    assert (await database.read(people, Sought("istituto.example")))[1] == MOST_LINES
    assert len(await database.read(mails)) == MOST_LINES


async def test_list_given_a_form_that_is_larger_than_any_list_when_sent_then_413(browse: Browse) -> None:
    admin = await browse("administrator")
    fields = await admin.opened("/people/paste")

    answer = await admin.post("/people/paste", {**fields, **INTO, "text": "a" * 600_000})

    assert answer.status == 413
