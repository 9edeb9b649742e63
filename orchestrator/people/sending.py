"""Somebody is invited by a request: looked up, written to, and stored, again where somebody else came in between."""

from collections.abc import Mapping
from dataclasses import replace
from secrets import token_hex

from aiohttp import web

from orchestrator.access.auth import may
from orchestrator.access.permissions import Action
from orchestrator.accounts.links import LinkKind
from orchestrator.people.asker import doer_of, forget_believed, sender_of
from orchestrator.people.changes import hand_link
from orchestrator.people.inviting import Invitee, Overtaken, Standing, Wanted, invite, look
from orchestrator.people.letters import Sender, invitation, invitee
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import DATABASE

TRIES = 3
"""How often somebody may come in between."""


class ClosedAlready(Exception):
    """The account of that address is closed, and whoever asks may know of it."""


async def invite_once(
    request: web.Request,
    wanted: Wanted,
    organisations: Mapping[str, str],
    *,
    account_id: str = "",
    only_new: bool = False,
) -> Invitee | None:
    """Invite somebody; None for who is there already, or with *only_new* has any account. Raises ClosedAlready.

    A new account gets *account_id*, or an id of chance: who has it already was invited by the same form, and not again.
    """
    sender, account_id = sender_of(request), account_id or token_hex(8)
    for _ in range(TRIES):
        (found,) = await request.app[DATABASE].read(look, [wanted])
        if found.person is not None and found.person.account.id == account_id:
            return await _repeated(request, sender, Invitee(wanted, found, account_id))
        if found.standing is Standing.THERE or (only_new and found.person is not None):
            return None
        if found.standing is Standing.CLOSED and may(request, Action.MANAGE_PEOPLE):
            raise ClosedAlready
        made = invitee(sender, wanted, found, account_id, organisations)
        try:
            await request.app[DATABASE].write(invite, [made], doer_of(request))
        except Overtaken:
            continue
        forget_believed(request)
        return made
    raise ApiError(503, "storage_busy")


async def _repeated(request: web.Request, sender: Sender, made: Invitee) -> Invitee:
    """The same form again: nothing more is done; but a link that nobody can read any more is made anew."""
    if sender.mails_go or made.found.standing is Standing.CLOSED:
        return made
    handed = invitation(sender, made.wanted.email, made.wanted.name, made.wanted.language)
    await request.app[DATABASE].write(hand_link, made.account_id, LinkKind.INVITATION, handed, doer_of(request))
    return replace(made, link=handed.secret)
