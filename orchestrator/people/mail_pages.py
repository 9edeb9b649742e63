"""Mails that did not go out are tried again by whoever caused them."""

from aiohttp import web

from orchestrator.access.keys import IDENTITY
from orchestrator.audit.acts import Act, ActKind, ActObject, ObjectKind
from orchestrator.audit.store import record
from orchestrator.outbox.store import failed_of, retry
from orchestrator.people.asker import doer_of, nothing_there
from orchestrator.people.doer import Doer
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.addresses import local
from orchestrator.web.shell.forms import read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import words
from schedules.store.transaction import Transaction


async def take_retry(request: web.Request) -> web.Response:
    """Try it again from now on, and go back."""
    typed, say = await read_form(request), words(request).gettext
    back = local(typed.one_each().get("back", "/"))
    if not await request.app[DATABASE].write(
        _retry, request.match_info["mail"], request[IDENTITY].who, doer_of(request)
    ):
        raise nothing_there()
    return see_other(request, back, say("Il messaggio parte di nuovo tra poco."))


def _retry(db: Transaction, mail_id: str, who: str, by: Doer) -> bool:
    """False for a mail of somebody else's, and for one that did not fail."""
    if mail_id not in {mail.id for mail in failed_of(db, who)}:
        return False
    record(db, by.actor, Act(ActKind.MAIL_RETRIED, by.now, ActObject(ObjectKind.MAIL, mail_id)))
    return retry(db, mail_id, by.now)
