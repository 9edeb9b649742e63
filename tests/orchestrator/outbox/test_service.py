"""The service sends what is put into its outbox, and follows what its room files say of the mail server."""

import os
from functools import partial
from pathlib import Path

from orchestrator.outbox.keys import SENDING
from orchestrator.outbox.post_office import post_office_of
from orchestrator.outbox.sealed import sealed_mail
from orchestrator.outbox.store import MailState, mail_seen, put_mail
from orchestrator.web.keys import DATABASE
from schedules.store.sealing import key_file
from tests.orchestrator.conftest import SITE, MakeToken, Start
from tests.support.credentials import bearer
from tests.support.outbox import INVITATION
from tests.support.smtp_peer import SmtpPeer
from tests.support.town import DAY
from tests.support.waiting import wait_for

MAIL = '\n[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nsender = "sale@comune.example"\n'


async def test_service_given_a_kept_mail_when_room_files_name_a_server_then_it_goes_out_and_the_metrics_tell(
    start: Start, token: MakeToken, peer: SmtpPeer, tmp_path: Path
) -> None:
    office = partial(post_office_of, environment=os.environ, folder=tmp_path)
    client = await start(post_office_of=office, clock=lambda: DAY)
    database, admin = client.app[DATABASE], bearer(await token("admin"))
    mail = sealed_mail(client.app[SENDING].keys, INVITATION, to="anna@x.example", language="it", caused_by="account:1")

    await database.write(put_mail, mail, DAY)
    kept = await wait_for(
        lambda: database.read(mail_seen, mail.id), lambda seen: seen is not None and seen.state is MailState.KEPT
    )
    body = {"files": [{"name": "sito.toml", "text": SITE + MAIL.format(port=peer.port)}]}
    answer = await client.post("/api/v1/site", json=body, headers=admin)
    sent = await wait_for(
        lambda: database.read(mail_seen, mail.id), lambda seen: seen is not None and seen.state is MailState.SENT
    )
    metrics = await (await client.get("/metrics", headers=admin)).text()

    assert answer.status == 200, await answer.text()
    assert kept is not None
    assert sent is not None
    assert (kept.id, sent.tries) == (mail.id, 1)
    assert peer.recipients == ["anna@x.example"]
    assert str(peer.taken[0]["From"]) == "Casa <sale@comune.example>"
    assert "regia_mails_sent_total 1.0" in metrics
    assert 'regia_mails{state="failed"} 0.0' in metrics
    assert key_file(database.path).stat().st_mode & 0o077 == 0
