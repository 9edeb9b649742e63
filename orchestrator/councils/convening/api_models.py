"""Sittings as the API writes and reads them, before they begin."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from orchestrator.councils.convening.agenda_form import LONGEST_ITEM, LONGEST_RAPPORTEUR, MOST_ITEMS
from orchestrator.councils.convening.draft_form import LONGEST, LONGEST_NOTE, LONGEST_PLACE, LONGEST_REASON
from orchestrator.councils.convening.posting import Proof
from orchestrator.councils.convening.ready import Called, Ready
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.links import SittingLink
from orchestrator.councils.sitting.agenda import Item, ItemKind
from orchestrator.councils.sitting.state import Status
from orchestrator.outbox.store import MailState
from orchestrator.web.bodies import SAID, SHOWN, Instant, mistaken
from schedules.plain import plain_lines

Revision = Annotated[int, Field(ge=1, le=2**31)]
ItemId = Annotated[str, Field(min_length=1, max_length=40, pattern="^[A-Za-z0-9-]+$")]
Text = Annotated[str, Field(min_length=1, max_length=LONGEST_ITEM), SAID]
Reason = Annotated[str, Field(min_length=1, max_length=LONGEST_REASON), SAID]
Note = Annotated[str, Field(max_length=LONGEST_NOTE), AfterValidator(plain_lines)]
Rooms = Annotated[list[str], Field(max_length=20)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ItemBody(_Body):
    """An item of the agenda, in its place."""

    id: ItemId | None = None
    """That of an item that was there before, which it goes on to be."""
    text: Text
    kind: Annotated[ItemKind, Field(strict=False)]
    rapporteur: Annotated[str, Field(max_length=LONGEST_RAPPORTEUR), SHOWN] = ""


class SittingBody(_Body):
    """A sitting as it is to be: all of it."""

    begins: Instant
    ends: Instant
    second: Instant | None = None
    """When the second call begins, where there is one."""
    rooms: Rooms = []
    """Halls to be booked with the convocation, by id."""
    place: Annotated[str, Field(max_length=LONGEST_PLACE), SHOWN] = ""
    note: Note = ""
    late_reason: Annotated[str, Field(max_length=LONGEST_REASON), SHOWN] = ""
    """Why its notice is shorter than the rules ask for."""
    agenda: Annotated[list[ItemBody], Field(max_length=MOST_ITEMS)] = []

    @model_validator(mode="after")
    def _has_its_order(self) -> Self:
        if not timedelta() < self.ends - self.begins <= LONGEST:
            raise mistaken("not_after_start")
        if self.second is not None and self.second < self.ends:
            raise mistaken("not_after_start")
        return self

    def of(self, dossier: Dossier, new_id: Sequence[str]) -> Dossier:
        """The dossier as it is to be; items without an id take one of *new_id*."""
        known = {item.id for item in self.agenda if item.id is not None}
        fresh = iter(each for each in new_id if each not in known)
        items = (Item(each.id or next(fresh), each.text, each.kind, each.rapporteur) for each in self.agenda)
        return replace(
            dossier,
            begins=self.begins,
            ends=self.ends,
            second=self.second,
            rooms=tuple(dict.fromkeys(self.rooms)),
            place=self.place,
            note=self.note,
            late_reason=self.late_reason,
            agenda=tuple(items),
        )


class SittingChangeBody(SittingBody):
    """The same, and the revision that it was read at."""

    revision: Revision


class ConvokeBody(_Body):
    """That a draft is to be convened, as it was read."""

    revision: Revision
    late_reason: Annotated[str, Field(max_length=LONGEST_REASON), SHOWN] | None = None
    """Left out: as the draft has it."""


class RollBody(_Body):
    """That a sitting is to go by the organ's roll of now."""

    revision: Revision
    reason: Annotated[str, Field(max_length=LONGEST_REASON), SAID] = ""
    """As the minutes say it; "" for that the organ's roll has changed."""


class CancelBody(_Body):
    """That a convened sitting does not take place."""

    revision: Revision
    reason: Reason


class DocumentView(BaseModel):
    """A document of an item."""

    id: str
    name: str
    sha256: str
    size: int


class ItemView(BaseModel):
    """An item with its documents."""

    id: str
    text: str
    kind: ItemKind
    rapporteur: str
    documents: tuple[DocumentView, ...]


class CalledView(BaseModel):
    """Somebody who is called, and what became of it."""

    seat: str
    person: str
    name: str
    code: str
    email: str
    mail: MailState | None
    """How it stands with the newest mail; null where none was written."""
    sent_at: datetime | None
    read_at: datetime | None
    """When they took note."""
    link_good: bool
    """Whether their link opens their page."""


class SittingSeenView(BaseModel):
    """A sitting in a list."""

    id: str
    status: Status
    begins: datetime
    ends: datetime
    second_call: bool
    revision: int


class SittingsView(BaseModel):
    """All sittings of an organ, the latest first."""

    sittings: tuple[SittingSeenView, ...]


class SittingView(SittingSeenView):
    """A sitting as its office sees it."""

    organ: str
    second: datetime | None
    rooms: tuple[str, ...]
    bookings: tuple[str, ...]
    """Of its halls, by id."""
    place: str
    note: str
    late_reason: str
    convened_at: datetime | None
    """When the notice was sent that counts."""
    notice_days: int
    """From that notice, or from now, to the day of the sitting."""
    notice_days_asked: int
    agenda: tuple[ItemView, ...]
    called: tuple[CalledView, ...]


def seen_view(dossier: Dossier) -> SittingSeenView:
    """It in a list."""
    return SittingSeenView(
        id=dossier.sitting,
        status=dossier.status,
        begins=dossier.begins,
        ends=dossier.ends,
        second_call=dossier.first_call is not None,
        revision=dossier.revision,
    )


def sitting_view(
    ready: Ready,
    people: Sequence[Called],
    links: Mapping[str, SittingLink],
    proofs: Mapping[str, Proof],
    days: tuple[int, int],
) -> SittingView:
    """It as a whole; *days* are those of its notice, and those that the rules ask for."""
    dossier = ready.dossier
    return SittingView(
        **seen_view(dossier).model_dump(),
        organ=dossier.organ,
        second=dossier.second,
        rooms=dossier.rooms,
        bookings=dossier.bookings,
        place=dossier.place,
        note=dossier.note,
        late_reason=dossier.late_reason,
        convened_at=dossier.convened_at,
        notice_days=days[0],
        notice_days_asked=days[1],
        agenda=tuple(_item_view(item, ready) for item in dossier.agenda),
        called=tuple(_called_view(each, links.get(each.seat), proofs.get(each.seat)) for each in people),
    )


def _item_view(item: Item, ready: Ready) -> ItemView:
    documents = tuple(
        DocumentView(id=each.id, name=each.name, sha256=each.sha256, size=each.size)
        for each in ready.documents
        if each.item == item.id
    )
    return ItemView(id=item.id, text=item.text, kind=item.kind, rapporteur=item.rapporteur, documents=documents)


def _called_view(person: Called, link: SittingLink | None, proof: Proof | None) -> CalledView:
    return CalledView(
        seat=person.seat,
        person=person.person,
        name=person.name,
        code=person.code,
        email=person.mail,
        mail=proof.state if proof is not None else None,
        sent_at=proof.sent_at if proof is not None else None,
        read_at=link.read_at if link is not None else None,
        link_good=link is not None and link.revoked_at is None,
    )
