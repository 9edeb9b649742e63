"""Tokens signed with our own keys, read by the stand-in's gate, which knows nothing of how they were made."""

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization import load_pem_private_key as load

from integrations.emulators.jitsi_token import Admitted, Gate, Refused, admission, key_file, opens
from integrations.services.jitsi_keys import KeyTrouble, KeyUnusable, jwks, private_key
from integrations.services.jitsi_token import Claims, entrant_token, jaas_claims, room_token
from tests.support.jitsi_keys import rsa_pem

NINE = datetime(2026, 10, 19, 9, tzinfo=UTC)
NOON = NINE + timedelta(hours=3)
KEY = private_key("regia-2026", rsa_pem())
APP = "vpaas-magic-cookie-1fc542a3"
JAAS = private_key(f"{APP}/4f4910", rsa_pem(1))
HOSTED = Gate(issuers=("chat",), keys={JAAS.kid: JAAS.public_pem.decode()}, verify_domain=True)


def signed(claims: Claims = Claims("regia"), key: Any = KEY, **changes: Any) -> str:  # noqa: B008 - frozen
    usual: dict[str, Any] = {
        "conference": "ponte-lume-vela-nave-37",
        "user_id": "sala-1",
        "user_name": "Sala 1",
        "not_before": NINE,
        "expires": NOON,
    }
    return room_token(claims, key, **usual | changes)


def part(token: str, index: int) -> dict[str, Any]:
    text = token.split(".")[index]
    read: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return read


def test_a_token_of_our_key_when_read_with_its_public_half_then_it_opens_its_room_alone() -> None:
    gate = Gate(key_server="https://regia.example/jitsi/keys")
    admitted = admission(gate, signed(), NINE.timestamp(), KEY.public_pem.decode())

    assert part(signed(), 0) == {"alg": "RS256", "typ": "JWT", "kid": "regia-2026"}
    assert isinstance(admitted, Admitted)
    assert opens(gate, admitted, "ponte-lume-vela-nave-37", "meet.example")
    assert not opens(gate, admitted, "altra", "meet.example")


@pytest.mark.parametrize(
    ("token", "why"),
    [
        (signed(key=private_key("regia-2026", rsa_pem(2))), "Invalid signature"),
        (signed(expires=NINE - timedelta(minutes=1)), "Not acceptable by exp"),
        (signed(not_before=NINE + timedelta(minutes=5)), "Not acceptable by nbf"),
        (signed(Claims("altri")), "Invalid issuer ('iss' claim)"),
        (signed(Claims("regia", audience="altri")), "Invalid audience ('aud' claim)"),
    ],
)
def test_a_token_that_is_forged_or_for_others_or_out_of_time_when_read_then_it_is_refused(token: str, why: str) -> None:
    gate = Gate(key_server="https://regia.example/jitsi/keys")

    assert admission(gate, token, NINE.timestamp(), KEY.public_pem.decode()) == Refused(why)


def test_a_token_signed_with_the_public_half_as_a_secret_when_read_then_it_is_refused() -> None:
    """The oldest trick: HS256 with what everybody can fetch."""
    header = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT","kid":"regia-2026"}').rstrip(b"=").decode()
    text = f"{header}.{signed().split('.')[1]}"
    mark = base64.urlsafe_b64encode(hmac.digest(KEY.public_pem, text.encode(), "sha256")).rstrip(b"=").decode()
    forged = f"{text}.{mark}"

    found = admission(Gate(key_server="https://regia.example"), forged, NINE.timestamp(), KEY.public_pem.decode())

    assert found == Refused("Invalid or incorrect alg")


def test_a_token_for_jaas_when_made_then_it_says_what_the_hosted_service_reads() -> None:
    token = signed(jaas_claims(APP), JAAS)
    claims = part(token, 1)

    assert part(token, 0) == {"alg": "RS256", "typ": "JWT", "kid": f"{APP}/4f4910"}
    assert {name: claims[name] for name in ("iss", "aud", "sub")} == {"iss": "chat", "aud": "jitsi", "sub": APP}
    assert claims["context"]["user"]["moderator"] == "true"
    assert claims["context"]["features"]["recording"] == "true"
    admitted = admission(HOSTED, token, NINE.timestamp(), HOSTED.keys[JAAS.kid])
    assert isinstance(admitted, Admitted)
    assert opens(HOSTED, admitted, f"[{APP}]ponte-lume-vela-nave-37", "8x8.vc")


def test_a_guest_of_jaas_when_their_token_is_made_then_they_moderate_and_record_nothing() -> None:
    token = entrant_token(
        jaas_claims(APP),
        JAAS,
        conference="sala",
        user_id="0f",
        user_name="Anna",
        moderator=False,
        not_before=NINE,
        expires=NOON,
    )
    context = part(token, 1)["context"]

    assert context["user"] == {"id": "0f", "name": "Anna", "moderator": "false", "affiliation": "member"}
    assert set(context["features"].values()) == {"false"}


def test_keys_when_served_then_both_forms_are_the_same_key_and_neither_has_the_private_half() -> None:
    told: Any = jwks([KEY])["keys"]
    served: dict[str, str] = told[0]

    assert set(served) == {"kid", "use", "alg", "kty", "n", "e"}
    key = load(rsa_pem(), None)
    assert isinstance(key, RSAPrivateKey)
    assert int.from_bytes(base64.urlsafe_b64decode(served["n"] + "=="), "big") == key.public_key().public_numbers().n
    assert KEY.public_pem.startswith(b"-----BEGIN PUBLIC KEY-----")
    assert KEY.file == key_file("regia-2026")
    assert "PRIVATE" not in repr(KEY) + repr(served)


def locked() -> bytes:
    key = load(rsa_pem(), None)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"piano"))


def elliptic() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    ("pem", "trouble"),
    [
        (b"", KeyTrouble.NOT_PEM),
        (b"s3cr3t" * 99, KeyTrouble.NOT_PEM),
        (KEY.public_pem, KeyTrouble.NOT_PEM),
        (rsa_pem().replace(b"A", b"B"), KeyTrouble.NOT_PEM),
        (locked(), KeyTrouble.LOCKED),
        (elliptic(), KeyTrouble.NOT_RSA),
        (rsa_pem(0, 1024), KeyTrouble.SHORT),
    ],
    ids=["empty", "text", "public", "broken", "locked", "elliptic", "short"],
)
def test_a_file_that_is_no_usable_key_when_read_then_it_says_why_and_shows_nothing(
    pem: bytes, trouble: KeyTrouble
) -> None:
    with pytest.raises(KeyUnusable) as caught:
        private_key("regia-2026", pem)

    assert caught.value.trouble is trouble
    assert "s3cr3t" not in str(caught.value)
