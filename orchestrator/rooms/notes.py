"""Notes: sentences that people in a room should read besides whose the room is and whether it is ready. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from config.states import MeetingState
from config.words.sentences import Language
from config.words.shortening import shortened
from config.words.times import clock, is_same_day
from orchestrator.rooms.endings import HowEnded
from orchestrator.rooms.now import RoomNow
from room_agents.view import ConflictView

SOON = timedelta(days=1)
"""How far ahead conflicts are told; later ones are told another day."""
_TITLE = 20
_REASON = 80
"""How many characters of people's own words are told, so that a note stays a line or two."""
Words = Mapping[Language, str]
_HELD: Words = {"it": "La tiene un tecnico.", "en": "A technician holds it."}
_HELD_BECAUSE: Words = {"it": "La tiene un tecnico: {reason}", "en": "A technician holds it: {reason}"}
_WITHDRAWN: Words = {
    "it": "Tolta dal calendario, ma continua fino alla fine.",
    "en": "Removed from the calendar, but it runs on to its end.",
}
_MOVED: Words = {
    "it": "Il calendario ora la fa finire alle {end}.",
    "en": "The calendar now makes it end at {end}.",
}
_BY_HAND: Words = {
    "it": "La riunione si apre a mano, da un portatile o dal telefono.",
    "en": "The meeting is opened by hand, from a laptop or a telephone.",
}
_NO_MODERATOR: Words = {
    "it": "Nella riunione la sala non è moderatore: alla fine chi è collegato da fuori resta dentro.",
    "en": "The room is no moderator of the meeting: at the end those outside stay in it.",
}
_CONFLICT: Words = {
    "it": "Si sovrappongono, {times}: {titles}. Vale la prima.",
    "en": "They overlap, {times}: {titles}. The first one counts.",
}
_SHORTENED: Words = {
    "it": "Ci sono troppe prenotazioni: questa sala conosce il suo programma solo fino alle {until}.",
    "en": "There are too many bookings: this room knows its plan only until {until}.",
}
_RAN_ON: Words = {
    "it": "Si continua fino alle {end}: c’è ancora gente e nessuno aspetta.",
    "en": "It goes on until {end}: people are still there and nobody waits.",
}
_LISTENS: Words = {
    "it": "Il suono lo dà {room}: qui «Inizia» non apre il microfono.",
    "en": "{room} gives the sound: “Start” does not open the microphone here.",
}
_LEADS: Words = {
    "it": "Il suono lo dà questa sala: nella riunione ce ne sono altre.",
    "en": "This room gives the sound: there are others in the meeting.",
}
_OVER: Mapping[HowEnded, Words] = {
    HowEnded.SERVER: {
        "it": "Riunione in linea chiusa per tutti, dal suo server.",
        "en": "Meeting online ended for all, by its server.",
    },
    HowEnded.SCREEN: {
        "it": "Riunione in linea chiusa per tutti, dallo schermo.",
        "en": "Meeting online ended for all, by the screen.",
    },
    HowEnded.EMPTY: {
        "it": "Riunione in linea finita: non c’era più nessuno.",
        "en": "Meeting online over: nobody was in it any more.",
    },
    HowEnded.NOT_RENEWED: {
        "it": "Riunione in linea ancora aperta: chi è collegato può restare, chi esce non rientra.",
        "en": "Meeting online still open: those in it may stay, whoever leaves cannot come back.",
    },
}
_TOMORROW: Words = {"it": "domani", "en": "tomorrow"}
_FAILING: Words = {
    "it": "Il calendario «{calendar}» non si legge dalle {since}: restano validi gli ultimi orari letti.",
    "en": "The calendar “{calendar}” cannot be read since {since}: the times read last remain valid.",
}


def notes(
    room: RoomNow,
    conflicts: tuple[ConflictView, ...],
    failing: Mapping[str, datetime],
    now: datetime,
    language: Language,
) -> Iterator[str]:
    """The notes, most important first."""
    zone = ZoneInfo(room.plan.plan.room.timezone)
    if room.segment is not None and room.segment.held:
        reason = shortened(room.plan.hold_reason or "", _REASON)
        yield _HELD_BECAUSE[language].format(reason=reason) if reason else _HELD[language]
    yield from _of_live(room, zone, language)
    if room.live is None and room.over is not None:
        yield _OVER[room.over][language]
    for conflict in conflicts:
        if conflict.start - now < SOON:
            yield _conflict(conflict, zone, now, language)
    if room.plan.shortened_until is not None:
        yield _SHORTENED[language].format(until=clock(room.plan.shortened_until, zone))
    yield from failing_notes(failing, zone, language)


def failing_notes(failing: Mapping[str, datetime], zone: ZoneInfo, language: Language) -> Iterator[str]:
    """The notes of calendars that cannot be read."""
    for calendar, since in failing.items():
        yield _FAILING[language].format(calendar=calendar, since=clock(since, zone))


def _of_live(room: RoomNow, zone: ZoneInfo, language: Language) -> Iterator[str]:
    if room.live is None:
        return
    if room.live.id in room.plan.withdrawn:
        yield _WITHDRAWN[language]
    elif room.plan.moved.get(room.live.id) == room.live.end:
        yield _MOVED[language].format(end=clock(room.live.end, zone))
    if room.segment is not None and room.segment.ran_on_from is not None:
        yield _RAN_ON[language].format(end=clock(room.live.end, zone))
    if room.meets and room.segment is not None and room.segment.conference is not None:
        if room.segment.conference.sound_from is not None:
            yield _LISTENS[language].format(room=room.segment.conference.sound_from)
        elif room.segment.conference.others_until is not None:
            yield _LEADS[language]
    if room.stage.get("meeting") == MeetingState.BY_HAND:
        yield _BY_HAND[language]
    if room.stage.get("moderator") is False:
        yield _NO_MODERATOR[language]


def _conflict(conflict: ConflictView, zone: ZoneInfo, now: datetime, language: Language) -> str:
    day = "" if conflict.start <= now or is_same_day(conflict.start, now, zone) else f"{_TOMORROW[language]}, "
    times = f"{day}{clock(conflict.start, zone)} – {clock(conflict.end, zone)}"
    quoted = "«{}»" if language == "it" else "“{}”"
    titles = ", ".join(quoted.format(shortened(booking.title, _TITLE)) for booking in conflict.bookings)
    return _CONFLICT[language].format(times=times, titles=titles)
