"""What sentences call a device, and every fault as a headline."""

import re

import pytest

from config.words.headlines import HEADLINES, headline, lacking
from config.words.nouns import noun
from config.words.sentences import LANGUAGES, PARTICULAR, SENTENCES, Language, Params, sentence

ATTRIBUTES: Params = {
    "attribute": "power",
    "seen": "off",
    "wished": "on",
    "attempts": 3,
    "host": "192.168.1.21",
    "port": 4352,
    "seconds": 2.0,
    "name": "REGIA_SECRET_OBS",
    "reason": "?",
    "status": 502,
    "ahead": "+300",
    "label": "Jabra",
    "used": "Webcam",
    "package": "pyatv",
    "scene": "Collegio",
    "input": "hdmi1",
    "app": "com.apple.TVAirPlay",
    "detail": "?",
    "error": "?",
}


@pytest.mark.parametrize(
    ("name", "italian", "english"),
    [
        ("Proiettore", "Il proiettore", "The projector"),
        ("proiettore-2", "Il proiettore 2", "The projector 2"),
        ("Proiettore grande", "Il proiettore grande", "The projector grande"),
        ("Schermo", "Lo schermo", "The screen"),
        ("Grande schermo", "Il grande schermo", "The big screen"),
        ("Apple TV", "L’Apple TV", "Apple TV"),
        ("regia-video", "La regia video", "The video mixer"),
        ("TV", "La TV", "The TV"),
        ("projector", "Il proiettore", "The projector"),
        ("OBS", "OBS", "OBS"),
        ("Epson EB-2250", "«Epson EB-2250»", "“Epson EB-2250”"),
        ("schermografo", "«schermografo»", "“schermografo”"),
        ("Televisore, quello rotto", "«Televisore, quello rotto»", "“Televisore, quello rotto”"),
        ("", "«»", "“”"),
    ],
)
def test_noun_given_a_name_when_it_opens_a_sentence_then_its_article_is_right(
    name: str, italian: str, english: str
) -> None:
    assert (noun(name, "it").opening, noun(name, "en").opening) == (italian, english)


@pytest.mark.parametrize(
    ("code", "params", "device", "italian"),
    [
        ("unreachable", {}, "Proiettore", "Il proiettore non risponde"),
        ("silent", {}, "Epson EB-2250", "«Epson EB-2250» non risponde"),
        ("changed_by_hand", {"attribute": "power", "seen": "off"}, "Proiettore", "Il proiettore è stato spento a mano"),
        ("changed_by_hand", {"attribute": "power", "seen": "cooling"}, "TV", "La TV è stata spenta a mano"),
        ("changed_by_hand", {"attribute": "power", "seen": "on"}, "Apple TV", "L’Apple TV è stata accesa a mano"),
        ("changed_by_hand", {"attribute": "input", "seen": "hdmi2"}, "Schermo", "Lo schermo è stato cambiato a mano"),
        ("does_not_follow", {"attribute": "power", "wished": "on"}, "Schermo", "Lo schermo non si accende"),
        ("does_not_follow", {"attribute": "recording", "wished": False}, "OBS", "OBS non smette di registrare"),
        ("pairing_lost", {}, "Apple TV", "L’Apple TV va abbinata di nuovo"),
        ("not_in_room", {}, "proiettore", "In questa sala manca il proiettore"),
        ("stalled", {"attribute": "streaming"}, "OBS", "La diretta: non avanza niente"),
        ("of-a-newer-agent", {}, "Televisore", "Il televisore ha un problema"),
    ],
)
def test_headline_given_a_fault_when_said_of_a_device_then_article_and_gender_are_right(
    code: str, params: Params, device: str, italian: str
) -> None:
    assert headline(code, "it", params, device) == italian


@pytest.mark.parametrize(
    ("code", "params", "words"),
    [
        (
            "does_not_follow",
            {"attribute": "power", "wished": "on", "attempts": 3},
            "Non si accende: ho provato 3 volte.",
        ),
        (
            "does_not_follow",
            {"attribute": "power", "wished": "off", "attempts": 1},
            "Non si spegne: ho provato una volta.",
        ),
        ("changed_by_hand", {"attribute": "power", "seen": "off"}, "È stato spento a mano."),
        (
            "changed_by_hand",
            {"attribute": "virtual_camera", "seen": True},
            "È stato cambiato a mano (la camera virtuale).",
        ),
    ],
)
def test_sentence_given_a_value_that_has_words_of_its_own_when_said_then_it_has_them(
    code: str, params: Params, words: str
) -> None:
    assert sentence(code, "it", params) == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentence_given_every_fault_when_said_then_no_hole_is_left_and_the_headline_is_one_short_line(
    language: Language,
) -> None:
    assert set(SENTENCES) <= set(HEADLINES)
    for key in (*SENTENCES, *PARTICULAR):
        code, _, what = key.partition(":")
        attribute, _, value = what.partition("=")
        params = {**ATTRIBUTES, **({"attribute": attribute, "seen": value, "wished": value} if what else {})}
        said, head = sentence(code, language, params), headline(code, language, params, "Proiettore")
        assert re.findall(r"[{}]", said + head) == [], key
        assert said.endswith((".", "?")), said
        assert not head.endswith("."), head
        assert len(head) < 70, head


@pytest.mark.parametrize(
    ("code", "params", "thing"),
    [
        ("unreachable", {}, "televisore"),
        ("changed_by_hand", {"attribute": "power", "seen": "off", "wished": "on"}, "televisore"),
        ("changed_by_hand", {"attribute": "power", "seen": "on", "wished": "off"}, None),
        ("does_not_follow", {"attribute": "power", "seen": "off", "wished": "on"}, "televisore"),
        ("does_not_follow", {"attribute": "scene", "seen": "A", "wished": "B"}, None),
        ("microphone_denied", {}, "microfono"),
        ("camera_missing", {}, "camera"),
        ("in_lobby", {}, None),
    ],
)
def test_lacking_given_a_fault_when_the_device_cannot_be_used_then_the_room_is_without_it(
    code: str, params: Params, thing: str | None
) -> None:
    assert lacking(code, "it", params, "Televisore") == thing
