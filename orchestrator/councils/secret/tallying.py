"""Papers of a secret vote, counted as the sitting's rules count them. Pure."""

from collections.abc import Sequence

from orchestrator.councils.ballots.counting import choice_of, count_papers
from orchestrator.councils.sitting.votes import ABSTAIN, Election, Question, Tally, options_of

ABSTAINED = choice_of([ABSTAIN])


def tally_of_papers(question: Question, choices: Sequence[str]) -> Tally:
    """What stands on the papers. One that says *abstain* and something else is null."""
    options = options_of(question)
    most = question.preferences if isinstance(question, Election) else 1
    abstained = choices.count(ABSTAINED)
    counted = count_papers([choice for choice in choices if choice != ABSTAINED], options, most)
    by_option = tuple((option, counted.by_option[option]) for option in options)
    return Tally(by_option, len(choices), abstained, counted.blank, counted.null)
