"""The result of a vote as pages tell it: who won, and by what arithmetic. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from config.words.sentences import Language
from orchestrator.councils.sitting.votes import (
    ABSTAIN,
    AGAINST,
    FOR,
    Alternatives,
    Election,
    Manner,
    Motion,
    Outcome,
    Vote,
)


@dataclass(frozen=True, slots=True)
class Result:
    """Of a vote that is closed and counted."""

    sentence: str
    """What came of it: ``approvata``."""
    counts: Sequence[tuple[str, int]]
    """How many each option has, then abstained, blank, null."""
    arithmetic: str
    """``validi 42; necessari 22``."""
    papers: str
    """Of a secret vote how many papers were handed out and cast; "" of others."""
    proclaimed: bool
    passed: bool | None
    """Of a motion."""

    @property
    def whole(self) -> str:
        """All of its arithmetic as one text."""
        counted = ", ".join(f"{label} {votes}" for label, votes in self.counts)
        return " ".join(filter(None, (f"{counted}.", self.arithmetic, self.papers)))


Words = Mapping[Language, str]
_WORDS: Mapping[str, Words] = {
    FOR: {"it": "Favorevole", "en": "For"},
    AGAINST: {"it": "Contrario", "en": "Against"},
    ABSTAIN: {"it": "Astenuto", "en": "Abstain"},
}
_COUNTED: Mapping[str, Words] = {
    FOR: {"it": "Favorevoli", "en": "For"},
    AGAINST: {"it": "Contrari", "en": "Against"},
    "abstained": {"it": "Astenuti", "en": "Abstained"},
    "blank": {"it": "Schede bianche", "en": "Blank ballots"},
    "null": {"it": "Schede nulle", "en": "Null ballots"},
}
_CAME: Mapping[str, Words] = {
    "by_chair": {
        "it": "Approvata a parità di voti, con il voto di chi presiede",
        "en": "Approved: votes were equal, and the chair’s decided",
    },
    "passed": {"it": "Approvata", "en": "Approved"},
    "rejected": {"it": "Respinta", "en": "Rejected"},
    "won": {"it": "Prevale «{0}»", "en": "“{0}” wins"},
    "no_text": {"it": "Nessun testo è approvato", "en": "No text is approved"},
    "no_majority": {
        "it": "Nessun testo ha la maggioranza: si rivota tra {0}",
        "en": "No text has the majority: vote again between {0}",
    },
    "tied": {"it": "Parità tra {0}", "en": "A tie between {0}"},
    "tied_rest": {"it": "Elezione di {0}; parità tra {1}", "en": "Elected: {0}; a tie between {1}"},
    "nobody": {"it": "Nessuno è eletto", "en": "Nobody is elected"},
    "elected": {"it": "Elezione di {0}", "en": "Elected: {0}"},
    "most": {"it": "Voti validi {0}; vince chi ha più voti.", "en": "Valid votes {0}; the most votes win."},
    "needed": {"it": "Voti validi {0}; necessari {1}.", "en": "Valid votes {0}; {1} needed."},
    "papers": {"it": "Schede consegnate {0}, votate {1}.", "en": "Ballots handed out {0}, cast {1}."},
}


def result_of(vote: Vote, language: Language) -> Result | None:
    """What is shown of it; None while there is nothing."""
    outcome = vote.proclaimed.outcome if vote.proclaimed else vote.outcome
    if outcome is None or vote.annulled is not None:
        return None
    name, *about = _came(vote, outcome)
    return Result(
        _CAME[name][language].format(*about),
        tuple(_counts(vote, outcome, language)),
        _arithmetic(outcome, language),
        _papers(vote, outcome, language),
        vote.proclaimed is not None,
        outcome.passed if isinstance(vote.question, Motion) else None,
    )


def option_words(option: str, language: Language) -> str:
    """What an option is called on a button: *Favorevole*, *Contrario*, *Astenuto*, or its own text."""
    return _WORDS[option][language] if option in _WORDS else option


def _came(vote: Vote, outcome: Outcome) -> tuple[str, ...]:
    match vote.question:
        case Motion():
            if outcome.chair_decided and outcome.passed:
                return ("by_chair",)
            return ("passed",) if outcome.passed else ("rejected",)
        case Alternatives():
            if outcome.winners:
                return "won", outcome.winners[0]
            return ("no_majority", ", ".join(outcome.tied)) if outcome.tied else ("no_text",)
        case Election():
            elected, tied = ", ".join(outcome.winners), ", ".join(outcome.tied)
            if tied:
                return ("tied_rest", elected, tied) if elected else ("tied", tied)
            return ("elected", elected) if elected else ("nobody",)


def _counts(vote: Vote, outcome: Outcome, language: Language) -> Iterator[tuple[str, int]]:
    for option, votes in outcome.tally.counts:
        yield _COUNTED[option][language] if option in _COUNTED else option, votes
    tally = outcome.tally
    for name, votes in (("abstained", tally.abstained), ("blank", tally.blank), ("null", tally.null)):
        if votes or (name != "abstained" and vote.manner is Manner.SECRET):
            yield _COUNTED[name][language], votes


def _arithmetic(outcome: Outcome, language: Language) -> str:
    return _CAME["needed" if outcome.needed else "most"][language].format(outcome.valid, outcome.needed)


def _papers(vote: Vote, outcome: Outcome, language: Language) -> str:
    if vote.manner is not Manner.SECRET:
        return ""
    return _CAME["papers"][language].format(len(vote.handed), outcome.tally.ballots)
