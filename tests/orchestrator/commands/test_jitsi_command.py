"""`regia jitsi check`: what works of each server, line by line, in the language of whoever asks."""

import asyncio
import json
from pathlib import Path

import pytest

from integrations.emulators.jitsi import SECRET, jitsi_running
from tests.orchestrator.conftest import SITE
from tests.support.commands import Done, regia_here
from tests.support.jitsi_keys import rsa_pem

OPEN = '[[jitsi]]\nid = "aperto"\nurl = "{url}"\nxmpp_domain = "127.0.0.1"\nprosody = "{url}"\n'
KEYED = """
[[jitsi]]
id = "meet"
url = "http://127.0.0.1:1"
app_id = "regia"
[[jitsi.keys]]
kid = "regia-2026"
file = "2026.pem"
"""


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "it_IT.UTF-8")
    monkeypatch.setenv("REGIA_SECRET_MEET", SECRET)


def check(capsys: pytest.CaptureFixture[str], folder: Path, text: str, *arguments: str) -> Done:
    file = folder / "sale.toml"
    file.write_text(text + SITE)
    return regia_here(capsys, "jitsi", "check", file, "--data", folder, *arguments)


async def test_jitsi_check_given_a_server_that_works_when_asked_then_it_says_so_and_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with jitsi_running() as jitsi:
        done = await asyncio.to_thread(check, capsys, tmp_path, OPEN.format(url=jitsi.url))

    assert done.code == 0, done.out
    lines = done.out.splitlines()
    assert lines[0] == f"aperto  {jitsi.url}"
    assert "  Chi entra: va bene; aperto: entra chiunque abbia il link" in lines
    assert "  Pagina delle riunioni: va bene; risponde, e si lascia mostrare sul grande schermo" in lines
    assert "  Quanti sono in riunione: va bene; Prosody lo dice" in lines
    assert "  Jicofo: non chiesto; nel file delle sale non c’è jicofo" in lines


def test_jitsi_check_given_a_key_and_a_server_that_nobody_reaches_when_asked_then_it_fails_and_tells_no_secret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "2026.pem").write_bytes(rsa_pem())
    (tmp_path / "2026.pem").chmod(0o600)

    done = check(capsys, tmp_path, KEYED, "--json", "--language", "en")

    told = {point["topic"]: point for point in json.loads(done.out)["meet"]}
    assert done.code == 1
    assert told["gate"]["said"] == "tokens signed with the key regia-2026 (RS256): iss regia, aud jitsi, sub *"
    assert told["page"]["said"] == "cannot be reached"
    assert told["keys"]["grade"] == "unasked"
    assert "PRIVATE" not in done.out


@pytest.mark.parametrize(
    ("text", "arguments", "code", "why"),
    [
        ("", (), 0, "Nel file delle sale non c’è nessun server Jitsi."),
        ("", ("--server", "altro"), 2, "Non c’è il server Jitsi «altro»."),
        (KEYED.replace("kid", "kidd"), (), 1, "kidd"),
    ],
)
def test_jitsi_check_given_nothing_to_ask_when_asked_then_it_says_so_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, arguments: tuple[str, ...], code: int, why: str
) -> None:
    done = check(capsys, tmp_path, text, *arguments)

    assert done.code == code
    assert why in done.out + done.err
