"""Every state of the big screen as the agent tells it: real plans at some moment of a Monday, through stage_view()."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from config.device_models import ObsDevice, PjlinkDevice, StageDevice
from config.devices import Device
from config.words.sentences import Language
from room_agents.plan import Background, Conference, Plan, RoomDefinition, WireBooking, WireHouse, WireSegment, WireWifi
from room_agents.protocol import DeviceReading, Fault, RoomVerdict, State
from room_agents.stage_view import StageView, stage_view
from room_agents.timeline import present_at

ZONE = ZoneInfo("Europe/Rome")
LINK = "https://meet.officine.example/collegio-dei-docenti-a81f"
HALL = "https://regia.officine.example/m/2p9ZkV6mB4sQ0hYt8wXc1RfLd7uJe3aGn5oiK-yTz_E"
WIFI = WireWifi(name="Officine-Ospiti", password="benvenuti in sala")
PICTURE = Background(digest="5f" * 32, media_type="image/svg+xml")
DEVICES: Mapping[str, Device] = {
    "proiettore": PjlinkDevice(driver="pjlink", host="192.168.1.21", name="Proiettore"),
    "regia-video": ObsDevice(driver="obs", host="127.0.0.1", name="Regia video"),
    "televisore": PjlinkDevice(driver="pjlink", host="192.168.1.22", name="Televisore"),
    "palco": StageDevice(driver="stage"),
}


def at(time: str, *, day: int = 19) -> datetime:
    """That time of a Monday in October, or of another day of that month."""
    return datetime.fromisoformat(f"2026-10-{day:02} {time}").replace(tzinfo=ZONE)


def booking(title: str, start: str, end: str, *, day: int = 19, confidential: bool = False) -> WireBooking:
    """A booking of that day."""
    shown = "Occupato" if confidential else title
    return WireBooking(id=title, title=shown, start=at(start, day=day), end=at(end, day=day), confidential=confidential)


COUNCIL = booking("Collegio dei docenti", "10:00", "11:30")
COURSE = booking("Corso sicurezza per i lavoratori", "11:30", "13:00")
DESK = booking("Sportello", "14:00", "15:30", confidential=True)
UNION = booking("Assemblea sindacale RSU", "16:00", "17:30")
TOMORROW = booking("Corso di aggiornamento forense", "09:00", "13:00", day=20)
LONG = booking(
    "Riunione congiunta delle Commissioni consiliari permanenti Bilancio, Urbanistica e Lavori pubblici con i revisori",
    "10:00",
    "11:30",
)


def plan(
    *bookings: WireBooking,
    meetings: Mapping[str, Conference] | None = None,
    house: WireHouse | None = None,
    closed: tuple[datetime, datetime] | None = None,
) -> Plan:
    """The plan of a room with those bookings: each with its preparing and its closing, and idle between them."""
    found, free_from = list[WireSegment](), at("00:00")
    for booking in bookings:
        conference = (meetings or {}).get(booking.id)
        begins = max(booking.start - timedelta(minutes=10), free_from)
        if begins > free_from:
            found.append(WireSegment(start=free_from, end=begins, phase="idle"))
        if booking.start > begins:
            found.append(
                WireSegment(start=begins, end=booking.start, phase="preparing", booking=booking, conference=conference)
            )
        found.append(
            WireSegment(start=booking.start, end=booking.end, phase="live", booking=booking, conference=conference)
        )
        free_from = booking.end
        following = min((other.start for other in bookings if other.start >= booking.end), default=None)
        if following is None or following > booking.end + timedelta(minutes=15):
            found.append(
                WireSegment(start=booking.end, end=booking.end + timedelta(minutes=5), phase="closing", booking=booking)
            )
            free_from = booking.end + timedelta(minutes=5)
    if closed is not None:
        found = [one for one in found if one.end <= closed[0] or one.start >= closed[1]]
        found = [
            one.model_copy(update={"end": min(one.end, closed[0])}) if one.start < closed[0] else one for one in found
        ]
        found.append(WireSegment(start=closed[0], end=closed[1], phase="blocked"))
        found.sort(key=lambda one: one.start)
        free_from = max(free_from, closed[1])
    found.append(WireSegment(start=free_from, end=at("00:00", day=22), phase="idle"))
    return Plan(
        store="11111111-2222-3333-4444-555555555555",
        revision=1,
        window_start=at("00:00"),
        room=RoomDefinition(id="sala-1", name="Sala Conferenze 1", timezone="Europe/Rome", devices=DEVICES),
        segments=tuple(found),
        house=house or WireHouse(name="Officine Municipali"),
    )


def running_on() -> Plan:
    """The plan of a day whose council goes on for a quarter of an hour, since people are still there."""
    made = plan(booking(COUNCIL.title, "10:00", "11:45"), DESK, UNION, TOMORROW)
    kept = [
        one.model_copy(update={"ran_on_from": at("11:30")}) if one.phase == "live" and one.end == at("11:45") else one
        for one in made.segments
    ]
    return made.model_copy(update={"segments": tuple(kept)})


def state(now: datetime, verdict: RoomVerdict, ready_at: datetime | None, **devices: DeviceReading) -> State:
    """How the room is, by what was read of its devices."""
    readings = {name.replace("_", "-"): device for name, device in devices.items()}
    return State(room="sala-1", at=now, plan=None, phase=None, verdict=verdict, ready_at=ready_at, devices=readings)


def view(
    plan: Plan,
    now: datetime,
    language: Language,
    verdict: RoomVerdict = "ready",
    *,
    clock_confirmed: bool = True,
    ready_at: datetime | None = None,
    **devices: DeviceReading,
) -> StageView:
    """What the page is told at *now*."""
    return stage_view(
        plan,
        present_at(plan, now),
        state(now, verdict, ready_at, **devices),
        now,
        language,
        clock_confirmed=clock_confirmed,
        has_background=plan.house is not None and plan.house.background is not None,
    )


DAY = (COUNCIL, COURSE, DESK, UNION, TOMORROW)
ONLINE = {COUNCIL.id: Conference(link=LINK)}
GUESTS = WireHouse(name="Officine Municipali", wifi=WIFI)
ALL = WireHouse(name="Officine Municipali", wifi=WIFI, background=PICTURE)
ON = DeviceReading(driver="pjlink", desired={"power": "on"}, observed={"power": "on"}, verdict="ok")
WARMING = DeviceReading(driver="pjlink", desired={"power": "on"}, observed={"power": "warming"}, verdict="pending")
INPUT = DeviceReading(driver="pjlink", desired={"input": "hdmi1"}, observed={"input": "hdmi2"}, verdict="pending")
SCENE = DeviceReading(driver="obs", desired={"scene": "Attesa"}, observed={"scene": "Nero"}, verdict="pending")
DEAD = DeviceReading(
    driver="pjlink",
    desired={"power": "on"},
    verdict="fault",
    fault=Fault(code="unreachable", params={"host": "192.168.1.21", "port": 4352}),
)

STATES: Mapping[str, Callable[[Language, Conference], StageView]] = {
    "idle": lambda language, _: view(plan(*DAY), at("08:41"), language),
    "idle_empty": lambda language, _: view(plan(TOMORROW), at("16:20"), language),
    "idle_wifi": lambda language, _: view(plan(*DAY, house=GUESTS), at("08:41"), language),
    "idle_next_meeting": lambda language, _: view(plan(*DAY, meetings=ONLINE, house=GUESTS), at("08:41"), language),
    "idle_background": lambda language, _: view(plan(*DAY, meetings=ONLINE, house=ALL), at("08:41"), language),
    "preparing": lambda language, _: view(
        plan(*DAY, meetings=ONLINE, house=GUESTS), at("09:56:12"), language, proiettore=ON
    ),
    "preparing_hall": lambda language, _: view(
        plan(*DAY, meetings={COUNCIL.id: Conference(link="", hall=HALL)}, house=GUESTS), at("09:56:12"), language
    ),
    "preparing_missing": lambda language, _: view(
        plan(LONG, COURSE, house=GUESTS),
        at("09:54:48"),
        language,
        "preparing",
        proiettore=WARMING,
        televisore=INPUT,
        regia_video=SCENE,
    ),
    "preparing_late": lambda language, _: view(
        plan(*DAY), at("09:58:30"), language, "preparing", ready_at=at("10:01"), proiettore=WARMING
    ),
    "preparing_fault": lambda language, _: view(
        plan(*DAY), at("09:58:02"), language, "not_ready", proiettore=DEAD, televisore=WARMING
    ),
    "live_plain": lambda language, _: view(plan(*DAY), at("10:20"), language),
    "live_wifi": lambda language, _: view(plan(*DAY, house=GUESTS), at("14:20"), language),
    "live_meeting": lambda language, ours: view(plan(*DAY, meetings={COUNCIL.id: ours}), at("10:20"), language),
    "live_last_minutes": lambda language, _: view(plan(*DAY), at("11:26:10"), language),
    "live_last_minute": lambda language, _: view(plan(*DAY), at("11:29:20"), language),
    "live_runs_on": lambda language, _: view(running_on(), at("11:28:10"), language),
    "meeting_last_minutes": lambda language, ours: view(
        plan(*DAY, meetings={COUNCIL.id: ours}), at("11:26:10"), language
    ),
    "lobby": lambda language, ours: view(plan(*DAY, meetings={COUNCIL.id: ours}), at("10:02"), language),
    "by_hand": lambda language, _: view(plan(*DAY, meetings=ONLINE), at("10:02"), language),
    "put_out": lambda language, ours: view(plan(*DAY, meetings={COUNCIL.id: ours}), at("10:30"), language),
    "unreachable": lambda language, ours: view(
        plan(*DAY, meetings={COUNCIL.id: ours.model_copy(update={"link": LINK})}), at("10:01"), language
    ),
    "closing": lambda language, _: view(plan(COUNCIL, DESK, UNION), at("11:31"), language),
    "blocked": lambda language, _: view(plan(COUNCIL, UNION, closed=(at("08:00"), at("15:00"))), at("12:05"), language),
    "clock_unconfirmed": lambda language, _: view(plan(*DAY), at("08:41"), language, clock_confirmed=False),
}
"""By name: the view in a language; *ours* is the meeting of states that are in one."""
