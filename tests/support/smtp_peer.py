"""An SMTP server on loopback (aiosmtpd), which takes mails or fails in the way that a test asks for."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from enum import StrEnum
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # it tells of each connection that is cut, with a traceback


class Fault(StrEnum):
    """What the server does to one connection."""

    SILENT = "it does not greet"
    BUSY_GREETING = "421 to begin with"
    BUSY_RECIPIENT = "450 to RCPT"
    NO_RECIPIENT = "550 to RCPT"
    NO_SENDER = "553 to MAIL"
    BUSY_DATA = "451 after the mail"
    NO_DATA = "554 after the mail"
    CUT_BEFORE = "it hangs up at RCPT"
    CUT_WITHIN = "it hangs up in the middle of the mail"
    CUT_AFTER = "it takes the mail and hangs up before it says so"
    LOST_AFTER = "it hangs up after the mail's end without having taken it"
    NONSENSE = "it answers RCPT in no way of SMTP"
    MUTE_AFTER = "it takes the mail and never says so"


class SmtpPeer:
    """What was taken, and what happens to the coming connections: *faults* in turn, then all goes well."""

    def __init__(self) -> None:
        self.port = 0
        self.faults: list[Fault] = []
        self.taken: list[EmailMessage] = []
        """The mails, oldest first."""
        self.recipients: list[str] = []
        """Of each."""
        self.connections = 0
        self.at_once = 0
        """The most connections that were open at one time."""
        self.password: str | None = None
        """None takes anybody."""
        self.refuses: set[str] = set()
        """Recipients refused for good."""
        self.held_at: str | None = None
        """The command at which connections stand still until it is None: EHLO, MAIL, RCPT, DATA, END, TAKEN."""
        self.standing: asyncio.Event = asyncio.Event()
        """One stands there."""
        self._free = asyncio.Event()
        self._open: set[_Connection] = set()
        self._server: asyncio.Server | None = None

    async def start(self, *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None) -> None:
        """Listen; on the same port as before."""

        def connection() -> _Connection:
            return _Connection(self, starttls)

        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(connection, "127.0.0.1", self.port, ssl=tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Nobody listens, every connection ends."""
        self.release()
        if self._server is not None:
            self._server.close()
            for connection in list(self._open):
                connection.cut()
            await self._server.wait_closed()
            self._server = None

    def hold(self, command: str) -> None:
        """Let connections stand still at *command*."""
        self.held_at, self._free, self.standing = command, asyncio.Event(), asyncio.Event()

    def release(self) -> None:
        """Let them go on."""
        self.held_at = None
        self._free.set()

    async def stand(self, command: str) -> None:
        if self.held_at == command:
            self.standing.set()
            await self._free.wait()

    def ids(self) -> list[str]:
        """The Message-ID of each mail."""
        return [str(mail["Message-ID"]) for mail in self.taken]

    @property
    def open(self) -> int:
        """How many connections there are."""
        return len(self._open)

    def opened(self, connection: "_Connection") -> None:
        self._open.add(connection)
        self.connections += 1
        self.at_once = max(self.at_once, len(self._open))

    def closed(self, connection: "_Connection") -> None:
        self._open.discard(connection)

    def next_fault(self) -> Fault | None:
        return self.faults.pop(0) if self.faults else None


class _Connection(SMTP):
    """One connection, with its fault."""

    def __init__(self, peer: SmtpPeer, starttls: ssl.SSLContext | None) -> None:
        self._peer = peer
        self._fault: Fault | None = None
        super().__init__(
            self,
            hostname="posta.example",
            tls_context=starttls,
            auth_require_tls=False,
            authenticator=self._sign_in,
            loop=asyncio.get_running_loop(),
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self.transport is None:  # else it is encrypted now
            self._fault = self._peer.next_fault()
            self._peer.opened(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._peer.closed(self)
        super().connection_lost(error)

    def cut(self) -> None:
        """Hang up at once."""
        transport = self.transport
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()

    async def push(self, status: Any) -> None:
        if str(status).startswith("220") and not str(status).startswith("220 Ready"):
            if self._fault is Fault.SILENT:
                return
            if self._fault is Fault.BUSY_GREETING:
                status = "421 4.3.2 later, says password hunter2"
        await super().push(status)

    def _sign_in(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, shown: Any
    ) -> AuthResult:
        wanted = self._peer.password
        right = wanted is None or (isinstance(shown, LoginPassword) and shown.password == wanted.encode())
        return AuthResult(success=right, handled=False)

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, answers: list[str]
    ) -> Iterable[str]:
        session.host_name = hostname
        await self._peer.stand("EHLO")
        return answers

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        await self._peer.stand("MAIL")
        if self._fault is Fault.NO_SENDER:
            return "553 5.7.1 not you, says password hunter2"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        await self._peer.stand("RCPT")
        if address in self._peer.refuses:
            return "550 5.1.1 nobody, says password hunter2"
        match self._fault:
            case Fault.BUSY_RECIPIENT:
                return "450 4.2.1 later, says password hunter2"
            case Fault.NO_RECIPIENT:
                return "550 5.1.1 nobody, says password hunter2"
            case Fault.NONSENSE:
                return "HTTP/1.1 400 Bad Request"
            case Fault.CUT_BEFORE:
                self.cut()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        await self._peer.stand("DATA")
        if self._fault is Fault.CUT_WITHIN:
            await self.push("354 go on")
            await self._reader.readuntil(b"\r\n")
            self.cut()
            return
        await super().smtp_DATA(arg)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        await self._peer.stand("END")
        match self._fault:
            case Fault.BUSY_DATA:
                return "451 4.3.0 later, says password hunter2"
            case Fault.NO_DATA:
                return "554 5.6.0 no, says password hunter2"
            case Fault.LOST_AFTER:
                self.cut()
                return "250 OK"
        assert isinstance(envelope.content, bytes)
        parsed = message_from_bytes(envelope.content, policy=default)
        assert isinstance(parsed, EmailMessage)
        self._peer.taken.append(parsed)
        self._peer.recipients.extend(envelope.rcpt_tos)
        await self._peer.stand("TAKEN")
        if self._fault is Fault.CUT_AFTER:
            self.cut()
        if self._fault is Fault.MUTE_AFTER:
            await asyncio.Event().wait()
        return "250 OK"


@asynccontextmanager
async def smtp_running(
    *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None
) -> AsyncIterator[SmtpPeer]:
    """A server on a free port."""
    peer = SmtpPeer()
    await peer.start(tls=tls, starttls=starttls)
    try:
        yield peer
    finally:
        await peer.stop()
