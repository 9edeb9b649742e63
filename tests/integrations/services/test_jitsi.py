"""Names, links and tokens of conferences, and what a probe finds, against the stand-in deployment on loopback."""

import asyncio
import base64
import json
import ssl
import string
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.emulators.jitsi import SECRET, jitsi_running
from integrations.emulators.jitsi_token import Gate, Refused, admission, opens
from integrations.services.jitsi import Defect, conference_name, link, linked_name, may_be_framed, of_page, probe
from integrations.services.jitsi_token import Claims, SharedSecret, room_token
from tests.support.waiting import WITHIN_S

KEY = b"k" * 32
CLAIMS = ("issuer", "audience", "sub")
OPENS = datetime(2026, 10, 19, 7, 29, tzinfo=UTC)
CLOSES = datetime(2026, 10, 19, 13, 0, tzinfo=UTC)


def token(**changes: Any) -> str:
    usual: dict[str, Any] = {
        "conference": "mzxw6ytboi",
        "user_id": "sala-1",
        "user_name": "Sala Conferenze 1",
        "not_before": OPENS,
        "expires": CLOSES,
    }
    claims = Claims(**{"issuer": "regia"} | {name: changes.pop(name) for name in CLAIMS if name in changes})
    signer = SharedSecret(changes.pop("secret", SECRET))
    return room_token(claims, signer, **usual | changes)


def part(encoded: str, index: int) -> dict[str, Any]:
    text = encoded.split(".")[index]
    read: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return read


def why_refused(encoded: str, *, room: str = "mzxw6ytboi", at: datetime = OPENS) -> str | None:
    gate = Gate(secret=SECRET, audiences=("jitsi", "regia"))
    admitted = admission(gate, encoded, at.timestamp())
    if isinstance(admitted, Refused):
        return admitted.why
    return None if opens(gate, admitted, room.lower(), "meet.example") else "another room"


@given(st.binary(min_size=1, max_size=64), st.text(max_size=80))
def test_given_any_occurrence_when_named_then_the_name_is_lower_case_url_safe_and_long_enough(
    key: bytes, id_: str
) -> None:
    name = conference_name(key, id_)

    assert set(name) <= set(string.ascii_lowercase + "234567")
    assert len(name) * 5 >= 100  # five bits a letter
    assert conference_name(key, id_) == name


def test_given_two_occurrences_or_two_keys_when_named_then_the_names_differ() -> None:
    names = {conference_name(key, id_) for key in (KEY, b"l" * 32) for id_ in ("a@sale/1", "a@sale/2")}

    assert len(names) == 4


def test_given_a_deployment_under_a_path_when_linked_then_the_name_follows_it() -> None:
    assert link("https://meet.example/", "abc") == "https://meet.example/abc"
    assert link("https://meet.example/video", "a b/c") == "https://meet.example/video/a%20b%2Fc"


def test_given_a_room_when_its_token_is_made_then_it_says_what_prosody_reads_and_no_more() -> None:
    encoded = token(conference="MZXW6ytboi")

    assert part(encoded, 0) == {"alg": "HS256", "typ": "JWT"}
    assert part(encoded, 1) == {
        "iss": "regia",
        "aud": "jitsi",
        "sub": "*",
        "room": "mzxw6ytboi",
        "nbf": 1792394940,
        "exp": 1792414800,
        "context": {
            "user": {
                "id": "sala-1",
                "name": "Sala Conferenze 1",
                "moderator": "true",
                "affiliation": "owner",
                "lobby_bypass": True,
            },
        },
    }


def test_given_equal_arguments_when_made_twice_then_the_tokens_are_identical() -> None:
    assert token() == token()
    assert token(expires=CLOSES + timedelta(minutes=15)) != token()


def test_given_a_short_secret_when_a_token_is_made_then_it_is_refused_without_showing_it() -> None:
    with pytest.raises(ValueError, match="at least 32 bytes, this one has 5") as caught:
        token(secret="piano")

    assert "piano" not in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "room", "at", "why"),
    [
        ({}, "mzxw6ytboi", OPENS, None),
        ({}, "MZXW6YTBOI", OPENS, None),
        ({"audience": "regia"}, "mzxw6ytboi", OPENS, None),
        ({"sub": "meet.example"}, "mzxw6ytboi", OPENS, None),
        ({}, "mzxw6ytboi", OPENS - timedelta(seconds=1), "Not acceptable by nbf"),
        ({}, "mzxw6ytboi", CLOSES, "Not acceptable by exp"),
        ({}, "altra", OPENS, "another room"),
        ({"issuer": "altri"}, "mzxw6ytboi", OPENS, "Invalid issuer ('iss' claim)"),
        ({"audience": "altri"}, "mzxw6ytboi", OPENS, "Invalid audience ('aud' claim)"),
        ({"secret": "x" * 32}, "mzxw6ytboi", OPENS, "Invalid signature"),
    ],
)
def test_given_our_token_when_the_stand_in_reads_it_then_only_the_right_one_opens(
    changes: dict[str, str], room: str, at: datetime, why: str | None
) -> None:
    assert why_refused(token(**changes), room=room, at=at) == why


@pytest.mark.parametrize("garbage", ["", ".", "a.b.c", "..", "W10.W10.W10", token()[:-8], "è.è.è"])
def test_given_something_else_than_a_token_when_read_then_it_is_refused(garbage: str) -> None:
    assert why_refused(garbage) is not None


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://meet.example/v/Collegio", "collegio"),
        ("https://meet.example/v/Collegio/?jwt=a.b.c#config.x=1", "collegio"),
        ("https://meet.example/v/a/b", None),
        ("https://meet.example/v/caff%C3%A8", None),
        ("https://meet.example/v/", None),
        ("https://meet.example/altro/Collegio", None),
        ("https://meet.example:444/v/Collegio", None),
        ("https://meet.example.org/v/Collegio", None),
        ("http://meet.example/v/Collegio", None),
        ("https://[meet/v/Collegio", None),
        ("https://meet.example:x/v/Collegio", None),
    ],
)
def test_given_an_address_when_it_leads_into_a_deployment_then_its_conference_is_named(
    address: str, name: str | None
) -> None:
    assert linked_name("https://meet.example/v/", address) == name


async def test_given_a_deployment_when_probed_then_nothing_is_wrong_and_its_clock_is_told() -> None:
    async with jitsi_running() as jitsi, httpx.AsyncClient(trust_env=False) as client:
        found = await probe(client, jitsi.url, timeout_s=WITHIN_S)

        assert list(jitsi.heard) == ["GET /external_api.js", "GET /regia"]
    assert found.defects == ()
    assert found.clock_ahead_s == pytest.approx(0, abs=5)


@pytest.mark.parametrize(
    ("fault", "defect"),
    [
        ("refuse", Defect.UNREACHABLE),
        ("drop", Defect.HALF),
        ("freeze", Defect.SILENT),
        ("wrong", Defect.NOT_JITSI),
        ("by-hand page 502", Defect.STATUS),
        ("by-hand page unframed", Defect.UNFRAMED),
        ("by-hand clock 90", Defect.CLOCK),
        ("by-hand clock -90", Defect.CLOCK),
    ],
)
async def test_given_a_fault_of_the_deployment_when_probed_then_it_is_found(fault: str, defect: Defect) -> None:
    async with jitsi_running() as jitsi, httpx.AsyncClient(trust_env=False) as client:
        jitsi.control(fault)

        found = await probe(client, jitsi.url, timeout_s=0.3 if fault == "freeze" else WITHIN_S)

    assert found.defects == (defect,)
    assert found.status == (502 if defect is Defect.STATUS else None)


async def test_given_a_certificate_that_nobody_signed_when_probed_then_it_is_found(tmp_path: Path) -> None:
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    request = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-subj", "/CN=localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*request, *names], check=True, capture_output=True)  # noqa: ASYNC221
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=context)
    async with server, httpx.AsyncClient(trust_env=False) as client:
        port = server.sockets[0].getsockname()[1]
        found = await probe(client, f"https://localhost:{port}", timeout_s=WITHIN_S)

    assert found.defects == (Defect.CERTIFICATE,)


@pytest.mark.parametrize(
    ("host", "defects"),
    [("meet.jit.si", [Defect.HOSTED]), ("beta.meet.jit.si", [Defect.HOSTED]), ("meet.notjit.si", []), ("jit.si", [])],
)
def test_given_the_public_service_when_probed_then_its_five_minutes_are_told(host: str, defects: list[Defect]) -> None:
    assert list(of_page(f"https://{host}/v", httpx.Headers(), None)) == defects


@pytest.mark.parametrize(
    ("options", "policy", "may"),
    [
        (None, None, True),
        ("DENY", None, False),
        (" SameOrigin ", None, False),
        ("ALLOW-FROM https://x", None, True),  # browsers no longer heed it
        (None, "default-src 'self'", True),
        (None, "frame-ancestors 'none'", False),
        (None, "default-src 'self'; frame-ancestors 'self' https://portal.example", False),
        ("DENY", "frame-ancestors *", True),
        (None, "frame-ancestors http://localhost:8765", True),
        (None, "Frame-Ancestors HTTP://LOCALHOST:*;", True),
    ],
)
def test_given_the_headers_of_a_meeting_when_read_then_they_say_whether_the_stage_may_frame_it(
    options: str | None, policy: str | None, *, may: bool
) -> None:
    assert may_be_framed(options, policy) is may
