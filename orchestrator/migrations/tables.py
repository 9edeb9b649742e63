"""Every module of tables, so that what all rows are made of is known as a whole: *METADATA*."""

# ruff: noqa: F401  the rows of a module are known once it is loaded

import orchestrator.access.tables
import orchestrator.accounts.tables
import orchestrator.audit.tables
import orchestrator.conferences.tables
import orchestrator.councils.ballots.tables
import orchestrator.councils.convening.tables
import orchestrator.councils.dossiers.tables
import orchestrator.councils.identity.tables
import orchestrator.councils.log.tables
import orchestrator.councils.organs.tables
import orchestrator.councils.registry.tables
import orchestrator.hub.tables
import orchestrator.invitations.tables
import orchestrator.outbox.tables
import orchestrator.rooms.tables
import schedules.store.tables
from schedules.store.rows import Base

METADATA = Base.metadata
