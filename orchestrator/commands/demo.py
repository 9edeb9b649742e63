"""`regia demo`: run everything on this machine with emulated devices, and book a meeting that begins in a minute."""

import asyncio
import shutil
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from secrets import token_urlsafe
from typing import Annotated

import aiohttp
import httpx
from cyclopts import Parameter

from integrations.emulators.jitsi_posting import EventTarget
from orchestrator.accounts.passwords import Passwords
from orchestrator.commands.council import report
from orchestrator.commands.emulate import obey_standard_input
from orchestrator.commands.stopping import stop
from orchestrator.commands.store import open_store
from orchestrator.councils.export.printing import Print
from orchestrator.demo.building import JITSI, SAMPLE, Building, building
from orchestrator.demo.council import play_council
from orchestrator.demo.door import Door, door_open
from orchestrator.demo.guests import AWAITED, COMING, Council, attend
from orchestrator.demo.people import CHAIR, PLAYERS, ROOMS, SECRETARY
from orchestrator.demo.processes import DemoFailed, browser, free_port, regia, screen, wait_until_ready
from orchestrator.demo.school import AWAITED as MEMBER
from orchestrator.demo.school import COMING as ANSWERING
from orchestrator.demo.school import School
from orchestrator.demo.stored import Stored, store_all
from orchestrator.demo.teachers import teacher
from orchestrator.demo.witness import RoomEvidence, witness
from room_agents.stage_access import stage_key
from schedules.store.database import Database
from schedules.store.sealing import key_file, open_keys

PORT, STAGE_PORT = 8080, 8765
BEGINS_IN = timedelta(seconds=75)
"""From before anything of the demo runs."""
LASTS = timedelta(minutes=15)
BEGINS_IN_ONCE = timedelta(seconds=65)
LASTS_ONCE = timedelta(seconds=25)
IDLE_WITHIN = timedelta(seconds=40)
"""After the end: closing, then the projectors cool down."""
SITE_FILE = "demo.toml"
Meeting = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo."""

    building: Building
    client: httpx.AsyncClient
    url: str
    panels: Mapping[str, str]
    """The panel's token of each room."""
    screens: Mapping[str, str]
    """The address of each room's big screen, with its key."""
    door: Door
    accounts: Mapping[str, str]
    """Ids of its people's accounts by their addresses."""
    password: str
    """Of all of them."""
    meeting: Meeting
    """The council, from and until when."""
    council: Council
    school: School


async def demo(
    *,
    once: Annotated[
        bool, Parameter(help="Unattended: watch one meeting, tell what was seen, and end.", negative=())
    ] = False,
    council: Annotated[
        bool, Parameter(help="Play a council's sitting by itself instead, verify it, and end.", negative=())
    ] = False,
    into: Annotated[Path, Parameter(help="Where the played council's minutes and export are written.")] = Path(
        "council"
    ),
) -> None:
    """Run the orchestrator, an agent for two rooms and their emulated devices."""
    folder = Path(tempfile.mkdtemp(prefix="regia-demo-"))
    if council:
        await _play_council(folder, into)
        return
    running = asyncio.current_task()
    if running is not None:
        for number in (signal.SIGTERM, signal.SIGINT):  # its processes would outlive it; a shell may ignore SIGINT
            asyncio.get_running_loop().add_signal_handler(number, running.cancel)
    try:
        async with AsyncExitStack() as stack:
            await (_once if once else _attended)(await _start(stack, folder, once=once), stack, folder)
    except DemoFailed as failed:
        stop(str(failed))
    except asyncio.CancelledError:
        _say("", "The demo has ended.")
        if once:
            stop("It was ended before it had seen everything.")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _play_council(folder: Path, into: Path) -> None:
    """Exit with 1 unless the export of the sitting that was played agrees with itself and with its head."""
    try:
        into.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240  nothing else runs yet
        played = await play_council(folder, into, datetime.now(UTC))
    except OSError as error:
        stop(f"{into} cannot be written to: {error.strerror}.")
    except DemoFailed as failed:
        stop(str(failed))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _say(f"Its minutes are in {played.minutes}, all of it in {played.archive}. Verify it yourself:")
    _say(f"  regia council verify {played.archive} --head {played.verified.head}", "")
    _say(*report(played.verified, played.printed, "en", held=True))
    if played.verified.findings or played.printed is not Print.SAME:
        raise SystemExit(1)


async def _start(stack: AsyncExitStack, folder: Path, *, once: bool) -> Demo:
    """Start the devices, the orchestrator and the agent."""
    port, stage_port = (free_port(), free_port()) if once else (free_port(PORT), free_port(STAGE_PORT))
    url = f"http://127.0.0.1:{port}"
    stand = await stack.enter_async_context(building(url, stages=not once or browser() is not None))
    (folder / SITE_FILE).write_text(stand.site)
    if not once:  # what is in it today would be in the way of who waits for idle rooms
        shutil.copy(str(SAMPLE / "officine.ics"), folder / "officine.ics")
    database, password = stack.enter_context(closing(open_store(folder, None))), token_urlsafe(9)
    begins_in, lasts = (BEGINS_IN_ONCE, LASTS_ONCE) if once else (BEGINS_IN, LASTS)
    start = (datetime.now(UTC) + begins_in).replace(microsecond=0)
    stored = await _stored(database, stand, password, (start, start + lasts))
    serve = ("serve", str(folder / SITE_FILE), "--data", str(folder), "--port", str(port))
    log = folder / "serve.log"
    serving = await stack.enter_async_context(regia(*serve, secrets=stand.secrets, log=log))
    headers = {"Authorization": f"Bearer {stored.tokens['admin']}"}
    client = await stack.enter_async_context(httpx.AsyncClient(base_url=url, headers=headers, timeout=5.0))
    await wait_until_ready(client, serving, log)
    bearer = {"Authorization": f"Bearer {stored.tokens['jitsi']}"}
    stand.jitsi.events.posting.target = EventTarget(f"{url}/jitsi/events/{JITSI}", bearer)
    key = await _start_agent(stack, folder, stand, url, stored.tokens["agent"], stage_port)
    door = await stack.enter_async_context(door_open(database, url))
    panels = {room: stored.tokens[room] for room in ROOMS}
    screens = {room: f"http://localhost:{stage_port}/stage/{room}?key={key}" for room in ROOMS}
    meeting = (start, start + lasts)
    return Demo(
        stand, client, url, panels, screens, door, stored.accounts, password, meeting, stored.council, stored.school
    )


async def _start_agent(
    stack: AsyncExitStack, folder: Path, stand: Building, url: str, token: str, stage_port: int
) -> str:
    """Start the agent of all rooms; gives the key of its big screens."""
    (folder / "agent-token").write_text(token)
    (folder / "agent").mkdir(mode=0o700)
    key, data = stage_key(folder / "agent"), str(folder / "agent")
    agent = ("agent", "--orchestrator", url, "--data", data, "--token-file", str(folder / "agent-token"))
    port = ("--stage-port", str(stage_port))
    await stack.enter_async_context(regia(*agent, *port, secrets=stand.secrets, log=folder / "agent.log"))
    return key


async def _stored(database: Database, stand: Building, password: str, meeting: Meeting) -> Stored:
    """What the service finds in its database: tokens, people whose password that is, and their day."""
    with closing(Passwords()) as passwords:
        hashed = await passwords.rehash(password)
    keys = open_keys(key_file(database.path))
    return await database.write(store_all, keys, (SITE_FILE, stand.site), hashed, meeting, datetime.now(UTC))


async def _attended(demo: Demo, _stack: AsyncExitStack, _folder: Path) -> None:
    """Book a meeting, say which pages to open, and obey the keyboard until Ctrl-C."""
    start, end = demo.meeting
    _say(
        f"A teachers' council is booked in both halls from {_local(start)} to {_local(end)}.",
        "Watch the rooms prepare, become ready, go live and close:",
        *(f"  panel   {demo.url}/panel/{room}#{token}" for room, token in demo.panels.items()),
        *(f"  screen  {address}" for address in demo.screens.values()),
        *_people(demo),
        *_conference(demo),
        "Pull plugs by typing, for instance:",
        "  sala-1/proiettore freeze      sala-1/proiettore by-hand power off      sala-1/proiettore clear",
        "Mails arrive here, with the links in them; type  mail refuse  to see what becomes of them without a mail server.",
        f"Devices: {', '.join(demo.building.emulators)}. Ctrl-C ends.",
    )
    demo.building.mail.on_mail = lambda mail: _say(*_mail(mail))
    obey_standard_input(lambda line: _obey(demo, line))
    async with asyncio.TaskGroup() as guests:
        for person in COMING:
            guests.create_task(_attend(demo, person.name), name=person.name)
        for name in ANSWERING:
            guests.create_task(teacher(demo.url, demo.school.members[name]).attend(), name=name)
        await asyncio.Event().wait()  # until Ctrl-C


async def _attend(demo: Demo, name: str) -> None:
    """Be one of the guests who come by themselves."""
    try:
        await attend(demo.url, demo.council.personal[name])
    except (httpx.HTTPError, aiohttp.ClientError, ValueError) as error:
        _say(f"{name} did not get into the meeting: {error}")


def _conference(demo: Demo) -> Sequence[str]:
    """Lines with the links of the council's meeting."""
    council = demo.council
    coming = " and ".join(person.name for person in COMING)
    return (
        f"The council has a meeting; {coming} come by themselves. Come too, as {AWAITED.name} or as anybody:",
        f"  {demo.url}{council.personal[AWAITED.name]}",
        f"  {demo.url}{council.guests}",
        "Trouble what Jitsi tells of it:  jitsi by-hand events lost  (or late, repeated, reordered, half; ok is well again)",
    )


def _mail(mail: EmailMessage) -> Sequence[str]:
    """A mail in a line, and the links in it."""
    body = mail.get_body(("plain",))
    words = str(body.get_content()).split() if body is not None else []
    links = [word for word in words if word.startswith(("http://", "https://"))]
    return (f"Mail to {mail['To']}: {mail['Subject']}", *(f"  {link}" for link in links))


def _people(demo: Demo) -> Sequence[str]:
    """Lines with a new link for each of the demo's people."""
    links = demo.door.links(demo.accounts)
    return (
        f"Be one of its people: each link signs in at once (the password of all is {demo.password}).",
        *(f"  {player.does:26}{player.name:16}{links[player.email]}" for player in PLAYERS),
        f"  who is at the council     {CHAIR.name:16}{links[CHAIR.email]}/bookings/{demo.council.booking}/presence",
        "A browser is one of them at a time, and a private window another; type  people  for new links.",
        *_sitting(demo, links),
    )


def _sitting(demo: Demo, links: Mapping[str, str]) -> Sequence[str]:
    """Lines with the pages of the council's sitting."""
    live, members, room = f"councils/sittings/{demo.school.sitting}/live", demo.school.members, ROOMS[0]
    others = (f"{name} {member.pin}" for name, member in members.items() if name not in {*ANSWERING, MEMBER})
    return (
        f"It is the sitting of {len(members)}: call the roll, open it, have them vote; {len(ANSWERING)} answer from home by themselves.",
        f"  its chair                 {CHAIR.name:16}{links[CHAIR.email]}/{live}",
        f"  its secretary             {SECRETARY.name:16}{links[SECRETARY.email]}/{live}",
        f"  a member                  {MEMBER:16}{demo.url}{members[MEMBER].path}  with the code {members[MEMBER].pin}",
        f"  the hall's tablet, once its panel was opened    {demo.url}/rooms/{room}/council",
        f"    codes there: {', '.join(others)}",
        f"  its big screen            {demo.url}{demo.school.screen}",
    )


async def _once(demo: Demo, stack: AsyncExitStack, folder: Path) -> None:
    """Watch one meeting from idle to idle; exit 0 only if it was as it should be."""
    program = browser()
    if program is not None:
        for room in ROOMS:
            await stack.enter_async_context(screen(program, demo.screens[room], folder / f"screen-{room}"))
    else:
        _say("No Chromium on this machine: the rooms have no big screen this time.")
    start, end = demo.meeting
    _say(f"booked  {', '.join(ROOMS)}  {_local(start)} to {_local(end)}")
    evidence = {room: RoomEvidence(room, start, end) for room in ROOMS}
    await witness(demo.client, evidence, _say, until=end + IDLE_WITHIN)
    for seen in evidence.values():
        _say(
            f"{seen.room}: ready {_local(seen.ready_at)}, start {_local(start)}, live {_local(seen.live_at)}, "
            f"end {_local(end)}, idle again {_local(seen.idle_at)}, meeting joined: {seen.joined}"
        )
    if not all(room.complete for room in evidence.values()):
        for name in ("serve.log", "agent.log"):
            sys.stderr.write(f"--- {name}\n{(folder / name).read_text()[-4000:]}\n")
        raise DemoFailed("not every room was verified ready before the start, live, and idle after the end")


def _obey(demo: Demo, line: str) -> None:
    """Switch faults by lines like ``sala-1/proiettore freeze``; a slip of the fingers is told, and ends nothing."""
    name, _, command = line.strip().partition(" ")
    emulators = demo.building.emulators
    emulator = emulators.get(name)
    if name == "people":
        _say(*_people(demo))
    elif emulator is not None:
        try:
            _say(emulator.control(command))
        except ValueError as error:
            _say(f"? {error}")
    elif name:
        _say(f"There is no device {name}: {', '.join(emulators)}.")


def _say(*lines: Sequence[str] | str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def _local(instant: datetime | None) -> str:
    return f"{instant.astimezone():%H:%M:%S}" if instant is not None else "never"
