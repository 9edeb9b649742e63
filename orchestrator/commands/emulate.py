"""`regia emulate …`: a device to practise on, with faults switched on by lines on the standard input."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from datetime import timedelta
from typing import Annotated, Literal, TypeVar

from cyclopts import Parameter

from integrations.emulators.controls import WORDS, Emulator
from orchestrator.commands.durations import Duration
from orchestrator.commands.ports import Port, why_not_listening
from orchestrator.commands.stopping import stop

E = TypeVar("E", bound=Emulator)
SCENES = ("Riposo", "Attesa", "Conferenza")
Likeness = Literal["shelly", "home-assistant", "companion"]
Host = Annotated[str, Parameter(help="The address to listen on.")]
Password = Annotated[str | None, Parameter(help="What clients must know; none is asked for otherwise.")]


async def obs(
    *,
    host: Host = "127.0.0.1",
    port: Port = 4455,
    password: Password = None,
    scene: Annotated[
        tuple[str, ...],
        Parameter(negative=(), help="A scene it has; repeat it for several.", show_default=", ".join),
    ] = SCENES,
    transition: Annotated[
        Duration, Parameter(help="From the choice of a scene until it is on air, like 2s.")
    ] = timedelta(),
) -> None:
    """Run an OBS Studio with obs-websocket 5."""
    from integrations.emulators.obs import obs_running

    running = obs_running(
        host=host, port=port, password=password, scenes=scene, transition_s=transition.total_seconds()
    )
    await attend(running, host, port)


async def projector(
    *,
    host: Host = "127.0.0.1",
    port: Port = 4352,
    password: Password = None,
    warm_up: Annotated[Duration, Parameter(help="From 'on' until the lamp is on, like 90s.")] = timedelta(seconds=5),
    cool_down: Annotated[Duration, Parameter(help="From 'off' until it is in standby, like 90s.")] = timedelta(
        seconds=5
    ),
) -> None:
    """Run a PJLink projector."""
    from integrations.emulators.projector import projector_running

    running = projector_running(
        host=host,
        port=port,
        password=password,
        warm_up_s=warm_up.total_seconds(),
        cool_down_s=cool_down.total_seconds(),
    )
    await attend(running, host, port)


async def attend(running: AbstractAsyncContextManager[E], host: str, port: int) -> None:
    """Run an emulator at the keyboard: say where it listens and what it hears, obey each line, until Ctrl-C or SIGTERM."""
    async with AsyncExitStack() as stack:
        try:
            emulator = await stack.enter_async_context(running)
        except (OSError, UnicodeError) as error:
            stop(why_not_listening(error, host, port))
        emulator.on_heard = lambda heard: _say(f"< {heard}")
        ended = _signalled()  # before it says that it listens, for whoever waits for that to stop it
        _say(f"listening on {emulator.host}:{emulator.port}; words: {WORDS}")
        obey_standard_input(lambda line: _obey(emulator, line))
        await ended.wait()


def obey_standard_input(obey: Callable[[str], None]) -> None:
    """Call *obey* in the running loop with each line as it is typed; the end of the input is no reason to end."""
    loop = asyncio.get_running_loop()

    def read() -> None:
        with suppress(RuntimeError):  # the loop has closed: we are leaving
            for line in _lines(sys.stdin.fileno()):
                loop.call_soon_threadsafe(obey, line)

    threading.Thread(target=read, name="standard input", daemon=True).start()


async def jitsi(
    *,
    port: Port,
    host: Host = "127.0.0.1",
    app_id: Annotated[str, Parameter(help="Whose tokens it takes: the app_id of the room file.")] = "regia",
    secret: Annotated[
        str | None, Parameter(help="What they must be signed with; if left out a-secret-to-practise-with-32-bytes.")
    ] = None,
    key_server: Annotated[
        str | None, Parameter(help="Where it asks for public keys (RS256), like https://…/jitsi/keys; then no secret.")
    ] = None,
    events: Annotated[
        str | None, Parameter(help="Where it posts who comes and goes, like https://…/jitsi/events/meet.")
    ] = None,
    reservations: Annotated[str | None, Parameter(help="Where it asks whether a conference may open.")] = None,
    bearer: Annotated[str | None, Parameter(help="The token that it sends to both.")] = None,
) -> None:
    """Run a Jitsi Meet page and its external_api.js, which lets in whoever holds a token signed with *secret*, or with a key."""
    from integrations.emulators.jitsi import SECRET, jitsi_running
    from integrations.emulators.jitsi_posting import EventTarget
    from integrations.emulators.jitsi_reservations import ReservationTarget
    from integrations.emulators.jitsi_token import Gate

    headers = {} if bearer is None else {"Authorization": f"Bearer {bearer}"}
    running = jitsi_running(
        host=host,
        port=port,
        app_id=app_id,
        secret=secret or SECRET,
        gate=None if key_server is None else Gate(issuers=(app_id,), key_server=key_server),
        events=None if events is None else EventTarget(events, headers),
        reservations=None if reservations is None else ReservationTarget(reservations, headers),
    )
    await attend(running, host, port)


async def appletv(*, port: Port = 49153, host: Host = "127.0.0.1") -> None:
    """Run an Apple TV that speaks Companion, and say with which credentials a room reaches it. Its PIN is 1111."""
    try:
        from integrations.emulators.appletv import CREDENTIALS, WORDS, appletv_running
    except ImportError as error:
        raise SystemExit("the emulated Apple TV needs the package regia[appletv]") from error

    _say(f"REGIA_SECRET_TV_1={CREDENTIALS}")
    _say(f"more words: {WORDS}")
    await attend(appletv_running(host=host, port=port), host, port)


async def http(
    *,
    like: Annotated[Likeness, Parameter(help="What it is.")] = "shelly",
    host: Host = "127.0.0.1",
    port: Port = 8080,
    password: Password = None,
) -> None:
    """Run a device that is asked over HTTP; what each is asked and answers stands in docs/drivers.md.

    The password is that of the user admin for a Shelly, and the token for a Home Assistant; a Companion takes none.
    """
    from integrations.emulators.http_device import LIKENESSES, WORDS, http_device_running

    _say(f"more words: by-hand {WORDS}")
    await attend(http_device_running(LIKENESSES[like](), host=host, port=port, password=password), host, port)


def _lines(descriptor: int) -> Iterator[str]:
    """The lines of a file descriptor. Not through sys.stdin, whose lock a waiting thread would hold at exit."""
    rest = b""
    with suppress(OSError):
        while read := os.read(descriptor, 4096):
            *lines, rest = (rest + read).split(b"\n")
            yield from (line.decode(errors="replace") for line in lines)


def _obey(emulator: Emulator, line: str) -> None:
    if line.strip():
        try:
            _say(emulator.control(line))
        except (ValueError, OSError) as error:  # the port was given up, and has been taken since
            _say(f"? {error}")


def _signalled() -> asyncio.Event:
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    return ended


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
