"""What the parts about votes are told: the one that runs, the last one, the form of the next. Pure."""

import re
from collections.abc import Sequence
from typing import Any

from config.words.sentences import Language
from orchestrator.councils.chamber.chair.rows import MOST_BUTTONS
from orchestrator.councils.chamber.chair.seen import vote_seen
from orchestrator.councils.chamber.chair.steps import Next, Step, last_vote, run_off_of
from orchestrator.councils.chamber.chair.words import majorities
from orchestrator.councils.chamber.results import option_words
from orchestrator.councils.sitting.agenda import ItemKind
from orchestrator.councils.sitting.ballots import fewest_together
from orchestrator.councils.sitting.life import unspent_prolongations
from orchestrator.councils.sitting.quorum import counts
from orchestrator.councils.sitting.rule_words import majority_told
from orchestrator.councils.sitting.state import Sitting
from orchestrator.councils.sitting.votes import ABSTAIN, Election, Manner, Vote, options_of
from orchestrator.councils.writing.about import seat_named
from orchestrator.web.shell.catalogues import Say


def labelled(options: Sequence[str], language: Language) -> tuple[tuple[str, str], ...]:
    """Options with the words on their buttons."""
    return tuple((option, option_words(option, language)) for option in options)


_SECRET = frozenset({ItemKind.SECRET_MOTION, ItemKind.ELECTION})


def next_values(sitting: Sitting, step: Next, language: Language, say: Say) -> dict[str, Any]:
    """Of what comes next."""
    values: dict[str, Any] = {"item": None, "vote": None, "tied": (), "another": False}
    if step.about in sitting.items:
        item = sitting.items[step.about]
        values["item"] = {"number": list(sitting.items).index(item.id) + 1, "item": item}
        if step.step in {Step.OPEN_VOTE, Step.CLOSE_ITEM} and item.deliberates:
            last = last_vote(sitting, item.id)
            again = run_off_of(last) if last is not None else None
            voters = [
                seat.id
                for seat in sitting.seats.values()
                if seat.id not in item.recused and counts(sitting.rules, seat.place, deliberating=True)
            ]
            values |= {
                "another": step.step is Step.CLOSE_ITEM,
                "again": again,
                "asks": again.kind if again else "election" if item.kind is ItemKind.ELECTION else "motion",
                "manner": last.manner.value if last and again else "secret" if item.kind in _SECRET else "open",
                "fewest": (fewest := fewest_together(sitting, voters)),
                "few": fewest < sitting.rules.few_ballots,
                "at_tablet": sitting.rules.secret_at_tablet,
                "majority": majority_told(sitting.rules.majority, language),
                "majorities": majorities(language, say),
            }
    elif step.about in sitting.votes:
        vote = sitting.votes[step.about]
        values["vote"] = vote_seen(sitting, vote, language)
        values["tied"] = [(each, each) for each in vote.outcome.tied] if vote.outcome else ()
    return values


def vote_values(sitting: Sitting, language: Language) -> dict[str, Any]:
    """Of the vote that is not settled, else of the last one."""
    values: dict[str, Any] = {"seen": None, "last": None, "closing_s": sitting.rules.closing_s}
    if sitting.vote is not None:
        vote = sitting.votes[sitting.vote]
        return values | {
            "seen": vote_seen(sitting, vote, language),
            "majority": _needed(vote, language),
            "options": [option_words(option, language) for option in options_of(vote.question)],
            "may_abstain": sitting.rules.may_abstain,
            "recused": [seat_named(sitting, seat) for seat in vote.recused],
        }
    if sitting.votes:
        last = list(sitting.votes.values())[-1]
        values["last"] = vote_seen(sitting, last, language)
        values["dissents"] = [(seat_named(sitting, each.seat), each.text) for each in last.dissents]
    return values


def _needed(vote: Vote, language: Language) -> str:
    """What somebody or something needs to win it."""
    if isinstance(vote.question, Election) and not vote.question.majority:
        return {"it": "È eletto chi ha più voti.", "en": "Whoever has most votes is elected."}[language]
    return majority_told(vote.majority, language)


def prolonged_until(sitting: Sitting) -> str:
    """``18:30``: until when the last vote about it let the sitting last, if it does not yet; "" for no such vote."""
    approved = unspent_prolongations(sitting)
    clock = re.search(r"\d\d:\d\d", approved[-1].text) if approved else None
    return clock[0] if clock else ""


def correctable_values(sitting: Sitting, language: Language, say: Say) -> dict[str, Any]:
    """Votes that may have been taken down wrongly."""
    closed = [vote for vote in sitting.votes.values() if vote.closed is not None and vote.annulled is None]
    options = dict.fromkeys(
        option for vote in closed if vote.manner is not Manner.SECRET for option in options_of(vote.question)
    )
    return {
        "open_votes": [(vote.id, vote.text) for vote in closed if vote.manner is not Manner.SECRET],
        "paper_votes": [
            (vote.id, vote.text, [option_words(option, language) for option in options_of(vote.question)])
            for vote in closed
            if vote.paper is not None
        ],
        "choices": [("", say("nessun voto")), *labelled((*options, ABSTAIN), language)],
    }


def many_options(sitting: Sitting, language: Language) -> Sequence[tuple[str, str]]:
    """The options of a vote that are too many for buttons in each row, or of which one may name several."""
    vote = sitting.votes[sitting.vote] if sitting.vote is not None else None
    if vote is None or not vote.running or vote.manner is Manner.SECRET:
        return ()
    seen = vote_seen(sitting, vote, language)
    if not seen.several and len(seen.options) <= MOST_BUTTONS:
        return ()
    listed = [(str(place), option_words(option, language)) for place, option in enumerate(seen.options)]
    return [*listed, *labelled((ABSTAIN,) if sitting.rules.may_abstain else (), language)]
