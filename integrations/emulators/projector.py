"""A projector that speaks PJLink class 1 and 2 (PJLink Specifications 2.00, JBMIA, 2017-01-31)."""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from integrations.emulators.controls import InducedFault, StreamEmulator, running

LONGEST_COMMAND = 136
"""Header, class, command, separator, 128 bytes of parameter and CR (section 2.1)."""
POWER_CODES = {"off": "0", "on": "1", "cooling": "2", "warming": "3"}
UNDEFINED, OUT_OF_PARAMETER, NOT_NOW, FAILURE = "ERR1", "ERR2", "ERR3", "ERR4"

INPUTS = {"11": "Computer", "12": "VGA", "21": "Video", "31": "HDMI 1", "32": "HDMI 2", "41": "USB", "51": "LAN"}
FIXED = {
    "1LAMP": "120 1",
    "1INF1": "Regia",
    "1INF2": "Emulated projector",
    "1INFO": "",
    "1CLSS": "2",
    "2SNUM": "EMU0001",
    "2SVER": "1.0",
    "2IRES": "1920x1080",
    "2RRES": "1920x1080",
    "2FILT": "40",
    "2RLMP": "EMU-LAMP",
    "2RFIL": "EMU-FILTER",
}
"""Queries whose answer never changes."""
STEPS = {"1AVMT": ("10", "11", "20", "21", "30", "31"), "2SVOL": ("0", "1"), "2MVOL": ("0", "1"), "2FREZ": ("0", "1")}
"""Commands that work only while the lamp is on, and the values they take."""


@dataclass(slots=True)
class Quirks:
    """How some projectors differ from the specification; a quirk may change while the projector runs."""

    line_end: bytes = b"\r"
    lower: bool = False
    """Every line is sent in small letters."""
    spaces: bool = False
    """Every line has spaces around it."""
    bytewise: bool = False
    """Each byte is sent in a packet of its own."""
    unasked: bytes = b""
    """Sent before each answer."""
    state_for_ok: bool = False
    """A command is answered with the present state in place of OK."""
    moving: str = ""
    """What ``POWR ?`` answers while the projector warms or cools, in place of which of the two."""
    input: str | None = None
    """What ``INPT ?`` answers in place of the truth."""
    unanswered: tuple[str, ...] = ()
    """Commands that are obeyed but never answered, like ``%1INPT 31``."""
    one_client: bool = False
    """A second connection beside another is cut."""
    gap_s: float = 0.0
    """A connection that comes within this time after the last one ended is cut."""
    one_answer: bool = False
    """A connection is closed after its first answer."""
    digest_each: bool = False
    """The digest is needed before each command."""
    idle_s: float = 30.0
    """A connection is closed after this time without a question (section 3)."""
    greeting_delay_s: float = 0.0
    answer_delay_s: float = 0.0


class Projector(StreamEmulator):
    """A projector: *power* (off, warming, on, cooling), *input* (a PJLink code like ``31``), *muted*, *frozen*, *failing*."""

    def __init__(
        self, host: str, port: int, password: str | None, *, warm_up_s: float, cool_down_s: float, quirks: Quirks
    ) -> None:
        super().__init__(host, port, password)
        self.quirks = quirks
        self.connections = 0
        """How many connections were accepted."""
        self.turned_away = 0
        """How many connections were cut at once."""
        self.connected = 0
        """How many connections are open now."""
        self._free_at = 0.0
        """When the next connection is accepted after the last, by the loop's clock."""
        self.warm_up_s = warm_up_s
        self.cool_down_s = cool_down_s
        self.name = "Sala"
        self.input = "11"
        self.muted = "30"
        self.frozen = "0"
        self.failing = False
        """The lamp is broken: switching on gives ERR4."""
        self._power = "off"
        self._settled_at = 0.0
        """When warming or cooling ends, by the loop's clock."""

    @property
    def power(self) -> str:
        """The present power: off, warming, on or cooling."""
        if asyncio.get_running_loop().time() < self._settled_at:
            return self._power
        return {"warming": "on", "cooling": "off"}.get(self._power, self._power)

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        if (self.quirks.one_client and self.connected) or loop.time() < self._free_at:
            self.turned_away += 1
            writer.transport.abort()
            return
        self.connections += 1
        self.connected += 1
        try:
            await self._talk(reader, writer)
        finally:
            self.connected -= 1
            self._free_at = loop.time() + self.quirks.gap_s

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        challenge = secrets.token_hex(4) if self.password is not None else ""
        await asyncio.sleep(self.quirks.greeting_delay_s)
        await self._say(writer, f"PJLINK 1 {challenge}" if challenge else "PJLINK 0")
        while command := await self._command(reader):
            if challenge:
                digest, command = command[:32], command[32:]
                if digest != hashlib.md5(f"{challenge}{self.password}".encode()).hexdigest():  # noqa: S324 - PJLink's
                    await self._say(writer, "PJLINK ERRA")
                    return
                if (
                    not self.quirks.digest_each
                ):  # only the first command of a connection carries the digest (section 5.1)
                    challenge = ""
            answer = self.reply(command)
            await asyncio.sleep(self.quirks.answer_delay_s)
            if command not in self.quirks.unanswered:
                writer.write(self.quirks.unasked)
                await self._say(writer, answer)
            if self.quirks.one_answer:
                return

    async def _say(self, writer: asyncio.StreamWriter, text: str) -> None:
        quirks = self.quirks
        text = f" {text} " if quirks.spaces else text
        line = (text.lower() if quirks.lower else text).encode() + quirks.line_end
        for part in (line[at : at + 1] for at in range(len(line))) if quirks.bytewise else (line,):
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0.001 if quirks.bytewise else 0)

    async def _command(self, reader: asyncio.StreamReader) -> str:
        """The next command without its CR; empty if nothing came for too long, or if what came is no command."""
        try:
            async with asyncio.timeout(self.quirks.idle_s):
                line = await reader.readuntil(b"\r")
        except (TimeoutError, asyncio.LimitOverrunError):
            return ""
        return line[:-1].decode(errors="replace") if len(line) <= LONGEST_COMMAND + 32 else ""

    def reply(self, command: str) -> str:
        """The line that answers *command*, both without a line end; ERR1 for an undefined command."""
        self.hear(command)
        body, _, parameter = command[1:].partition(" ")
        if not command.startswith("%") or len(body) != 5:
            return f"%1{body[1:5]}={UNDEFINED}"
        if self.fault is InducedFault.WRONG:
            return f"%{body}=WRONG"
        return f"%{body}={self._answer(body.upper(), parameter)}"

    def picture(self) -> Mapping[str, object]:
        return {"power": self.power, "input": self.input, "failing": self.failing}

    def by_hand(self, attribute: str, value: str) -> None:
        match attribute:
            case "power" if value in POWER_CODES:
                self._power = value
                self._settled_at = asyncio.get_running_loop().time() + self._duration(value)
            case "input" if value in INPUTS:
                self.input = value
            case "failing" if value in {"true", "false"}:
                self.failing = value == "true"
            case _:
                raise ValueError(f"power {'/'.join(POWER_CODES)}, input {'/'.join(INPUTS)} or failing true/false")

    def _answer(self, body: str, parameter: str) -> str:
        match body:
            case "1POWR":
                return self._on_power(parameter)
            case "1INPT" | "2INPT":
                return self._on_input(parameter)
            case "1INST" | "2INST" if parameter == "?":
                return " ".join(INPUTS)
            case "2INNM":
                return INPUTS.get(parameter.removeprefix("?"), OUT_OF_PARAMETER)
            case "1NAME" if parameter == "?":
                return self.name
            case "1ERST" if parameter == "?":
                return "020000" if self.failing else "000000"
            case _ if body in STEPS:
                return self._on_step(body, parameter)
            case _ if body in FIXED:
                return FIXED[body] if parameter == "?" else OUT_OF_PARAMETER
            case "1INST" | "2INST" | "1NAME" | "1ERST":
                return OUT_OF_PARAMETER
            case _:
                return UNDEFINED

    def _on_power(self, parameter: str) -> str:
        power = self.power
        match parameter:
            case "?" if self.quirks.moving and power in {"warming", "cooling"}:
                return self.quirks.moving
            case "?":
                return POWER_CODES[power]
            case "0" | "1" if self.fault is InducedFault.IGNORE:
                return "OK"
            case "1" if self.failing:
                return FAILURE
            case "1" if power == "off":
                self.by_hand("power", "warming")
            case "0" if power == "on":
                self.by_hand("power", "cooling")
            case "1" if power == "cooling":
                return NOT_NOW
            case "0" if power == "warming":
                return NOT_NOW
            case "0" | "1":
                pass  # the power is so already
            case _:
                return OUT_OF_PARAMETER
        return POWER_CODES[self.power] if self.quirks.state_for_ok else "OK"

    def _on_input(self, parameter: str) -> str:
        if self.power != "on":
            return NOT_NOW
        if parameter == "?":
            return self.input if self.quirks.input is None else self.quirks.input
        if parameter not in INPUTS:
            return OUT_OF_PARAMETER
        if self.fault is not InducedFault.IGNORE:
            self.input = parameter
        return self.input if self.quirks.state_for_ok else "OK"

    def _on_step(self, body: str, parameter: str) -> str:
        if parameter != "?" and parameter not in STEPS[body]:
            return OUT_OF_PARAMETER
        if self.power != "on":
            return NOT_NOW
        if parameter == "?":
            return {"1AVMT": self.muted, "2FREZ": self.frozen}.get(body, OUT_OF_PARAMETER)
        if self.fault is not InducedFault.IGNORE:
            self._set(body, parameter)
        return "OK"

    def _set(self, body: str, parameter: str) -> None:
        if body == "2FREZ":
            self.frozen = parameter
        elif body == "1AVMT":
            self.muted = _muted(self.muted, parameter)

    def _duration(self, power: str) -> float:
        if power == "warming":
            return self.warm_up_s if self.slow_s is None else self.slow_s
        return self.cool_down_s if power == "cooling" else 0.0


@asynccontextmanager
async def projector_running(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    password: str | None = None,
    warm_up_s: float = 5.0,
    cool_down_s: float = 5.0,
    quirks: Quirks | None = None,
) -> AsyncIterator[Projector]:
    """A projector at *host*, on any free port if *port* is 0; it follows the specification but for its *quirks*."""
    device = Projector(host, port, password, warm_up_s=warm_up_s, cool_down_s=cool_down_s, quirks=quirks or Quirks())
    async with running(device) as projector:
        yield projector


def _muted(before: str, command: str) -> str:
    """The answer to ``AVMT ?`` after ``AVMT`` *command*: 11 video, 21 audio, 31 both, 30 none (sections 4.5, 4.6)."""
    video, audio = before in {"11", "31"}, before in {"21", "31"}
    which, on = command[0], command[1] == "1"
    video = on if which in "13" else video
    audio = on if which in "23" else audio
    return {(True, False): "11", (False, True): "21", (True, True): "31"}.get((video, audio), "30")
