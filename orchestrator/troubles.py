"""How a room is, in words: a headline, the sentences under it, and what the next booking will lack. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from config.headlines import headline, lacking
from config.nouns import capital, noun
from config.sentences import Language, sentence
from orchestrator.clock_words import day_and_hour
from orchestrator.presence import Presence
from room_agents.protocol import Booking, DeviceReading, Fault, PhaseName, RoomVerdict, State

Words = Mapping[Language, str]
Names = Mapping[str, str]
"""What each device of the room is called, by its id."""

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
    """A headline, and what else there is to say."""

    headline: str
    message: str | None = None


@dataclass(frozen=True, slots=True)
class _Finding:
    device: str
    """Its name."""
    fault: Fault
    left: bool = False
    """People did it, and it stays so."""


def trouble_of(
    verdict: RoomVerdict,
    phase: PhaseName,
    state: State | None,
    names: Names,
    needs: Sequence[str],
    counted: tuple[int, int],
    language: Language,
) -> Trouble:
    """The words for a verdict that the agent's *state* gave. *counted*: devices that are as wished, of how many."""
    if verdict == "ready" or state is None:
        return Trouble((_READY if counted[1] else _NOTHING)[language])
    if verdict == "preparing":
        return Trouble(_preparing(phase, state, counted, language))
    found = list(_findings(state, names, needs))
    head = _limited(found, language) if verdict == "limited" else _first(found, language)
    return Trouble(head, _message(found, head, language))


def unknown(presence: Presence | None, names: Names, now: datetime, language: Language) -> Trouble:
    """Why nobody knows how the room is. Plans are renewed by the hour, so one has run out by a clock days ahead."""
    why, more = _why_unknown(presence, names, now, language)
    said = [more[language]] if more else []
    return Trouble(why, " ".join([_WE_DO_NOT_KNOW[language], *said]))


def next_trouble(
    state: State, coming: Booking | None, names: Names, zone: ZoneInfo, now: datetime, language: Language
) -> str | None:
    """``Domani alle 9: il proiettore non risponde``."""
    if coming is None or not state.next_missing:
        return None
    faults = [(names.get(one, one), _fault(state, one)) for one in state.next_missing]
    troubles = (headline(fault.code, language, fault.params, name) for name, fault in faults)
    when = capital(day_and_hour(coming.start, zone, now, language))
    return f"{when}: {'; '.join(_inside(one) for one in troubles)}"


def device_message(reading: DeviceReading, name: str, language: Language) -> str | None:
    """All that is wrong with one device, in sentences; None for nothing."""
    faults = [reading.fault, *reading.limits] if reading.fault else list(reading.limits)
    return " ".join(_sentence(fault, name, language) for fault in faults) or None


def _preparing(phase: PhaseName, state: State, counted: tuple[int, int], language: Language) -> str:
    ok, wished = counted
    if phase in {"preparing", "live"}:
        return (_PREPARING if wished else _UNCOUNTED)[language].format(ok=ok, wished=wished)
    unread = any(one.verdict == "pending" and one.seen_at is None for one in state.devices.values())
    return (_LOOKING if unread else _SWITCHING_OFF)[language].format(ok=ok, wished=wished)


def _findings(state: State, names: Names, needs: Sequence[str]) -> Iterator[_Finding]:
    """What is wrong, what the booking needs first."""
    for device in sorted(state.missing, key=lambda one: (one not in needs, one)):
        reading = state.devices.get(device)
        fault = reading.fault if reading is not None else Fault(code="not_in_room")
        if fault is not None:
            left = fault.code == "changed_by_hand"
            yield _Finding(names.get(device, device), fault, left)
    for device, reading in sorted(state.devices.items()):
        if reading.desired or device in needs:
            yield from (_Finding(names.get(device, device), fault) for fault in reading.limits)


def _limited(found: Sequence[_Finding], language: Language) -> str:
    """``Senza televisore e microfono``, or the headline of something that works in part."""
    told = ((one, lacking(one.fault.code, language, one.fault.params, one.device)) for one in found)
    things = list(dict.fromkeys(thing for _, thing in told if thing is not None))
    return _WITHOUT[language].format(things=_listed(things, language)) if things else _first(found, language)


def _first(found: Sequence[_Finding], language: Language) -> str:
    if not found:
        return _NOT_READY[language]
    first, more = found[0], len(found) - 1
    words = headline(first.fault.code, language, first.fault.params, first.device)
    return words + ((_ONE_MORE if more == 1 else _MORE)[language].format(n=more) if more else "")


def _message(found: Sequence[_Finding], head: str, language: Language) -> str | None:
    """The sentences; each after the name of its device where there are several. What the headline says is not repeated."""
    said = []
    for one in found:
        words = _sentence(one.fault, one.device, language)
        stays = f" {_STAYS[language]}" if one.left else ""
        if len(found) > 1:
            said.append(f"{capital(noun(one.device, language).bare)}: {_inside(words)}{stays}")
        elif _inside(words).removesuffix(".") in head:
            said.append(stays.strip())
        else:
            said.append(words + stays)
    return " ".join(said).strip() or None


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
    unread = [one for one in state.missing if one in state.devices and state.devices[one].verdict == "unknown"]
    return _UNREAD[language].format(things=_listed([_bare(names, one, language) for one in unread], language)), None


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
    """*words* after a colon: with a small letter, but for a name that is written so (OBS)."""
    return words if words[:2].isalpha() and words[:2].isupper() else words[:1].lower() + words[1:]
