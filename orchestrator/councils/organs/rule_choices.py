"""What each rule may be chosen to be, in the words in which the rules are told. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from config.words.sentences import Language
from orchestrator.councils.organs.rule_checks import RANGES
from orchestrator.councils.sitting.presets import Preset
from orchestrator.councils.sitting.rule_words import NAMES, flag_told, rules_told
from orchestrator.councils.sitting.rules import (
    Additions,
    Base,
    Distance,
    Identity,
    Majority,
    Rounding,
    Rules,
    Secrecy,
    Share,
)

_SHARES = (
    Share(Fraction(1, 2)),
    Share(Fraction(1, 2), Rounding.AT_LEAST),
    Share(Fraction(1, 3), Rounding.AT_LEAST),
    Share(Fraction(2, 3), Rounding.AT_LEAST),
    Share(Fraction(3, 4), Rounding.AT_LEAST),
    Share(Fraction(1), Rounding.AT_LEAST),
)
_CANDIDATES: Mapping[str, Sequence[Any]] = {
    "quorum": _SHARES,
    "second_quorum": (Share(Fraction(0), Rounding.AT_LEAST), *_SHARES),
    "justified_lower_quorum": (False, True),
    "recused_lower_quorum": (False, True),
    "majority": [Majority(base, share) for base in Base for share in _SHARES],
    "may_abstain": (True, False),
    "abstentions_are_cast": (False, True),
    "blank_is_valid": (False, True),
    "null_is_valid": (False, True),
    "chair_breaks_ties": (True, False),
    "secrecy": list(Secrecy),
    "secret_at_tablet": (False, True),
    "distance": list(Distance),
    "additions": list(Additions),
    "identity": list(Identity),
    "prolonged_by_vote": (True, False),
    "may_record": (False, True),
}
"""In the order of reading; the words are those of the rules that would be."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A rule that may be chosen."""

    name: str
    title: str
    choices: Sequence[tuple[str, str]]
    """Value and words."""


def offered(preset: Preset, rules: Rules, language: Language) -> Sequence[Offered]:
    """The rules that the preset does not lock, each with what it may be; what it is now is among that."""
    found = []
    for name in _CANDIDATES:
        if name not in preset.locked and name in NAMES:
            values = _values(name, rules)
            choices = [(str(number), _words(rules, name, value, language)) for number, value in enumerate(values)]
            found.append(Offered(name, NAMES[name][language], choices))
    return found


def chosen(preset: Preset, rules: Rules, typed: Mapping[str, str]) -> tuple[Rules, Sequence[str]]:
    """The rules with what was typed, and the names of those that were typed so that nobody can mean it."""
    changes: dict[str, Any] = {"basis": typed.get("basis", "")}
    wrong = []
    for name in _CANDIDATES:
        if name not in preset.locked and name in typed:
            values = _values(name, rules)
            if typed[name] in {str(number) for number in range(len(values))}:
                changes[name] = values[int(typed[name])]
            else:
                wrong.append(name)
    for name in RANGES:
        told = typed.get(name, "")
        if told.isascii() and told.isdecimal() and len(told) < 6:
            changes[name] = int(told)
        else:
            wrong.append(name)
    return replace(rules, **changes), wrong


def current(preset: Preset, rules: Rules) -> dict[str, str]:
    """What stands in the form when it is opened."""
    picked = {
        name: str(_values(name, rules).index(getattr(rules, name))) for name in _CANDIDATES if name not in preset.locked
    }
    return {**picked, **{name: str(getattr(rules, name)) for name in RANGES}, "basis": rules.basis}


def _values(name: str, rules: Rules) -> Sequence[Any]:
    """All that it may be, the usual first; what it is now stands last where it is unusual."""
    usual = list(_CANDIDATES[name])
    if name == "second_quorum":
        usual = [None, *usual]
    now = getattr(rules, name)
    return usual if now in usual else [*usual, now]


def _words(rules: Rules, name: str, value: Any, language: Language) -> str:
    if value is None:
        return {"it": "Non c’è una seconda convocazione.", "en": "There is no second call."}[language]
    would_be = replace(rules, **{"may_abstain": True, "everybody": False, name: value})
    if name == "distance" and value is Distance.ALLOWED:
        would_be = replace(would_be, basis="…")
    told = flag_told(would_be, name, language) if isinstance(value, bool) else None
    return told[1] if told else dict(rules_told(would_be, language))[name]
