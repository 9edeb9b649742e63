"""Whether rules may be an organ's: what a law fixes stays, and numbers are such as a sitting can go by. Pure."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction

from orchestrator.councils.sitting.presets import Preset, changed_locks
from orchestrator.councils.sitting.rules import Distance, Rounding, Rules, Share

RANGES: Mapping[str, tuple[int, int]] = {
    "notice_days": (0, 60),
    "grace_s": (10, 600),
    "closing_s": (5, 120),
    "few_ballots": (0, 50),
}
"""The least and the most of each rule that is a number."""
LONGEST_BASIS = 500


class Wrong(StrEnum):
    """Why a rule may not be so."""

    LOCKED = "locked"
    RANGE = "range"
    SHARE = "share"
    """No part of a whole."""
    BASIS = "basis"
    """Voting at a distance asks for what it rests on."""
    LONG = "long"


def mistakes_of(preset: Preset, rules: Rules) -> Mapping[str, Wrong]:
    """What is wrong, by the name of the rule; nothing where *rules* are good."""
    found = dict.fromkeys(sorted(changed_locks(preset, rules)), Wrong.LOCKED)
    for name, (least, most) in RANGES.items():
        if not least <= getattr(rules, name) <= most:
            found[name] = Wrong.RANGE
    shares = {"quorum": rules.quorum, "second_quorum": rules.second_quorum, "majority": rules.majority.share}
    found |= {name: Wrong.SHARE for name, share in shares.items() if share is not None and not _is_part(share)}
    if len(rules.basis) > LONGEST_BASIS:
        found["basis"] = Wrong.LONG
    elif rules.distance is Distance.ALLOWED and not rules.basis.strip():
        found["basis"] = Wrong.BASIS
    return found


def changed_rules(before: Rules, after: Rules) -> Sequence[str]:
    """The names of the rules in which the two differ."""
    return [name for name in Rules.__slots__ if getattr(before, name) != getattr(after, name)]


def _is_part(share: Share) -> bool:
    whole = share.part == 1 and share.rounding is Rounding.MORE_THAN  # more than all are never there
    return Fraction(0) <= share.part <= Fraction(1) and not whole and share.part.denominator <= 1_000
