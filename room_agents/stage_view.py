"""What the agent tells the page on the big screen of its room. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from config.addresses import is_loopback
from config.devices import is_page, media_of
from config.words.sentences import Language
from room_agents.plan import Conference, PhaseName, Plan, Wire, WireBooking, WireSegment, WireWifi
from room_agents.protocol import RoomVerdict, State
from room_agents.stage_missing import missing_words
from room_agents.stage_today import NextMeeting, TodayEntry, next_meeting, rest_of_today
from room_agents.timeline import Present

_SANDBOX = "allow-scripts allow-same-origin allow-forms"
"""The sandbox of the page and its frames: scripts from a meeting's server cannot open windows either."""


class StageRoom(Wire):
    """The room, for its heading and its clock."""

    id: str
    name: str
    timezone: str


class StageMedia(Wire):
    """What meetings are to use, by the labels of the room file; None: whatever the browser prefers."""

    microphone: str | None = None
    camera: str | None = None
    loudspeaker: str | None = None


class StageView(Wire):
    """Everything the page shows."""

    room: StageRoom
    phase: PhaseName
    start: datetime | None
    end: datetime | None
    booking: WireBooking | None
    conference: Conference | None
    media: StageMedia
    next: WireBooking | None
    house: str | None
    """The site's name; None where the service has not told it yet."""
    wifi: WireWifi | None
    background: str | None
    """The digest of the picture behind the words, once this computer has it."""
    today: tuple[TodayEntry, ...]
    next_meeting: NextMeeting | None
    screen: str | None
    """Address of a page of the service that is shown beside the meeting."""
    ran_on_from: datetime | None
    """When the meeting was to be over, where it lasts longer by itself."""
    until: datetime | None
    """When the phase ends, as far as anybody knows."""
    verdict: RoomVerdict
    missing: tuple[str, ...]
    """While preparing: what is still missing, in the page's language."""
    ready_at: datetime | None
    """While preparing: when the last device should be ready, where that is later than the booking's start."""
    now: datetime
    clock_confirmed: bool
    """Whether a service ever said what time it is."""
    language: Language
    deployments: tuple[str, ...]
    """The servers the page may load scripts or frames from; when they change, the page must be loaded anew."""


def stage_view(
    plan: Plan,
    present: Present,
    state: State | None,
    now: datetime,
    language: Language,
    *,
    clock_confirmed: bool = True,
    has_background: bool = False,
) -> StageView:
    """What the page shows at *now*, by the time of the plan; past the plan's end the stage is idle.

    *has_background* says whether this computer has the picture that the plan names.
    """
    segment = present.segment
    house, phase = plan.house, segment.phase if segment else "idle"
    background = house.background.digest if house and house.background and has_background else None
    return StageView(
        room=StageRoom(id=plan.room.id, name=plan.room.name, timezone=plan.room.timezone),
        phase=phase,
        start=segment.start if segment else None,
        end=segment.end if segment else None,
        booking=segment.booking if segment else None,
        conference=segment.conference if segment else None,
        media=_media(plan),
        next=present.next,
        house=house.name if house else None,
        wifi=house.wifi if house else None,
        background=background,
        today=tuple(rest_of_today(plan, now)),
        next_meeting=next_meeting(plan, now),
        screen=segment.screen if segment else None,
        ran_on_from=segment.ran_on_from if segment else None,
        until=_until(plan, segment),
        verdict=state.verdict if state else "unknown",
        missing=missing_words(plan, state, language) if phase == "preparing" else (),
        ready_at=_late(segment, state),
        now=now,
        clock_confirmed=clock_confirmed,
        language=language,
        deployments=servers(plan),
    )


def _media(plan: Plan) -> StageMedia:
    """The labels that the room's first stage has in the room file."""
    devices = plan.room.devices.values()
    return StageMedia(**next((media_of(device) for device in devices if is_page(device.driver)), {}))


def _until(plan: Plan, segment: WireSegment | None) -> datetime | None:
    """The end of *segment*; None if that is only the end of the plan, as for a room held without an end."""
    return segment.end if segment is not None and segment is not plan.segments[-1] else None


def _late(segment: WireSegment | None, state: State | None) -> datetime | None:
    """When a room that is being prepared will be ready, if that is later than its booking's start; else None."""
    at = state.ready_at if state is not None and segment is not None and segment.phase == "preparing" else None
    booking = segment.booking if segment is not None else None
    return at if at is not None and booking is not None and at > booking.start else None


def deployments(plan: Plan) -> tuple[str, ...]:
    """The origins of the Jitsi servers named in *plan* from which scripts may come: https, or http on loopback."""
    urls = {conference.deployment for segment in plan.segments if (conference := segment.conference)}
    return tuple(sorted({origin for url in urls if url for origin in _origin(url)}))


def screens(plan: Plan) -> tuple[str, ...]:
    """The origins of the pages of the service that are shown beside meetings: https, or http on loopback."""
    urls = {segment.screen for segment in plan.segments}
    return tuple(sorted({origin for url in urls if url for origin in _origin(url)}))


def servers(plan: Plan) -> tuple[str, ...]:
    """All that the page's policy names."""
    return tuple(sorted({*deployments(plan), *screens(plan)}))


def page(template: str, plan: Plan) -> str:
    """The page, with the servers of its policy written into it, so that it knows when it must be loaded anew."""
    return template.replace("</head>", f'<meta name="deployments" content="{" ".join(servers(plan))}">\n</head>', 1)


def policy(plan: Plan) -> str:
    """The page's Content-Security-Policy: scripts only from us and the room's Jitsi servers, frames from the service as well."""
    directives: dict[Literal["default", "script", "frame", "connect", "img", "style", "font"], str] = {
        "default": "'none'",
        "script": " ".join(["'self'", *deployments(plan)]),
        "frame": " ".join(["'self'", *servers(plan)]),
        "connect": "'self'",
        "img": "'self' data:",
        "style": "'self'",
        "font": "'self'",
    }
    sources = "; ".join(f"{kind}-src {allowed}".strip() for kind, allowed in directives.items())
    return f"{sources}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox {_SANDBOX}"


def _origin(url: str) -> Iterator[str]:
    """The origin of *url* if it is a safe place for scripts, in a form that cannot break out of a policy."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:  # half a bracket, or an impossible port
        return
    plain = all(char.isalnum() or char in "-." for char in host)
    if host and plain and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))):
        yield f"{parts.scheme}://{host}" + (f":{port}" if port else "")
