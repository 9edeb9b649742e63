"""The meeting of a booking: its name, its link, and the room's own token.

The gate is the token's time, so a service that is down closes no meeting.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from config.rooms import Preset, Room
from integrations.jitsi import conference_name, link, room_token
from room_agents.protocol import Conference
from schedules.planner import Booked

CLOCK_SKEW = timedelta(minutes=1)
"""Jitsi grants no leeway, so a token is valid a little before anybody may use it."""
LONGEST_OVERRUN = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Deployment:
    """A Jitsi server with its secret, if this machine has it."""

    url: str
    app_id: str | None
    secret: str | None

    def __repr__(self) -> str:
        return f"Deployment({self.url!r})"


@dataclass(frozen=True, slots=True)
class Conferences:
    """What is needed to open the meetings of one installation."""

    key: bytes
    deployments: Mapping[str, Deployment]

    def __repr__(self) -> str:
        return f"Conferences({sorted(self.deployments)})"

    def of(
        self,
        booked: Booked,
        booking_id: str,
        preset: Preset | None,
        room: Room,
        boundary: datetime,
        others_until: datetime | None,
    ) -> Conference | None:
        """The meeting of *booked* for one room; None where it has none, as all confidential ones.

        *boundary* is when the room is next taken, *others_until* when the last other room of the booking leaves the
        meeting. An event's own link goes before a deployment, and is only a link.
        """
        if booked.confidential:
            return None
        if booked.link is not None:
            return Conference(link=booked.link) if urlsplit(booked.link).scheme == "https" else None
        deployment = self.deployments.get(preset.jitsi) if preset is not None and preset.jitsi else None
        if deployment is None:
            return None
        name = conference_name(self.key, booking_id)
        return Conference(
            deployment=deployment.url,
            name=name,
            token=_token(deployment, name, booked, room, boundary),
            link=link(deployment.url, name),
            others_until=others_until,
        )


def _token(deployment: Deployment, name: str, booked: Booked, room: Room, boundary: datetime) -> str | None:
    """What lets *room* into its meeting; None where the deployment asks for no token, or this machine has no secret."""
    if deployment.app_id is None or deployment.secret is None:
        return None
    return room_token(
        app_id=deployment.app_id,
        secret=deployment.secret,
        conference=name,
        user_id=room.id,
        user_name=room.name,
        not_before=booked.start - room.early - CLOCK_SKEW,
        # not min(boundary, end + …): there are events without a foreseeable end, in the year 9999
        expires=boundary if boundary - LONGEST_OVERRUN <= booked.end else booked.end + LONGEST_OVERRUN,
    )
