"""Tokens that were made for something else, or by somebody else, against the stand-in's gate; and how long ours ever get."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.emulators.jitsi_token import Admitted, Gate, Refused, admission, needed_key, opens
from integrations.services.jitsi import linked_name
from integrations.services.jitsi_keys import private_key
from integrations.services.jitsi_token import Claims, SharedSecret, Signer, entrant_token
from tests.support.jitsi_keys import rsa_pem

NINE = datetime(2026, 10, 19, 9, tzinfo=UTC)
NOON = NINE + timedelta(hours=3)
SECRET = "x" * 32
KEY = private_key("regia-2026", rsa_pem())
GATES: Mapping[str, tuple[Signer, Gate, str | None]] = {
    "HS256": (SharedSecret(SECRET), Gate(secret=SECRET), None),
    "RS256": (KEY, Gate(key_server="https://regia.example/jitsi/keys"), KEY.public_pem.decode()),
}
LONGEST = 2048
"""Of a token in bytes: it travels in an address, of which proxies take 4 to 8 thousand."""


def token(
    signer: Signer, *, room: str = "sala", name: str = "Anna", end: datetime = NOON, start: datetime = NINE
) -> str:
    return entrant_token(
        Claims("regia"),
        signer,
        conference=room,
        user_id="0f" * 16,
        user_name=name,
        moderator=True,
        not_before=start,
        expires=end,
    )


def part(text: bytes | str) -> str:
    return base64.urlsafe_b64encode(text.encode() if isinstance(text, str) else text).rstrip(b"=").decode()


def opened(text: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return told


@pytest.mark.parametrize("kind", GATES)
def test_a_token_when_anything_in_it_is_changed_then_it_is_refused(kind: str) -> None:
    signer, gate, key = GATES[kind]
    header, claims, mark = token(signer).split(".")
    as_moderator = part(json.dumps(opened(claims) | {"exp": opened(claims)["exp"] + 86400}))
    unsigned = part(json.dumps(opened(header) | {"alg": "none"}))
    other_key = part(json.dumps(opened(header) | {"kid": "un’altra", "jku": "https://altri.example/keys.json"}))
    forged = [f"{header}.{as_moderator}.{mark}", f"{unsigned}.{claims}.", f"{unsigned}.{claims}.{mark}"]
    forged += [
        f"{other_key}.{claims}.{mark}",
        f"{header}.{claims}.",
        f"{header}.{claims}.{mark[:-8]}",
        f"{header}.{claims}",
    ]

    found = [admission(gate, text, NINE.timestamp(), key) for text in forged]

    assert all(isinstance(answer, Refused) for answer in found)
    assert isinstance(admission(gate, token(signer), NINE.timestamp(), key), Admitted)


@pytest.mark.parametrize("kind", GATES)
def test_a_token_when_used_again_elsewhere_or_afterwards_then_it_opens_nothing(kind: str) -> None:
    signer, gate, key = GATES[kind]
    again = token(signer)
    admitted = admission(gate, again, (NINE + timedelta(hours=1)).timestamp(), key)

    assert isinstance(admitted, Admitted)
    assert [opens(gate, admitted, room, "meet.example") for room in ("sala", "sala-2", "[acme]sala")] == [
        True,
        False,
        False,
    ]
    assert admission(gate, again, NOON.timestamp(), key) == Refused("Not acceptable by exp")
    assert admission(gate, again, NINE.timestamp() - 1, key) == Refused("Not acceptable by nbf")


def test_a_token_for_one_server_when_shown_to_one_of_another_kind_then_it_is_refused() -> None:
    (secret, by_secret, _), (key, by_key, public) = GATES.values()

    assert isinstance(admission(by_secret, token(key), NINE.timestamp()), Refused)
    assert needed_key(by_key, token(secret)) == Refused("'kid' claim is missing")
    assert isinstance(admission(by_key, token(secret), NINE.timestamp(), public), Refused)


@pytest.mark.parametrize("kind", GATES)
@given(name=st.text(max_size=60), room=st.from_regex(r"[a-z0-9._~-]{1,80}", fullmatch=True))
def test_a_token_for_any_name_when_made_then_it_is_read_as_it_was_meant_and_fits_an_address(
    kind: str, name: str, room: str
) -> None:
    signer, gate, key = GATES[kind]
    made = token(signer, room=room, name=name)

    admitted = admission(gate, made, NINE.timestamp(), key)

    assert isinstance(admitted, Admitted)
    assert admitted.user["name"] == name
    assert not admitted.hangs
    assert opens(gate, admitted, room, "meet.example")
    assert len(made) <= LONGEST


def test_a_token_that_is_far_too_long_when_read_then_it_is_refused_like_any_other() -> None:
    _, gate, _ = GATES["HS256"]
    header, claims, mark = token(SharedSecret(SECRET)).split(".")

    for text in (f"{header}.{claims * 1000}.{mark}", "a" * 5_000_000, f"{header}.{part('[' * 100_000)}.{mark}"):
        assert isinstance(admission(gate, text, NINE.timestamp()), Refused)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://meet.example/Consiglio-Comunale", "consiglio-comunale"),
        ("https://meet.example/acme/sala", None),
        ("https://meet.example//sala", None),
        ("https://meet.example/sala/", "sala"),
        ("https://meet.example/sala%2Faltra", None),
        ("https://meet.example/sala%252Faltra", None),
        ("https://meet.example/%5Bacme%5Dsala", None),
        ("https://meet.example/[acme]sala", None),
        ("https://meet.example/sala%20due", None),
        ("https://meet.example/sala%00", None),
        ("https://meet.example/*", None),
        ("https://meet.example/%2A", None),
    ],
)
def test_a_room_with_a_tenant_capitals_slashes_or_percent_signs_when_linked_then_a_token_is_for_that_one_or_for_none(
    address: str, name: str | None
) -> None:
    assert linked_name("https://meet.example", address) == name
