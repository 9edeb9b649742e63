"""Mails as they are stored: for whoever has the keys, each part in its own row and column alone."""

import pytest

from orchestrator.outbox.sealed import opened, sealed_mail
from schedules.store.sealing import Keys, Unreadable
from tests.support.outbox import INVITATION

KEYS = Keys.of(bytes(32))


def test_mail_given_it_is_sealed_when_it_is_stored_then_only_the_keys_tell_what_it_says() -> None:
    sealed = sealed_mail(KEYS, INVITATION, to="Anna@Città.example", language="it", caused_by="account:1")

    assert INVITATION.link.encode() not in sealed.subject + sealed.text + sealed.html
    assert INVITATION.link not in repr(sealed)
    assert sealed.recipient == "Anna@xn--citt-3na.example"
    assert INVITATION.link in opened(KEYS, sealed.id, sealed.subject, sealed.text, sealed.html).text
    with pytest.raises(Unreadable):
        opened(KEYS, sealed.id, sealed.subject, sealed.html, sealed.text)


@pytest.mark.parametrize("to", ["anna", "anna@x.example\nBcc: b@x.example", "Anna <anna@x.example>", "a@[127.0.0.1]"])
def test_mail_given_what_is_no_address_when_it_is_sealed_then_it_is_refused(to: str) -> None:
    with pytest.raises(ValueError, match="mail address"):
        sealed_mail(KEYS, INVITATION, to=to, language="it", caused_by="account:1")
