"""Places as people write them: which rooms each spelling names, which is doubtful, and that nothing is guessed."""

import sys
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.rooms import Room, Site
from schedules.placing.room_names import RoomNames

SITE = Site(
    id="qui", name="Officine Municipali", timezone="Europe/Rome", address="Via Roma 3, 03040 Pignataro Interamna"
)
ROOMS = (
    Room(id="sala-1", name="Sala Conferenze 1", aliases=("Sala 1", "Aula magna", "Caffè", "foyer@officine.example")),
    Room(id="sala-2", name="Sala Conferenze 2", aliases=("Sala 2", "Foyer/Bar", "Sala n. 22")),
    Room(id="rossa", name="Sala Rossa", aliases=("Sala A", "Sala Arte e Cultura")),
    Room(id="blu", name="Sala Blu", aliases=("Sala B", "https://meet.example/sala-blu", "Sala 1 (primo piano)")),
)
TEAMS = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_Yz%40thread.v2/0?context=%7b%22Tid%22%3a%221%22%7d"

PLACED = {
    # as it stands in the room file
    "Sala Conferenze 1": "sala-1",
    "  sala   CONFERENZE 1 ": "sala-1",
    "SALA-2": "sala-2",
    "AULA MAGNA": "sala-1",
    "caffe\u0300": "sala-1",
    "CAFFE'": "sala-1",
    "foyer/bar": "sala-2",
    "Foyer / Bar": "sala-2",
    "foyer@officine.example": "sala-1",
    "Sala Arte & Cultura": "rossa",
    "https://meet.example/sala-blu": "blu",
    "Sala 1 (primo piano)": "blu",
    # as hands write it
    "Sala\u00a01": "sala-1",
    "Sala 1\u200b": "sala-1",
    "Sala1": "sala-1",
    "SALA N°1": "sala-1",
    "Sala nº 1": "sala-1",
    "Sala \u2116 1": "sala-1",
    "sala n. 1": "sala-1",
    "sala nr. 1": "sala-1",
    "Sala numero 1": "sala-1",
    "Sala #1": "sala-1",
    "Sala 22": "sala-2",
    "Sala 1.": "sala-1",
    "Sala 1;": "sala-1",
    "«Aula magna»": "sala-1",
    "“Sala 1”": "sala-1",
    '"Sala 1"': "sala-1",
    "Sala Conf. 1": "sala-1",
    "presso Sala 1": "sala-1",
    "c/o Sala Conferenze 1": "sala-1",
    "c\\o Sala 1": "sala-1",
    "c.o. Sala 1": "sala-1",
    "1 - Sala Conferenze 1": "sala-1",
    "Sala 1 -": "sala-1",
    "<b>Sala 1</b>": "sala-1",
    "Sala 1 e non Sala 2": "sala-1",
    "in aula magna": "sala-1",
    "nell’Aula Magna": "sala-1",
    "Luogo: Sala 1": "sala-1",
    "Riunione presso la Sala 1": "sala-1",
    # with more beside it
    "Sala 1 (60 posti)": "sala-1",
    "Sala 1(60 posti)": "sala-1",
    "Sala 1 [TV]": "sala-1",
    "(Sala 1)": "sala-1",
    "Officine Municipali (Sala 1)": "sala-1",
    "Sala 1 (oppure Sala 2)": "sala-1",
    "Sala 2 (ex Sala 1)": "sala-2",
    "Sala 1 - piano terra": "sala-1",
    "Sala 1 – piano terra": "sala-1",
    "Sala 1—piano terra": "sala-1",
    "Sala 1 piano terra": "sala-1",
    "Primo piano, Sala 1": "sala-1",
    "Sala 1 | Teams": "sala-1",
    "Sala 1 online": "sala-1",
    "Sala 1 e online": "sala-1",
    "Sala 1 o online": "sala-1",
    "In presenza in Sala 1": "sala-1",
    "Google Meet / Sala 1": "sala-1",
    "Sala 1 al 1° piano": "sala-1",
    "Sala 1 Officine Municipali": "sala-1",
    "Officine Municipali - Sala 1": "sala-1",
    "Officine Municipali Sala 1": "sala-1",
    "Sala 1. Officine Municipali": "sala-1",
    "Sala 1, Aula 99": "sala-1",
    "Aula magna, Cassino": "sala-1",
    # with addresses of the web and of mail
    "Sala 1 https://meet.example/abc": "sala-1",
    "https://meet.example/abc Sala 1": "sala-1",
    "https://meet.example/abc;Sala 1": "sala-1",
    "https://meet.example/abc,Sala 1": "sala-1",
    f"Sala 1; {TEAMS}": "sala-1",
    f"Riunione di Microsoft Teams; {TEAMS}\nSala 1": "sala-1",
    "Sala 1 <https://zoom.us/j/123?pwd=a.b>": "sala-1",
    "meet.google.com/abc-defg-hij, Sala 1": "sala-1",
    "https://liceo.example/aula, Sala 1": "sala-1",
    "biblioteca@liceo.example, Sala 1": "sala-1",
    # as calendar services generate it
    "Officine-0-Sala Conferenze 1 (60)": "sala-1",
    "Officine Municipali-PT-Sala Conferenze 1 (90) [TV]": "sala-1",
    "Officine--1-Sala 1 (9)": "sala-1",
    "Officine-0-A-Sala Conferenze 1 (60) [Meet]": "sala-1",
    "Officine-Sala Conferenze 1 (60)": "sala-1",
    "Officine-0-Sala Conferenze 1 (60), Officine-0-Sala Conferenze 2 (40)": "sala-1 sala-2",
    # several at once
    "Sala 1 e Sala 2": "sala-1 sala-2",
    "Sala 1 & Sala 2": "sala-1 sala-2",
    "Sala 2; Sala 1": "sala-1 sala-2",
    "Sala 1, Sala 2": "sala-1 sala-2",
    "Sala 1/Sala 2": "sala-1 sala-2",
    "Sala 1 + Sala 2": "sala-1 sala-2",
    "Sala 1\nSala 2": "sala-1 sala-2",
    "Sala 1 - Sala 2": "sala-1 sala-2",
    "Sala 1 e 2": "sala-1 sala-2",
    "Sala 1 e la Sala 2": "sala-1 sala-2",
    "SALA1+sala2": "sala-1 sala-2",
    "Sale 1 e 2 (piano terra)": "sala-1 sala-2",
    "Sale 1 e 2": "sala-1 sala-2",
    "Sale n. 1 e n. 2": "sala-1 sala-2",
    "Sale 1, 2 e 3": "sala-1 sala-2",
    "Sale 1/2": "sala-1 sala-2",
    "Sale 1-2": "sala-1 sala-2",
    "Sale 1–2": "sala-1 sala-2",
    "Sale conferenze 1 e 2": "sala-1 sala-2",
    "Sale A e B": "rossa blu",
    "Sala Rossa e Blu": "rossa blu",
    "Sale Rossa e Blu": "rossa blu",
    # with the house's own address
    "Sala 1 (piano terra), Officine Municipali, Via Roma 3": "sala-1",
    "Sala 1, Via Roma, 3, 03040 Pignataro Interamna FR, Italia": "sala-1",
    "Sala 1\nVia Roma 3, 03040 Pignataro Interamna (FR)": "sala-1",
    "Sala 1, Via Roma 3, Pignataro Interamna, 03040, Italia": "sala-1",
    "Sala 1 03040 Pignataro Interamna": "sala-1",
    "Sala 1, 03040 Pignataro I.": "sala-1",
    "Sala 1, Officine Municipali (ex Scuola elementare)": "sala-1",
    "Sala 1, tel. 0776 12345": "sala-1",
    "Sala 1, interno 12345": "sala-1",
}  # fmt: skip
DOUBTFUL = {
    "Aula magna, Liceo scientifico, Cassino": "liceo",
    "Liceo Tulliano: Aula magna": "liceo",
    "Aula magna presso I.I.S. Varrone": "iis",
    "Aula magna c/o Istituto alberghiero": "istituto",
    "Aula magna (Università di Cassino)": "universita",
    "Teatro comunale, Sala 1": "teatro",
    "Sala 1 e 2, Hotel Edra": "hotel",
    "Sala 1 - Municipio": "municipio",
    "Sala 1 | Biblioteca comunale": "biblioteca",
    "Sala Conferenze 1, Museo diocesano": "museo",
    "Sala 1, Parrocchia San Rocco, Pignataro Interamna": "parrocchia",
    "Sala 1, Public Library": "library",
    "Sala 1, Town Hall": "town hall",
    "Sala 1, Centro Congressi Europa": "centro congressi",
    "Sala 1, Via Roma 3, 03043 Cassino FR": "03043 cassino fr",
    "Sala 1, 03040 San Vittore del Lazio": "03040 san vittore del lazio",
    "Sala 1, Cassino 03043": "03043 cassino",
    "Liceo-0-Aula magna (90)": "liceo",
}
NOWHERE = (
    "", "Piazza", "Sala 10", "Sala 1 bis", "Sala 1bis", "Sala 1A", "Sala 1/A", "Sala 1 A", "Sala 1-bis", "Sala 1.2",
    "Sala 1° piano", "Sala N1", "Sala", "Sale", "Sala Ros", "Sala Rosa", "Sala Conf 1", "Sala C. 1", "Sala uno", "Salta 1",
    "12 Sala 1", "Sala 1 12", "Sala 1-2", "Sale 1-3", "Sala 1 o Sala 2", "Sala 1 o 2", "né Sala 1 né Sala 2", "S. Conferenze 1", "non in Sala 1", "Non presso Sala 1",
    "Riunione non presso Sala 1", "ex Sala 1", "vicino alla Sala 1", "Sala 1 di Cassino", "Via della Sala 1",
    "sala1@altrove.example", "https://meet.example/Sala 1", "https://meet.example/sala-1", "Liceo-Aula magna", "Sala 1-°-", "Sala 1-",
)  # fmt: skip


def found(text: str, *, rooms: tuple[Room, ...] = ROOMS, site: Site = SITE) -> tuple[str, str]:
    where = RoomNames(site, rooms).find(text, ())
    return " ".join(where.rooms), where.elsewhere


@pytest.mark.parametrize(("text", "rooms"), PLACED.items())
def test_place_given_a_room_as_people_write_it_when_read_then_it_is_that_room(text: str, rooms: str) -> None:
    assert found(text) == (rooms, "")


@pytest.mark.parametrize(("text", "house"), DOUBTFUL.items())
def test_place_given_another_house_beside_a_room_when_the_site_tells_its_address_then_it_is_doubtful(
    text: str, house: str
) -> None:
    nowhere = SITE.model_copy(update={"address": None})

    assert found(text) == ("", house)
    assert found(text, site=nowhere)[0]
    assert not found(text, site=nowhere)[1]


@pytest.mark.parametrize("text", NOWHERE)
def test_place_given_what_only_resembles_a_room_when_read_then_it_is_none(text: str) -> None:
    assert found(text) == ("", "")


@pytest.mark.parametrize(
    ("site", "text", "doubtful"),
    [
        ({"town": "Pignataro Interamna"}, "Sala 1, 03040 Pignataro Interamna FR", False),
        ({"town": "Pignataro Interamna"}, "Sala 1, Via Roma 3, 03040, Pignataro Interamna", False),
        ({"town": "Pignataro Interamna"}, "Sala 1, 03043 Cassino", True),
        ({"town": "San Giorgio a Liri"}, "Sala 1, 03040 San Vittore", True),
        ({"address": "Via Roma 3"}, "Sala 1, Via Roma 3, 03040 Pignataro Interamna", False),
        ({"address": "Via Roma 3"}, "Sala 1, Via Milano 8, 03040 Pignataro Interamna", True),
        ({"address": "Piazza del Municipio 1, 03043 Cassino"}, "Sala 1, Piazza del Municipio, Cassino", False),
        ({"address": "Piazza del Municipio 1, 03043 Cassino"}, "Sala 1, Liceo, Cassino", True),
        ({"address": "Via Cassino 3, 03040 Pignataro"}, "Sala 1, 03043 Cassino", True),
        ({"address": "Palazzo Rossi, Via Roma 3"}, "Sala 1, Palazzo Rossi, Via Roma 3, 03040 Pignataro", False),
        ({"address": "Palazzo Rossi"}, "Sala 1, Palazzo Rossi, 03040 Pignataro", False),
        ({"address": "Via Roma 3, Cassino, Italia"}, "Sala 1, Via Roma, 3, 03043 Cassino FR, Italia", False),
        ({"address": "Via Roma 3, Cassino, Italia"}, "Sala 1, 03043 Cassino", False),
        ({"address": "Via Roma 3, Cassino"}, "Sala 1, 03040 Pignataro Interamna", True),
        ({"address": "Via Roma 3 - 03043 Cassino (FR)"}, "Sala 1\nVia Roma 3\n03043 Cassino FR\nItalia", False),
        ({"address": "03049 Sant'Elia Fiumerapido"}, "Sala 1, 03049 S. Elia Fiumerapido", False),
        ({"name": "Cassino", "town": "Cassino"}, "Sala 1, Liceo scientifico, Cassino", True),
        ({"name": "Centro di Cassino", "town": "Cassino"}, "Sala 1, Centro di Cassino (ex scuola)", False),
        ({"name": "Liceo Varrone", "town": "Cassino"}, "Sala 1, Liceo Varrone, 03043 Cassino", False),
        ({"name": "Liceo Varrone", "town": "Cassino"}, "Sala 1, Liceo Varrone, 03100 Frosinone", True),
    ],
)
def test_place_given_what_a_site_tells_of_itself_when_read_then_only_what_differs_is_doubtful(
    site: dict[str, str], text: str, doubtful: bool  # noqa: FBT001
) -> None:  # fmt: skip
    own = SITE.model_copy(update={"address": None, **site})

    assert found(text, site=own) == (("", found(text, site=own)[1]) if doubtful else ("sala-1", ""))
    assert bool(found(text, site=own)[1]) is doubtful


@given(
    street=st.sampled_from(["Via Roma 3", "P.zza del Municipio, 1", "Viale della Scuola n. 12/A", "Palazzo Rossi", "Largo Teatro snc", ""]),
    postcode=st.sampled_from(["03040 ", "I-03043 ", ""]),
    town=st.sampled_from(["Pignataro Interamna", "Sant'Elia", "San Vittore del Lazio (FR)", "Villa Latina FR", "Roma"]),
    known=st.sampled_from(["address", "town", "both"]),
    form=st.sampled_from(["{room}, {all}", "{room}\n{lines}", "{room}, Officine Municipali, {all}", "{room} - {all}, Italia",
                          "{all} ({room})", "{all}, {room}", "{room} c/o Officine Municipali, {all}"]),
)  # fmt: skip
def test_place_given_the_house_s_own_address_when_it_stands_beside_a_room_then_it_is_never_doubtful(
    street: str, postcode: str, town: str, known: str, form: str
) -> None:
    address = ", ".join(filter(None, (street, postcode + town)))
    told = {"both": {"address": address, "town": town}, "address": {"address": address}, "town": {"town": town}}[known]
    own = SITE.model_copy(update={"address": None, **told})
    shown = postcode + town if known == "town" else address
    text = form.format(room="Sala 1", all=shown, lines=shown.replace(", ", "\n"))

    assert found(text, site=own) == ("sala-1", "")


def test_place_given_names_that_read_alike_when_read_then_only_the_exact_one_counts() -> None:
    alike = (Room(id="a", name="Sala N1"), Room(id="b", name="Sala 1"), Room(id="c", name="Sala1"))

    told = [found(text, rooms=alike)[0] for text in ("sala 1", "SALA1", "Sala n1", "Sala n. 1", "Sala 1, Piazza")]

    assert told == ["b", "c", "a", "", "b"]


def test_place_given_resources_when_read_then_a_room_of_theirs_counts_beside_another_house() -> None:
    names = RoomNames(SITE, ROOMS)

    both = names.find("Aula magna, Liceo scientifico", ("Officine-0-Sala Conferenze 2 (40)", "c_1@resource.example"))
    by_address = names.find("", ("sala-1@officine.example", "sala1@altrove.example"))
    other = names.find("", ("Liceo-0-Aula magna (90)",))

    assert (both.rooms, both.elsewhere) == (("sala-2",), "")
    assert by_address.rooms == ("sala-1",)
    assert (other.rooms, other.elsewhere) == ((), "liceo")


TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from([*PLACED, *DOUBTFUL, *NOWHERE, ", ", " e ", "(", ")", "-", "\n", "Sala", "1"]), max_size=4)
    .map("".join),
)  # fmt: skip


@given(
    room=st.sampled_from(ROOMS),
    pick=st.integers(0, 3),
    beside=st.sampled_from(["{}", "«{}»", "{}.", "({})", "presso {}", "{} (60 posti)", "{} – piano terra", "{}|Teams",
                            "{} https://meet.example/a", "{}, Officine Municipali, Via Roma 3", "Riunione: {}",
                            "A-0-{} (9)", "{} e online"]),
    change=st.sampled_from([str, str.upper, str.lower, str.title]),
)  # fmt: skip
def test_place_given_any_name_of_a_room_in_any_company_when_read_then_it_is_that_room(
    room: Room, pick: int, beside: str, change: Callable[[str], str]
) -> None:
    names = [room.id, room.name, *(name for name in room.aliases if "@" not in name and "/" not in name)]

    assert found(beside.format(change(names[pick % len(names)]))) == (room.id, "")


@given(text=TEXTS, order=st.permutations(ROOMS))
def test_place_given_any_text_when_the_rooms_stand_in_another_order_then_the_same_are_found(
    text: str, order: list[Room]
) -> None:
    first, other = (RoomNames(SITE, rooms).find(text, ()) for rooms in (ROOMS, tuple(order)))

    assert (set(first.rooms), first.elsewhere) == (set(other.rooms), other.elsewhere)


@given(name=st.text(min_size=1, max_size=40).filter(str.strip))
def test_place_given_any_name_when_its_whole_text_is_the_place_then_it_is_that_room(name: str) -> None:
    rooms = (Room(id="mia", name=name), Room(id="zz-altra", name="Sala Rossa", aliases=("1", "e", "Liceo, 1")))
    taken = name.casefold().split() in (["zz-altra"], ["sala", "rossa"], ["1"], ["e"], ["liceo,", "1"])

    assert taken or found(name, rooms=rooms)[0] == "mia"


def calls(act: Callable[[], object]) -> int:
    """How many functions *act* calls."""
    called = 0

    def count(_frame: object, event: str, _arg: object) -> None:
        nonlocal called
        called += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(before)
    return called


@pytest.mark.parametrize(
    "piece",
    ["Sala 1 ", "Sala 1, ", "sal. ", "a.a.", "x@", "(", "- ", "a-", "\n", "https://", "1, 2 e ", "Sale 1-2 ", "n. ",
     "Officine ", "03040 ", "liceo ", "Sala 1 Roma ", "c/o ", "non ", "piano ", "a@b.c ", "é"],
)  # fmt: skip
def test_place_given_a_text_of_any_length_when_read_then_the_cost_is_linear_and_bounded(piece: str) -> None:
    names = RoomNames(SITE, ROOMS)
    short, long, endless = (calls(partial(names.find, piece * (size // len(piece)), ())) for size in (400, 4_000, 100_000))  # fmt: skip

    assert long <= 12 * short
    assert endless <= 1.1 * long + 200
