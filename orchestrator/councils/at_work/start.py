"""What councils need as long as the service runs: sittings kept in time, processes that sign, a press."""

from collections.abc import AsyncIterator

from aiohttp import web

from orchestrator.councils.at_work.doing import papers_of
from orchestrator.councils.at_work.keys import PRINTING, SIGNERS, SITTINGS
from orchestrator.councils.ballots.signing import Signers
from orchestrator.councils.ballots.votes import NoSuchVote, WrongStage
from orchestrator.councils.log.live import LiveSitting
from orchestrator.councils.log.sittings import PapersUncounted, Sittings
from orchestrator.councils.minutes.pdf import Press
from orchestrator.councils.secret.papers import finish_annulled
from orchestrator.councils.sitting.refusals import Refusal
from orchestrator.web.keys import CLOCK, DATABASE, MONOTONIC_S
from schedules.store.sealing import Unreadable


def prepare_councils(app: web.Application) -> None:
    """Have *app* keep sittings; whoever runs its loops runs `app[SITTINGS].run()` among them."""

    async def close_papers(sitting: str, live: LiveSitting, vote: str) -> None:
        try:
            answer = await papers_of(app, sitting, live).close(vote)
        except (Unreadable, NoSuchVote, WrongStage) as error:
            raise PapersUncounted from error
        if isinstance(answer, Refusal):
            raise PapersUncounted(answer.reason)

    app[SITTINGS] = Sittings(app[DATABASE], app[CLOCK], close_papers, app[MONOTONIC_S])
    app[SIGNERS] = Signers()
    app[PRINTING] = Press()
    app.cleanup_ctx.append(_at_work)


async def _at_work(app: web.Application) -> AsyncIterator[None]:
    await finish_annulled(app[DATABASE])
    yield
    await app[SIGNERS].close()
