"""The five questions of `regia init`, at a real terminal: answered well, with rubbish, and not at all."""

import os
from pathlib import Path

import pytest

from config.site_file.loading import load_site
from tests.support.initialised import EMAIL, made_in, opened
from tests.support.terminal import Shown, typed

ITALIAN = {"LC_ALL": "it_IT.UTF-8", "TZ": "Europe/Rome"}
ENGLISH = {"LC_ALL": "en_GB.UTF-8", "TZ": "Europe/Rome"}
GOOD = [
    b"Officine Municipali\n",
    b"\n",
    "Sala 1, Caff\u00e8\n".encode(),
    b"regia.comune.example\n",
    f"{EMAIL}\n".encode(),
]
QUESTION = r"Come si chiama|fuso orario sta|Quali sale|A quale indirizzo|e-mail di chi|called\?|time zone is|halls has|At which|administrator\u2019s e-mail"


def init(folder: Path, answers: list[bytes], *options: str, **environment: str) -> Shown:
    user = ("--user", "root") if os.geteuid() == 0 else ()
    return typed(["init", folder, *options, *user], answers, prompt=QUESTION, environment=environment)


@pytest.mark.parametrize("environment", [ITALIAN, ENGLISH], ids=["it", "en"])
def test_init_given_good_answers_when_asked_in_the_terminals_language_then_everything_is_made(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    shown = init(tmp_path / "casa", GOOD, **environment)
    house = load_site([tmp_path / "casa" / "regia.toml"]).installation

    assert shown.code == 0, shown.text
    assert ("Come si chiama la casa?" in shown.text) == (environment is ITALIAN)
    assert ("What is the house called?" in shown.text) == (environment is ENGLISH)
    assert "[Europe/Rome]" in shown.text
    assert opened(tmp_path / "casa", shown.text) is not None
    assert house is not None
    assert (house.sites[0].name, house.sites[0].timezone) == ("Officine Municipali", "Europe/Rome")
    assert [room.name for room in house.rooms] == ["Sala 1", "Caff\u00e8"]


def test_init_given_rubbish_when_asked_then_each_is_told_at_once_and_asked_again(tmp_path: Path) -> None:
    rubbish = [
        [b"\n", b"\xff\xfe\n", b"a" * 200 + b"\n"],
        [b"Europe/Roma\n", b"../../etc/passwd\n"],
        [b", ,\n", b"Sala 1, sala 1\n"],
        [b"http://regia.comune.example\n", b"https://regia.comune.example/sale\n", b"%s%d{0}\n"],
        [b"anna\n", b"Anna <anna@comune.example>\n", b"\n"],
    ]
    answers = [answer for wrong, good in zip(rubbish, GOOD, strict=True) for answer in (*wrong, good)]

    shown = init(tmp_path / "casa", answers, **ITALIAN)

    assert shown.code == 0, shown.text
    for sentence in (
        "Qui serve una risposta.", "al massimo 80 caratteri", "scrivi per esempio Europe/Rome", "c\u2019\u00e8 due volte",
        "non viaggiano in chiaro", "Non \u00e8 un indirizzo: scrivi", "Non \u00e8 un indirizzo di posta",
    ):  # fmt: skip
        assert sentence in shown.text
    assert shown.text.count("Come si chiama la casa?") == 4
    assert made_in(tmp_path / "casa").administrators == [EMAIL]


def test_init_given_some_answers_as_options_when_run_then_only_the_others_are_asked(tmp_path: Path) -> None:
    shown = init(tmp_path / "casa", GOOD[1:4], "--name", "Casa", "--email", EMAIL, **ITALIAN)

    assert shown.code == 0, shown.text
    assert "Come si chiama" not in shown.text
    assert made_in(tmp_path / "casa").administrators == [EMAIL]


@pytest.mark.parametrize("end", [b"\x04", b"\x03"], ids=["Ctrl-D", "Ctrl-C"])
@pytest.mark.parametrize("answered", [0, 3])
def test_init_given_that_somebody_gives_up_when_asked_then_nothing_is_written(
    tmp_path: Path, end: bytes, answered: int
) -> None:
    shown = init(tmp_path / "casa", [*GOOD[:answered], end], **ITALIAN)

    assert shown.code == 1
    assert "non \u00e8 stato scritto niente" in shown.text
    assert "Traceback" not in shown.text
    assert not (tmp_path / "casa").exists()


def test_init_given_what_it_made_when_run_again_then_nothing_is_asked(tmp_path: Path) -> None:
    init(tmp_path / "casa", GOOD, **ITALIAN)
    before = made_in(tmp_path / "casa")

    shown = init(tmp_path / "casa", [], **ITALIAN)

    assert (shown.code, made_in(tmp_path / "casa")) == (0, before)
    assert "C\u2019\u00e8 gi\u00e0: " in shown.text
