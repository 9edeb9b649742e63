"""A sitting that is played act by act: who did what is written short, the rest follows."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from orchestrator.councils.sitting.acts import (
    Act,
    Body,
    Convened,
    Entered,
    ItemOpened,
    Notice,
    Officers,
    Opened,
    RollCallBegun,
    RollCallEnded,
)
from orchestrator.councils.sitting.agenda import Item, ItemKind
from orchestrator.councils.sitting.fold import step
from orchestrator.councils.sitting.refusals import Reason, Refusal
from orchestrator.councils.sitting.roll import Holder, Roll, Seat
from orchestrator.councils.sitting.rules import Rules
from orchestrator.councils.sitting.seats import Source
from orchestrator.councils.sitting.state import Sitting

BEGINS = datetime(2026, 10, 5, 13, 0, tzinfo=UTC)
CHAIR, SECRETARY, DEPUTY = "p1", "p2", "p3"
AGENDA = (
    Item("minutes", "Approvazione del verbale precedente", ItemKind.MINUTES),
    Item("news", "Comunicazioni del dirigente", ItemKind.COMMUNICATION),
    Item("plan", "Piano annuale", ItemKind.MOTION),
    Item("choice", "Calendario", ItemKind.MOTION),
    Item("people", "Elezione", ItemKind.ELECTION),
    Item("case", "Un caso personale", ItemKind.SECRET_MOTION),
)


def roll_of(seats: int) -> Roll:
    """Seats "1", "2", …, each held by the person "p1", "p2", …; the first is the chair's, the second the secretary's."""
    return tuple(
        Seat(str(n), f"C{n:03}", (Holder(f"p{n}", f"Docente {n:03}"),), ex_officio=n == 1) for n in range(1, seats + 1)
    )


class Log:
    """Acts as they are done, and the sitting that they make."""

    def __init__(self, rules: Rules, roll: Roll) -> None:
        self.rules = rules
        self.roll = roll
        self.acts: list[Act] = []
        self.sitting = Sitting(rules, roll)
        self.now = BEGINS - timedelta(hours=1)

    def act(self, body: Body, by: str = CHAIR, seen: int | None = None) -> Act:
        """The next act, a second after the one before, by somebody who has seen all."""
        self.now += timedelta(seconds=1)
        return Act(self.sitting.number + 1, self.now, by, "test", body, self.sitting.number if seen is None else seen)

    def tried(self, body: Body, by: str = CHAIR, seen: int | None = None) -> Refusal | None:
        """Add an act that may be refused."""
        self.acts.append(self.act(body, by, seen))
        return step(self.sitting, self.acts[-1])

    def do(self, *bodies: Body, by: str = CHAIR) -> None:
        """Add acts that must be lawful."""
        for body in bodies:
            refused = self.tried(body, by)
            assert refused is None, f"{body} was refused: {refused}"

    def why(self, body: Body, by: str = CHAIR, seen: int | None = None) -> Reason | None:
        """Why an act is refused that is added."""
        refused = self.tried(body, by, seen)
        return refused.reason if refused else None


def convened(rules: Rules, seats: int, *, second_call: bool = False, meeting_tells: bool = True) -> Log:
    """A sitting that was called together."""
    log = Log(rules, roll_of(seats))
    officers = Officers(CHAIR, SECRETARY, (DEPUTY,))
    ends = BEGINS + timedelta(hours=2)
    notice = Notice(BEGINS - timedelta(days=6))
    log.do(Convened(BEGINS, ends, officers, AGENDA, notice, second_call, meeting_tells))
    return log


def called(log: Log, hall: Iterable[int], remote: Iterable[int] = ()) -> Log:
    """A roll call at which those seats answered, in the hall and from afar."""
    log.do(RollCallBegun(), by=SECRETARY)
    log.do(*(Entered(str(seat), Source.CALLED) for seat in hall), by=SECRETARY)
    for seat in remote:
        log.do(Entered(str(seat), Source.PAGE), by=f"p{seat}")
    log.do(RollCallEnded(), by=SECRETARY)
    return log


def opened(rules: Rules, seats: int, hall: int, remote: int = 0, item: str | None = None) -> Log:
    """An open sitting: the first *hall* seats are in the hall, the next *remote* ones elsewhere."""
    log = called(convened(rules, seats), range(1, hall + 1), range(hall + 1, hall + remote + 1))
    log.do(Opened())
    if item:
        log.do(ItemOpened(item))
    return log
