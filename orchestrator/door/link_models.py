"""The links of a booking, as the API writes and reads them."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from orchestrator.conferences.links import GUESTS, LinkHolder, MeetingLinkKind
from orchestrator.door.managing import LinkSeen


class SeenLinkBody(BaseModel):
    """What is to be renewed or revoked, as it was seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    revision: Annotated[int, Field(ge=0)]


class LinkView(BaseModel):
    """A link into a meeting."""

    id: str
    """`guests`, or the kind and whose it is."""
    kind: MeetingLinkKind
    called: str
    """The person's name or the room's id; empty for guests."""
    address: str | None
    """Null where it opens nothing: it was revoked, was never made, or can only be renewed."""
    revoked: bool
    inside: bool
    """Whether the person, whose link was revoked, is in the meeting still, as far as Jitsi told."""
    used: int
    """How often people came in by it."""
    used_at: AwareDatetime | None
    """The last time."""
    revision: int


class LinksView(BaseModel):
    """All links of a booking; none of a confidential one."""

    links: list[LinkView]


def links_view(links: Sequence[LinkSeen], service: str) -> LinksView:
    """The links, whose addresses begin with *service*."""
    return LinksView(links=[_view(seen, service) for seen in links])


def id_of(holder: LinkHolder) -> str:
    """How addresses name a link."""
    return holder.kind.value if holder == GUESTS else f"{holder.kind}:{holder.id}"


def _view(seen: LinkSeen, service: str) -> LinkView:
    return LinkView(
        id=id_of(seen.holder),
        kind=seen.holder.kind,
        called=seen.called,
        address=None if seen.path is None else f"{service}{seen.path}",
        revoked=seen.link is not None and seen.link.revoked_at is not None,
        inside=seen.is_inside,
        used=len(seen.uses),
        used_at=seen.uses[-1] if seen.uses else None,
        revision=seen.revision,
    )
