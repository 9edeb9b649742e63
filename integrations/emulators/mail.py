"""A mail server that keeps what it is given and passes nothing on (RFC 5321, as far as one sender with one recipient needs)."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from integrations.emulators.controls import InducedFault, StreamEmulator, running

KEPT = 200
"""The newest mails."""
END = b"\r\n.\r\n"
MOST_BYTES = 10 * 1024 * 1024


class MailBox(StreamEmulator):
    """All mails of everybody. Under `ignore` it knows no recipient, under `wrong` it speaks no SMTP."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(host, port)
        self.mails: deque[EmailMessage] = deque(maxlen=KEPT)
        self.on_mail: Callable[[EmailMessage], object] = lambda _: None
        """Called with each mail when it is taken."""

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._say(writer, "220 regia")
        while line := await reader.readline():
            verb = line[:4].decode("ascii", "replace").upper()
            self.hear(line.decode("ascii", "replace").strip())
            if verb == "DATA":
                self._say(writer, "354 go on")
                if not await self._take(reader):
                    return
            self._say(writer, self._answer(verb))
            await writer.drain()
            if verb == "QUIT":
                return

    def _answer(self, verb: str) -> str:
        match verb:
            case "EHLO" | "HELO" | "MAIL" | "DATA" | "RSET" | "NOOP":
                return "250 fine"
            case "RCPT":
                return "550 nobody of that name" if self.fault is InducedFault.IGNORE else "250 fine"
            case "QUIT":
                return "221 bye"
            case _:
                return "502 not known here"

    def _say(self, writer: asyncio.StreamWriter, line: str) -> None:
        writer.write(b"?!\r\n" if self.fault is InducedFault.WRONG else f"{line}\r\n".encode())

    async def _take(self, reader: asyncio.StreamReader) -> bool:
        """Keep a mail with its dots as they were (4.5.2); False for one that is too large."""
        content = bytearray()
        while not content.endswith(END) and content != END[2:]:
            if len(content) > MOST_BYTES:
                return False
            content += await reader.readuntil(b"\n")
        written = bytes(content[: -len(END[2:])]).replace(b"\r\n..", b"\r\n.").removeprefix(b".")
        mail = message_from_bytes(written, policy=default)
        self.mails.append(mail)
        self.on_mail(mail)
        return True

    def picture(self) -> Mapping[str, object]:
        return {"mails": len(self.mails)}

    def by_hand(self, attribute: str, value: str) -> None:
        raise ValueError(f"{attribute} {value}: nothing here is done by hand")


@asynccontextmanager
async def mailbox_running(*, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[MailBox]:
    """Take mails until left."""
    async with running(MailBox(host, port)) as mailbox:
        yield mailbox
