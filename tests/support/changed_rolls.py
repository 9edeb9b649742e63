"""What happens to an organ after a sitting was convened: a substitute comes, a member, somebody goes, its rules change."""

from dataclasses import replace
from uuid import uuid4

from orchestrator.access.actors import SERVICE
from orchestrator.app import utc_now
from orchestrator.councils.organs.organ import Holder
from orchestrator.councils.organs.pasted import read_pasted
from orchestrator.councils.organs.pasting import rows_of
from orchestrator.councils.organs.roll_store import change_seat, put_rows, remove_seat
from orchestrator.councils.organs.store import change_rules, find_organ, seats_of
from orchestrator.people.doer import Doer
from schedules.store.transaction import Transaction
from tests.support.people import SCHOOL


def substituted(db: Transaction, organ: str, place: int) -> None:
    """Somebody stands in for the member of that place in the roll, at once."""
    found = find_organ(db, SCHOOL, organ)
    seat = seats_of(db, organ)[place]
    new = Holder(str(uuid4()), "Supplente Nuova", "supplente@scuola.example", substitute=True)
    change_seat(db, found, replace(seat, holders=(*seat.holders, new)), _by())


def member_added(db: Transaction, organ: str, line: str = "Nuova Collega; nuova@scuola.example; N1") -> None:
    """One more member."""
    put_rows(db, find_organ(db, SCHOOL, organ), rows_of(read_pasted(line), seats_of(db, organ)), _by())


def member_removed(db: Transaction, organ: str, place: int) -> None:
    """One member less."""
    remove_seat(db, find_organ(db, SCHOOL, organ), seats_of(db, organ)[place], _by())


def rules_changed(db: Transaction, organ: str, notice_days: int) -> None:
    """Its rules ask for another notice."""
    found = find_organ(db, SCHOOL, organ)
    change_rules(db, found, replace(found.rules, notice_days=notice_days), _by())


def _by() -> Doer:
    return Doer(SERVICE, utc_now())
