"""Gives a mail to an SMTP server (RFC 5321) for one recipient: in TLS (RFC 8314 3.3), after STARTTLS (RFC 3207), or in clear.

One connection takes one mail. A mail that is given counts as taken only once the server has answered to its end.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from integrations.services.mail_errors import MailError, MailTrouble

Trusting = Callable[[], ssl.SSLContext]
"""Makes the context that certificates are judged by; reads files."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are given, and as whom."""

    host: str
    port: int
    security: Literal["tls", "starttls", "none"]
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A mail as it travels: who sends it to whom (addresses in ASCII), and its bytes, which are 7-bit (RFC 5322)."""

    sender: str
    recipient: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds each answer may take. RFC 5321 4.5.3.2 allows more to servers of other houses than ours needs."""

    connect_s: float = 20.0
    """Name, connection, TLS and greeting."""
    command_s: float = 30.0
    taken_s: float = 120.0
    """From the mail's end: whoever hangs up before the answer may give a mail twice."""
    goodbye_s: float = 2.0


PATIENT = Patience()


async def send_mail(
    server: MailServer,
    mail: Envelope,
    *,
    patience: Patience = PATIENT,
    trusting: Trusting = ssl.create_default_context,
) -> None:
    """Return once *server* has taken *mail*. Raises MailError; does not try again, and is safe to cancel."""
    tls = None if server.security == "none" else await asyncio.to_thread(trusting)
    smtp = SMTP(
        hostname=server.host,
        port=server.port,
        timeout=None,  # each step below has its own
        use_tls=server.security == "tls",
        start_tls=False,  # done below, where it can be told apart
        tls_context=tls,
        local_hostname=mail.sender.rpartition("@")[2],  # the machine's own name would have to be looked up
    )
    try:
        await _sign_in(smtp, server, patience)
        await _give(smtp, mail, patience)
        with suppress(SMTPException, OSError):  # it is taken, whatever comes of the farewell
            async with asyncio.timeout(patience.goodbye_s):
                await smtp.quit()
    finally:
        _hang_up(smtp)


async def _sign_in(smtp: SMTP, server: MailServer, patience: Patience) -> None:
    async with _step(patience.connect_s, MailTrouble.UNREACHABLE):
        await smtp.connect()
    async with _step(patience.command_s):
        await smtp.ehlo()
    if server.security == "starttls":
        if not smtp.supports_extension("starttls"):
            raise MailError(MailTrouble.NO_STARTTLS)
        async with _step(patience.command_s, answered=MailTrouble.NO_STARTTLS):
            await smtp.starttls()
        async with _step(patience.command_s):
            await smtp.ehlo()
    if server.user is not None:
        async with _step(patience.command_s, refused=MailTrouble.LOGIN, unlike_smtp=MailTrouble.LOGIN):
            await smtp.login(server.user, server.password or "")


async def _give(smtp: SMTP, mail: Envelope, patience: Patience) -> None:
    async with _step(patience.command_s, refused=MailTrouble.SENDER):
        await smtp.mail(mail.sender)
    async with _step(patience.command_s, refused=MailTrouble.RECIPIENT):
        await smtp.rcpt(mail.recipient)
    lost = MailTrouble.UNANSWERED
    async with _step(patience.taken_s, lost, refused=MailTrouble.CONTENT, unlike_smtp=lost, slow=lost):
        await smtp.data(mail.content)


@asynccontextmanager
async def _step(
    within_s: float,
    lost: MailTrouble = MailTrouble.CUT,
    *,
    refused: MailTrouble = MailTrouble.BUSY,
    answered: MailTrouble | None = None,
    unlike_smtp: MailTrouble = MailTrouble.CUT,
    slow: MailTrouble = MailTrouble.SLOW,
) -> AsyncIterator[None]:
    """One question and its answer. Raises MailError: *refused* for replies of 5xx, *answered* for any that is not wanted.

    *lost* is a connection that ended, *unlike_smtp* an answer that no server gives. The causes are dropped: what a server
    says may quote a password or a mail.
    """
    try:
        async with asyncio.timeout(within_s):
            yield
    except SMTPResponseException as error:
        raise MailError(*_meaning(error, refused, answered, unlike_smtp)) from None
    except TimeoutError:
        raise MailError(slow) from None
    except (SMTPException, OSError) as error:
        raise MailError(_of_connection(error, lost, unlike_smtp)) from None


def _meaning(
    error: SMTPResponseException, refused: MailTrouble, answered: MailTrouble | None, unlike_smtp: MailTrouble
) -> tuple[MailTrouble, int | None]:
    """What a reply means that is not the wanted one."""
    match error.code // 100:
        case 4 | 5 if answered is not None:
            return answered, error.code
        case 4:
            return MailTrouble.BUSY, error.code
        case 5:
            return refused, error.code
    return unlike_smtp, None


def _of_connection(error: SMTPException | OSError, lost: MailTrouble, unlike_smtp: MailTrouble) -> MailTrouble:
    """What the end of a connection means; aiosmtplib keeps the reason as the cause."""
    for cause in (error, error.__cause__):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return MailTrouble.CERTIFICATE
        if isinstance(cause, ssl.SSLError):
            return MailTrouble.TLS if lost is not MailTrouble.UNANSWERED else lost
    return lost if isinstance(error, OSError) else unlike_smtp


def _hang_up(smtp: SMTP) -> None:
    """Leave nothing open, not even for a server that does not answer to the end of TLS."""
    transport = smtp.transport
    smtp.close()
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
