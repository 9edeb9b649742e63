"""Which addresses stay on this machine, and which are none."""

import pytest

from config.addresses import is_host, is_loopback, mailbox
from config.rooms import Calendar


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("localhost", True),
        ("10.0.0.1", False),
        ("::", False),
        ("", False),
    ],
)
def test_given_a_host_when_judged_then_only_this_machine_is_loopback(host: str, *, loopback: bool) -> None:
    assert is_loopback(host) == loopback


@pytest.mark.parametrize(
    "host",
    [
        "192.168.1.21",
        "localhost",
        "proiettore",
        "proiettore_1.lan",
        "proiettore-1.lan.",
        "caffè.local",
        "3com.example",
        "1.2.3.4.in-addr.arpa",
        "::1",
        "fe80::1%eth0",
        "2001:db8::21",
        "::ffff:192.168.1.21",
        "a" * 63,
    ],
)
def test_given_a_name_or_an_address_of_a_machine_when_judged_then_it_is_a_host(host: str) -> None:
    assert is_host(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        " ",
        "192.168.1.300",
        "192.168.1",
        "192.168.1.21.5",
        "192.168.001.021",
        "192.168.1.21/24",
        "192.168.1.21:4352",
        "192.168.1,21",
        "3232235797",
        "０.０.０.１",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.251",
        "::",
        "ff02::fb",
        "[::1]",
        "2001:db8::21::1",
        "fe80::1%eth 0",
        "il proiettore",
        " 192.168.1.21",
        "192.168.1.21\n",
        "proiettore..lan",
        ".lan",
        "-proiettore",
        "proiettore-.lan",
        "http://192.168.1.21",
        "admin@192.168.1.21",
        "192.168.1.21/",
        "a" * 64,
        "a." * 127 + "a",
    ],
)
def test_given_what_names_no_machine_when_judged_then_it_is_no_host(host: str) -> None:
    assert not is_host(host)


@pytest.mark.parametrize("written", ["webcal://host/a.ics?k=1", "WEBCAL://host/a.ics?k=1", "webcals://host/a.ics?k=1"])
def test_calendar_given_an_address_as_calendar_programs_write_it_when_read_then_it_is_https(written: str) -> None:
    assert Calendar(id="c", url=written).url == "https://host/a.ics?k=1"


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("sale@comune.example", "sale@comune.example"),
        ("Anna.D'Amico+sale@Comune.EXAMPLE", "Anna.D'Amico+sale@comune.example"),
        ("anna@città.example", "anna@xn--citt-3na.example"),
        ("root@localhost", "root@localhost"),
        (f"{'a' * 64}@x.example", f"{'a' * 64}@x.example"),
    ],
)
def test_mailbox_given_an_address_when_read_then_it_is_as_servers_take_it(written: str, taken: str) -> None:
    assert mailbox(written) == taken
    assert mailbox(taken) == taken


@pytest.mark.parametrize(
    "written",
    [
        *("", "anna", "anna@", "@x.example", "anna@comune", "a@b@x.example", ".a@x.example", "a..b@x.example"),
        *("Anna <anna@x.example>", "anna@x.example, b@x.example", "anna @x.example", "anna@x.example ", "è@x.example"),
        *("anna@x.example\n", "anna@x.example\r\nBcc: b@x.example", "a\n@x.example", "anna@[127.0.0.1]"),
        *("anna@127.0.0.1", "anna@x..example", "anna@-x.example", "anna@x.example.", f"{'a' * 65}@x.example"),
        *(f"anna@{'a' * 64}.example", f"anna@{'a.' * 122}example", '"a b"@x.example', "anna@x\x00.example"),
    ],
)
def test_mailbox_given_what_is_no_address_when_read_then_it_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="mail address"):
        mailbox(written)
