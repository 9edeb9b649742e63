"""`regia store prune`: let go now what the service lets go each night, or only say what that would be."""

import os
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from cyclopts import Parameter

from config.site_file.mistakes import language_of
from config.words.sentences import Language
from orchestrator.access.actors import command_actor
from orchestrator.commands.environment import settings
from orchestrator.commands.site_taken import site_to_keep_by
from orchestrator.commands.store import Data, DatabaseUrl, open_store
from orchestrator.keeping.kinds import terms_of
from orchestrator.keeping.prune import prune as let_go
from orchestrator.keeping.prune import would_go
from orchestrator.keeping.words import report


async def prune(
    *,
    dry_run: Annotated[bool, Parameter(help="Only say what would go.", negative=())] = False,
    data: Data = Path("data"),
    database: DatabaseUrl = None,
    language: Annotated[Language | None, Parameter(help="Of the report; the terminal's if left out.")] = None,
) -> None:
    """Let go what is over for longer than `[retention]` of the room files says, also while the service runs."""
    settings()
    language, now = language or language_of(os.environ), datetime.now(UTC)
    with closing(open_store(data, database, make=False)) as store:
        site = await site_to_keep_by(store, language)
        terms = terms_of(site.retention, [calendar.id for calendar in site.calendars], now)
        figures = await store.read(would_go, terms) if dry_run else await let_go(store, terms, now, command_actor())
    told = report(figures, language, ZoneInfo(site.sites[0].timezone), only_looked=dry_run)
    sys.stdout.writelines(f"{line}\n" for line in told)
