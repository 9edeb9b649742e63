"""The table of the room file that tells the address of the service."""

import pytest

from config.site_file.loading import Loaded, load_texts

SITE = """
[[sites]]
id = "uno"
name = "Uno"
timezone = "Europe/Rome"
[[rooms]]
id = "sala"
name = "Sala"
"""


def loaded(service: str) -> Loaded:
    return load_texts((("sito.toml", SITE + service),))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://regia.comune.example", "https://regia.comune.example"),
        ("https://Regia.Comune.Example/", "https://regia.comune.example"),
        ("https://regia.comune.example:443", "https://regia.comune.example"),
        ("https://regia.comune.example:8443/", "https://regia.comune.example:8443"),
        ("https://regia.citt\u00e0.example", "https://regia.xn--citt-3na.example"),
        ("https://10.0.0.7", "https://10.0.0.7"),
        ("https://[2001:db8::7]:8443", "https://[2001:db8::7]:8443"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_service_given_an_address_when_read_then_links_can_begin_with_it(written: str, read: str) -> None:
    installation = loaded(f'[service]\nurl = "{written}"').installation

    assert installation is not None
    assert installation.service is not None
    assert installation.service.url == read


@pytest.mark.parametrize(
    "written",
    [
        "http://regia.comune.example",
        "regia.comune.example",
        "ftp://regia.comune.example",
        "https://",
        "https://regia.comune.example/sale",
        "https://regia.comune.example?a",
        "https://regia.comune.example?",
        "https://regia.comune.example#",
        "https://anna:parola@regia.comune.example",
        "https://regia.comune.example:70000",
        "https://regia.comune.example:0",
        "https://[regia",
        "https://regia comune.example",
        "https://evil.example\\\\@regia.comune.example",
        "https://regia..example",
        "",
    ],
)
def test_service_given_no_address_of_a_service_when_read_then_it_is_a_mistake(written: str) -> None:
    (mistake,) = loaded(f'[service]\nurl = "{written}"').mistakes

    assert mistake.path == "service.url"
    assert "indirizzo del servizio" in mistake.message
    assert "https://regia.comune.example" in mistake.hint
    assert "parola" not in mistake.message


def test_service_given_no_table_when_read_then_its_address_is_not_known() -> None:
    installation = loaded("").installation

    assert installation is not None
    assert installation.service is None


def test_service_given_an_empty_table_when_read_then_the_address_is_missed_with_an_example_of_one() -> None:
    (mistake,) = loaded("[service]").mistakes

    assert (mistake.path, mistake.hint) == (
        "service.url",
        'Scrivi per esempio: url = "https://regia.comune.example"',
    )
