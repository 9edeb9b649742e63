"""Administrators keep people by pages: find, invite, change, give roles, close, open again, forget."""

import re

import pytest
from sqlalchemy import select

from orchestrator.accounts.accounts import account_by_email, find_account
from orchestrator.accounts.roles import Staff, StaffRole
from orchestrator.accounts.second_factor import second_factor_of
from orchestrator.accounts.sign_ins import list_sign_ins
from orchestrator.accounts.tables import SecondFactorRow
from orchestrator.outbox.tables import OutboxRow
from orchestrator.people.changes import roles_of
from orchestrator.people.directory import person as person_seen
from schedules.store.database import Database
from schedules.store.transaction import Transaction
from tests.orchestrator.people.conftest import NOW, Browse
from tests.support.people import SCHOOL, person

ADA = {"email": "ada@x.example", "name": "Ada <b>Neri</b>", "language": "it"}


def has_second_factor(db: Transaction, account: str) -> None:
    """As after it was set up and proved."""
    db.add(SecondFactorRow(account_id=account, secret=b"sealed", proved_at=NOW, last_step=0))


def mails(db: Transaction) -> list[tuple[str, str]]:
    return [(row.kind, row.recipient) for row in db.scalars(select(OutboxRow).order_by(OutboxRow.created_at))]


async def test_people_given_some_when_listed_then_they_are_found_filtered_and_shown_as_text(
    browse: Browse, database: Database
) -> None:
    admin = await browse("administrator")
    await database.write(person, "zoe@x.example", "<script>Zoe", NOW, Staff(StaffRole.DESK, "casa"))

    whole = await admin.text("/people")
    assert "&lt;script&gt;Zoe" in whole
    assert "Invitato, non ancora entrato" in whole
    found = await admin.text("/people?q=ZOE&state=invited&role=desk")
    assert "zoe@x.example" in found
    assert "administrator@example.it" not in found
    assert "Nessuno corrisponde" in await admin.text("/people?q=nessunochesichiamacosi")
    assert "zoe@x.example" not in await admin.text("/people?state=closed")


async def test_person_given_a_form_sent_twice_when_invited_then_there_is_one_account_and_one_mail(
    browse: Browse, database: Database
) -> None:
    admin = await browse("administrator")
    fields = await admin.opened("/people/new")
    wanted = {**fields, **ADA, "staff": ["desk:casa"], "organisation": SCHOOL, "roles": ["manager", "confidential"]}

    first, second = await admin.post("/people/new", wanted), await admin.post("/people/new", wanted)

    assert (first.status, second.status) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    account = await database.read(account_by_email, "ada@x.example")
    assert account is not None
    assert first.headers["Location"] == f"/people/{account.id}"
    seen = await database.read(person_seen, account.id)
    assert seen is not None
    assert [held.role for held in seen.staff] == ["desk"]
    assert [held.role for held in seen.memberships] == ["confidential", "manager"]
    assert await database.read(mails) == [("invitation", "ada@x.example")]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": ""}, "Scrivi l’indirizzo di posta."),
        ({"email": "ada"}, "Scrivi un indirizzo come nome@scuola.it."),
        ({"name": " "}, "Scrivi il nome."),
        ({"name": "a" * 81}, "Il nome è troppo lungo: al massimo 80 caratteri."),
        ({"staff": "desk:altrove"}, "Scegli tra i ruoli di questa lista."),
        ({"organisation": "altrove", "roles": "viewer"}, "Scegli un’organizzazione della lista."),
        ({"organisation": SCHOOL}, "Scegli che cosa è nell’organizzazione."),
        ({"roles": "viewer"}, "Scegli in quale organizzazione ha questi ruoli."),
        ({"email": "administrator@example.it"}, "Questo indirizzo è già di qualcuno"),
    ],
)
async def test_person_given_a_mistake_when_invited_then_it_is_told_and_what_was_typed_is_kept(
    browse: Browse, database: Database, changes: dict[str, str], words: str
) -> None:
    admin = await browse("administrator")

    answer = await admin.send("/people/new", {**ADA, **changes})

    text = await answer.text()
    assert answer.status == 422
    assert words in text
    assert "name" in changes or 'value="Ada &lt;b&gt;Neri&lt;/b&gt;"' in text
    assert await database.read(mails) == []


async def test_person_given_no_mail_when_invited_then_the_link_is_shown_and_the_last_one_shown_is_good(
    browse_silent: Browse, database: Database
) -> None:
    admin = await browse_silent("administrator")
    wanted = {**await admin.opened("/people/new"), **ADA}

    first = await (await admin.post("/people/new", wanted)).text()
    second = await (await admin.post("/people/new", wanted)).text()

    links = [re.findall(r"https://regia\.example/links/([\w-]{43})", text) for text in (first, second)]
    assert [len(set(found)) for found in links] == [1, 1]
    assert links[0] != links[1]
    assert "Da qui non parte posta" in first
    assert await database.read(mails) == []


async def test_person_given_two_editors_when_both_change_it_then_the_second_is_told(
    browse: Browse, database: Database
) -> None:
    admin = await browse("administrator")
    ada = await database.write(person, "ada@x.example", "Ada", NOW)
    fields = await admin.opened(f"/people/{ada}/change")

    first = await admin.post(f"/people/{ada}/change", {**fields, **ADA, "email": "ada@y.example"})
    second = await admin.post(f"/people/{ada}/change", {**fields, **ADA, "name": "Bea"})

    assert (first.status, second.status) == (303, 422)
    assert "Nel frattempo qualcun altro" in await second.text()
    changed = await database.read(find_account, ada)
    assert changed is not None
    assert (changed.email, changed.name) == ("ada@y.example", "Ada <b>Neri</b>")


async def test_roles_given_a_form_when_sent_then_they_are_those_and_sign_ins_end(
    browse: Browse, database: Database
) -> None:
    admin, organiser = await browse("administrator"), await browse("organiser")
    path = f"/people/{organiser.who.account}/roles"
    fields = await admin.opened(path)

    sent = {**fields, "staff": "technician:casa", f"member.{SCHOOL}": ["manager"]}
    answer = await admin.post(path, sent)
    late = await admin.post(path, {**fields, "staff": "desk:casa"})

    assert answer.status == 303, await answer.text()
    assert "Nel frattempo qualcun altro ha cambiato i ruoli" in await late.text()
    roles = await database.read(roles_of, organiser.who.account)
    assert roles.staff == {Staff(StaffRole.TECHNICIAN, "casa")}
    assert [held.role for held in roles.memberships] == ["manager"]
    assert await database.read(list_sign_ins, organiser.who.account, NOW) == []
    assert (await organiser.get("/organisations")).status == 303  # to where one signs in


async def test_last_administrator_given_themself_when_closed_or_put_down_then_it_is_refused_with_words(
    browse: Browse, database: Database
) -> None:
    admin = await browse("administrator")
    here = f"/people/{admin.who.account}"
    await database.write(person, "nova@x.example", "Nova", NOW, Staff(StaffRole.ADMINISTRATOR))  # never came

    down = await admin.send(f"{here}/roles", {"staff": "desk:casa"})
    closed = await admin.send(f"{here}/close", {})

    for answer in (down, closed):
        assert answer.status == 422
        assert "È l’ultimo amministratore" in await answer.text()
    assert (await database.read(roles_of, admin.who.account)).staff == {Staff(StaffRole.ADMINISTRATOR)}


async def test_account_given_its_end_when_closed_reopened_and_forgotten_then_each_is_as_it_says(
    browse: Browse,
) -> None:
    admin, desk = await browse("administrator"), await browse("desk")
    here = f"/people/{desk.who.account}"

    assert (await admin.send(f"{here}/close", {})).status == 303
    assert "L’accesso è chiuso" in await admin.text(here)
    assert (await admin.send(f"{here}/reopen", {})).status == 303
    assert (await admin.send(f"{here}/close", {})).status == 303
    assert (await admin.send(f"{here}/forget", {})).status == 303
    text = await admin.text(here)

    assert "desk@example.it" not in text
    assert "sono stati cancellati" in text
    history = text.partition("Cronologia</h2>")[2]
    assert "desk@example.it" not in history
    assert len(re.findall("<time ", history)) == 4
    assert "desk@example.it" not in await admin.text("/people")
    assert (await admin.get(f"{here}/close")).status == 303  # there is nothing to close


async def test_link_given_somebody_who_has_come_and_one_who_has_not_when_sent_then_each_gets_theirs(
    browse: Browse, database: Database
) -> None:
    admin, desk = await browse("administrator"), await browse("desk")
    ada = await database.write(person, "ada@x.example", "Ada", NOW)

    for account in (ada, desk.who.account):
        assert (await admin.send(f"/people/{account}/link", {})).status == 303

    assert await database.read(mails) == [("invitation", "ada@x.example"), ("password_reset", "desk@example.it")]


async def test_sign_ins_given_somebody_in_several_browsers_when_signed_out_then_all_of_them_end(
    browse: Browse, database: Database
) -> None:
    admin, desk = await browse("administrator"), await browse("desk")

    assert (await admin.send(f"/people/{desk.who.account}/sign-out", {})).status == 303

    assert await database.read(list_sign_ins, desk.who.account, NOW) == []


async def test_second_factor_given_somebody_who_lost_it_when_turned_off_then_a_password_is_enough_and_sign_ins_end(
    browse: Browse, database: Database
) -> None:
    admin, desk = await browse("administrator"), await browse("desk")
    path = f"/people/{desk.who.account}"
    assert "/second-factor" not in await admin.text(path)
    await database.write(has_second_factor, desk.who.account)
    assert f"{path}/second-factor" in await admin.text(path)

    assert (await admin.send(f"{path}/second-factor", {})).status == 303

    assert await database.read(second_factor_of, desk.who.account) is None
    assert await database.read(list_sign_ins, desk.who.account, NOW) == []
    assert "/second-factor" not in await admin.text(path)


async def test_person_given_an_unknown_one_when_asked_for_then_404_on_each_page(browse: Browse) -> None:
    admin = await browse("administrator")

    for page in ("", "/change", "/roles", "/link", "/sign-out", "/second-factor", "/close", "/reopen", "/forget"):
        assert (await admin.get(f"/people/nobody{page}")).status == 404
