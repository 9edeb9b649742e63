"""`regia site check`, run as people run it."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "config" / "sample" / "officine.toml"
EVERY_MISTAKE = Path(__file__).with_name("every_mistake.toml")
SECRETS = ("JITSI", "PROIETTORE_1", "OBS_1", "TV_1", "PROIETTORE_2", "OBS_2")


def regia(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `regia site check` with nothing of ours in the environment but *environment*."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("REGIA", "LC_", "LANG"))}
    return subprocess.run(
        [sys.executable, "-c", "from orchestrator.cli import main; main()", "site", "check", *map(str, arguments)],
        env=inherited | {"PYTHONUTF8": "1"} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def test_given_the_sample_when_checked_then_it_is_summed_up() -> None:
    done = regia(SAMPLE)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Tutto giusto: sedi 1, sale 2, dispositivi 7, preparazioni 5.\n"


def test_given_mistakes_when_checked_then_each_has_its_line_and_hint_without_colours() -> None:
    done = regia(EVERY_MISTAKE, LANG="en_US.UTF-8")

    assert done.returncode == 1
    assert f"{EVERY_MISTAKE}:5: sites.uno.timezone: “Europe/Roma” is not a time zone\n    Write" in done.stdout
    assert "\x1b" not in done.stdout


def test_given_rubbish_when_checked_then_there_is_a_sentence_and_no_stack_trace(tmp_path: Path) -> None:
    done = regia(sys.executable, tmp_path, tmp_path / "nothing", LANG="it_IT.UTF-8")

    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert f"{tmp_path}: non è un file" in done.stdout
    assert f"{tmp_path / 'nothing'}: il file non c’è" in done.stdout


def test_given_json_when_checked_then_it_is_one_document() -> None:
    answer = json.loads(regia(EVERY_MISTAKE, "--json").stdout)

    assert {"file", "line", "path", "message", "hint"} == set(answer["mistakes"][0])


def test_given_some_secrets_when_checked_here_then_the_missing_are_named_and_no_value_shows(tmp_path: Path) -> None:
    file = tmp_path / "secrets.toml"
    file.write_text("".join(f'REGIA_SECRET_{name} = "value-of-it"\n' for name in SECRETS[1:]))
    file.chmod(0o600)

    lacking = regia(SAMPLE, "--here", "--data", tmp_path)
    complete = regia(SAMPLE, "--here", REGIA_DATA=str(tmp_path), REGIA_SECRET_JITSI="value-of-it")

    assert (lacking.returncode, complete.returncode) == (1, 0)
    assert "env:REGIA_SECRET_JITSI: manca  jitsi.meet\n" in lacking.stdout
    assert complete.stdout.count(": c’è  ") == len(SECRETS)
    assert "value-of-it" not in lacking.stdout + lacking.stderr + complete.stdout + complete.stderr


def test_given_no_file_or_a_misspelled_variable_when_checked_then_it_is_told() -> None:
    nothing, misspelled = regia(), regia(SAMPLE, "--here", REGIA_DATTA="x")

    assert (nothing.returncode, nothing.stderr) == (1, "Indicate almeno un file delle sale.\n")
    assert (misspelled.returncode, misspelled.stdout) == (1, "")
    assert "Forse REGIA_DATA?" in misspelled.stderr
