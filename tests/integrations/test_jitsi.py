"""Names, links and tokens of conferences, and the probe, against the stand-in deployment on loopback."""

import base64
import json
import string
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.emulators.jitsi import SECRET, jitsi_running
from integrations.emulators.jitsi_token import refusal
from integrations.errors import Unreachable
from integrations.jitsi import conference_name, link, probe, room_token
from tests.peers.waiting import WITHIN_S

KEY = b"k" * 32
OPENS = datetime(2026, 10, 19, 7, 29, tzinfo=UTC)
CLOSES = datetime(2026, 10, 19, 13, 0, tzinfo=UTC)


def token(**changes: Any) -> str:
    usual: dict[str, Any] = {
        "app_id": "regia",
        "secret": SECRET,
        "conference": "mzxw6ytboi",
        "user_id": "sala-1",
        "user_name": "Sala Conferenze 1",
        "not_before": OPENS,
        "expires": CLOSES,
    }
    return room_token(**usual | changes)


def part(encoded: str, index: int) -> dict[str, Any]:
    text = encoded.split(".")[index]
    read: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return read


def why_refused(encoded: str, *, room: str = "mzxw6ytboi", at: datetime = OPENS) -> str | None:
    return refusal(encoded, app_id="regia", secret=SECRET, room=room, now_s=at.timestamp())


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
            "user": {"id": "sala-1", "name": "Sala Conferenze 1", "moderator": "true", "affiliation": "owner"},
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
        ({}, "mzxw6ytboi", OPENS - timedelta(seconds=1), "not valid yet"),
        ({}, "mzxw6ytboi", CLOSES, "expired"),
        ({}, "altra", OPENS, "room is another one"),
        ({"app_id": "altri"}, "mzxw6ytboi", OPENS, "iss is not an accepted one"),
        ({"secret": "x" * 32}, "mzxw6ytboi", OPENS, "the signature is wrong"),
    ],
)
def test_given_our_token_when_the_stand_in_reads_it_then_only_the_right_one_opens(
    changes: dict[str, str], room: str, at: datetime, why: str | None
) -> None:
    assert why_refused(token(**changes), room=room, at=at) == why


@pytest.mark.parametrize("garbage", ["", ".", "a.b.c", "..", "W10.W10.W10", token()[:-8], "è.è.è"])
def test_given_something_else_than_a_token_when_read_then_it_is_refused(garbage: str) -> None:
    assert why_refused(garbage) is not None


async def test_given_a_deployment_when_probed_then_it_answers() -> None:
    async with jitsi_running() as jitsi, httpx.AsyncClient(trust_env=False) as client:
        await probe(client, jitsi.url, timeout_s=2)

        assert list(jitsi.heard) == ["GET /external_api.js"]


@pytest.mark.parametrize(
    ("fault", "code"),
    [("refuse", "unreachable"), ("drop", "unreachable"), ("freeze", "silent"), ("wrong", "protocol")],
)
async def test_given_a_fault_of_the_deployment_when_probed_then_the_error_names_it(fault: str, code: str) -> None:
    async with jitsi_running() as jitsi, httpx.AsyncClient(trust_env=False) as client:
        jitsi.control(fault)

        with pytest.raises(Unreachable) as caught:
            await probe(client, jitsi.url, timeout_s=0.3 if fault == "freeze" else WITHIN_S)

    assert caught.value.code == code
