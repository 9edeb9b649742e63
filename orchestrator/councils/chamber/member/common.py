"""What all members see alike of a sitting: how it stands, what it talks about, votes and results."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from markupsafe import escape

from config.words.sentences import Language
from orchestrator.councils.chamber.heard import heard
from orchestrator.councils.chamber.member.mine import vote_shown
from orchestrator.councils.chamber.parts import SHARED_PARTS, Parts, View, part_of
from orchestrator.councils.chamber.results import Result, result_of
from orchestrator.councils.log.live import LiveSitting
from orchestrator.councils.sitting.state import CALLED, ItemState, Progress, Sitting
from orchestrator.councils.sitting.votes import Manner, Vote

FOLDER = "councils/chamber/member"


@dataclass(frozen=True, slots=True)
class Numbered:
    """An item with its place in the agenda."""

    number: int
    item: ItemState

    @property
    def is_open(self) -> bool:
        """Whether it is talked about now."""
        return self.item.progress is Progress.OPEN

    @property
    def is_done(self) -> bool:
        """Whether it was dealt with."""
        return self.item.progress is Progress.DONE


@dataclass(frozen=True, slots=True)
class Past:
    """A vote that is settled, and its result; None where it was annulled."""

    vote: Vote
    result: Result | None


def common_view(app: web.Application, live: LiveSitting, sitting_id: str, language: Language, zone: str) -> View:
    """The parts of every member's page, drawn once for all."""

    def view(sitting: Sitting) -> Parts:
        drawn = {
            name: part_of(app, language, f"{FOLDER}/{name}.html", **values).strip() for name, values in _told(sitting)
        }
        return {"heard": escape(heard(sitting, language)), **drawn}

    def _told(sitting: Sitting) -> Iterator[tuple[str, dict[str, Any]]]:
        vote = vote_shown(sitting)
        agenda = [Numbered(number, item) for number, item in enumerate(sitting.items.values(), start=1)]
        now = next((numbered for numbered in agenda if numbered.item.id == sitting.item), None)
        speaking = sitting.seats.get(sitting.speaking or "")
        yield "state", {"sitting": sitting, "found": sitting.live, "shown": _shows_number(sitting)}
        yield "item", {"sitting": sitting, "now": now, "speaking": speaking.name if speaking else ""}
        yield "vote", {"vote": vote if vote and not vote.settled else None, "cast": _cast(vote)}
        yield "result", {"vote": vote, "result": result_of(vote, language) if vote else None}
        yield (
            "past",
            {"past": [Past(each, result_of(each, language)) for each in sitting.votes.values() if each.settled]},
        )
        yield "agenda", {"agenda": agenda}
        yield "over", {"sitting": sitting, "head": live.head if sitting.over else "", "zone": zone}

    return app[SHARED_PARTS].of(sitting_id, "member", language, view)


def _shows_number(sitting: Sitting) -> bool:
    return sitting.status in CALLED


def _cast(vote: Vote | None) -> int:
    """How many have voted, or have their paper; never what."""
    if vote is None:
        return 0
    return len(vote.handed) if vote.manner is Manner.SECRET else len(vote.casts)
