"""`regia site check`, run as people run it."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from config.words.sentences import LANGUAGES, Language
from integrations.emulators.jitsi import jitsi_running
from integrations.services.jitsi import Defect, Probe
from orchestrator.commands.site_jitsi import troubles
from tests.support.commands import Done, regia
from tests.support.jitsi_keys import rsa_pem

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "config" / "sample" / "officine.toml"
EVERY_MISTAKE = Path(__file__).with_name("every_mistake.toml")
SECRETS = ("JITSI", "PROIETTORE_1", "OBS_1", "TV_1", "PROIETTORE_2", "OBS_2")


def check(*arguments: str | Path, **environment: str) -> Done:
    return regia("site", "check", *arguments, **environment)


def test_given_the_sample_when_checked_then_it_is_summed_up() -> None:
    done = check(SAMPLE)

    assert (done.code, done.err) == (0, "")
    assert done.out == "Tutto giusto: 1 sede, 2 sale, 7 dispositivi, 5 preparazioni.\n"


ONE = """
[[sites]]
id = "uno"
name = "Uno"
timezone = "UTC"
[[rooms]]
id = "sala"
name = "Sala"
devices.video = { driver = "obs", host = "h" }
"""


@pytest.mark.parametrize(
    ("language", "summary"),
    [
        ("it", "Tutto giusto: 1 sede, 1 sala, 1 dispositivo, 0 preparazioni.\n"),
        ("en", "All right: 1 site, 1 room, 1 device, 0 presets.\n"),
    ],
)
def test_given_one_of_each_when_checked_then_it_is_told_of_one(tmp_path: Path, language: str, summary: str) -> None:
    file = tmp_path / "uno.toml"
    file.write_text(ONE)

    assert check(file, "--language", language).out == summary


def test_given_mistakes_when_checked_then_each_has_its_line_and_hint_without_colours() -> None:
    done = check(EVERY_MISTAKE, LANG="en_US.UTF-8")

    assert done.code == 1
    assert f"{EVERY_MISTAKE}:5: sites.uno.timezone: “Europe/Roma” is not a time zone\n    Write" in done.out
    assert "\x1b" not in done.out


def test_given_rubbish_when_checked_then_there_is_a_sentence_and_no_stack_trace(tmp_path: Path) -> None:
    done = check(sys.executable, tmp_path, tmp_path / "nothing", LANG="it_IT.UTF-8")

    assert done.code == 1
    assert "Traceback" not in done.out
    assert f"{tmp_path}: non è un file" in done.out
    assert f"{tmp_path / 'nothing'}: il file non c’è" in done.out


def test_given_json_when_checked_then_it_is_one_document() -> None:
    answer = json.loads(check(EVERY_MISTAKE, "--json").out)

    assert {"file", "line", "path", "message", "hint"} == set(answer["mistakes"][0])


def test_given_some_secrets_when_checked_here_then_the_missing_are_named_and_no_value_shows(tmp_path: Path) -> None:
    file = tmp_path / "secrets.toml"
    file.write_text("".join(f'REGIA_SECRET_{name} = "value-of-it"\n' for name in SECRETS[1:]))
    file.chmod(0o600)

    lacking = check(SAMPLE, "--here", "--data", tmp_path)
    complete = check(SAMPLE, "--here", REGIA_DATA=str(tmp_path), REGIA_SECRET_JITSI="value-of-it")

    assert (lacking.code, complete.code) == (1, 0)
    assert "env:REGIA_SECRET_JITSI: manca  jitsi.meet\n" in lacking.out
    assert complete.out.count("env:") == complete.out.count(": c’è  ") - len(["officine.ics"]) == len(SECRETS)
    assert "value-of-it" not in lacking.out + lacking.err + complete.out + complete.err


@pytest.mark.parametrize(
    ("here", "needed"),
    [
        (("--here",), {*SECRETS, "officine.ics"}),
        (("--here", "service"), {"JITSI", "officine.ics"}),
        (("--here", "agent"), set(SECRETS) - {"JITSI"}),
        (("--here", "agent", "--room", "sala-2"), {"PROIETTORE_2", "OBS_2"}),
    ],
)
def test_given_a_machine_when_checked_here_then_only_what_it_needs_is_looked_for(
    here: tuple[str, ...], needed: set[str]
) -> None:
    answer = json.loads(check(SAMPLE, *here, "--json").out)

    named = [secret["name"].removeprefix("REGIA_SECRET_") for secret in answer["secrets"]]
    assert {*named, *(Path(calendar["name"]).name for calendar in answer["calendars"])} == needed


@pytest.mark.parametrize("words", [("--here", SAMPLE), ("--here", "service", SAMPLE), ("--here=agent", SAMPLE)])
def test_given_the_flag_before_the_file_when_checked_here_then_it_is_understood(words: tuple[str | Path, ...]) -> None:
    assert "Tutto giusto" in check(*words).out


def test_given_what_looks_odd_when_checked_then_it_is_told_with_its_line_and_the_code_is_0(tmp_path: Path) -> None:
    file = tmp_path / "uno.toml"
    file.write_text(ONE + '[presets.p]\ntitle = "P"\ncategories = ["P"]\nneeds = ["tv"]\n')
    text = file.read_text() + '[[rooms]]\nid = "b"\nname = "B"\ndevices.tv = { driver = "pjlink", host = "h" }\n'
    file.write_text(text)

    done, as_json = check(file, "--language", "it"), json.loads(check(file, "--json").out)

    assert done.code == 0
    assert f"{file}:6: rooms.sala: Attenzione: la sala «Sala» non ha tv, che la preparazione «p» richiede" in done.out
    assert done.out.splitlines()[-1].startswith("Nessun errore, ma 1 da riguardare: 1 sede, 2 sale")
    assert ([warning["line"] for warning in as_json["warnings"]], as_json["mistakes"]) == ([6], [])


def test_given_a_calendar_file_that_is_not_there_when_checked_here_then_it_is_named(tmp_path: Path) -> None:
    site = tmp_path / "officine.toml"
    site.write_text(SAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    secrets = {f"REGIA_SECRET_{name}": "value-of-it" for name in SECRETS}

    elsewhere = check(site)
    lacking = check(site, "--here", **secrets)
    (calendar,) = json.loads(check(site, "--here", "--json", **secrets).out)["calendars"]
    (tmp_path / "officine.ics").touch()
    complete = check(site, "--here", **secrets)

    assert (elsewhere.code, lacking.code, complete.code) == (0, 1, 0)
    assert f"{tmp_path / 'officine.ics'}: manca  calendars.sale\n" in lacking.out
    assert f"{tmp_path / 'officine.ics'}: c’è  calendars.sale\n" in complete.out
    assert calendar == {
        "name": str(tmp_path / "officine.ics"),
        "purpose": "calendars.sale",
        "here": False,
        "reason": "",
    }


@pytest.mark.parametrize("path", [".", "nul\\u0000", "x/y"])
def test_given_a_calendar_path_that_is_no_file_when_checked_here_then_it_is_missing(tmp_path: Path, path: str) -> None:
    site = tmp_path / "officine.toml"
    text = SAMPLE.read_text(encoding="utf-8").replace("officine.ics", path)
    site.write_text(text, encoding="utf-8")

    done = check(site, "--here")

    assert done.code == 1
    assert any("manca" in line and line.endswith("calendars.sale") for line in done.out.splitlines())


def test_given_no_file_or_a_misspelled_variable_when_checked_then_it_is_told_with_2() -> None:
    nothing, misspelled = check(), check(SAMPLE, "--here", REGIA_DATTA="x")

    assert (nothing.code, nothing.err) == (2, "Indicate almeno un file delle sale.\n")
    assert (misspelled.code, misspelled.out) == (2, "")
    assert "Forse REGIA_DATA?" in misspelled.err


async def test_given_jitsi_servers_when_checked_here_as_an_agent_then_it_says_how_each_is_and_fails_nothing(
    tmp_path: Path,
) -> None:
    file = tmp_path / "uno.toml"
    async with jitsi_running() as jitsi:
        text = ONE + f'[[jitsi]]\nid = "vivo"\nurl = "{jitsi.url}"\n'
        file.write_text(text + '[[jitsi]]\nid = "morto"\nurl = "http://127.0.0.1:1"\n')

        done = await asyncio.to_thread(check, file, "--here", "agent", "--language", "it")
        service = await asyncio.to_thread(check, file, "--here", "service", "--language", "it")
        told = json.loads((await asyncio.to_thread(check, file, "--here", "--json")).out)["jitsi"]

    assert (done.code, service.code) == (0, 0)
    assert f"{jitsi.url}: va bene  jitsi.vivo\n" in done.out
    assert "http://127.0.0.1:1: non si raggiunge  jitsi.morto\n" in done.out
    assert "jitsi" not in service.out
    assert [(server["purpose"], bool(server["troubles"])) for server in told] == [
        ("jitsi.vivo", False),
        ("jitsi.morto", True),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_given_anything_that_a_jitsi_can_lack_when_told_then_there_are_words_for_it(language: Language) -> None:
    found = Probe(tuple(Defect), status=502, clock_ahead_s=-40.0)

    assert len(troubles(found, language)) == len(Defect)
    assert "502" in str(troubles(found, language))
    assert "-40 s" in str(troubles(found, language))


def test_given_keys_of_a_jitsi_when_checked_here_as_the_service_then_each_file_is_named_and_fit_or_not(
    tmp_path: Path,
) -> None:
    keys = "".join(f'[[jitsi.keys]]\nkid = "{name}"\nfile = "{name}.pem"\n' for name in ("buona", "rotta", "assente"))
    file = tmp_path / "uno.toml"
    file.write_text(ONE + f'[[jitsi]]\nid = "meet"\nurl = "https://meet.example"\napp_id = "regia"\n{keys}')
    for name, content in (("buona", rsa_pem()), ("rotta", b"s3cr3t")):
        (tmp_path / f"{name}.pem").write_bytes(content)
        (tmp_path / f"{name}.pem").chmod(0o600)

    done = check(file, "--here", "service", "--data", tmp_path)

    assert done.code == 1
    assert f"{tmp_path}/buona.pem: c’è  jitsi.meet\n" in done.out
    assert f"{tmp_path}/rotta.pem: manca ({tmp_path}/rotta.pem is no private key in PEM" in done.out
    assert f"{tmp_path}/assente.pem: manca  jitsi.meet\n" in done.out
    assert "s3cr3t" not in done.out + done.err
