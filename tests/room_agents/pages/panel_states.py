"""Pictures of a room as the service makes them, one for each state that a panel can be in."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

View = dict[str, Any]
NOTHING = dict.fromkeys(
    ("start", "use", "open", "rejoin", "extend", "end", "scene", "put_back", "hold", "release"), False
)
LONG = "Assemblea straordinaria dei soci dell’Associazione per la promozione sociale e culturale del territorio"


def at(minutes: float) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


def booking(title: str, start: float, end: float) -> View:
    return {"id": title.lower(), "title": title, "start": at(start), "end": at(end), "confidential": False}


def device(name: str, **changes: Any) -> View:
    usual: View = {
        "name": name,
        "driver": "pjlink",
        "desired": {"power": "on"},
        "observed": {"power": "on"},
        "seen_at": at(0),
        "verdict": "ok",
        "message": None,
        "attempts": 1,
        "left_alone": [],
        "waits_for_person": False,
    }
    return usual | changes


def offer(kind: str, label: str, booking: str | None = None, minutes: tuple[int, ...] = ()) -> View:
    return {"kind": kind, "label": label, "booking": booking, "minutes": list(minutes)}


USE = offer("use", "Usa la sala ora", minutes=(15, 30, 60))


def media(state: str, says: str) -> View:
    return {"state": state, "says": says}


def control(kind: str, says: str, label: str, *, on: bool | None, why: str | None = None) -> View:
    return {"kind": kind, "on": on, "says": says, "wants": not on, "label": label, "why": why}


CONTROLS = [
    control("microphone", "Il microfono è aperto", "Chiudi il microfono", on=True),
    control("camera", "La camera è chiusa", "Apri la camera", on=False),
    control("tiles", "Come si vede la riunione lo decide Jitsi", "Mostra tutti a riquadri", on=None),
    control(
        "lobby",
        "Sala d’attesa: come dice Jitsi",
        "Fai aspettare chi arriva",
        on=None,
        why="La sala non modera questa riunione: non può decidere chi entra.",
    ),
]


def block(title: str, start: float, end: float, **changes: Any) -> View:
    return booking(title, start, end) | {"closed": False, "cancels": False} | changes


def day(*blocks: View, free: tuple[tuple[float, float], ...] = ((0, 300),)) -> View:
    """Twelve hours, three of them over."""
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    start, end = hour - timedelta(hours=3), hour + timedelta(hours=9)
    return {
        "start": start.isoformat(),
        "end": end.isoformat(),
        "blocks": list(blocks),
        "free": [{"start": at(stretch), "end": at(other)} for stretch, other in free],
    }


def free(**changes: Any) -> View:
    usual: View = {
        "id": "sala-1",
        "name": "Sala Conferenze 1",
        "site": "Officine Municipali",
        "timezone": "Europe/Rome",
        "phase": "idle",
        "segment_end": None,
        "occupancy": "free",
        "occupancy_until": None,
        "verdict": "ready",
        "trouble": "Tutto a posto",
        "message": None,
        "next_trouble": None,
        "checked_at": at(-1),
        "meanwhile": None,
        "contact": {"name": "Segreteria", "phone": "0776 000000"},
        "microphone": None,
        "camera": None,
        "meeting": [],
        "screen": {
            "shown": "idle",
            "scene": None,
            "joined": None,
            "participants": None,
            "says": "Benvenuti e orologio",
        },
        "day": day(),
        "asks_pin": [],
        "missing": [],
        "ready_at": None,
        "ok": 2,
        "wished": 2,
        "on_air": None,
        "current": None,
        "current_withdrawn": False,
        "conflicts": [],
        "reopens": None,
        "next": None,
        "next_early_at": None,
        "conference_link": None,
        "scenes": [],
        "primary": USE,
        "secondary": [],
        "actions": NOTHING | {"start": True, "use": True, "hold": True},
        "refusals": {},
        "after_end": None,
        "notes": [],
        "waits_for_idle": None,
        "plan": {"wished": 6, "held": 6},
        "agent": {"connected": True, "seen_at": at(0), "clock_offset_s": 0.0},
        "devices": {"proiettore": device("Proiettore"), "tv": device("Televisore", driver="appletv")},
        "calendars_failing_since": {},
    }
    return usual | changes


def soon(**changes: Any) -> View:
    coming = booking("Consiglio d’istituto", 8, 98)
    usual: View = {
        "phase": "preparing",
        "occupancy": "soon",
        "occupancy_until": coming["start"],
        "verdict": "preparing",
        "trouble": "In preparazione: 3 di 4",
        "ready_at": at(2),
        "next": coming,
        "primary": offer("start", "Inizia «Consiglio d’istituto»", coming["id"]),
        "actions": NOTHING | {"start": True, "scene": True},
        "scenes": scenes("Collegio", "Pausa"),
    }
    return free(**usual | changes)


def live(**changes: Any) -> View:
    current = booking("Collegio", -30, 30)
    usual: View = {
        "phase": "live",
        "occupancy": "occupied",
        "occupancy_until": current["end"],
        "current": current,
        "next": booking("Corso sicurezza", 30, 90),
        "primary": offer("start", "Inizia «Collegio»", current["id"]),
        "secondary": [],
        "actions": NOTHING | {"extend": True, "end": True, "scene": True},
        "after_end": "Poi la sala si spegne.",
        "microphone": media("ok", "Microfono aperto"),
        "camera": media("muted", "Camera chiusa"),
        "meeting": CONTROLS,
        "screen": {
            "shown": "live",
            "scene": "Collegio",
            "joined": True,
            "participants": 5,
            "says": "In riunione con altre 4 persone",
        },
        "day": day(
            block("Corso base", -150, -60),
            block("Collegio", -30, 30),
            block("Corso sicurezza", 30, 90),
            block("Occupato", 150, 210, confidential=True),
            block("Riunione", 240, 270, cancels=True),
            free=((90, 150), (210, 240), (270, 480)),
        ),
        "scenes": scenes("Collegio", "Pausa"),
    }
    return free(**usual | changes)


def scenes(*names: str) -> list[View]:
    return [{"device": "regia", "scene": name, "active": name == names[0]} for name in names]


def many_scenes(**changes: Any) -> View:
    """Live, with everything long."""
    usual: View = {
        "current": booking(LONG, -30, 30),
        "next": booking(LONG + " (seguito)", 30, 90),
        "primary": offer("start", f"Inizia «{LONG}»", "a"),
        "secondary": [offer("put_back", "Rimetti «Epson EB-2250 sala grande» com’era")],
        "scenes": scenes("Collegio dei docenti", "Votazione", "Pausa", "Sala e relatore", "Solo diapositive", "Titoli"),
        "actions": NOTHING | {"end": True, "scene": True, "put_back": True},
        "refusals": {"extend": f"Alle 10:00 comincia «{LONG}»."},
        "verdict": "not_ready",
        "trouble": "«Epson EB-2250 sala grande» non risponde come dovrebbe, e altri 3 problemi",
        "message": "Proiettore: non risponde all’indirizzo 192.168.1.21:4352: manca la corrente, o la rete? "
        "Televisore: non si accende: ho provato 12 volte. Regia video: la password non è giusta.",
        "on_air": "Microfono e camera aperti",
        "notes": [
            f"Prenotazioni sovrapposte, 10:00 – 11:00: «{LONG}», «Corso». Vale la prima.",
            "Il calendario «sale» non si legge dalle 08:00: restano validi gli ultimi orari letti.",
            "Tolta dal calendario, ma continua fino alla fine.",
        ],
    }
    return live(**usual | changes)


def closed(**changes: Any) -> View:
    usual: View = {
        "phase": "blocked",
        "occupancy": "closed",
        "occupancy_until": at(60),
        "primary": None,
        "actions": NOTHING,
        "wished": 0,
        "ok": 0,
    }
    return free(**usual | changes)


BY_HAND = {"proiettore": device("Proiettore", left_alone=["power"], observed={"power": "off"}, verdict="fault")}
MEETING = {"primary": None, "actions": NOTHING | {"extend": True, "end": True, "scene": True, "open": True}}
STATES: Mapping[str, Callable[[], View]] = {
    "free": free,
    "free_until": lambda: free(
        occupancy_until=at(40),
        next=booking("Corso sicurezza", 40, 100),
        primary=offer("use", "Usa la sala ora", minutes=(15, 30)),
        refusals={"use": "Alle 10:00 comincia «Corso sicurezza»."},
    ),
    "next_trouble": lambda: free(
        next=booking("Corso sicurezza", 900, 960), next_trouble="Domani alle 9: il proiettore non risponde"
    ),
    "reopen": lambda: free(
        phase="closing",
        verdict="preparing",
        trouble="La sala si sta spegnendo",
        secondary=[offer("reopen", "Riapri «Collegio»", "collegio")],
        reopens=booking("Collegio", -30, 30),
    ),
    "soon": soon,
    "soon_use": lambda: soon(
        phase="idle",
        verdict="ready",
        trouble="Tutto a posto",
        scenes=[],
        next=booking("Corso", 22, 80),
        occupancy="free",
        primary=offer("start", "Inizia «Corso»", "corso"),
        secondary=[offer("use", "Usa la sala ora", minutes=(15,)), offer("reopen", "Riapri «Collegio»", "collegio")],
    ),
    "live": live,
    "on_air": lambda: live(**MEETING, on_air="Microfono e camera aperti"),
    "open": lambda: live(**MEETING | {"primary": offer("open", "Apri microfono e camera")}),
    "confidential": lambda: live(
        current=booking("Occupato", -10, 50) | {"confidential": True},
        primary=offer("start", "Inizia", "x"),
        scenes=[],
        actions=NOTHING | {"extend": True, "end": True},
    ),
    "long": many_scenes,
    "no_extension": lambda: live(
        actions=NOTHING | {"end": True, "scene": True},
        refusals={"extend": "Alle 10:00 comincia «Corso sicurezza»."},
        after_end="Poi, alle 10:00, comincia «Corso sicurezza».",
    ),
    "closed": closed,
    "held": lambda: closed(occupancy_until=None, notes=["La tiene un tecnico: Si cambia la lampada"]),
    "limited": lambda: live(
        verdict="limited", trouble="Senza televisore", message="Il collegamento c’è, ma non risponde entro 2 secondi."
    ),
    "not_ready": lambda: live(
        verdict="not_ready",
        trouble="Il proiettore è stato spento a mano",
        message="Resta così.",
        devices=BY_HAND,
        primary=offer("put_back", "Riaccendi il proiettore"),
        actions=NOTHING | {"extend": True, "end": True, "scene": True, "put_back": True},
    ),
    "hands_and_start": lambda: live(devices=BY_HAND, secondary=[offer("put_back", "Riaccendi il proiettore")]),
    "unknown": lambda: live(
        verdict="unknown", trouble="Il computer di sala non è collegato", message="Non sappiamo com’è la sala."
    ),
    "lobby": lambda: live(
        **MEETING,
        verdict="limited",
        trouble="Il grande schermo attende di essere ammesso",
        message="Ha bussato: chi modera la riunione lo deve far entrare.",
    ),
    "refused": lambda: live(
        **MEETING,
        verdict="limited",
        trouble="La riunione non fa entrare il grande schermo",
        message="Il server della riunione dice di no (notAllowed); si riprova.",
    ),
    "put_out": lambda: live(
        **MEETING | {"primary": offer("rejoin", "Rientra")},
        verdict="limited",
        trouble="Il grande schermo è stato fatto uscire dalla riunione",
        message="Con «Rientra» torna dentro.",
    ),
    "by_hand": lambda: live(notes=["La riunione si apre a mano, da un portatile o dal telefono."]),
    "cut": live,
}
"""By name; "cut" is cut off by whoever shows it."""
