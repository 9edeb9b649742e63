"""What is one member's own, as parts of their page: drawn once for all who see the same."""

from collections.abc import Iterator, Sequence
from typing import Any

from aiohttp import web

from config.words.sentences import Language
from orchestrator.councils.chamber.member.common import FOLDER
from orchestrator.councils.chamber.member.mine import Ballot, Mine, mine_of
from orchestrator.councils.chamber.parts import Parts, View, part_of
from orchestrator.councils.chamber.results import option_words
from orchestrator.councils.sitting.state import Sitting
from orchestrator.councils.sitting.votes import ABSTAIN, Election, options_of

MOST_KEPT = 4000


class Drawn:
    """Parts that were drawn lately, by what they show."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Language, str, object], str] = {}

    def part(self, app: web.Application, language: Language, name: str, value: object) -> str:
        """That part of a page that is open, whose script gives each press its id."""
        key = language, name, value
        html = self._kept.get(key)
        if html is None:
            html = draw(app, language, name, value, "")
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = html
        return html


DRAWN = web.AppKey("council_member_parts", Drawn)


def my_view(app: web.Application, sitting_id: str, seat: str, language: Language) -> View:
    """What changes of one member's own. It is asked for each of hundreds after each act."""
    drawn = app[DRAWN]

    def view(sitting: Sitting) -> Parts:
        mine = mine_of(sitting, sitting_id, seat)
        return {name: drawn.part(app, language, name, value) for name, value in _parts(mine)}

    return view


def my_parts(app: web.Application, language: Language, mine: Mine | None, form_id: str) -> Parts:
    """The same for a page that begins: its forms are sent by themselves where there is no script, each once by *form_id*."""
    return {name: draw(app, language, name, value, form_id) for name, value in _parts(mine)}


def draw(app: web.Application, language: Language, name: str, value: object, form_id: str) -> str:
    """One part."""
    more: dict[str, Any] = {"choices": ()}
    if isinstance(value, Ballot):
        more["choices"] = tuple(choices_of(value, language))
        more["voted"] = ", ".join(option_words(option, language) for option in value.choice or ())
    return part_of(app, language, f"{FOLDER}/{name}.html", mine=value, form_id=form_id, **more).strip()


def choices_of(ballot: Ballot, language: Language) -> Iterator[tuple[str, str, bool]]:
    """What may be voted: value, words, and whether it is what they voted."""
    for option in _options(ballot):
        yield option, option_words(option, language), ballot.choice is not None and option in ballot.choice


def _options(ballot: Ballot) -> Sequence[str]:
    options = options_of(ballot.question)
    apart = isinstance(ballot.question, Election) and not ballot.secret  # it has a button of its own
    return (*options, ABSTAIN) if ballot.may_abstain and not apart else options


def _parts(mine: Mine | None) -> Iterator[tuple[str, object]]:
    yield "presence", mine.presence if mine else None
    yield "floor", mine.floor if mine else None
    yield "ballot", mine.ballot if mine else None
    yield "voted", mine.ballot if mine else None
    yield "dissent", mine.dissent if mine else None
