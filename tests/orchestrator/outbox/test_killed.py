"""kill -9 of the service at every step of a mail: it goes out all the same, and always under the same Message-ID."""

import sqlite3
from collections import Counter
from contextlib import closing
from functools import partial
from pathlib import Path

from orchestrator.outbox.store import MailState
from tests.orchestrator.conftest import SITE
from tests.support.outbox import Post
from tests.support.processes import WarmProcess
from tests.support.smtp_peer import SmtpPeer
from tests.support.waiting import wait_for

STEPS = ("EHLO", "RCPT", "END", "TAKEN")
MAIL = '\n[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nsender = "sale@comune.example"\n'


def service_with_mail(folder: Path, peer: SmtpPeer) -> WarmProcess:
    (folder / "sito.toml").write_text(SITE + MAIL.format(port=peer.port))
    return WarmProcess("serve", folder / "sito.toml", "--data", folder, "--port", "0", log=folder / "log")


async def test_service_given_mails_when_it_is_killed_at_every_step_then_each_arrives_and_has_one_id(
    tmp_path: Path, peer: SmtpPeer, post: Post
) -> None:
    service = service_with_mail(tmp_path, peer)
    mails = []
    try:
        for step in STEPS:
            mails.append(await post.put(f"anna-{step.lower()}@x.example"))
            peer.hold(step)
            await service.start()
            await peer.standing.wait()
            await service.kill()
            peer.release()
        await service.start()
        for mail in mails:
            await wait_for(partial(post.seen, mail), lambda seen: seen.state is MailState.SENT)
    finally:
        await service.kill()

    taken = Counter(zip(peer.recipients, peer.ids(), strict=True))
    assert {recipient for recipient, _ in taken} == {f"anna-{step.lower()}@x.example" for step in STEPS}
    assert len(taken) == len(STEPS)
    assert {row.message_id for row in await post.rows()} == {message_id for _, message_id in taken}


async def test_service_given_a_mail_that_was_taken_when_it_is_killed_before_it_noted_so_then_it_comes_again_with_its_id(
    tmp_path: Path, peer: SmtpPeer, post: Post
) -> None:
    service = service_with_mail(tmp_path, peer)
    mail = await post.put("anna@x.example")
    peer.hold("TAKEN")
    try:
        await service.start()
        await peer.standing.wait()
        with closing(sqlite3.connect(post.database.path, isolation_level=None, timeout=30)) as other:
            other.execute("BEGIN IMMEDIATE")  # now nothing can be noted
            peer.release()
            await wait_for(lambda: not peer.open)
            await service.kill()
            other.execute("ROLLBACK")
        await service.start()
        await wait_for(lambda: post.seen(mail), lambda seen: seen.state is MailState.SENT)
    finally:
        await service.kill()

    assert peer.recipients == ["anna@x.example"] * 2
    assert len(set(peer.ids())) == 1
