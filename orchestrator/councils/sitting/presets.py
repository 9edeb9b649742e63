"""Rules that ship, each with where it comes from. A school copies a preset and changes what the preset does not lock.

They were collected and are no legal advice: whoever runs a centre has them confirmed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from orchestrator.councils.sitting.rules import (
    HALF,
    Additions,
    Base,
    Distance,
    Majority,
    Rounding,
    Rules,
    Secrecy,
    Share,
)


@dataclass(frozen=True, slots=True)
class Preset:
    """The rules of a kind of organ."""

    id: str
    title: str
    rules: Rules
    locked: frozenset[str]
    """Names of rules that no school may change, since a law fixes them."""
    references: Mapping[str, str]
    """Where a rule comes from, by its name."""


_ART_37_2 = "D.Lgs. 297/1994, art. 37 c. 2"
_ART_37_3 = "D.Lgs. 297/1994, art. 37 c. 3"
_ART_37_4 = "D.Lgs. 297/1994, art. 37 c. 4"
_SCHOOL = {
    "quorum": _ART_37_2,
    "second_quorum": _ART_37_2,
    "justified_lower_quorum": _ART_37_2,
    "majority": _ART_37_3,
    "chair_breaks_ties": _ART_37_3,
    "secrecy": _ART_37_4,
    "notice_days": "C.M. 105/1975",
    "prolonged_by_vote": "C.M. 37/1976",
    "may_abstain": "Cons. Stato 7050/2003",
}
_BY_LAW = frozenset({"quorum", "second_quorum", "justified_lower_quorum", "majority"})

PRESETS: Mapping[str, Preset] = {
    preset.id: preset
    for preset in (
        Preset(
            "collegio",
            "Collegio dei docenti",
            Rules(),
            _BY_LAW,
            {**_SCHOOL, "distance": "CCNL Istruzione e Ricerca 2019-21, art. 44 c. 6"},
        ),
        Preset(
            "istituto",
            "Consiglio di istituto",
            Rules(distance=Distance.ALLOWED),
            _BY_LAW,
            {**_SCHOOL, "distance": "regolamento interno (ANP, nota del 18 settembre 2024)"},
        ),
        Preset(
            "classe",
            "Consiglio di classe",
            Rules(additions=Additions.IF_ALL_AGREE),
            _BY_LAW,
            {**_SCHOOL, "distance": "CCNL Istruzione e Ricerca 2019-21, art. 44 c. 6"},
        ),
        Preset(
            "scrutinio",
            "Consiglio di classe: scrutinio",
            Rules(everybody=True, may_abstain=False, distance=Distance.HALL_ONLY, additions=Additions.REFUSED),
            _BY_LAW | {"everybody", "may_abstain"},
            {
                **_SCHOOL,
                "everybody": "O.M. 90/2001, art. 13 (collegio perfetto)",
                "may_abstain": "O.M. 90/2001, art. 13",
                "distance": "regolamento di istituto",
            },
        ),
        Preset(
            "dipartimento",
            "Dipartimento disciplinare",
            Rules(distance=Distance.ALLOWED),
            frozenset(),
            {
                "quorum": "regolamento di istituto",
                "majority": "regolamento di istituto",
                "secrecy": _ART_37_4,
                "notice_days": "regolamento di istituto",
                "distance": "CCNL Istruzione e Ricerca 2019-21, art. 44 c. 6",
            },
        ),
        Preset(
            "sindacale",
            "Assemblea sindacale",
            Rules(
                quorum=Share(Fraction(0), Rounding.AT_LEAST),
                chair_breaks_ties=False,
                secrecy=Secrecy.FREE,
                distance=Distance.ALLOWED,
                notice_days=6,
            ),
            frozenset(),
            {
                "quorum": "L. 300/1970, art. 20: a chi interviene",
                "notice_days": "CCNL Istruzione e Ricerca 2016-18, art. 23",
                "distance": "contratto o regolamento del sindacato",
            },
        ),
        Preset(
            "ordine",
            "Consiglio dell’ordine degli avvocati",
            Rules(majority=Majority(Base.PRESENT, HALF), chair_breaks_ties=False, distance=Distance.ALLOWED),
            frozenset({"quorum", "majority"}),
            {
                "quorum": "L. 247/2012, art. 28",
                "majority": "L. 247/2012, art. 28",
                "notice_days": "regolamento interno",
                "distance": "regolamento interno",
            },
        ),
        Preset(
            "assemblea",
            "Assemblea di un’associazione",
            Rules(
                quorum=Share(Fraction(1, 2), Rounding.AT_LEAST),
                second_quorum=Share(Fraction(0), Rounding.AT_LEAST),
                majority=Majority(Base.CAST, HALF),
                chair_breaks_ties=False,
                secrecy=Secrecy.FREE,
                distance=Distance.ALLOWED,
                may_record=True,
                notice_days=8,
            ),
            frozenset(),
            {
                "quorum": "Codice civile, art. 21 c. 1",
                "second_quorum": "Codice civile, art. 21 c. 1",
                "majority": "Codice civile, art. 21 c. 1",
                "distance": "statuto",
                "notice_days": "statuto",
            },
        ),
    )
}


def changed_locks(preset: Preset, rules: Rules) -> frozenset[str]:
    """The locked rules that *rules* changes; empty where the preset allows them."""
    return frozenset(name for name in preset.locked if getattr(preset.rules, name) != getattr(rules, name))
