"""What is in the demo's database before its service starts: its rooms, tokens, people and their day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from config.site_file.loading import digest, load_texts
from orchestrator.access.tokens import make_token, parse_grant, program_grant
from orchestrator.demo.building import JITSI
from orchestrator.demo.guests import Council, expect_guests
from orchestrator.demo.people import ROOMS, book_day, make_people
from orchestrator.demo.school import School, convene_school
from schedules.store.facts import store_facts
from schedules.store.sealing import Keys
from schedules.store.sites import wish_site
from schedules.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Stored:
    """What the demo has to know of it."""

    tokens: Mapping[str, str]
    """The administrator's under ``admin``, the agent's under ``agent``, Jitsi's under ``jitsi``, each panel's under its room."""
    accounts: Mapping[str, str]
    """Ids of accounts by their addresses."""
    council: Council
    """Its meeting."""
    school: School
    """Its sitting."""


def store_all(
    db: Transaction, keys: Keys, site: tuple[str, str], hashed: str, meeting: tuple[datetime, datetime], now: datetime
) -> Stored:
    """Store all of it.

    *keys* are those of the database, *site* is the room file's name and text, *hashed* everybody's password, *meeting* when
    the council is.
    """
    wish_site(db, digest((site,)), (site,), ROOMS, now)
    grants = {"admin": "admin", "agent": f"agent:{','.join(ROOMS)}", **{room: f"panel:{room}" for room in ROOMS}}
    tokens = {name: make_token(db, parse_grant(grant), now) for name, grant in grants.items()}
    tokens["jitsi"] = make_token(db, program_grant(["events:write"], None, None, JITSI), now)
    accounts = make_people(db, hashed, now)
    installation = load_texts((site,)).installation
    if installation is None:
        raise ValueError(f"{site[0]} has mistakes")
    school = convene_school(db, keys, installation, accounts, meeting, now)
    book_day(db, store_facts(db).ids_key, accounts, now)
    return Stored(tokens, accounts, expect_guests(db, keys, school.booking, now), school)
