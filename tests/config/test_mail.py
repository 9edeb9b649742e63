"""The table of the room file that names the mail server."""

from pathlib import Path

import pytest

from config.rooms import Installation
from config.secrets import NamedSecret, secrets_named
from config.site_file.loading import Loaded, load_site, load_texts

SITE = """
[[sites]]
id = "uno"
name = "Uno"
timezone = "Europe/Rome"
[[rooms]]
id = "sala"
name = "Sala"
"""
MAIL = '[mail]\nhost = "posta.example"\nsender = "sale@città.example"\n'


def loaded(mail: str) -> Loaded:
    return load_texts((("sito.toml", SITE + mail),))


def read(mail: str) -> Installation:
    installation = loaded(mail).installation
    assert installation is not None
    return installation


@pytest.mark.parametrize(("line", "port"), [("", 465), ('security = "starttls"', 587), ("port = 2525", 2525)])
def test_mail_given_a_server_when_read_then_it_is_encrypted_and_has_the_usual_port(line: str, port: int) -> None:
    mail = read(MAIL + line).mail

    assert mail is not None
    assert (mail.security, mail.port_used, mail.sender) == (
        "starttls" if line.startswith("security") else "tls",
        port,
        "sale@xn--citt-3na.example",
    )


def test_mail_given_none_when_read_then_no_mail_goes_out() -> None:
    assert read("").mail is None


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_mail_given_this_machine_when_read_then_it_need_not_be_encrypted(host: str) -> None:
    assert read(MAIL.replace("posta.example", host) + 'security = "none"').mail


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ('security = "none"', "mail.security"),
        ('security = "ssl"', "mail.security"),
        ('user = "sale"', "mail.user"),
        ('password = "env:REGIA_SECRET_MAIL"', "mail.password"),
        ('user = " "\npassword = "env:REGIA_SECRET_MAIL"', "mail.user"),
        ('user = "sale"\npassword = "hunter2"', "mail.password"),
        ("port = 0", "mail.port"),
    ],
)
def test_mail_given_a_mistake_when_read_then_it_is_told_where_and_no_password_shows(line: str, path: str) -> None:
    found = loaded(MAIL + line)

    assert [mistake.path for mistake in found.mistakes] == [path]
    assert "hunter2" not in repr(found.mistakes)


@pytest.mark.parametrize("sender", ["Officine <sale@comune.example>", "sale", "sale@comune.example\\nBcc: a@b.example"])
def test_mail_given_a_sender_that_is_no_address_when_read_then_it_is_a_mistake(sender: str) -> None:
    (mistake,) = loaded(f'[mail]\nhost = "posta.example"\nsender = "{sender}"').mistakes

    assert mistake.path == "mail.sender"
    assert "indirizzo di posta" in mistake.message


def test_mail_given_a_password_when_the_secrets_are_listed_then_the_service_needs_it() -> None:
    site = read(MAIL + 'user = "sale"\npassword = "env:REGIA_SECRET_MAIL"')

    assert list(secrets_named(site)) == [NamedSecret("service", "REGIA_SECRET_MAIL", "mail")]


def test_mail_given_in_two_files_when_read_then_what_is_written_twice_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(SITE + MAIL)
    (tmp_path / "b.toml").write_text(MAIL.replace("posta", "altra"))

    told = {mistake.path for mistake in load_site([tmp_path / "a.toml", tmp_path / "b.toml"]).mistakes}

    assert {"mail.host", "mail.sender"} <= told
