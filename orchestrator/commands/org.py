"""`regia org …`: organisations are added and listed, whether the service runs or not."""

import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from orchestrator.access.actors import command_actor
from orchestrator.accounts.organisations import OrganisationTaken, find_organisation, list_organisations
from orchestrator.commands.environment import settings
from orchestrator.commands.store import Data, DatabaseUrl, open_store
from orchestrator.commands.user_words import refuse, told
from orchestrator.people.doer import Doer
from orchestrator.people.organisations import LONGEST_ORGANISATION, found_organisation
from orchestrator.people.slugs import is_slug, slug_of
from schedules.plain import plain

DATA = Path("data")


async def add(organisation_id: str, name: str, /, *, data: Data = DATA, database: DatabaseUrl = None) -> None:
    """Add an organisation: its id, as room files name it, and its name."""
    settings()
    called = plain(name, len(name))
    if not is_slug(organisation_id):
        refuse("bad_id", code=2, text=organisation_id, like=slug_of(called or organisation_id))
    if not called:
        refuse("no_name", code=2)
    if len(called) > LONGEST_ORGANISATION:
        refuse("long_name", code=2, most=LONGEST_ORGANISATION)
    with closing(open_store(data, database)) as store:
        try:
            by = Doer(command_actor(), datetime.now(UTC))
            await store.write(found_organisation, organisation_id, called, by)
        except OrganisationTaken:
            known = await store.read(find_organisation, organisation_id)
            refuse("taken", organisation=organisation_id, name=known.name if known is not None else "")
    sys.stdout.write(f"{told('added', name=called, organisation=organisation_id)}\n")


async def show(*, data: Data = DATA, database: DatabaseUrl = None) -> None:
    """List the organisations: id, state, name."""
    settings()
    with closing(open_store(data, database, make=False)) as store:
        found = await store.read(list_organisations)
    for each in found:
        state = told("open" if each.closed_at is None else "shut")
        sys.stdout.write(f"{each.id}  {state}  {each.name}\n")
