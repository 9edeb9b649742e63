"""Doing something in a sitting: what is about a secret vote's papers goes by them, everything else into the log."""

from aiohttp import web

from orchestrator.councils.at_work.keys import SIGNERS, SITTINGS
from orchestrator.councils.log.live import Answer, LiveSitting, Wanted
from orchestrator.councils.secret.papers import Papers
from orchestrator.councils.sitting.vote_acts import ClosingAnnounced, VoteAnnulled, VoteOpened
from orchestrator.councils.sitting.votes import Manner
from orchestrator.outbox.keys import SENDING
from orchestrator.web.keys import DATABASE


async def do(app: web.Application, sitting_id: str, wanted: Wanted) -> Answer:
    """What became of it, once it is stored. Raises NoSuchSitting, SigningBusy, StorageError."""
    live = await app[SITTINGS].live(sitting_id)
    papers = papers_of(app, sitting_id, live)
    match wanted.body:
        case VoteOpened(manner=Manner.SECRET) as body:
            return await papers.open(wanted, body)
        case ClosingAnnounced() as body if await _is_secret(live, body.vote):
            return await papers.announce_closing(wanted, body)
        case VoteAnnulled() as body if await _is_secret(live, body.vote):
            return await papers.annul(wanted, body)
        case _:
            return await live.act(wanted)


async def reread(app: web.Application, sitting_id: str) -> None:
    """Have open pages see an act that was stored with other things, beside them. Raises NoSuchSitting."""
    await (await app[SITTINGS].live(sitting_id)).reread()


def papers_of(app: web.Application, sitting_id: str, live: LiveSitting) -> Papers:
    """The papers of its secret votes."""
    return Papers(app[DATABASE], app[SENDING].keys, app[SIGNERS], sitting_id, live)


async def _is_secret(live: LiveSitting, vote: str) -> bool:
    found = (await live.look()).votes.get(vote)
    return found is not None and found.manner is Manner.SECRET
