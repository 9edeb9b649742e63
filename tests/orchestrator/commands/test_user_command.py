"""`regia user` and `regia org`: people and organisations by command, and a sentence for each mistake."""

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from config.site_file.loading import digest
from orchestrator.accounts.accounts import account_by_email
from orchestrator.accounts.links import LinkKind, open_link
from orchestrator.accounts.passwords import set_password
from orchestrator.accounts.roles import Membership, OrganisationRole, Staff, StaffRole
from orchestrator.accounts.second_factor import second_factor_of
from orchestrator.audit.tables import ActRow
from orchestrator.commands.user_words import WORDS
from orchestrator.people.directory import PersonSeen, person
from schedules.store.database import Database
from schedules.store.sites import wish_site
from schedules.store.transaction import Transaction
from tests.orchestrator.conftest import SITE
from tests.orchestrator.people.test_people_pages import has_second_factor
from tests.support.commands import Done, regia, regia_here

URL = "https://regia.example"
SERVICE = f'\n[service]\nurl = "{URL}"\n'


async def run(tmp_path: Path, *arguments: str, language: str = "en_GB.UTF-8") -> Done:
    """The command over the test's database, as a process, beside whatever holds the database open."""
    return await asyncio.to_thread(regia, *arguments, "--data", tmp_path, LANG=language)


async def have_room_file(database: Database, more: str = "") -> None:
    """A service took it."""
    texts = (("sito.toml", SITE + more),)
    await database.write(wish_site, digest(texts), texts, [], datetime.now(UTC))


def seen(db: Transaction, email: str) -> PersonSeen:
    account = account_by_email(db, email)
    assert account is not None
    found = person(db, account.id)
    assert found is not None
    return found


def acts(db: Transaction) -> list[tuple[str, str]]:
    return [(row.action, row.who_kind) for row in db.scalars(select(ActRow).order_by(ActRow.number))]


async def link_in(database: Database, out: str) -> tuple[str, LinkKind]:
    """Whose the link is that stands alone on the last line, and what it is for."""
    match = re.fullmatch(rf"{URL}/links/([\w-]{{43}})\n", out)
    assert match is not None, out
    opened = await database.read(open_link, match[1], datetime.now(UTC))
    assert opened is not None
    return opened[0].email or "", opened[1]


async def test_user_add_given_the_first_administrator_when_run_then_a_good_link_is_printed_alone(
    database: Database, tmp_path: Path
) -> None:
    done = await run(tmp_path, "user", "add", "Ada@X.example", "--admin", "--name", "Ada Neri", "--url", f"{URL}/")

    assert (done.code, done.err) == (
        0,
        "The link by which Ada@x.example chooses a password is good for 7 days, once:\n",
    )
    assert await link_in(database, done.out) == ("Ada@x.example", LinkKind.INVITATION)
    added = await database.read(seen, "ada@x.example")
    assert (added.account.name, added.account.language) == ("Ada Neri", "en")
    assert added.staff == (Staff(StaffRole.ADMINISTRATOR),)
    assert await database.read(acts) == [
        ("account_made", "command"),
        ("staff_given", "command"),
        ("invited", "command"),
    ]


async def test_user_add_given_a_service_with_an_address_when_run_then_the_link_begins_with_it(
    database: Database, tmp_path: Path
) -> None:
    await have_room_file(database, SERVICE)
    assert (await run(tmp_path, "org", "add", "liceo", "Liceo Varrone")).code == 0
    roles = ("--staff", "desk:casa", "--staff", "technician:*", "--member", "liceo:manager", "--member", "liceo:viewer")

    done = await run(tmp_path, "user", "add", "ada@x.example", *roles, language="it_IT.UTF-8")

    assert done.err == "Il collegamento con cui ada@x.example sceglie la password vale 7 giorni e una volta sola:\n"
    assert (await link_in(database, done.out))[1] is LinkKind.INVITATION
    added = await database.read(seen, "ada@x.example")
    assert added.account.language == "it"
    assert set(added.staff) == {Staff(StaffRole.DESK, "casa"), Staff(StaffRole.TECHNICIAN)}
    assert set(added.memberships) == {
        Membership("liceo", OrganisationRole.MANAGER),
        Membership("liceo", OrganisationRole.VIEWER),
    }


async def test_user_add_given_somebody_who_has_come_when_run_then_they_get_roles_and_no_link(
    database: Database, tmp_path: Path
) -> None:
    await run(tmp_path, "user", "add", "ada@x.example", "--url", URL)
    ada = await database.read(seen, "ada@x.example")
    await database.write(set_password, ada.account.id, "a hash")

    more = await run(tmp_path, "user", "add", "ada@x.example", "--admin", "--url", URL)
    again = await run(tmp_path, "user", "add", "ada@x.example", "--admin", "--url", URL)
    nothing = await run(tmp_path, "user", "add", "ada@x.example", "--url", URL)

    assert (more.code, more.out) == (0, "")
    assert more.err == "ada@x.example was there already and has these roles too now: they sign in as always.\n"
    assert (again.code, nothing.code) == (1, 1)
    assert "`regia user reset ada@x.example`" in again.err
    assert (await database.read(seen, "ada@x.example")).staff == (Staff(StaffRole.ADMINISTRATOR),)


async def test_user_add_given_somebody_who_never_came_when_run_again_then_another_link_is_printed(
    database: Database, tmp_path: Path
) -> None:
    first = await run(tmp_path, "user", "add", "ada@x.example", "--admin", "--url", URL)
    second = await run(tmp_path, "user", "add", "ada@x.example", "--admin", "--url", URL)

    assert first.out != second.out
    assert await link_in(database, second.out) == ("ada@x.example", LinkKind.INVITATION)


async def test_user_reset_given_who_has_come_and_who_has_not_when_run_then_each_gets_a_link_of_their_kind(
    database: Database, tmp_path: Path
) -> None:
    await have_room_file(database, SERVICE)
    await run(tmp_path, "user", "add", "ada@x.example")

    waits = await run(tmp_path, "user", "reset", "ADA@x.example")
    ada = await database.read(seen, "ada@x.example")
    await database.write(set_password, ada.account.id, "a hash")
    came = await run(tmp_path, "user", "reset", "ada@x.example")

    assert await link_in(database, waits.out) == ("ada@x.example", LinkKind.INVITATION)
    assert await link_in(database, came.out) == ("ada@x.example", LinkKind.RESET)
    assert "an hour" in came.err


async def test_user_add_given_a_site_that_no_room_file_has_when_run_then_it_is_refused_with_those_there_are(
    database: Database, tmp_path: Path
) -> None:
    await have_room_file(database, SERVICE)

    done = await run(tmp_path, "user", "add", "ada@x.example", "--staff", "desk:luna")

    assert (done.code, done.err) == (1, "There is no site 'luna'. There are: casa.\n")


async def test_user_reset_given_a_lost_telephone_when_run_then_a_password_is_enough_again(
    database: Database, tmp_path: Path
) -> None:
    await run(tmp_path, "user", "add", "ada@x.example", "--url", URL)
    ada = await database.read(seen, "ada@x.example")
    await database.write(has_second_factor, ada.account.id)

    done = await run(tmp_path, "user", "reset", "ada@x.example", "--second-factor", "--url", URL)

    assert done.code == 0, done.err
    assert await database.read(second_factor_of, ada.account.id) is None


async def test_user_close_given_the_last_administrator_and_another_when_run_then_one_is_kept(
    database: Database,  # noqa: ARG001  made before
    tmp_path: Path,
) -> None:
    for name in ("ada", "bea"):
        await run(tmp_path, "user", "add", f"{name}@x.example", "--admin", "--url", URL)

    closed = await run(tmp_path, "user", "close", "ada@x.example")
    last = await run(tmp_path, "user", "close", "bea@x.example")
    after = await run(tmp_path, "user", "add", "ada@x.example", "--url", URL)
    reset = await run(tmp_path, "user", "reset", "ada@x.example", "--url", URL)

    assert (closed.code, closed.out) == (0, "Closed: ada@x.example comes in no more.\n")
    assert (last.code, last.err) == (
        1,
        "bea@x.example is the last administrator: give the role to somebody else first.\n",
    )
    assert "is closed" in after.err
    assert "is closed" in reset.err


async def test_lists_given_people_and_organisations_when_run_then_each_is_a_line(
    database: Database,  # noqa: ARG001  made before
    tmp_path: Path,
) -> None:
    await run(tmp_path, "org", "add", "liceo", "Liceo Varrone")
    await run(tmp_path, "user", "add", "ada@x.example", "--name", "Ada", "--member", "liceo:viewer", "--url", URL)
    await run(tmp_path, "user", "add", "bea@x.example", "--admin", "--staff", "desk:*", "--url", URL)

    people, organisations = await run(tmp_path, "user", "list"), await run(tmp_path, "org", "list")

    assert [line.split("  ", 1)[1] for line in people.out.splitlines()] == [
        "invited   ada@x.example  Ada  liceo:viewer",
        "invited   bea@x.example    administrator desk:*",
    ]
    assert organisations.out == "liceo  open  Liceo Varrone\n"


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("user", "add", "ada"), 2, "'ada' non è un indirizzo di posta"),
        (("user", "add", "a@x.example"), 2, "Non si sa a quale indirizzo sta il servizio"),
        (("user", "add", "a@x.example", "--url", "http://regia.example"), 2, "non è l’indirizzo di un servizio"),
        (("user", "add", "a@x.example", "--url", URL, "--staff", "desk"), 2, "'desk' non è un ruolo nella casa"),
        (("user", "add", "a@x.example", "--url", URL, "--staff", "administrator:*"), 2, "non è un ruolo nella casa"),
        (("user", "add", "a@x.example", "--url", URL, "--member", "liceo"), 2, "manager, organiser, viewer"),
        (("user", "add", "a@x.example", "--url", URL, "--member", "liceo:viewer"), 1, "`regia org add`"),
        (("user", "add", "a@x.example", "--url", URL, "--name", "a" * 81), 2, "al massimo 80 caratteri"),
        (("user", "close", "a@x.example"), 1, "Nessuno ha l’indirizzo a@x.example"),
        (("user", "reset", "a@x.example", "--url", URL), 1, "Nessuno ha l’indirizzo a@x.example"),
        (("org", "add", "Liceo Varrone", "Liceo Varrone"), 2, "come liceo-varrone"),
        (("org", "add", "liceo", " "), 2, "Il nome manca."),
        (("org", "add", "liceo", "a" * 121), 2, "al massimo 120 caratteri"),
        (("org", "add", "comune", "Un altro"), 1, "L’organizzazione 'comune' c’è già: si chiama Comune."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_command_given_a_mistake_when_run_then_a_sentence_says_it_and_nothing_is_changed(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    arguments: tuple[str, ...],
    code: int,
    sentence: str,
) -> None:
    monkeypatch.setenv("LANG", "it_IT.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    data = ("--data", str(tmp_path / "data"))
    regia_here(capsys, "org", "add", "comune", "Comune", *data)

    done = regia_here(capsys, *arguments, *data)

    assert (done.code, done.out, done.err.count("\n")) == (code, "", 1)
    assert sentence in done.err
    assert regia_here(capsys, "user", "list", *data).out == ""


def test_words_given_each_sentence_when_read_then_it_is_in_both_languages_with_the_same_values() -> None:
    for name, languages in WORDS.items():
        values = [set(re.findall(r"\{(\w+)", languages[language])) for language in ("it", "en")]
        assert values[0] == values[1], name
