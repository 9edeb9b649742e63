"""What mails say, in both languages, and that nothing put into them becomes anything else than words."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.words.sentences import LANGUAGES, Language
from orchestrator.outbox import letters
from orchestrator.outbox.letters import (
    Invitation,
    Joined,
    Letter,
    Mail,
    MeetingCancellation,
    MeetingChange,
    MeetingInvitation,
    MeetingReminder,
    PasswordReset,
    SittingCancellation,
    SittingChange,
    SittingContinuation,
    SittingConvocation,
    SittingEnded,
    Trial,
    letter,
    tidy,
)
from orchestrator.outbox.message import message_bytes
from orchestrator.outbox.plain_text import plain_text
from tests.support.outbox import NOON

LINK = "https://regia.example/invito?a=1&b=2"
HEAD = "0123456789abcdef" * 4
HEADERS = {
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version"),
    *("Content-Type", "Content-Language"),
}
OF_SITTING = ("Officine & Co", "Anna <b>", "Officine & Co", "Officine & Co", "Officine & Co", "Officine & Co")
MAILS: tuple[Mail, ...] = (
    Invitation("Officine & Co", "Anna <b>", "Marco", LINK, 7),
    Joined("Officine & Co", "Anna <b>", "Marco", "Liceo <b>", LINK),
    PasswordReset("Officine & Co", "Anna <b>", LINK, 60),
    Trial("Officine & Co"),
    MeetingInvitation(
        "Officine & Co", "Anna <b>", "Officine & Co", "Officine & Co", "Liceo <b>", "Officine & Co", LINK
    ),
    MeetingChange("Officine & Co", "Anna <b>", "Officine & Co", "Officine & Co", "Liceo <b>", "Officine & Co", LINK),
    MeetingCancellation("Officine & Co", "Anna <b>", "Officine & Co", "Officine & Co", "Liceo <b>", "Officine & Co"),
    MeetingReminder("Officine & Co", "Anna <b>", "Officine & Co", "Officine & Co", "Liceo <b>", "Officine & Co", LINK),
    SittingConvocation(*OF_SITTING, agenda=("Officine & Co",), link=LINK, codes=True),
    SittingChange(*OF_SITTING, changes=("Officine & Co",), link=LINK),
    SittingCancellation(*OF_SITTING, reason="Officine & Co"),
    SittingContinuation(*OF_SITTING, link=LINK),
    SittingEnded(*OF_SITTING, acts=214, head=HEAD),
)


def bytes_of(written: Letter, language: Language = "it", sender_name: str = "Officine") -> bytes:
    return message_bytes(
        written,
        sender="sale@comune.example",
        sender_name=sender_name,
        recipient="anna@x.example",
        language=language,
        message_id="<1@comune.example>",
        written_at=NOON,
    )


def sent(mail: Mail, language: Language = "it", sender_name: str = "Officine") -> EmailMessage:
    """The mail as a reader gets it."""
    content = bytes_of(letter(mail, language), language, sender_name)
    assert content.isascii()
    read = message_from_bytes(content, policy=default)
    assert isinstance(read, EmailMessage)
    return read


def said(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.kind)
def test_letter_given_any_mail_when_it_is_read_then_text_and_html_say_the_same_and_names_are_words(
    mail: Mail, language: Language
) -> None:
    read = sent(mail, language)
    text, html = said(read, "plain"), said(read, "html")

    assert "Officine & Co" in read["Subject"]
    assert "Officine & Co" in text
    assert "Officine &amp; Co" in html
    assert f'lang="{language}"' in html
    assert "<b>" not in html
    if isinstance(mail, Trial | MeetingCancellation | SittingCancellation | SittingEnded):
        return
    assert f"\n{LINK}\n" in text
    assert f'href="{LINK.replace("&", "&amp;")}"' in html
    assert plain_text(html) == text


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.kind)
def test_letter_given_any_mail_when_it_is_read_in_the_other_language_then_all_its_paragraphs_differ(mail: Mail) -> None:
    italian, english = (set(letter(mail, language).text.splitlines()) for language in LANGUAGES)

    assert {line.removeprefix("1. ").removeprefix("– ") for line in italian & english} <= {
        "",
        "Officine & Co",
        LINK,
        HEAD,
    }
    assert letter(mail, "it").subject != letter(mail, "en").subject


def test_letter_given_the_templates_when_they_are_counted_then_each_mail_has_one() -> None:
    folder = Path(letters.__file__).with_name("templates")
    pages = {path.stem for path in folder.glob("*.html")} - {"mail", "parts"}

    assert pages == {mail.kind for mail in MAILS}


@given(st.text(max_size=200), st.text(max_size=200))
def test_mail_given_any_names_when_it_is_written_then_it_has_its_own_headers_and_no_other(
    name: str, inviter: str
) -> None:
    read = sent(Invitation("Officine", name, inviter, LINK, 7), sender_name=inviter)

    assert set(read.keys()) == HEADERS
    assert len(read.keys()) == len(HEADERS)
    assert read["To"] == "anna@x.example"
    assert read["From"].addresses[0].addr_spec == "sale@comune.example"
    assert [part.get_content_type() for part in read.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert said(read, "plain").count("http") == 1 + name[:80].count("http") + 2 * inviter[:80].count("http")


@given(st.text(max_size=150))
def test_mail_given_any_subject_when_it_is_read_then_it_is_as_it_was_written_in_lines_that_may_travel(
    title: str,
) -> None:
    subject = tidy(f"Invitation: {title}, Wednesday 21 October 2026, 09:00–10:00")
    content = bytes_of(Letter(subject, "Ciao", "<p>Ciao</p>"))

    assert message_from_bytes(content, policy=default)["Subject"] == subject
    assert max(map(len, content.splitlines())) <= 78  # RFC 5322 2.1.1


@pytest.mark.parametrize("hostile", ["x\r\nBcc: tutti@x.example", "x\n\nCiao", "\u202egnol", "a" * 500])
def test_letter_given_a_hostile_name_when_it_is_read_then_it_is_one_short_line(hostile: str) -> None:
    read = sent(Invitation("Officine", "Anna", hostile, LINK, 7))

    assert "Bcc" not in read.keys()  # noqa: SIM118 - of the headers
    assert "\u202e" not in said(read, "plain")
    assert len(read["Subject"]) < 160


@pytest.mark.parametrize("link", ["javascript:alert(1)", "//x.example", "https://x.example/\nBcc: a", "ftp://x", ""])
def test_letter_given_a_link_that_is_no_page_when_it_is_written_then_it_is_refused(link: str) -> None:
    with pytest.raises(ValueError, match="web pages"):
        letter(PasswordReset("Officine", "Anna", link, 60), "it")
