"""What minutes say of a sitting that was played."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from orchestrator.councils.minutes.canonical import canonical, read_minutes
from orchestrator.councils.minutes.content import Break, Minutes
from orchestrator.councils.minutes.docx import docx
from orchestrator.councils.minutes.minutes_paper import minutes_paper
from orchestrator.councils.minutes.roll import AtItem, Place
from orchestrator.councils.minutes.stage import Stage
from orchestrator.councils.minutes.vote_blocks import vote_block
from orchestrator.councils.sitting.acts import (
    SERVICE,
    AbsenceNoted,
    Adjourned,
    Closed,
    DeclaredDeserted,
    GraceEnded,
    GuestAdmitted,
    Interrupted,
    ItemClosed,
    ItemOpened,
    Left,
    Moved,
    Opened,
    Presides,
    Prolonged,
    Recused,
    Resumed,
    SourceLost,
    Suspended,
    TellersNamed,
)
from orchestrator.councils.sitting.correction_acts import CastCorrection, CorrectionConfirmed, CorrectionProposed
from orchestrator.councils.sitting.presets import PRESETS
from orchestrator.councils.sitting.rules import Distance, Rules
from orchestrator.councils.sitting.seats import Source
from orchestrator.councils.sitting.vote_acts import (
    BallotHanded,
    Cast,
    ClosingAnnounced,
    DissentRecorded,
    PaperCounted,
    Proclaimed,
    VoteAnnulled,
    VoteClosed,
    VoteOpened,
)
from orchestrator.councils.sitting.votes import (
    AGAINST,
    FOR,
    Alternatives,
    Election,
    Manner,
    Medium,
    Motion,
    Recorded,
    Recording,
    Tally,
    Ties,
)
from orchestrator.councils.writing.about import About, school_year
from orchestrator.councils.writing.minutes_of import NotHeld, minutes_of
from tests.support.council_log import BEGINS, DEPUTY, SECRETARY, Log, called, convened, opened
from tests.support.council_play import played

RULES = Rules(distance=Distance.ALLOWED, basis="Regolamento")
ABOUT = About(
    ("Liceo di prova",),
    "Collegio dei docenti",
    3,
    ZoneInfo("Europe/Rome"),
    ("in aula magna",),
    references=PRESETS["collegio"].references,
    notes={"plan": ("Si discute.",)},
)
HEAD = "ab" * 32


def written(log: Log) -> Minutes:
    return minutes_of(log.sitting, ABOUT, HEAD)


@pytest.fixture
def log() -> Log:
    """Seven seats: five in the hall, one elsewhere."""
    return opened(RULES, 7, 5, 1)


def vote(log: Log, body: VoteOpened, *choices: str) -> None:
    log.do(body)
    for seat, choice in enumerate(choices, start=1):
        log.do(Cast(body.vote, str(seat), (choice,)), by=f"p{seat}")
    log.do(ClosingAnnounced(body.vote), VoteClosed(body.vote))


def test_minutes_given_people_who_come_move_and_go_when_written_then_each_has_their_times_and_items(log: Log) -> None:
    log.do(AbsenceNoted("7", "malattia", justified=True), by=SECRETARY)
    log.do(ItemOpened("plan"))
    log.do(Moved("4", Source.PAGE), by="p4")
    log.do(Left("5"), by="p5")
    log.do(SourceLost("6", Source.PAGE), GraceEnded("6"), by=SERVICE)
    log.do(ItemClosed("plan"), ItemOpened("news"))
    members = {member.name: member for member in written(log).roll}

    four, five, six, seven = (members[f"Docente 00{n}"] for n in (4, 5, 6, 7))
    assert [stay.place for stay in four.stays] == [Place.HALL, Place.REMOTE]
    assert four.stays[0].end == four.stays[1].start
    assert (four.at_items[2], four.at_items[1]) == (AtItem.HALL, AtItem.REMOTE)
    assert (five.at_items[2], five.at_items[1], five.at_items[0]) == (AtItem.PART, AtItem.OUT, AtItem.NOT_TAKEN)
    assert (six.stays[0].note, seven.excused, seven.stays) == ("collegamento caduto", "malattia", ())


def test_minutes_given_times_when_written_then_they_are_those_of_the_clock_in_the_hall(log: Log) -> None:
    minutes = written(log)

    assert (minutes.opened.hour, minutes.opened.utcoffset()) == (14, timedelta(hours=2))  # noon UTC in October
    assert minutes.school_year == "2026/27"
    assert school_year(BEGINS.replace(month=8)) == "2025/26"


def test_minutes_given_an_open_vote_when_written_then_names_arithmetic_and_result_stand_in_them(log: Log) -> None:
    log.do(ItemOpened("plan"))
    log.do(Recused("6", "plan", "parente"), by="p6")
    vote(log, VoteOpened("v", "plan", "Si approva", Motion(), Manner.OPEN), FOR, FOR, FOR, AGAINST)
    log.do(Proclaimed("v"))
    log.do(DissentRecorded("v", "4", "non condivido"), by="p4")

    told = written(log).items[2].votes[0]

    assert told.arithmetic == "favorevoli 3, contrari 1; validi 4; necessari 3: approvata"
    assert (told.passed, told.outcome) == (True, "approvata")
    assert [(choice.label, len(choice.names)) for choice in told.choices] == [("Favorevoli", 3), ("Contrari", 1)]
    assert [(tally.label, tally.votes) for tally in told.tallies] == [
        ("favorevoli", 3),
        ("contrari", 1),
        ("non votanti", 1),
    ]
    assert told.recused[0].text == "parente"
    assert told.dissents[0].name == "Docente 004"
    assert told.quorum.startswith(
        "all’apertura e alla chiusura 7 in carica; necessari 4; presenti 6 (5 in sala, 1 a distanza)"
    )


def test_minutes_given_a_secret_vote_when_written_then_nobody_is_named(log: Log) -> None:
    log.do(ItemOpened("people"), TellersNamed(("3",)))
    found = Recording(Recorded.UNKNOWN, ("Sala 1: regia-video",), "il tecnico l’ha spenta a mano")
    question = Election(("A", "B"), ties=Ties.RUN_OFF)
    log.do(VoteOpened("v", "people", "Elezione", question, Manner.SECRET, recording=found))
    log.do(*(BallotHanded("v", seat, Medium.PAPER) for seat in "1234"), by=SECRETARY)
    log.do(ClosingAnnounced("v"), VoteClosed("v"))
    log.do(PaperCounted("v", Tally((("A", 2), ("B", 1)), 3)), by=SECRETARY)
    log.do(Proclaimed("v"))

    told = written(log).items[4].votes[0]

    assert told.choices == ()
    assert told.papers is not None
    assert (told.papers.handed_out, told.papers.cast, told.papers.on_paper) == (4, 3, 3)
    assert told.outcome == "elezione di A"
    assert told.tellers == ("Docente 003",)
    assert told.recording == "non verificate (Sala 1: regia-video); si procede: il tecnico l’ha spenta a mano"
    assert ("Registrazione e diretta", told.recording) in vote_block(told).lines


@pytest.mark.parametrize(
    ("question", "choices", "outcome"),
    [
        (Motion(), (AGAINST, FOR), "respinta, a parità di voti, con il voto prevalente di chi presiede"),
        (Motion(), (AGAINST,), "respinta"),
        (Alternatives(("a", "b")), ("a", "a", "b"), "prevale «a»"),
        (Alternatives(("a", "b", "c")), ("a", "b"), "nessun testo raggiunge la maggioranza; si rivota tra «a» e «b»"),
        (Alternatives(("a", "b")), (), "nessun testo approvato"),
        (Election(("A", "B")), ("A", "B"), "nessuno è eletto; parità tra A e B"),
        (Election(("A", "B"), 2), ("A", "B"), "elezione di A e B"),
    ],
)
def test_minutes_given_each_kind_of_result_when_written_then_it_is_a_phrase(
    log: Log, question: Motion | Alternatives | Election, choices: tuple[str, ...], outcome: str
) -> None:
    log.do(ItemOpened("plan"))
    vote(log, VoteOpened("v", "plan", "", question, Manner.OPEN), *choices)

    assert written(log).items[2].votes[0].outcome == outcome


def test_minutes_given_all_that_can_go_wrong_when_written_then_it_stands_in_them(log: Log) -> None:
    log.do(ItemOpened("plan"), GuestAdmitted("plan", "Ing. Verdi", "impianti"))
    vote(log, VoteOpened("v1", "plan", "", Motion(), Manner.OPEN), FOR, FOR, FOR, AGAINST, AGAINST)
    log.do(VoteAnnulled("v1", "domanda sbagliata"))
    vote(log, VoteOpened("v2", "plan", "", Motion(), Manner.OPEN), FOR, FOR, FOR, AGAINST, AGAINST)
    log.do(Proclaimed("v2"))
    log.do(CorrectionProposed("c", CastCorrection("v2", "3", (AGAINST,)), "aveva detto contro"), by=SECRETARY)
    log.do(CorrectionConfirmed("c"))
    vote(log, VoteOpened("v3", "plan", "", Motion(), Manner.OPEN, prolongs=True), FOR, FOR)
    log.do(Proclaimed("v3"), Prolonged(BEGINS + timedelta(hours=3), "v3"))
    log.do(Interrupted(log.now, log.now + timedelta(seconds=40)), by=SERVICE)
    log.do(Presides(DEPUTY, "deve andare"))
    log.do(ItemClosed("plan", "mancano i dati"), by=DEPUTY)
    log.do(Left("4"), Left("5"), Left("6"), by=SECRETARY)
    log.do(Suspended("manca il numero"), by=DEPUTY)
    called(log, range(1, 5)).do(Resumed(), Adjourned(BEGINS + timedelta(days=1), "è tardi"), by=DEPUTY)
    called(log, range(1, 6)).do(Opened(), Closed(), by=DEPUTY)

    minutes = written(log)

    assert [interruption.kind for interruption in minutes.interruptions] == [
        Break.SERVICE_DOWN,
        Break.QUORUM_LOST,
        Break.ADJOURNED,
    ]
    assert all(interruption.end for interruption in minutes.interruptions)
    assert [presiding.officer.name for presiding in minutes.presiding] == ["Docente 001", "Docente 003"]
    plan = minutes.items[2]
    assert [told.annulled for told in plan.votes] == ["domanda sbagliata", "", ""]
    assert plan.votes[1].recounted == "favorevoli 2, contrari 3; validi 5; necessari 3: respinta"
    assert (plan.guests[0].name, plan.notes) == ("Ing. Verdi", ("Si discute.", "Il punto è rinviato: mancano i dati."))
    assert minutes.corrections[0].text == "voto di Docente 003: contrario"
    assert minutes.prolongations[0].until.hour == 18
    assert minutes.closed is not None


def test_minutes_given_a_deserted_sitting_when_written_then_they_say_so() -> None:
    log = called(convened(RULES, 7), range(1, 3))
    log.do(DeclaredDeserted())

    minutes = written(log)

    assert minutes.opening.endswith("manca il numero legale: la seduta è deserta.")
    assert minutes.quorum.endswith("manca")
    assert minutes.closed is not None


def test_minutes_given_a_sitting_that_was_never_opened_when_asked_for_then_there_are_none() -> None:
    with pytest.raises(NotHeld):
        written(convened(RULES, 7))


def test_minutes_given_any_sitting_when_written_then_they_are_read_again_and_can_be_printed() -> None:
    for seed in range(30):
        minutes = written(played(seed, 150))
        assert read_minutes(canonical(minutes)) == minutes
    assert docx(minutes_paper(minutes, Stage.DRAFT)).startswith(b"PK")


def test_rules_given_the_preset_s_references_when_written_then_each_rule_has_its_own(log: Log) -> None:
    rules = {rule.name: rule for rule in written(log).rules}

    assert rules["Numero legale"].reference == "D.Lgs. 297/1994, art. 37 c. 2"
    assert all(rule.text.endswith(".") for rule in rules.values())
