"""Mails through the outbox, to a real SMTP server that fails in every way."""

import shutil
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import pytest
from structlog.testing import capture_logs

from config.words.sentences import LANGUAGES
from integrations.services.mail_errors import MailTrouble
from orchestrator.outbox.pauses import PAUSES
from orchestrator.outbox.sealed import sealed_mail
from orchestrator.outbox.sending import AT_ONCE
from orchestrator.outbox.store import MailState, failed_of, hasten, put_mail, retry
from orchestrator.outbox.troubles import OutboxTrouble
from orchestrator.outbox.words import STATES, WORDS, told
from schedules.store.database import open_database
from schedules.store.errors import StorageFull
from schedules.store.sealing import Keys
from schedules.store.transaction import Transaction
from tests.support.outbox import INVITATION, NOON, Post, posting
from tests.support.small_disk import FILLER, fill, small_disk
from tests.support.smtp_peer import Fault, SmtpPeer
from tests.support.waiting import wait_for

MINUTE = timedelta(minutes=1)


async def test_mail_given_it_is_put_in_when_committed_then_it_goes_out_and_its_words_are_gone(post: Post) -> None:
    with capture_logs() as logs:
        async with posting(post):
            mail = await post.put("anna@città.example")
            await post.at_rest()
    (row,) = await post.rows()
    (taken,) = post.peer.taken

    assert (await post.seen(mail)).state is MailState.SENT
    assert (row.subject, row.text, row.html, row.next_try_at, row.sent_at) == (None, None, None, None, NOON)
    assert post.peer.recipients == ["anna@xn--citt-3na.example"]
    assert (taken["Message-ID"], taken["From"]) == (row.message_id, "Officine <sale@comune.example>")
    body = taken.get_body(("plain",))
    assert body is not None
    assert INVITATION.link in body.get_content()
    assert "anna" not in repr(logs)


async def test_mail_given_a_transaction_that_is_undone_when_it_put_one_in_then_nothing_leaves(post: Post) -> None:
    mail = sealed_mail(post.keys, INVITATION, to="anna@x.example", language="it", caused_by="account:1")

    def book_and_fail(db: Transaction) -> NoReturn:
        put_mail(db, mail, post.now)
        raise LookupError

    async with posting(post):
        with pytest.raises(LookupError):
            await post.database.write(book_and_fail)
        await post.put("bruno@x.example")
        await post.at_rest()

    assert post.peer.recipients == ["bruno@x.example"]


async def test_mail_given_a_sender_that_waits_when_one_is_committed_then_it_goes_out_without_a_look_by_the_clock(
    post: Post,
) -> None:
    async with posting(post):
        for name in ("anna", "bruno"):
            await post.put(f"{name}@x.example")
            await post.at_rest()

    assert post.peer.recipients == ["anna@x.example", "bruno@x.example"]


async def test_mail_given_a_server_that_is_down_when_it_comes_back_then_the_mail_goes_out_after_its_pause(
    post: Post,
) -> None:
    await post.peer.stop()
    async with posting(post):
        mail = await post.put("anna@x.example")
        await post.at_rest()
        before = await post.seen(mail)
        await post.peer.start()
        await post.later(MINUTE - timedelta(seconds=1))
        early = len(post.peer.taken)
        await post.later(timedelta(seconds=1))

    assert (before.state, before.error) == (MailState.WAITING, MailTrouble.UNREACHABLE)
    assert (early, len(post.peer.taken)) == (0, 1)


async def test_mail_given_a_server_that_never_takes_it_when_three_days_have_passed_then_it_is_given_up_and_shown(
    post: Post,
) -> None:
    post.peer.faults = [Fault.BUSY_RECIPIENT] * (len(PAUSES) + 1)
    async with posting(post):
        mail = await post.put("anna@x.example")
        await post.to_the_end()
        (failed,) = await post.database.read(failed_of, "account:1")
        others = await post.database.read(failed_of, "account:2")
        waited = post.now - NOON
        again = await post.database.write(retry, mail, post.now)
        await post.at_rest()
        sent_twice = await post.database.write(retry, mail, post.now)

    assert (failed.id, failed.state, failed.error, failed.reply) == (mail, MailState.FAILED, MailTrouble.BUSY, 450)
    assert others == []
    assert timedelta(days=2, hours=18) < waited <= timedelta(days=3)
    assert sorted(PAUSES) == list(PAUSES)
    assert (again, sent_twice) == (True, False)
    assert len(post.peer.taken) == 1


@pytest.mark.parametrize("fault", [Fault.NO_RECIPIENT, Fault.NO_DATA])
async def test_mail_given_that_it_is_refused_for_good_when_it_is_tried_then_it_fails_at_once(
    fault: Fault, post: Post
) -> None:
    post.peer.faults = [fault]
    async with posting(post):
        mail = await post.put("anna@x.example")
        await post.at_rest()

    seen = await post.seen(mail)
    assert (seen.state, seen.tries, seen.next_try_at) == (MailState.FAILED, 1, None)
    assert "hunter2" not in repr(await post.rows())


async def test_mail_given_no_server_in_the_room_file_when_it_is_put_in_then_it_is_kept_and_goes_out_once_there_is_one(
    post: Post,
) -> None:
    post.has_server = False
    async with posting(post):
        mail = await post.put("anna@x.example")
        await post.at_rest()
        kept = await post.database.read(failed_of, "account:1")
        post.has_server = True
        await post.database.write(hasten, post.now)
        await post.at_rest()

    assert [(one.id, one.state) for one in kept] == [(mail, MailState.KEPT)]
    assert len(post.peer.taken) == 1
    assert await post.database.read(failed_of, "account:1") == []


async def test_mail_given_a_password_that_is_missing_when_the_service_starts_with_it_then_the_mail_goes_out(
    post: Post,
) -> None:
    post.has_password = False
    async with posting(post):
        mail = await post.put("anna@x.example")
        await post.at_rest()
        before = await post.seen(mail)
    post.has_password = True
    async with posting(post):
        await wait_for(lambda: post.peer.taken)
        await post.at_rest()

    assert (before.state, before.error) == (MailState.WAITING, OutboxTrouble.NO_PASSWORD)
    assert len(post.peer.taken) == 1


async def test_mail_given_a_key_that_is_gone_when_it_is_tried_then_it_fails_and_is_told(post: Post) -> None:
    post.keys = Keys.of(bytes(32))
    async with posting(post):
        mail = await post.put("anna@x.example")
        await post.at_rest()

    seen = await post.seen(mail)
    assert (seen.state, seen.error) == (MailState.FAILED, OutboxTrouble.UNREADABLE)
    assert post.peer.connections == 0


@pytest.mark.parametrize("has_server", [True, False])
async def test_mail_given_a_link_that_is_over_before_a_server_takes_it_when_it_is_tried_then_it_fails_and_never_goes_out(
    post: Post,
    peer: SmtpPeer,
    has_server: bool,  # noqa: FBT001
) -> None:
    post.has_server = has_server
    peer.faults = [Fault.BUSY_DATA] * 2 if has_server else []
    async with posting(post):
        mail = await post.put("anna@x.example", until=NOON + 2 * MINUTE)
        early = await post.put("bruno@x.example", until=NOON + timedelta(days=2))
        await post.at_rest()
        before = await post.seen(mail)
        post.has_server = True
        await post.later(2 * MINUTE)
        await post.database.write(hasten, post.now)
        await post.at_rest()

    seen = await post.seen(mail)
    assert before.state is (MailState.WAITING if has_server else MailState.KEPT)
    assert (seen.state, seen.error) == (MailState.FAILED, OutboxTrouble.OVER)
    assert (await post.seen(early)).state is MailState.SENT
    assert post.peer.recipients == ["bruno@x.example"]


async def test_mails_given_many_when_a_server_is_slow_then_few_are_sent_at_once_and_all_arrive_once(post: Post) -> None:
    post.peer.hold("RCPT")
    async with posting(post):
        for number in range(3 * AT_ONCE):
            await post.put(f"anna-{number}@x.example")
        await wait_for(lambda: post.peer.connections == AT_ONCE)
        post.peer.release()
        await post.at_rest()

    assert post.peer.at_once <= AT_ONCE
    assert sorted(post.peer.recipients) == sorted(f"anna-{number}@x.example" for number in range(3 * AT_ONCE))


async def test_mail_given_one_connection_that_hangs_when_another_mail_is_put_in_then_that_one_goes_out(
    post: Post,
) -> None:
    post.peer.faults = [Fault.MUTE_AFTER]
    async with posting(post):
        await post.put("anna@x.example")
        await wait_for(lambda: post.peer.recipients)
        bruno = await post.put("bruno@x.example")

        seen = await wait_for(lambda: post.seen(bruno), lambda seen: seen.state is MailState.SENT)

    assert seen.tries == 1


async def test_mail_given_a_sender_that_is_cancelled_when_another_begins_then_it_goes_out_with_the_same_id(
    post: Post,
) -> None:
    post.peer.hold("TAKEN")
    async with posting(post):
        await post.put("anna@x.example")
        await post.peer.standing.wait()
    post.peer.release()
    async with posting(post):
        await wait_for(lambda: len(post.peer.taken) > 1)
        await post.at_rest()

    assert len(post.peer.taken) == 2
    assert len(set(post.peer.ids())) == 1


async def test_mail_given_a_disk_that_is_full_when_it_was_taken_then_it_is_noted_once_there_is_room_and_sent_once(
    empty_store: Path, tmp_path: Path, peer: SmtpPeer
) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    with small_disk(folder, 4) as mounted, capture_logs() as logs:
        if not mounted:
            pytest.skip("no disk of its own can be mounted here")
        shutil.copy(empty_store, folder / "regia.db")
        with closing(open_database(f"sqlite:///{folder}/regia.db")) as database:
            post = Post(database, peer)
            peer.hold("TAKEN")
            async with posting(post):
                mail = await post.put("anna@x.example")
                await peer.standing.wait()
                fill(folder)
                peer.release()
                await wait_for(lambda: [log for log in logs if log["event"] == "outbox.waiting"])
                with pytest.raises(StorageFull):
                    await post.put("bruno@x.example")
                (folder / FILLER).unlink()
                await post.at_rest()
                seen = await post.seen(mail)

    assert seen.state is MailState.SENT
    assert len(peer.taken) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_troubles_given_every_one_when_told_then_there_are_words_and_what_to_do(language: str) -> None:
    kinds = [*MailTrouble, *OutboxTrouble]

    assert set(WORDS) == set(kinds)
    for kind in kinds:
        what, what_to_do = told(kind.value, 450, language)  # type: ignore[arg-type]
        assert what.endswith(" (450)")
        assert what_to_do.endswith(".")
    assert all(STATES[state][language] for state in MailState)  # type: ignore[index]
    assert told("unknown", None, language)  # type: ignore[arg-type]
