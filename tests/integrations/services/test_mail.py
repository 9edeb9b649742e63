"""Mails given to a real SMTP server on loopback, which fails in every way."""

import ssl
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from integrations.services.mail import PATIENT, Envelope, MailServer, Patience, send_mail
from integrations.services.mail_errors import MailError, MailTrouble
from tests.support.certificates import Certificate, make_certificate
from tests.support.smtp_peer import Fault, SmtpPeer, smtp_running

MAIL = Envelope(
    "sale@comune.example", "anna@xn--citt-2na.example", b"Subject: Ciao\r\nMessage-ID: <1@x>\r\n\r\n.\r\nCiao.\r\n"
)
BRIEF = Patience(connect_s=0.3, taken_s=0.3)
"""For servers that never answer; the commands before the mail have time enough."""


def server(peer: SmtpPeer) -> MailServer:
    return MailServer("127.0.0.1", peer.port, "none")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


async def refused(given: MailServer, *, patience: Patience = PATIENT, trusting: Certificate | None = None) -> MailError:
    """How the server did not take the mail."""
    with pytest.raises(MailError) as error:
        await send_mail(
            given, MAIL, patience=patience, trusting=trusting.trusted if trusting else ssl.create_default_context
        )
    assert error.value.__cause__ is None
    assert "hunter2" not in repr(error.value)
    return error.value


async def test_mail_given_a_server_when_it_is_sent_then_it_arrives_as_it_was() -> None:
    async with smtp_running() as peer:
        await send_mail(server(peer), MAIL)

    (taken,) = peer.taken
    assert peer.recipients == [MAIL.recipient]
    assert taken["Subject"] == "Ciao"
    assert taken.get_content().splitlines() == [".", "Ciao."]


@pytest.mark.parametrize(
    ("fault", "kind", "reply"),
    [
        (Fault.SILENT, MailTrouble.SLOW, None),
        (Fault.BUSY_GREETING, MailTrouble.BUSY, 421),
        (Fault.NO_SENDER, MailTrouble.SENDER, 553),
        (Fault.BUSY_RECIPIENT, MailTrouble.BUSY, 450),
        (Fault.NO_RECIPIENT, MailTrouble.RECIPIENT, 550),
        (Fault.NONSENSE, MailTrouble.CUT, None),
        (Fault.CUT_BEFORE, MailTrouble.CUT, None),
        (Fault.CUT_WITHIN, MailTrouble.UNANSWERED, None),
        (Fault.LOST_AFTER, MailTrouble.UNANSWERED, None),
        (Fault.CUT_AFTER, MailTrouble.UNANSWERED, None),
        (Fault.MUTE_AFTER, MailTrouble.UNANSWERED, None),
        (Fault.BUSY_DATA, MailTrouble.BUSY, 451),
        (Fault.NO_DATA, MailTrouble.CONTENT, 554),
    ],
)
async def test_mail_given_a_fault_when_it_is_sent_then_it_is_told_which_and_whether_to_try_again(
    fault: Fault, kind: MailTrouble, reply: int | None
) -> None:
    async with smtp_running() as peer:
        peer.faults = [fault]
        error = await refused(server(peer), patience=BRIEF if fault in (Fault.SILENT, Fault.MUTE_AFTER) else PATIENT)

    assert (error.kind, error.reply) == (kind, reply)
    assert error.is_for_good == (kind in (MailTrouble.RECIPIENT, MailTrouble.CONTENT))
    assert len(peer.taken) == (fault in (Fault.CUT_AFTER, Fault.MUTE_AFTER))


async def test_mail_given_nobody_at_the_port_when_it_is_sent_then_the_server_is_unreachable() -> None:
    async with smtp_running() as peer:
        pass

    assert (await refused(server(peer))).kind is MailTrouble.UNREACHABLE


async def test_mail_given_tls_when_it_is_sent_then_user_and_password_go_with_it(certificate: Certificate) -> None:
    async with smtp_running(tls=certificate.shown()) as peer:
        peer.password = "segreta"
        secure = MailServer("127.0.0.1", peer.port, "tls", "sale", "segreta")
        await send_mail(secure, MAIL, trusting=certificate.trusted)
        wrong = await refused(replace(secure, password="altra"), trusting=certificate)

    assert len(peer.taken) == 1
    assert (wrong.kind, wrong.reply, wrong.is_for_good) == (MailTrouble.LOGIN, 535, False)
    assert "segreta" not in repr(secure)


async def test_mail_given_starttls_when_it_is_sent_then_it_is_encrypted(certificate: Certificate) -> None:
    async with smtp_running(starttls=certificate.shown()) as peer:
        peer.password = "segreta"
        secure = MailServer("localhost", peer.port, "starttls", "sale", "segreta")
        await send_mail(secure, MAIL, trusting=certificate.trusted)

    assert len(peer.taken) == 1


async def test_mail_given_no_starttls_offered_when_it_is_sent_then_nothing_is_said_in_clear() -> None:
    async with smtp_running() as peer:
        error = await refused(MailServer("127.0.0.1", peer.port, "starttls", "sale", "segreta"))

    assert error.kind is MailTrouble.NO_STARTTLS
    assert peer.taken == []


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("names", ["DNS:altrove.example", None])
async def test_mail_given_a_wrong_certificate_when_it_is_sent_then_it_is_not(
    security: Literal["tls", "starttls"], names: str | None, certificate: Certificate, tmp_path: Path
) -> None:
    """Of another name, or signed by nobody whom we trust."""
    shown = make_certificate(tmp_path, names) if names else certificate
    async with smtp_running(**{security: shown.shown()}) as peer:
        error = await refused(
            MailServer("127.0.0.1", peer.port, security),
            trusting=shown if names else None,
        )

    assert error.kind is MailTrouble.CERTIFICATE
    assert peer.taken == []


async def test_mail_given_tls_wished_of_a_port_in_clear_when_it_is_sent_then_that_is_told() -> None:
    async with smtp_running() as peer:
        error = await refused(MailServer("127.0.0.1", peer.port, "tls"))

    assert error.kind is MailTrouble.TLS
