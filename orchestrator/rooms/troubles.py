"""How a room is, in words: a headline, what stands under it, what people can do meanwhile, and what the next booking will
lack. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from config.words.headlines import headline, lacking
from config.words.meanwhile import NO_AGENT, REST_IS_FINE, meanwhile
from config.words.nouns import capital, noun
from config.words.plain_sentences import plain
from config.words.sentences import Language, sentence
from config.words.times import day_and_hour
from orchestrator.hub.presence import Presence
from room_agents.plan import PhaseName, WireBooking
from room_agents.protocol import DeviceReading, Fault, RoomVerdict, State

Words = Mapping[Language, str]
Names = Mapping[str, str]
"""The name of each device of the room, by its id."""

_READY: Words = {"it": "Tutto a posto", "en": "All in order"}
_NOTHING: Words = {"it": "Niente da preparare", "en": "Nothing to prepare"}
_PREPARING: Words = {"it": "In preparazione: {ok} di {wished}", "en": "Preparing: {ok} of {wished}"}
_UNCOUNTED: Words = {"it": "In preparazione", "en": "Preparing"}
_SWITCHING_OFF: Words = {"it": "La sala si sta spegnendo", "en": "The room is switching off"}
_LOOKING: Words = {"it": "Controllo in corso: {ok} di {wished}", "en": "Checking: {ok} of {wished}"}
_WITHOUT: Words = {"it": "Senza {things}", "en": "Without {things}"}
_AND: Words = {"it": " e ", "en": " and "}
_MORE: Words = {"it": ", e altri {n} problemi", "en": ", and {n} more problems"}
_ONE_MORE: Words = {"it": ", e un altro problema", "en": ", and one more problem"}
_BESIDES: Words = {"it": "Inoltre {things}", "en": "Besides, {things}"}
_BESIDES_MOST = 70
_NEXT_MOST = 90
"""How many characters of headlines are told one after the other; the rest are counted."""
_NOT_READY: Words = {"it": "La sala non è pronta", "en": "The room is not ready"}
_STAYS: Words = {"it": "Resta così.", "en": "It stays like this."}
_WE_DO_NOT_KNOW: Words = {"it": "Non sappiamo com’è la sala.", "en": "We do not know how the room is."}
_GONE: Words = {"it": "Il computer di sala non è collegato", "en": "The room’s computer is not connected"}
_SILENT: Words = {"it": "Il computer di sala non dà notizie", "en": "The room’s computer is silent"}
_RUN_OUT: Words = {"it": "Il computer di sala non ha più un piano", "en": "The room’s computer has run out of plan"}
_CLOCK: Words = {"it": "Il suo orologio va bene?", "en": "Is its clock right?"}
_UNREAD: Words = {
    "it": "Manca una lettura recente: {things}",
    "en": "There is no recent reading: {things}",
}
_NO_READING = Fault(code="unreachable")


@dataclass(frozen=True, slots=True)
class Trouble:
    """A headline, what else there is to say, and what to do meanwhile."""

    headline: str
    message: str | None = None
    meanwhile: str | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """What the room is used for: its phase, the devices the booking needs, whether people have begun, and meet online."""

    phase: PhaseName = "idle"
    needs: Sequence[str] = ()
    begun: bool = False
    meets: bool = False


@dataclass(frozen=True, slots=True)
class _Finding:
    device: str
    """The device's name."""
    fault: Fault
    reading: DeviceReading | None = None
    left: bool = False
    """Whether people did it on purpose, so that it stays."""


def trouble_of(
    verdict: RoomVerdict,
    state: State | None,
    names: Names,
    occasion: Occasion,
    counted: tuple[int, int],
    language: Language,
) -> Trouble:
    """The words for a verdict that the agent's *state* gave. *counted*: devices that are as wished, of how many."""
    if verdict == "ready" or state is None:
        return Trouble((_READY if counted[1] else _NOTHING)[language])
    if verdict == "preparing":
        return Trouble(_preparing(occasion.phase, state, counted, language))
    found = list(_findings(state, names, occasion.needs))
    lacks = _lacking(found, language) if verdict == "limited" else []
    head = _WITHOUT[language].format(things=_listed(lacks, language)) if lacks else _first(found, language)
    rest = REST_IS_FINE[language] if _rest_is_fine(state, occasion.needs) else None
    said = filter(None, [_advice(found, occasion, language), rest])
    return Trouble(head, _message(found, head, language), " ".join(said) or None)


def unknown(presence: Presence | None, names: Names, now: datetime, language: Language) -> Trouble:
    """Why nobody knows how the room is. Plans are renewed by the hour, so one has run out by a clock days ahead."""
    why, more = _why_unknown(presence, names, now, language)
    said = [more[language]] if more else []
    gone = presence is None or not presence.is_current(now)
    return Trouble(why, " ".join([_WE_DO_NOT_KNOW[language], *said]), NO_AGENT[language] if gone else None)


def next_trouble(
    state: State, coming: WireBooking | None, names: Names, zone: ZoneInfo, now: datetime, language: Language
) -> str | None:
    """``Domani alle 9: il proiettore non risponde``."""
    if coming is None or not (state.next_missing or state.next_trouble):
        return None
    faults = [(names.get(name, name), _fault(state, name)) for name in state.next_missing]
    faults += [("", state.next_trouble)] if state.next_trouble else []
    troubles = [_inside(headline(fault.code, language, fault.params, name)) for name, fault in faults]
    when = capital(day_and_hour(coming.start, zone, now, language))
    return f"{when}: {_counted(troubles, _NEXT_MOST, language)}"


def device_message(reading: DeviceReading, name: str, language: Language) -> str | None:
    """Everything that is wrong with one device, in sentences; None for nothing."""
    faults = [reading.fault, *reading.limits] if reading.fault else list(reading.limits)
    return " ".join(_sentence(fault, name, language) for fault in faults) or None


def _preparing(phase: PhaseName, state: State, counted: tuple[int, int], language: Language) -> str:
    ok, wished = counted
    if phase in {"preparing", "live"}:
        return (_PREPARING if wished else _UNCOUNTED)[language].format(ok=ok, wished=wished)
    unread = any(device.verdict == "pending" and device.seen_at is None for device in state.devices.values())
    return (_LOOKING if unread else _SWITCHING_OFF)[language].format(ok=ok, wished=wished)


def _findings(state: State, names: Names, needs: Sequence[str]) -> Iterator[_Finding]:
    """Everything that is wrong, first what the booking needs."""
    for device in sorted(state.missing, key=lambda name: (name not in needs, name)):
        reading = state.devices.get(device)
        fault = reading.fault if reading is not None else Fault(code="not_in_room")
        if fault is not None:
            left = fault.code == "changed_by_hand"
            yield _Finding(names.get(device, device), fault, reading, left)
    for device, reading in sorted(state.devices.items()):
        if reading.desired or device in needs:
            yield from (_Finding(names.get(device, device), fault, reading) for fault in reading.limits)


def _lacking(found: Sequence[_Finding], language: Language) -> Sequence[str]:
    """What the room lacks, as it stands after "senza"."""
    told = (lacking(finding.fault.code, language, finding.fault.params, finding.device) for finding in found)
    return list(dict.fromkeys(thing for thing in told if thing is not None))


def _first(found: Sequence[_Finding], language: Language) -> str:
    if not found:
        return _NOT_READY[language]
    return _head(found[0], language) + _more(len(found) - 1, language)


def _message(found: Sequence[_Finding], head: str, language: Language) -> str | None:
    """The sentence under the headline, which does not repeat it; if several things are wrong, it names the others."""
    if len(found) == 1:
        return _message_of(found[0], head, language)
    if not found:
        return None
    heads = [_head(finding, language) for finding in found]
    others = list(dict.fromkeys(_inside(other) for other in heads if other not in head))
    if not others:
        return None
    things = _counted(others, _BESIDES_MOST, language)
    named = heads[0] in head  # else it says what the room is without, and nothing of why
    return (_BESIDES[language].format(things=things) if named else capital(things)) + "."


def _counted(things: Sequence[str], most: int, language: Language) -> str:
    """*things* one after the other, the first in any case, and how many more there are than fit."""
    told = things[:1]
    for thing in things[1:]:
        if len("; ".join([*told, thing])) <= most:
            told = [*told, thing]
    return "; ".join(told) + _more(len(things) - len(told), language)


def _more(count: int, language: Language) -> str:
    return (_ONE_MORE if count == 1 else _MORE)[language].format(n=count) if count else ""


def _message_of(finding: _Finding, head: str, language: Language) -> str | None:
    own = _head(finding, language)
    words = plain(finding.fault.code, language, finding.fault.params, feminine=noun(finding.device, language).feminine)
    why = f"{own}." if own != head else ""  # the headline says what the room is without, and not why
    return " ".join(filter(None, [why, words, _STAYS[language] if finding.left else ""])) or None


def _head(finding: _Finding, language: Language) -> str:
    return headline(finding.fault.code, language, finding.fault.params, finding.device)


def _advice(found: Sequence[_Finding], occasion: Occasion, language: Language) -> str | None:
    """The advice on the first finding for which there is one."""
    if occasion.phase not in {"preparing", "live"}:
        return None
    told = (_advice_on(finding, occasion, language) for finding in found if finding.reading is not None)
    return next(filter(None, told), None)


def _advice_on(finding: _Finding, occasion: Occasion, language: Language) -> str | None:
    reading, fault = finding.reading, finding.fault
    if reading is None or (reading.desired.get("power") == "off" and "attribute" not in fault.params):
        return None  # what is to be off may well be without its mains
    begun, meets = occasion.begun, occasion.meets
    return meanwhile(reading.driver, fault.code, fault.params, finding.device, language, begun=begun, meets=meets)


def _rest_is_fine(state: State, needs: Sequence[str]) -> bool:
    """Whether there are other devices, and all of them were read back as wished."""
    counted = {name: device for name, device in state.devices.items() if device.desired or name in needs}
    wrong = {name for name, device in counted.items() if device.verdict == "fault" or device.limits}
    rest = counted.keys() - wrong
    unknown = [name for name in state.missing if name in counted.keys() - wrong]
    return bool(rest) and not unknown and all(counted[name].verdict == "ok" for name in rest)


def _why_unknown(
    presence: Presence | None, names: Names, now: datetime, language: Language
) -> tuple[str, Words | None]:
    if presence is None or not presence.connected:
        return _GONE[language], None
    if presence.state is None or not presence.is_current(now):
        return _SILENT[language], None
    if presence.state.phase is None:
        return _RUN_OUT[language], _CLOCK
    state = presence.state
    unread = [name for name in state.missing if name in state.devices and state.devices[name].verdict == "unknown"]
    return _UNREAD[language].format(things=_listed([_bare(names, name, language) for name in unread], language)), None


def _bare(names: Names, device: str, language: Language) -> str:
    return noun(names.get(device, device), language).bare


def _fault(state: State, device: str) -> Fault:
    reading = state.devices.get(device)
    return (reading.fault if reading is not None else Fault(code="not_in_room")) or _NO_READING


def _sentence(fault: Fault, device: str, language: Language) -> str:
    return sentence(fault.code, language, fault.params, feminine=noun(device, language).feminine)


def _listed(things: Iterable[str], language: Language) -> str:
    """``a``, ``a e b``, ``a, b e c``."""
    *most, last = list(things) or [""]
    return _AND[language].join([", ".join(most), last]) if most else last


def _inside(words: str) -> str:
    """*words* after a colon: with a small first letter, except for a name with capitals (OBS)."""
    return words if words[:2].isalpha() and words[:2].isupper() else words[:1].lower() + words[1:]
