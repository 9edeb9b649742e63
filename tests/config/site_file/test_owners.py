"""Whose calendars and houses are: held against the organisations that there are, where somebody knows them."""

from config.site_file.loading import load_texts
from config.words.sentences import Language

SITE = """
[[sites]]
id = "casa"
name = "Casa"
timezone = "Europe/Rome"
organisation = "comune"
[[calendars]]
id = "sale"
path = "a.ics"
[[calendars]]
id = "corsi"
path = "b.ics"
organisation = "scuola"
[[rooms]]
id = "sala-1"
name = "Sala 1"
"""


def told(*organisations: str, language: Language = "en") -> list[tuple[int | None, str, str]]:
    found = load_texts((("sito.toml", SITE),), language, organisations=organisations).mistakes
    return [(mistake.line, mistake.path, f"{mistake.message}. {mistake.hint}") for mistake in found]


def test_owners_given_nobody_who_knows_organisations_when_read_then_any_will_do() -> None:
    installation = load_texts((("sito.toml", SITE),)).installation

    assert installation is not None
    assert [installation.organisation_of(calendar) for calendar in installation.calendars] == ["comune", "scuola"]


def test_owners_given_one_organisation_when_a_calendar_names_another_then_it_is_told_on_its_line() -> None:
    assert told("comune") == [
        (
            13,
            "calendars.corsi.organisation",
            "there is no organisation “scuola”. Known are: comune. Write the id of an organisation, or add it first.",
        )
    ]


def test_owners_given_several_when_a_calendar_names_none_then_it_has_to() -> None:
    assert told("comune", "scuola") == [
        (
            7,
            "calendars.sale",
            (
                "the organisation is missing, and there are several. Known are: comune, scuola. "
                "Add organisation: whose these bookings are."
            ),
        )
    ]
    assert told("comune", "scuola", language="it")[0][2].startswith("manca l’organizzazione, e ce n’è più d’una")


def test_owners_given_none_yet_when_the_file_names_some_then_each_is_told() -> None:
    assert [path for _, path, _ in told()] == ["sites.casa.organisation", "calendars.corsi.organisation"]
