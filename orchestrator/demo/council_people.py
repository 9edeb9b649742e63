"""A council of twelve: who they are, where they sit, and what they vote."""

from orchestrator.councils.sitting.acts import Officers
from orchestrator.councils.sitting.agenda import Item, ItemKind
from orchestrator.councils.sitting.roll import Holder, Roll, Seat

NAMES = (
    "Marta Colombo",
    "Paolo Ferrari",
    "Giulia Conti",
    "Luca Marini",
    "Chiara Fontana",
    "Davide Greco",
    "Elena Rizzo",
    "Franco Villa",
    "Ilaria Costa",
    "Nicola Sala",
    "Sara Bruno",
    "Zoë Lombardi",
)
CHAIR, SECRETARY, DEPUTY = "p1", "p2", "p3"
OFFICERS = Officers(CHAIR, SECRETARY, (DEPUTY,))
HALL = ("1", "2", "3", "4", "5", "6", "7")
REMOTE = ("8", "9", "10")
"""Those who are there from home; the last two of the roll are absent."""
ROLL: Roll = tuple(
    Seat(str(number), f"D{number:03}", (Holder(f"p{number}", name),), ex_officio=number == 1)
    for number, name in enumerate(NAMES, start=1)
)
MINUTES, PLAN, PERSON, NEWS = "verbale", "piano", "comitato", "comunicazioni"
AGENDA = (
    Item(MINUTES, "Approvazione del verbale della seduta precedente", ItemKind.MINUTES),
    Item(PLAN, "Piano annuale delle attività", ItemKind.MOTION, rapporteur="Giulia Conti"),
    Item(PERSON, "Elezione di un componente del comitato di valutazione", ItemKind.ELECTION),
    Item(NEWS, "Comunicazioni", ItemKind.COMMUNICATION),
)
CANDIDATES = ("Chiara Fontana", "Davide Greco")


def person_of(seat: str) -> str:
    """Who holds the seat."""
    return f"p{seat}"
