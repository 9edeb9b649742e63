"""The rules of a sitting in words, as pages show them and minutes print them."""

from collections.abc import Iterator, Mapping

from config.words.sentences import Language
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

Words = Mapping[Language, str]

NAMES: Mapping[str, Words] = {
    "quorum": {"it": "Numero legale", "en": "Quorum"},
    "second_quorum": {"it": "Seconda convocazione", "en": "Second call"},
    "justified_lower_quorum": {"it": "Assenze", "en": "Absences"},
    "recused_lower_quorum": {"it": "Chi non partecipa al voto", "en": "Recusals"},
    "majority": {"it": "Maggioranza", "en": "Majority"},
    "may_abstain": {"it": "Astensione", "en": "Abstaining"},
    "abstentions_are_cast": {"it": "Astenuti", "en": "Abstentions"},
    "blank_is_valid": {"it": "Schede bianche", "en": "Blank ballots"},
    "null_is_valid": {"it": "Schede nulle", "en": "Null ballots"},
    "chair_breaks_ties": {"it": "Parità", "en": "Ties"},
    "secrecy": {"it": "Voto segreto", "en": "Secret votes"},
    "secret_at_tablet": {"it": "Voto segreto in sala", "en": "Secret votes in the hall"},
    "distance": {"it": "Partecipazione a distanza", "en": "At a distance"},
    "additions": {"it": "Ordine del giorno", "en": "Agenda"},
    "identity": {"it": "Riconoscimento di chi vota", "en": "Identity of voters"},
    "prolonged_by_vote": {"it": "Prolungamento", "en": "Prolongation"},
    "may_record": {"it": "Registrazione", "en": "Recording"},
    "notice_days": {"it": "Preavviso", "en": "Notice"},
    "grace_s": {"it": "Caduta della linea", "en": "Lost lines"},
}
"""What each rule is about, by its name in `Rules`."""
_YES_NO: Mapping[str, tuple[Words, Words]] = {
    "justified_lower_quorum": (
        {
            "it": "Gli assenti giustificati non contano per il numero legale.",
            "en": "Justified absences lower the quorum.",
        },
        {
            "it": "Le assenze, anche giustificate, non abbassano il numero legale.",
            "en": "Absences, justified or not, do not lower the quorum.",
        },
    ),
    "recused_lower_quorum": (
        {
            "it": "Chi si astiene per interesse non conta per il numero legale.",
            "en": "Whoever is recused does not count for the quorum.",
        },
        {
            "it": "Chi non partecipa al voto per interesse conta per il numero legale, non per la maggioranza.",
            "en": "Whoever is recused counts for the quorum, and not for the majority.",
        },
    ),
    "may_abstain": (
        {"it": "Ci si può astenere.", "en": "Members may abstain."},
        {"it": "Non ci si può astenere.", "en": "Members may not abstain."},
    ),
    "abstentions_are_cast": (
        {"it": "Gli astenuti contano tra i votanti.", "en": "Abstentions count as votes cast."},
        {
            "it": "Gli astenuti non contano tra i voti validamente espressi.",
            "en": "Abstentions do not count as votes validly cast.",
        },
    ),
    "blank_is_valid": (
        {"it": "Le schede bianche contano tra i voti validi.", "en": "Blank ballots count as valid."},
        {"it": "Le schede bianche non contano tra i voti validi.", "en": "Blank ballots do not count as valid."},
    ),
    "null_is_valid": (
        {"it": "Le schede nulle contano tra i voti validi.", "en": "Null ballots count as valid."},
        {"it": "Le schede nulle non contano tra i voti validi.", "en": "Null ballots do not count as valid."},
    ),
    "chair_breaks_ties": (
        {
            "it": "A parità, nel voto palese prevale il voto di chi presiede; nel voto segreto la proposta è respinta.",
            "en": "In an open vote a tie is decided by the chair’s vote; in a secret one the proposal is rejected.",
        },
        {"it": "A parità la proposta è respinta.", "en": "A tie rejects the proposal."},
    ),
    "secret_at_tablet": (
        {
            "it": "In sala si vota in segreto su carta, o al tablet: chi è in sala vede chi vi sta davanti, e quando.",
            "en": "In the hall a secret vote is on paper, or at the tablet: whoever is there sees who stands before it, and when.",
        },
        {"it": "In sala si vota in segreto su carta.", "en": "In the hall a secret vote is on paper."},
    ),
    "may_record": (
        {
            "it": "La seduta si può registrare e trasmettere; i voti segreti no.",
            "en": "A sitting may be recorded and streamed; secret votes may not.",
        },
        {"it": "La seduta non si registra e non si trasmette.", "en": "A sitting is neither recorded nor streamed."},
    ),
    "prolonged_by_vote": (
        {"it": "La seduta si prolunga con un voto.", "en": "A sitting is prolonged by a vote."},
        {"it": "La seduta si prolunga per decisione di chi presiede.", "en": "A sitting is prolonged by the chair."},
    ),
}
_DISTANCE: Mapping[Distance, Words] = {
    Distance.HALL_DELIBERATES: {
        "it": "Sui punti in cui si delibera contano e votano solo i presenti in sala; sugli altri si partecipa anche a distanza.",
        "en": "Where something is decided, only those in the hall count and vote; other items can be attended at a distance.",
    },
    Distance.ALLOWED: {
        "it": "Si partecipa e si vota anche a distanza: {basis}.",
        "en": "Members attend and vote at a distance too: {basis}.",
    },
    Distance.HALL_ONLY: {"it": "Si partecipa solo in sala.", "en": "Members attend in the hall only."},
}
_SECRECY: Mapping[Secrecy, Words] = {
    Secrecy.PERSONS: {
        "it": "Si vota in segreto solo sulle persone; altrimenti chi presiede ne dà il motivo.",
        "en": "Votes are secret only about persons; otherwise the chair gives the reason.",
    },
    Secrecy.FREE: {
        "it": "Chi presiede decide se il voto è segreto.",
        "en": "The chair decides whether a vote is secret.",
    },
}
_ADDITIONS: Mapping[Additions, Words] = {
    Additions.IF_ALL_AGREE: {
        "it": "All’apertura l’ordine del giorno cambia se tutti i presenti sono d’accordo.",
        "en": "At the opening the agenda changes if all present agree.",
    },
    Additions.REFUSED: {
        "it": "L’ordine del giorno della convocazione non cambia.",
        "en": "The agenda of the convocation does not change.",
    },
}
_IDENTITY: Mapping[Identity, Words] = {
    Identity.PIN: {
        "it": "Per votare servono il link personale e il codice della seduta.",
        "en": "Voting asks for the personal link and the sitting’s code.",
    },
    Identity.ACCOUNT: {"it": "Per votare serve l’account.", "en": "Voting asks for the account."},
    Identity.LINK: {"it": "Per votare basta il link personale.", "en": "The personal link is enough to vote."},
}
_BASE: Mapping[Base, Words] = {
    Base.CAST: {"it": "dei voti validamente espressi", "en": "of the votes validly cast"},
    Base.PRESENT: {"it": "degli aventi diritto presenti", "en": "of those present who may vote"},
    Base.SEATS: {"it": "dei componenti in carica", "en": "of the members in office"},
}


def rules_told(rules: Rules, language: Language) -> Iterator[tuple[str, str]]:
    """Every rule that matters, as its name and its sentence, in the order of reading."""
    yield "quorum", _quorum(rules, language)
    if rules.second_quorum is not None and not rules.everybody:
        yield "second_quorum", _second(rules.second_quorum, language)
    yield from (flag_told(rules, name, language) for name in ("justified_lower_quorum", "recused_lower_quorum"))
    yield "majority", majority_told(rules.majority, language)
    yield flag_told(rules, "may_abstain", language)
    names = ("abstentions_are_cast", "blank_is_valid", "null_is_valid", "chair_breaks_ties")
    yield from (
        flag_told(rules, name, language) for name in names if rules.may_abstain or name != "abstentions_are_cast"
    )
    yield "secrecy", _SECRECY[rules.secrecy][language]
    if rules.secret_at_tablet:  # paper is what everybody expects
        yield flag_told(rules, "secret_at_tablet", language)
    yield "distance", _DISTANCE[rules.distance][language].format(basis=rules.basis.strip().rstrip("."))
    yield "additions", _ADDITIONS[rules.additions][language]
    yield "identity", _IDENTITY[rules.identity][language]
    yield flag_told(rules, "prolonged_by_vote", language)
    yield flag_told(rules, "may_record", language)
    yield "notice_days", _counted(_NOTICE, rules.notice_days, language)
    yield "grace_s", _counted(_GRACE, rules.grace_s, language)


_NOTICE: Words = {
    "it": "La convocazione arriva almeno {n} giorni prima.",
    "en": "The convocation arrives at least {n} days before.",
}
_GRACE: Words = {
    "it": "A chi perde la linea restano {n} secondi per rientrare prima di risultare assente.",
    "en": "Who loses the line has {n} seconds to return before they count as absent.",
}


def _counted(words: Words, number: int, language: Language) -> str:
    return words[language].format(n=number)


def majority_told(majority: Majority, language: Language) -> str:
    """What a proposal needs, as a sentence."""
    share, base = share_told(majority.share, language), _BASE[majority.base][language]
    return {"it": f"Per approvare serve {share} {base}.", "en": f"A proposal needs {share} {base}."}[language]


def share_told(share: Share, language: Language) -> str:
    """A share of people, as words that fit into a sentence."""
    part = share.part
    if share.rounding is Rounding.MORE_THAN and part.denominator == 2:
        return {"it": "più della metà", "en": "more than half"}[language]
    if part == 1:
        return {"it": "la totalità", "en": "all"}[language]
    more = share.rounding is Rounding.MORE_THAN
    plain = f"{part.numerator}/{part.denominator}"
    return {"it": f"{'più di' if more else 'almeno'} {plain}", "en": f"{'more than' if more else 'at least'} {plain}"}[
        language
    ]


def _quorum(rules: Rules, language: Language) -> str:
    if rules.everybody:
        return {
            "it": "Devono esserci tutti i componenti, o chi li sostituisce.",
            "en": "All members must be there, or be substituted.",
        }[language]
    if rules.quorum.part == 0 and rules.quorum.rounding is Rounding.AT_LEAST:
        return {
            "it": "La seduta è valida con qualunque numero di presenti.",
            "en": "A sitting is valid whatever the number of those present.",
        }[language]
    share = share_told(rules.quorum, language)
    return {
        "it": f"La seduta è valida se è presente {share} dei componenti in carica.",
        "en": f"A sitting is valid if {share} of the members in office are present.",
    }[language]


def _second(share: Share, language: Language) -> str:
    if share.part == 0:
        return {
            "it": "In seconda convocazione la seduta è valida con qualunque numero di presenti.",
            "en": "A second call is valid whatever the number of those present.",
        }[language]
    told = share_told(share, language)
    return {
        "it": f"In seconda convocazione la seduta è valida se è presente {told} dei componenti in carica.",
        "en": f"A second call is valid if {told} of the members in office are present.",
    }[language]


def flag_told(rules: Rules, name: str, language: Language) -> tuple[str, str]:
    """A rule that is so or not, by its name and its sentence."""
    yes, no = _YES_NO[name]
    return name, (yes if getattr(rules, name) else no)[language]
