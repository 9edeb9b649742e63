"""Whom people call: what the room file may say of them, and who it is at a given moment."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from config.contacts import Contact, contact_at, parse_days, parse_hours
from config.rooms import Site
from config.site_file.loading import load_texts

ROME = ZoneInfo("Europe/Rome")
SITE = {"id": "casa", "name": "Casa", "timezone": "Europe/Rome"}
OFFICE = {"name": "Segreteria", "phone": "0776 000000", "days": "mon-fri", "hours": "08:00-14:00"}
NIGHT = {"name": "Guardia", "phone": "333 1", "days": "fri, sat", "hours": "22:00-06:00"}
MARCO = {"name": "Marco", "phone": "333 2"}


def site_with(contact: object) -> Site:
    return Site.model_validate({**SITE, "contact": contact})


@pytest.mark.parametrize(
    ("text", "name", "phone"),
    [
        ("Segreteria, 0776 000000", "Segreteria", "0776 000000"),
        ("Rossi, Anna, 0776 000000", "Rossi, Anna", "0776 000000"),
        ("Segreteria", "Segreteria", None),
        ("Ufficio tecnico, Comune di Pignataro", "Ufficio tecnico, Comune di Pignataro", None),
        ("  Marco ,333-12 ", "Marco", "333-12"),
        ("Interno 12", "Interno 12", None),
    ],
)
def test_contact_given_one_text_when_read_then_the_number_is_what_follows_the_last_comma(
    text: str, name: str, phone: str | None
) -> None:
    assert site_with(text).contact == (Contact(name=name, phone=phone),)


@pytest.mark.parametrize(
    ("local", "name"),
    [
        ("2026-10-19T07:59", "Marco"),  # a Monday
        ("2026-10-19T08:00", "Segreteria"),
        ("2026-10-19T13:59", "Segreteria"),
        ("2026-10-19T14:00", "Marco"),
        ("2026-10-23T21:59", "Marco"),
        ("2026-10-23T22:00", "Guardia"),
        ("2026-10-24T05:59", "Guardia"),
        ("2026-10-24T06:00", "Marco"),
        ("2026-10-24T10:00", "Marco"),  # Saturday
        ("2026-10-25T02:30", "Guardia"),  # when the clocks go back
        ("2026-10-25T23:00", "Marco"),
        ("2026-10-23T05:00", "Marco"),  # Thursday's night is nobody's
    ],
)
def test_contact_given_days_and_hours_when_somebody_is_to_be_called_then_it_is_the_first_that_holds_by_the_rooms_clock(
    local: str, name: str
) -> None:
    now = datetime.fromisoformat(local).replace(tzinfo=ROME).astimezone(UTC)

    found = contact_at(site_with([OFFICE, NIGHT, MARCO]).contact, now, ROME)

    assert found is not None
    assert found.name == name


def test_contact_given_nobody_for_that_hour_when_somebody_is_to_be_called_then_there_is_none() -> None:
    now = datetime(2026, 10, 19, 20, tzinfo=UTC)

    assert contact_at(site_with([OFFICE]).contact, now, ROME) is None
    assert contact_at(Site.model_validate(SITE).contact, now, ROME) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("sat, sun", (5, 6)),
        ("fri-mon", (0, 4, 5, 6)),
        ("Tue", (1,)),
        ("mon-wed,sun", (0, 1, 2, 6)),
        ("sun-sat", (0, 1, 2, 3, 4, 5, 6)),
    ],
)
def test_days_given_a_text_when_read_then_they_are_days_of_the_week(text: str, days: tuple[int, ...]) -> None:
    assert parse_days(text) == days


@pytest.mark.parametrize("text", ["", "lun-ven", "mon-", "-mon", "mon fri", "mon-fri-sun", 1, ["mon"]])
def test_days_given_something_else_when_read_then_it_is_a_mistake(text: object) -> None:
    with pytest.raises(ValueError, match="mon-fri"):
        parse_days(text)


@pytest.mark.parametrize("text", ["8-14", "08:00", "08:00-08:00", "24:00-06:00", "08:60-09:00", "08:00-24:01", 8, ""])
def test_hours_given_something_else_when_read_then_it_is_a_mistake(text: object) -> None:
    with pytest.raises(ValueError, match="08:00-14:00"):
        parse_hours(text)


@pytest.mark.parametrize("text", ["08:00-14:00", "22:00-06:00", "00:00-24:00", "13:30-00:00"])
def test_hours_given_a_text_when_read_then_they_are_written_again_as_they_were(text: str) -> None:
    assert str(parse_hours(text)) == text


def test_contact_given_a_site_that_was_written_as_json_when_read_again_then_it_is_the_same() -> None:
    before = site_with([OFFICE, NIGHT, MARCO])

    assert Site.model_validate_json(before.model_dump_json()) == before


def test_contact_given_a_table_alone_when_read_then_it_is_one_contact_and_its_mistakes_have_their_place() -> None:
    site = '[[sites]]\nid = "a"\nname = "A"\ntimezone = "Europe/Rome"\n[sites.contact]\nname = "Marco"\n{more}\n'
    text = f'{site}[[rooms]]\nid = "sala"\nname = "Sala"\n'

    good, bad = (load_texts((("a.toml", text.format(more=more)),), "en") for more in ("", 'hours = "9-5"'))

    assert good.installation is not None
    assert good.installation.sites[0].contact == (Contact(name="Marco"),)
    assert [(mistake.path, mistake.line) for mistake in bad.mistakes] == [("sites.a.contact.hours", 7)]
    assert [(mistake.message, mistake.hint) for mistake in bad.mistakes] == [
        (
            "“9-5” does not say which hours",
            'Write for example "08:00-14:00", or "22:00-06:00" past midnight.',
        )
    ]
