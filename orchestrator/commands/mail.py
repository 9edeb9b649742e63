"""`regia mail test`: send one mail through the outbox, and say what became of it."""

import os
import sys
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from config.addresses import mailbox
from config.secrets import SecretError
from config.site_file.mistakes import language_of
from config.words.sentences import Language
from orchestrator.commands.environment import settings
from orchestrator.commands.site_taken import site_taken
from orchestrator.commands.stopping import stop
from orchestrator.commands.store import Data, DatabaseUrl, open_store
from orchestrator.outbox.letters import Trial
from orchestrator.outbox.post_office import house_name, post_office_of
from orchestrator.outbox.sealed import sealed_mail
from orchestrator.outbox.sending import Sending, send_at_once
from orchestrator.outbox.store import MailSeen, MailState
from orchestrator.outbox.words import told
from orchestrator.web.metrics import Metrics
from schedules.store.sealing import key_file, open_keys

CAUSED_BY = "command:mail-test"
_WORDS: Mapping[Language, Mapping[str, str]] = {
    "it": {
        "no_files": "Nessun servizio ha ancora usato {path}: non si sa quale server prende la posta.",
        "no_address": "{address!r} non è un indirizzo di posta.",
        "sent": "Partito: il server di posta ha preso il messaggio per {to}.",
        "failed": "Non partito: {what}. {hint}",
    },
    "en": {
        "no_files": "No service has used {path} yet: which server takes mails is not known.",
        "no_address": "{address!r} is no mail address.",
        "sent": "Sent: the mail server took the mail for {to}.",
        "failed": "Not sent: {what}. {hint}",
    },
}


async def try_out(
    address: str,
    /,
    *,
    data: Data = Path("data"),
    database: DatabaseUrl = None,
    language: Annotated[
        Language | None, Parameter(help="Of the mail and of what is said; the terminal's if left out.")
    ] = None,
) -> int:
    """Send a mail to ADDRESS, by the room files that the service took last; the exit code is 1 if it was not taken."""
    settings()
    language = language or language_of(os.environ)
    words = _WORDS[language]
    try:
        recipient = mailbox(address)
    except ValueError:
        stop(words["no_address"].format(address=address), code=2)
    with closing(open_store(data, database, make=False)) as store:
        site = await store.read(site_taken)
        if site is None:
            stop(words["no_files"].format(path=store.path))
        try:
            keys = open_keys(key_file(store.path))
        except SecretError as error:
            stop(str(error))
        mail = sealed_mail(keys, Trial(house_name(site)), to=recipient, language=language, caused_by=CAUSED_BY)
        sending = Sending(
            store, keys, lambda: post_office_of(site, os.environ, data), lambda: datetime.now(UTC), Metrics()
        )
        seen = await send_at_once(sending, mail)
    sys.stdout.write(f"{_sentence(seen, recipient, language)}\n")
    return 0 if seen is not None and seen.state is MailState.SENT else 1


def _sentence(seen: MailSeen | None, recipient: str, language: Language) -> str:
    words = _WORDS[language]
    if seen is not None and seen.state is MailState.SENT:
        return words["sent"].format(to=recipient)
    what, hint = told(seen.error or "" if seen else "", seen.reply if seen else None, language)
    return words["failed"].format(what=what, hint=hint)
