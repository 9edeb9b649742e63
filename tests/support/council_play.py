"""Sittings that go any way they may: acts drawn at random, lawful or not."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from orchestrator.councils.sitting import acts, correction_acts, vote_acts
from orchestrator.councils.sitting.acts import SERVICE, Body
from orchestrator.councils.sitting.fold import KINDS
from orchestrator.councils.sitting.kinds import Who
from orchestrator.councils.sitting.rules import Distance, Rules
from orchestrator.councils.sitting.seats import Place, Source
from orchestrator.councils.sitting.votes import (
    ABSTAIN,
    AGAINST,
    FOR,
    Choice,
    Election,
    Manner,
    Medium,
    Motion,
    Tally,
    options_of,
)
from tests.support.council_log import AGENDA, BEGINS, DEPUTY, Log, opened, roll_of

SEATS = 7
_QUESTION = Election(("A", "B", "C"), 1, 2)


def played(seed: int, length: int = 120) -> Log:
    """A sitting of seven seats, opened with five in the hall and one elsewhere, and then *length* acts at random."""
    random = Random(seed)
    distance = random.choice(list(Distance))
    log = opened(Rules(distance=distance, basis="Regolamento", may_abstain=random.random() < 0.8), SEATS, 5, 1)
    for _ in range(length):
        body = _body(random, log)
        by = (
            _usual(log, body)
            if random.random() < 0.8
            else random.choice((SERVICE, DEPUTY, f"p{random.randint(1, SEATS + 1)}"))
        )
        log.tried(body, by, seen=log.sitting.number - 9 * (random.random() < 0.03))
    return log


def _usual(log: Log, body: Body) -> str:
    """Whoever usually does such an act."""
    match KINDS[type(body)].who:
        case Who.SERVICE:
            return SERVICE
        case Who.SECRETARY | Who.HOLDER | Who.WITNESS:
            return log.sitting.secretary
        case Who.OWN_RULE if isinstance(body, vote_acts.Cast):
            return log.sitting.secretary
        case _:
            return log.sitting.presiding


def _body(random: Random, log: Log) -> Body:
    kinds: tuple[tuple[int, Callable[[], Body]], ...] = (
        (5, lambda: _presence(random)),
        (2, lambda: _talk(random, log)),
        (14, lambda: _vote(random, log)),
        (1, lambda: _life(random, log)),
        (2, lambda: _correction(random, log)),
    )
    return random.choices([make for _, make in kinds], [weight for weight, _ in kinds])[0]()


def _seat(random: Random) -> str:
    return str(random.randint(1, SEATS + 1))  # one more than there is


def _presence(random: Random) -> Body:
    seat, source = _seat(random), random.choice(list(Source))
    return random.choice(
        (
            acts.Entered(seat, source),
            acts.Entered(seat, source),
            acts.Moved(seat, source),
            acts.SourceLost(seat, source),
            acts.GraceEnded(seat),
            acts.Left(seat),
            acts.AbsenceNoted(seat, "malattia", justified=random.random() < 0.5),
            acts.QuorumAsked(seat),
            acts.RollCallBegun(),
            acts.RollCallEnded(),
            acts.RollRectified((), (seat,), "errore"),
            acts.RollRectified(roll_of(SEATS + 1), (), "errore"),
        )
    )


def _talk(random: Random, log: Log) -> Body:
    item, seat = random.choice(AGENDA).id, _seat(random)
    return random.choice(
        (
            acts.ItemOpened(item),
            acts.ItemOpened(item),
            acts.ItemClosed(log.sitting.item or item),
            acts.HandRaised(seat),
            acts.HandLowered(seat),
            acts.FloorGiven(seat),
            acts.Recused(seat, log.sitting.item or item, "interesse"),
            acts.GuestAdmitted(item, "Un esperto", "parere"),
        )
    )


def _vote(random: Random, log: Log) -> Body:
    """What may come next in a vote, mostly."""
    sitting = log.sitting
    if sitting.vote is None and random.random() < 0.8:
        if sitting.item is None:
            return acts.ItemOpened(random.choice(AGENDA).id)
        question = random.choice((Motion(), _QUESTION))
        manner = random.choice((*Manner, Manner.SECRET))
        return vote_acts.VoteOpened(
            f"v{len(sitting.votes)}", sitting.item, "testo", question, manner, secret_reason=random.choice(("", "sì"))
        )
    vote, seat = sitting.vote or f"v{len(sitting.votes)}", _seat(random)
    secret = vote in sitting.votes and sitting.votes[vote].manner is Manner.SECRET
    given: Body = (
        vote_acts.BallotHanded(vote, seat, random.choice(list(Medium)))
        if secret
        else vote_acts.Cast(vote, seat, _choice(random))
    )
    return random.choice(
        (
            *[given] * 6,
            vote_acts.ClosingAnnounced(vote),
            vote_acts.VoteClosed(vote, _tally(random, log) if secret and random.random() < 0.7 else None),
            vote_acts.VoteClosed(vote),
            vote_acts.PaperCounted(vote, _tally(random, log)),
            vote_acts.Proclaimed(vote, random.choice(("", "era finita"))),
            vote_acts.Proclaimed(vote),
            vote_acts.VoteAnnulled(vote, "errore") if random.random() < 0.2 else given,
            vote_acts.DissentRecorded(vote, seat, "non sono d'accordo"),
        )
    )


def _choice(random: Random) -> Choice:
    return random.choice(((FOR,), (AGAINST,), (ABSTAIN,), ("A",), ("A", "B"), ("B", "B"), ("D",), ()))


def _tally(random: Random, log: Log) -> Tally:
    vote = log.sitting.votes.get(log.sitting.vote or "")
    question = vote.question if vote else Motion()
    counts = {
        option: random.choice((0, 0, 1, 1, 2, -1 if random.random() < 0.1 else 0)) for option in options_of(question)
    }
    named = sum(counts.values())
    abstained, blank, null = (random.choice((0, 0, 0, 1)) for _ in range(3))
    return Tally(tuple(counts.items()), named + abstained + blank + null, abstained, blank, null)


def _life(random: Random, log: Log) -> Body:
    if log.sitting.over:
        return random.choice((acts.MinutesSigned("00", "1/2026"), acts.MinutesApproved("s2")))
    later = log.now + timedelta(days=random.randint(-1, 3))
    return random.choice(
        (
            acts.Suspended("pausa"),
            acts.Resumed(),
            acts.Opened(),
            acts.Adjourned(later, "domani"),
            acts.Prolonged(later),
            acts.Presides(f"p{random.randint(1, SEATS)}", "deve andare"),
            acts.SecretaryNamed(f"p{random.randint(1, SEATS)}"),
            acts.TellersNamed((_seat(random),)),
            acts.Interrupted(BEGINS, BEGINS + timedelta(minutes=1)),
            acts.ClockJumped(-3.5),
            acts.Closed() if random.random() < 0.2 else acts.Resumed(),
            acts.DeclaredDeserted(),
        )
    )


def _correction(random: Random, log: Log) -> Body:
    number, seat = log.sitting.number, _seat(random)
    vote = random.choice([*log.sitting.votes, "v0"])
    open_votes = [known for known in log.sitting.votes.values() if known.manner is not Manner.SECRET and known.closed]
    if open_votes and random.random() < 0.6:
        vote = random.choice(open_votes).id
    correction = random.choice(
        (
            correction_acts.PresenceCorrection(
                seat, random.choice(list(Place)), random.randint(1, number), random.choice((None, number))
            ),
            correction_acts.CastCorrection(vote, seat, random.choice((None, (FOR,), _choice(random)))),
            correction_acts.PaperCorrection(vote, _tally(random, log)),
        )
    )
    known = random.choice([*log.sitting.corrections, "c0"])
    return random.choice(
        (
            correction_acts.CorrectionProposed(f"c{len(log.sitting.corrections)}", correction, "errore"),
            correction_acts.CorrectionConfirmed(known),
            correction_acts.CorrectionConfirmed(known),
            correction_acts.CorrectionRejected(known),
        )
    )
