"""What officers do in a sitting: an act, and what belongs to it besides its log."""

from aiohttp import web

from orchestrator.councils.at_work.asking import Steering
from orchestrator.councils.at_work.doing import do
from orchestrator.councils.convening.rolls import hand_on, holders_of
from orchestrator.councils.log.live import Answer, Done, Wanted
from orchestrator.outbox.keys import SENDING
from orchestrator.web.keys import CLOCK, DATABASE


async def do_as_officer(app: web.Application, asked: Steering, wanted: Wanted) -> Answer:
    """What became of it.

    Where others hold seats by it (the roll was rectified, or it is another day), links and codes are theirs, and of nobody before them.
    """
    dossier, before = asked.dossier, holders_of(await asked.live.look())
    answer = await do(app, dossier.sitting, wanted)
    sitting = await asked.live.look()
    after = holders_of(sitting)
    if isinstance(answer, Done) and before != after:
        await app[DATABASE].write(hand_on, app[SENDING].keys, dossier, sitting.rules, before, after, app[CLOCK]())
    return answer
