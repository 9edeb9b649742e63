"""What people may press now: the one thing to do, what else there is, and why the rest would be refused. Pure.

Each button is tried on the rules that decide presses (schedules.planning.decide_press), so that a panel never promises what the
press would not do.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from config.devices import mixers_of
from config.states import Media, MeetingState, Value
from config.words.nouns import noun
from config.words.sentences import Language
from config.words.times import at_clock, is_same_day, whole_minute
from orchestrator.rooms.audience import entry_seen
from orchestrator.rooms.now import RoomNow
from orchestrator.web.refusals import called, refusal
from room_agents.plan import WireBooking
from room_agents.view import Actions, DeviceView, Offer, OfferKind
from schedules.bookings import Entry, Key, OverrideKind
from schedules.planning.decide_press import decide_press
from schedules.planning.overrides import FOREVER
from schedules.planning.situation import Press, PressRefused, Situation, gives_way

USES = (15, 30, 60)
"""The minutes for which a free room may be taken on the spot."""
EXTENSION = timedelta(minutes=15)
_OUT = {MeetingState.PUT_OUT, MeetingState.ENDED, MeetingState.LEFT}
_LABELS: Mapping[OfferKind, Mapping[Language, str]] = {
    "start": {"it": "Inizia {what}", "en": "Start {what}"},
    "use": {"it": "Usa la sala ora", "en": "Use the room now"},
    "open": {"it": "Apri microfono e camera", "en": "Open microphone and camera"},
    "rejoin": {"it": "Rientra", "en": "Join again"},
    "reopen": {"it": "Riapri {what}", "en": "Reopen {what}"},
    "keep_end": {"it": "No, finisci {at}", "en": "No, end {at}"},
}
_OPEN_CAMERA: Mapping[Language, str] = {"it": "Apri la camera", "en": "Open the camera"}
_ON_AIR: Mapping[tuple[bool, bool], Mapping[Language, str]] = {
    (True, True): {"it": "Microfono e camera aperti", "en": "Microphone and camera are open"},
    (True, False): {"it": "Microfono aperto", "en": "The microphone is open"},
    (False, True): {"it": "Camera aperta", "en": "The camera is open"},
}
_SWITCH: Mapping[str, Mapping[Language, str]] = {
    "on": {"it": "Riaccendi {the}", "en": "Switch {the} on again"},
    "off": {"it": "Spegni {the}", "en": "Switch {the} off"},
}
_PUT_BACK: Mapping[Language, str] = {"it": "Rimetti {the} com’era", "en": "Put {the} back"}
_PUT_ALL_BACK: Mapping[Language, str] = {"it": "Rimetti tutto com’era", "en": "Put everything back"}
_TRY_AGAIN: Mapping[Language, str] = {"it": "Riprova", "en": "Try again"}
_SWITCHES_OFF: Mapping[Language, str] = {"it": "Poi la sala si spegne.", "en": "Then the room switches off."}
_LATER: Mapping[Language, str] = {
    "it": "Poi la sala si spegne; {at} comincia {what}.",
    "en": "Then the room switches off; {what} begins {at}.",
}
_SOON: Mapping[Language, str] = {"it": "Poi, {at}, comincia {what}.", "en": "Then {what} begins {at}."}
_AT_ONCE: Mapping[Language, str] = {
    "it": "Poi la sala si prepara per {what}.",
    "en": "Then the room is prepared for {what}.",
}
_GOES_ON: Mapping[Language, str] = {
    "it": " Nelle altre sale la riunione continua.",
    "en": " In the other rooms the meeting goes on.",
}


@dataclass(frozen=True, slots=True)
class Offers:
    """The buttons of one room."""

    primary: Offer | None
    secondary: tuple[Offer, ...]
    actions: Actions
    refusals: Mapping[str, str]


def offers(room: RoomNow, now: datetime, language: Language) -> Offers:
    """The buttons at *now*."""
    trying = _Trying(room, now, language)
    made = list(
        _free_offers(room, trying, language) if room.live is None else _live_offers(room, room.live, now, language)
    )
    hands = _put_back(room.devices, language)
    if hands is not None:
        made.append(hands)
    first = made[0] if made and (room.live is not None or made[0].kind != "put_back") else None
    if trying.yields:  # whoever else wants the room may have it, and is not urged to
        made += _free_offers(room, trying, language)
    use = next((offer for offer in made if offer.kind == "use"), None)
    live, phase, scenes = room.live is not None, room.phase, room.segment.scenes if room.segment else ()
    actions = Actions(
        start=not live and trying.start(),
        use=bool(use and use.minutes),
        open=room.meets,
        rejoin=room.meets,
        extend=trying.extension(),
        end=live,
        scene=trying.scene(scenes),
        put_back=hands is not None,
        hold=phase not in {"live", "blocked"} or trying.yields,
        release=room.segment is not None and room.segment.held,
    )
    secondary = tuple(offer for offer in made if offer is not first and (offer.kind != "use" or offer.minutes))
    return Offers(first, secondary, actions, dict(trying.refused))


def on_air(stage: Mapping[str, Value], language: Language) -> str | None:
    """The sentence that says which of microphone and camera are open; None if both are closed, or if nobody knows."""
    found = _ON_AIR.get((stage.get("microphone") == Media.OK, stage.get("camera") == Media.OK))
    return found[language] if found and stage.get("joined") is True else None


def after_end(room: RoomNow, now: datetime, zone: ZoneInfo, language: Language) -> str | None:
    """While live: what comes after an end that is pressed now."""
    if room.live is None or room.segment is None:
        return None
    following = next((entry for entry in room.wanting if entry.room == room.plan.plan.room.id), None)
    others = room.segment.conference.others_until if room.segment.conference is not None else None
    goes_on = _GOES_ON[language] if others is not None and others > now else ""
    return _following(following, room.plan.rules.room.lead, now, zone, language) + goes_on


def _following(entry: Entry | None, lead: timedelta, now: datetime, zone: ZoneInfo, language: Language) -> str:
    if entry is None or not is_same_day(entry.start, now, zone):
        return _SWITCHES_OFF[language]
    what = called(entry.booking.title, language, confidential=entry.booking.confidential)
    words = _AT_ONCE if entry.start <= now else _SOON if entry.start - now <= lead else _LATER
    return words[language].format(what=what, at=at_clock(entry.start, zone, language))


class _Trying:
    """Tries presses on the rules as they stand now, and keeps why they would be refused."""

    def __init__(self, room: RoomNow, now: datetime, language: Language) -> None:
        ended = [ending.booked for ending in room.plan.ended if ending.at <= now < ending.until]
        wanting = [entry_seen(entry, is_own=entry.room == room.plan.plan.room.id) for entry in room.wanting]
        self._situation = Situation(room.plan.rules, room.plan.timeline, ended, wanting)
        self._inside = any(segment.start <= now < segment.end for segment in room.plan.timeline)
        self._room, self._now, self._language = room, now, language
        self.refused: dict[str, str] = {}

    @property
    def yields(self) -> bool:
        """Whether everybody else may have the room in place of the live booking."""
        present = self._situation.at(self._now) if self._inside else None
        return present is not None and gives_way(present)

    def start(self) -> bool:
        """Whether a start without a booking would be accepted."""
        return self._allowed("start", OverrideKind.START)

    def names(self, booking: WireBooking) -> bool:
        """Whether a start of *booking* would be accepted; the reason of a refusal is not kept."""
        key = next((key for key, occurrence_id in self._room.plan.ids.items() if occurrence_id == booking.id), None)
        return key is not None and self._allowed(None, OverrideKind.START, booking=key)

    def uses(self) -> tuple[int, ...]:
        """The minutes for which the room may be taken now."""
        until = {minutes: whole_minute(self._now, minutes) for minutes in USES}
        return tuple(use for use in USES if self._allowed("use", OverrideKind.START, until=until[use]))

    def extension(self) -> bool:
        """Whether the live booking may last a quarter of an hour longer."""
        present = self._situation.at(self._now) if self._inside else None
        end = present.booking.end if present is not None and present.booking is not None else self._now
        until = min(end, FOREVER - EXTENSION) + EXTENSION
        return self._allowed("extend", OverrideKind.EXTEND, until=until, seen_end=end)

    def scene(self, scenes: Sequence[str]) -> bool:
        """Whether one of *scenes*, those of the present booking, may be chosen."""
        devices = self._room.plan.plan.room.devices
        mixer = next(iter(mixers_of(devices)), None)
        if mixer is None or (not scenes and self._room.phase in {"live", "preparing"}):
            return False  # there is no such button
        return self._allowed("scene", OverrideKind.SCENE, device=mixer, scene=next(iter(scenes), None))

    def _allowed(
        self,
        button: str | None,
        kind: OverrideKind,
        *,
        booking: Key | None = None,
        until: datetime | None = None,
        seen_end: datetime | None = None,
        device: str | None = None,
        scene: str | None = None,
    ) -> bool:
        if not self._inside:
            return False
        room = self._room.plan.plan.room
        try:
            decide_press(Press(kind, room.id, self._now, booking, until, seen_end, device, scene), self._situation)
        except PressRefused as refused:
            if button is not None:
                self.refused.setdefault(button, refusal(refused, ZoneInfo(room.timezone), self._language))
            return False
        return True


def _live_offers(room: RoomNow, live: WireBooking, now: datetime, language: Language) -> Iterator[Offer]:
    kept = room.segment.ran_on_from if room.segment is not None else None
    if kept is not None and now < kept:
        time = at_clock(kept, ZoneInfo(room.plan.plan.room.timezone), language)
        yield Offer(kind="keep_end", label=_LABELS["keep_end"][language].format(at=time), booking=live.id, before=kept)
    listens = room.segment is not None and room.segment.conference is not None and room.segment.conference.sound_from
    opened = ("camera",) if listens else ("microphone", "camera")
    closed = any(room.stage.get(part) == Media.MUTED for part in opened)
    if room.meets and room.stage.get("meeting") in _OUT:
        yield Offer(kind="rejoin", label=_LABELS["rejoin"][language])
    elif not room.begun:
        yield _named("start", live, language)
    elif room.meets and room.stage.get("joined") is True and closed:
        yield Offer(kind="open", label=(_OPEN_CAMERA if listens else _LABELS["open"])[language])


def _free_offers(room: RoomNow, trying: _Trying, language: Language) -> Iterator[Offer]:
    if room.phase == "blocked":
        return
    if room.coming is not None and trying.names(room.coming):
        yield _named("start", room.coming, language)
    yield Offer(kind="use", label=_LABELS["use"][language], minutes=trying.uses())
    if room.reopens is not None and trying.names(room.reopens):
        yield _named("reopen", room.reopens, language)


def _named(kind: OfferKind, booking: WireBooking, language: Language) -> Offer:
    what = "" if booking.confidential else called(booking.title, language, confidential=False)
    return Offer(kind=kind, label=_LABELS[kind][language].format(what=what).strip(), booking=booking.id)


def _put_back(devices: Mapping[str, DeviceView], language: Language) -> Offer | None:
    """What a press of put_back does: it undoes changes by hand, or has devices tried again that wait for a person."""
    hands = [device for device in devices.values() if device.left_alone]
    if not hands and not any(device.waits_for_person for device in devices.values()):
        return None
    return Offer(kind="put_back", label=_what_put_back_does(hands, language))


def _what_put_back_does(hands: Sequence[DeviceView], language: Language) -> str:
    if not hands:
        return _TRY_AGAIN[language]
    if len(hands) > 1:
        return _PUT_ALL_BACK[language]
    (device,) = hands
    words = _SWITCH.get(str(device.desired.get("power"))) if device.left_alone == ("power",) else None
    return (words or _PUT_BACK)[language].format(the=noun(device.name, language).the)
