"""A room with a projector and a video mixer, and short words for what is planned in it; hours are of one day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from config.rooms import Installation
from schedules.bookings import Key, Occurrence, Override, OverrideKind, Phase, Segment, Session
from schedules.planning.planner import RoomInputs, Timeline, plan
from schedules.planning.presets import compile_rules

SITE = Installation.model_validate(
    {
        "sites": [{"id": "prova", "name": "Prova", "timezone": "Europe/Rome"}],
        "rooms": [
            {
                "id": "sala",
                "name": "Sala",
                "lead": "10m",
                "closing": "5m",
                "devices": {
                    "proiettore": {"driver": "pjlink", "host": "h", "warm_up": "14m", "keep_on": "20m"},
                    "video": {"driver": "obs", "host": "h"},
                },
            }
        ],
        "presets": {
            "collegio": {
                "title": "Collegio",
                "preparing": {"proiettore": {"power": "on", "input": "hdmi1"}, "video": {"scene": "Attesa"}},
                "live": {"video": {"scene": "Collegio"}},
                "closing": {"video": {"scene": "Grazie"}},
            },
            "riunione": {"title": "Riunione", "live": {"video": {"scene": "Riunione", "recording": True}}},
            "riservato": {"title": "Occupato", "confidential": True},
        },
        "idle": {"proiettore": {"power": "off"}, "video": {"scene": "Riposo"}},
    }
)
RULES = compile_rules(SITE, "sala")
DAY = datetime(2026, 10, 20, tzinfo=UTC)


def at(hours: float) -> datetime:
    return DAY + timedelta(hours=hours)


def booking(
    uid: str, start: float, end: float, preset: str | None = "riunione", *, closure: bool = False, holds: bool = True
) -> Occurrence:
    key = Key("c", uid, at(start))
    return Occurrence(
        key,
        at(start),
        at(end),
        uid,
        ("sala",),
        preset,
        confidential=preset == "riservato",
        closure=closure,
        holds=holds,
    )


def press(number: int, kind: OverrideKind, when: float, booked: Occurrence | None = None, **values: object) -> Override:
    made = Override(number, kind, "sala", at(when), key=booked.key if booked else None)
    return replace(made, **values)  # type: ignore[arg-type]


def planned(
    *occurrences: Occurrence, sessions: Sequence[Session] = (), overrides: Sequence[Override] = (), until: float = 24
) -> Timeline:
    return plan(RULES, RoomInputs(occurrences, sessions, overrides), DAY, at(until))


def phases(timeline: Timeline) -> list[tuple[str, float, float, str | None]]:
    """(phase, start and end in hours, uid) of each segment that is not idle."""

    def hours(instant: datetime) -> float:
        return round((instant - DAY).total_seconds() / 3600, 4)

    return [
        (
            segment.phase.value,
            hours(segment.start),
            hours(segment.end),
            segment.booking.key.uid if segment.booking else None,
        )
        for segment in timeline.segments
        if segment.phase is not Phase.IDLE
    ]


def of(timeline: Timeline, hour: float) -> Segment:
    return next(segment for segment in timeline.segments if segment.start <= at(hour) < segment.end)
