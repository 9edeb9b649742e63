"""A sitting and its acts as the API writes and reads them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from config.words.sentences import Language
from orchestrator.councils.chamber.chair.seen import vote_seen
from orchestrator.councils.chamber.chair.steps import next_step
from orchestrator.councils.sitting.agenda import ItemKind
from orchestrator.councils.sitting.quorum import Quorum
from orchestrator.councils.sitting.seats import Doubt, Place
from orchestrator.councils.sitting.state import Progress, Sitting, Status
from orchestrator.councils.sitting.votes import Manner, Vote


class ActBody(BaseModel):
    """Something to be done in a sitting."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: UUID = Field(strict=False)
    """Made by whoever asks: the same one again is the same act."""
    kind: str = Field(max_length=40)
    body: dict[str, Any]
    seen: int = Field(default=0, ge=0, le=2**31)
    """Of an act that steers: the number of the last one that was seen."""


class ActView(BaseModel):
    """An act that is stored."""

    number: int


class QuorumView(BaseModel):
    """Who counts, against how many must."""

    seats: int
    required: int
    in_hall: int
    remote: int
    counted: int
    reached: bool


class SeatView(BaseModel):
    """A seat, and where its holder is."""

    id: str
    code: str
    name: str
    person: str
    place: Place
    unanswered: bool
    """Whether a roll call runs that they have not answered."""
    doubt: Doubt | None
    absence: str | None
    justified: bool


class ItemView(BaseModel):
    """An item of the agenda."""

    id: str
    text: str
    kind: ItemKind
    progress: Progress


class VoteView(BaseModel):
    """A vote: of one that runs nobody is told what was voted."""

    id: str
    item: str
    text: str
    manner: Manner
    entitled: int
    cast: int
    running: bool
    closes_at: datetime | None
    arithmetic: str
    result: str
    proclaimed: bool
    annulled: str | None


class NextView(BaseModel):
    """What comes next, and the item or vote that it is about."""

    step: str
    about: str


class SittingView(BaseModel):
    """A sitting, after its last act."""

    id: str
    number: int
    steered: int
    status: Status
    begins: datetime | None
    ends: datetime | None
    presiding: str
    secretary: str
    you: str
    """Who asks, as acts name them."""
    quorum: QuorumView
    roll_call: bool
    """Whether one runs."""
    item: str | None
    vote: str | None
    speaking: str | None
    hands: tuple[str, ...]
    next: NextView
    items: tuple[ItemView, ...]
    votes: tuple[VoteView, ...]
    seats: tuple[SeatView, ...]


def sitting_view(id_: str, sitting: Sitting, person: str, language: Language) -> SittingView:
    """The sitting as an officer may see it."""
    step = next_step(sitting)
    return SittingView(
        id=id_,
        number=sitting.number,
        steered=sitting.steered,
        status=sitting.status,
        begins=sitting.begins,
        ends=sitting.ends,
        presiding=sitting.presiding,
        secretary=sitting.secretary,
        you=person,
        quorum=_quorum(sitting.live),
        roll_call=sitting.calling is not None,
        item=sitting.item,
        vote=sitting.vote,
        speaking=sitting.speaking,
        hands=tuple(sitting.hands),
        next=NextView(step=step.step, about=step.about),
        items=tuple(
            ItemView(id=item.id, text=item.text, kind=item.kind, progress=item.progress)
            for item in sitting.items.values()
        ),
        votes=tuple(_vote(sitting, vote, language) for vote in sitting.votes.values()),
        seats=tuple(
            SeatView(
                id=seat.id,
                code=seat.code,
                name=seat.name,
                person=seat.person,
                place=seat.place,
                unanswered=sitting.is_called(seat.id),
                doubt=seat.doubt,
                absence=seat.absence,
                justified=seat.justified,
            )
            for seat in sitting.seats.values()
        ),
    )


def _quorum(found: Quorum) -> QuorumView:
    return QuorumView(
        seats=found.seats,
        required=found.required,
        in_hall=found.in_hall,
        remote=found.remote,
        counted=found.counted,
        reached=found.reached,
    )


def _vote(sitting: Sitting, vote: Vote, language: Language) -> VoteView:
    seen = vote_seen(sitting, vote, language)
    return VoteView(
        id=vote.id,
        item=vote.item,
        text=vote.text,
        manner=vote.manner,
        entitled=seen.entitled,
        cast=seen.cast,
        running=vote.running,
        closes_at=seen.closes,
        arithmetic=seen.arithmetic,
        result=seen.result,
        proclaimed=vote.proclaimed is not None,
        annulled=vote.annulled,
    )
