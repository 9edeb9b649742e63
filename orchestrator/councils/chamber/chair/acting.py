"""What officers do in a sitting: an act, and what belongs to it besides its log."""

from aiohttp import web

from orchestrator.councils.at_work.asking import Steering
from orchestrator.councils.at_work.doing import do
from orchestrator.councils.convening.rolls import hand_on, holders_of
from orchestrator.councils.log.live import Answer, Done, Wanted
from orchestrator.councils.sitting.acts import RollRectified
from orchestrator.outbox.keys import SENDING
from orchestrator.web.keys import CLOCK, DATABASE


async def do_as_officer(app: web.Application, asked: Steering, wanted: Wanted) -> Answer:
    """What became of it. Where the roll is rectified, links and codes are of those who hold the seats now, and of nobody before them."""
    dossier = asked.dossier
    before = holders_of(await asked.live.look())
    answer = await do(app, dossier.sitting, wanted)
    if isinstance(answer, Done) and isinstance(wanted.body, RollRectified):
        sitting = await asked.live.look()
        after, now = holders_of(sitting), app[CLOCK]()
        await app[DATABASE].write(hand_on, app[SENDING].keys, dossier, sitting.rules, before, after, now)
    return answer
