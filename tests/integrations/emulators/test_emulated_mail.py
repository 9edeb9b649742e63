"""The emulated mail server: it takes what our own client gives it, byte for byte, and fails as it is told."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from integrations.emulators.mail import mailbox_running
from integrations.services.mail import Envelope, MailServer, send_mail
from integrations.services.mail_errors import MailError, MailTrouble

TEXT = ".dots\r\n..and\r\n.\r\nmore"


def mail_of(text: str) -> Envelope:
    mail = EmailMessage(policy=SMTP)
    mail["To"], mail["Subject"] = "ada@scuola.example", "Invito"
    mail.set_content(text)
    return Envelope("sale@comune.example", "ada@scuola.example", mail.as_bytes())


async def test_mailbox_given_two_mails_when_they_are_sent_then_both_are_kept_as_they_were_written() -> None:
    told: list[EmailMessage] = []
    async with mailbox_running() as mailbox:
        mailbox.on_mail = told.append
        server = MailServer(mailbox.host, mailbox.port, "none")
        for text in (TEXT, "Buongiorno"):
            await send_mail(server, mail_of(text))

        assert told == list(mailbox.mails)
        assert [mail.get_content().strip() for mail in mailbox.mails] == [TEXT, "Buongiorno"]
        assert [mail["To"] for mail in mailbox.mails] == ["ada@scuola.example"] * 2
        assert mailbox.show() == "fault=none mails=2"


@pytest.mark.parametrize(("fault", "trouble"), [("ignore", MailTrouble.RECIPIENT), ("refuse", MailTrouble.UNREACHABLE)])
async def test_mailbox_given_a_fault_when_a_mail_is_sent_then_it_is_not_taken(fault: str, trouble: MailTrouble) -> None:
    async with mailbox_running() as mailbox:
        mailbox.control(fault)
        with pytest.raises(MailError) as refused:
            await send_mail(MailServer(mailbox.host, mailbox.port, "none"), mail_of("Buongiorno"))
        assert refused.value.kind is trouble
        assert not mailbox.mails
