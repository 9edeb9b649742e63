"""Lists of people as people paste them, and as nobody should."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.people.pasted import LONGEST_NAME, MOST_LINES, Mistake, TooManyLines, read_pasted
from orchestrator.people.slugs import is_slug, slug_of

HOSTILE = (
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "Ada\x00\x1b[31m\u202eireN",
    '"' * 40,
    '=HYPERLINK("http://x.example")',
    "a" * 5_000,
    "<" * 2_000 + ">" * 2_000,
    "'; DROP TABLE accounts; --",
)


def told(text: str) -> list[tuple[str, str]]:
    """The name and address of each line, all of which must be good."""
    lines = read_pasted(text)
    assert [line.mistake for line in lines] == [None] * len(lines)
    return [(line.name, line.email) for line in lines]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("ada@x.example", [("", "ada@x.example")]),
        ("  Ada Neri <ada@X.example> ", [("Ada Neri", "ada@x.example")]),
        ('"Neri, Ada" <ada@x.example>', [("Neri, Ada", "ada@x.example")]),
        ("Ada Neri; ada@x.example", [("Ada Neri", "ada@x.example")]),
        ("ada@x.example; Ada Neri", [("Ada Neri", "ada@x.example")]),
        ("Ada Neri ada@x.example", [("Ada Neri", "ada@x.example")]),
        ("Neri\tAda\tada@x.example\t0776 123456\t3A", [("Neri Ada", "ada@x.example")]),
        ('"Neri, Ada",ada@x.example', [("Neri, Ada", "ada@x.example")]),
        ("ada@x.example, bea@x.example;", [("", "ada@x.example"), ("", "bea@x.example")]),
        ("Ada <ada@x.example>; Bea <bea@x.example>", [("Ada", "ada@x.example"), ("Bea", "bea@x.example")]),
        ("Ada <ada@x.example>, Bea <bea@x.example>,", [("Ada", "ada@x.example"), ("Bea", "bea@x.example")]),
        (
            "ada@x.example, Neri, Bea <bea@x.example>; Carla carla@x.example",
            [("", "ada@x.example"), ("Neri, Bea", "bea@x.example"), ("Carla", "carla@x.example")],
        ),
        ("mailto:ada@x.example", [("", "ada@x.example")]),
        ("\ufeffCognome;Nome;E-mail;Classe\r\nNeri;Ada;ada@x.example;Quinta\r\n", [("Ada Neri", "ada@x.example")]),
        ("Email\tName\nada@x.example\tAda Neri\n", [("Ada Neri", "ada@x.example")]),
        ("\n\n;;;\n , \nada@x.example\n\n", [("", "ada@x.example")]),
        ("", []),
    ],
)
def test_pasted_given_a_way_of_writing_people_when_read_then_each_has_a_name_and_an_address(
    text: str, people: list[tuple[str, str]]
) -> None:
    assert told(text) == people


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("Ada Neri", Mistake.NO_ADDRESS),
        ("Ada; 0776 123456", Mistake.NO_ADDRESS),
        ("Ada <>", Mistake.NOT_AN_ADDRESS),
        ("Ada <ada@x", Mistake.NOT_AN_ADDRESS),
        ("Ada <ada@x>", Mistake.NOT_AN_ADDRESS),
        ("ada@@x.example", Mistake.NOT_AN_ADDRESS),
        ("Ada; ada@x.example; ada@y.example", Mistake.SEVERAL),
        (f"{'a' * (LONGEST_NAME + 1)}; ada@x.example", Mistake.LONG_NAME),
    ],
)
def test_pasted_given_a_line_by_which_nobody_can_be_invited_when_read_then_it_says_why(
    text: str, mistake: Mistake
) -> None:
    (line,) = read_pasted(text)

    assert line.mistake is mistake
    assert line.number == 1


def test_pasted_given_an_address_again_in_other_letters_when_read_then_the_later_line_names_the_earlier() -> None:
    lines = read_pasted("Ada <ada@x.example>\n\nbea@x.example\nADA@x.example\nbea@x.example, bea@x.example")

    assert [(line.number, line.mistake, line.like) for line in lines] == [
        (1, None, 0),
        (3, None, 0),
        (4, Mistake.REPEATED, 1),
        (5, Mistake.REPEATED, 3),
        (5, Mistake.REPEATED, 3),
    ]


def test_pasted_given_more_people_than_are_read_at_once_when_read_then_that_is_refused() -> None:
    assert len(read_pasted("\n".join(f"p{number}@x.example" for number in range(MOST_LINES)))) == MOST_LINES
    with pytest.raises(TooManyLines):
        read_pasted("\n".join(f"p{number}@x.example" for number in range(MOST_LINES + 1)))
    with pytest.raises(TooManyLines):
        read_pasted("a" * 1_000_000)


@pytest.mark.parametrize("hostile", HOSTILE, ids=ascii)
def test_pasted_given_hostile_text_as_a_name_when_read_then_the_name_is_one_line_that_can_be_shown(
    hostile: str,
) -> None:
    for line in read_pasted(f"{hostile} <ada@x.example>\n{hostile}"):
        assert line.name.isprintable()
        assert line.text.isprintable()


@given(st.text(alphabet=st.sampled_from("ab@.<>;,\t\n\r\"' \u2028\x00é"), max_size=200))
def test_pasted_given_any_text_when_read_then_it_is_read_and_no_address_is_given_twice(text: str) -> None:
    lines = read_pasted(text)

    good = [line.email.casefold() for line in lines if line.mistake is None]
    assert len(good) == len(set(good))
    assert all("@" in email for email in good)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Liceo Varrone", "liceo-varrone"),
        ("Ordine degli avvocati di Cassino", "ordine-avvocati-cassino"),
        ("Unità sindacale «C.G.I.L.» — Scuola", "unita-sindacale-cgil-scuola"),
        ("学校", "organizzazione"),
        ("La", "la"),
        ("Assemblea straordinaria delle rappresentanze sindacali unitarie", "assemblea-straordinaria-rappresentanze"),
        ("a" * 200, "a" * 40),
    ],
)
def test_slug_given_a_name_when_made_then_it_is_short_and_may_be_an_id(name: str, slug: str) -> None:
    assert slug_of(name) == slug
    assert is_slug(slug)


def test_slug_given_one_that_is_taken_when_made_then_it_is_numbered() -> None:
    assert slug_of("Liceo", {"liceo", "liceo-2"}) == "liceo-3"
