"""Drafts of sittings: made, changed, thrown away, and made anew of a sitting that was."""

from dataclasses import replace
from uuid import UUID, uuid5

from orchestrator.audit.acts import ActKind
from orchestrator.councils.convening.convener import Convener
from orchestrator.councils.convening.documents import copy_documents
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.noting import note
from orchestrator.councils.dossiers.store import add_dossier, change_dossier, dossiers_of, drop_dossier, find_dossier
from schedules.store.transaction import Transaction

MOST_DRAFTS = 20
"""Of one organ at once."""


class TooManyDrafts(Exception):
    """The organ has `MOST_DRAFTS` that were not convened."""


def draft(db: Transaction, convener: Convener, dossier: Dossier) -> Dossier:
    """Keep a new draft: once, however often its form is sent. Raises TooManyDrafts."""
    known = find_dossier(db, dossier.sitting)
    if known is not None:
        return known
    if sum(each.convened_at is None for each in dossiers_of(db, dossier.organ)) >= MOST_DRAFTS:
        raise TooManyDrafts
    add_dossier(db, dossier, convener.now)
    note(db, ActKind.SITTING_DRAFTED, dossier, convener.doer)
    return dossier


def redraft(db: Transaction, convener: Convener, dossier: Dossier) -> Dossier:
    """Let a draft be so. Raises DossierOvertaken."""
    made = change_dossier(db, dossier)
    note(db, ActKind.SITTING_CHANGED, dossier, convener.doer)
    return made


def drop(db: Transaction, convener: Convener, dossier: Dossier) -> None:
    """Throw a draft away. Raises DossierOvertaken, also where it was convened."""
    drop_dossier(db, dossier)
    note(db, ActKind.SITTING_DROPPED, dossier, convener.doer)


def draft_alike(db: Transaction, convener: Convener, before: Dossier, form: UUID, *, second_call: bool) -> Dossier:
    """A draft with the agenda, halls and documents of a sitting: its second call, or a new one as long as it. Raises TooManyDrafts."""
    begins = before.second if second_call and before.second is not None else before.begins
    sitting = str(uuid5(form, before.sitting))
    known = find_dossier(db, sitting)
    if known is not None:
        return known
    made = draft(
        db,
        convener,
        replace(
            before,
            sitting=sitting,
            begins=begins,
            ends=begins + (before.ends - before.begins),
            second=None,
            bookings=(),
            late_reason="",
            people={},
            convened_at=None,
            revision=1,
            first_call=before.sitting if second_call else None,
        ),
    )
    copy_documents(db, before.sitting, made.sitting, convener.now)
    return made
