"""`regia mail test`: one mail through the outbox, and what became of it."""

import asyncio
from pathlib import Path

import pytest

from config.site_file.loading import digest, load_texts
from orchestrator.outbox.store import MailState, unsent
from schedules.store.database import Database
from schedules.store.sites import wish_site
from tests.orchestrator.conftest import SITE
from tests.support.commands import Done, regia
from tests.support.outbox import NOON
from tests.support.smtp_peer import Fault, smtp_running

MAIL = '\n[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nsender = "sale@comune.example"\n'


async def tried(database: Database, tmp_path: Path, site: str, **environment: str) -> Done:
    """The command over room files that a service took."""
    texts = (("sito.toml", SITE + site),)
    assert load_texts(texts).installation is not None
    await database.write(wish_site, digest(texts), texts, [], NOON)
    arguments = ("mail", "test", "anna@città.example", "--data", tmp_path)
    return await asyncio.to_thread(regia, *arguments, LANG="it_IT.UTF-8", **environment)


@pytest.mark.parametrize("fault", [None, Fault.BUSY_RECIPIENT, Fault.NO_RECIPIENT])
async def test_mail_test_given_a_server_when_it_is_run_then_it_says_what_became_of_the_mail(
    fault: Fault | None, database: Database, tmp_path: Path
) -> None:
    async with smtp_running() as peer:
        peer.faults = [fault] if fault else []
        done = await tried(database, tmp_path, MAIL.format(port=peer.port))

    waits = (await database.read(unsent))[MailState.WAITING]
    assert done.err == ""
    assert (done.code, len(peer.taken), waits) == {
        None: (0, 1, 0),
        Fault.BUSY_RECIPIENT: (1, 0, 1),
        Fault.NO_RECIPIENT: (1, 0, 0),
    }[fault]
    assert (
        done.out
        == {
            None: "Partito: il server di posta ha preso il messaggio per anna@xn--citt-3na.example.\n",
            Fault.BUSY_RECIPIENT: "Non partito: il server di posta chiede di riprovare più tardi (450). Si riprova.\n",
            Fault.NO_RECIPIENT: "Non partito: il server di posta rifiuta questo indirizzo (550). "
            "Controlla che l’indirizzo sia scritto bene.\n",
        }[fault]
    )


async def test_mail_test_given_a_password_that_is_missing_when_it_is_run_then_that_is_told(
    database: Database, tmp_path: Path
) -> None:
    login = 'user = "sale"\npassword = "env:REGIA_SECRET_MAIL"\n'
    async with smtp_running() as peer:
        peer.password = "segreta"
        site = MAIL.format(port=peer.port) + login
        without = await tried(database, tmp_path, site)
        wrong = await tried(database, tmp_path, site, REGIA_SECRET_MAIL="altra")
        right = await tried(database, tmp_path, site, REGIA_SECRET_MAIL="segreta")

    assert without.out.startswith("Non partito: la password del server di posta non c’è")
    assert wrong.out.startswith("Non partito: il server di posta non accetta utente e password (535).")
    assert (without.code, wrong.code, right.code, len(peer.taken)) == (1, 1, 0, 1)
    assert "altra" not in wrong.out + wrong.err


async def test_mail_test_given_no_server_in_the_room_file_when_it_is_run_then_that_is_told(
    database: Database, tmp_path: Path
) -> None:
    done = await tried(database, tmp_path, "")

    assert done.code == 1
    assert done.out.startswith("Non partito: da qui non parte posta: nel file delle sale non c’è [mail].")


def test_mail_test_given_no_service_yet_or_no_address_when_it_is_run_then_that_is_told(
    database: Database, tmp_path: Path
) -> None:
    unused = regia("mail", "test", "anna@x.example", "--data", tmp_path, LANG="C")
    nobody = regia("mail", "test", "anna", "--data", tmp_path, LANG="C")

    assert database.path.parent == tmp_path
    assert (unused.code, nobody.code) == (1, 2)
    assert "No service has used" in unused.err
    assert "is no mail address" in nobody.err
