"""Signatures of JaaS's webhooks: right, forged, old, of another body, of another scheme, and odd."""

import pytest

from integrations.services.jaas_webhooks import WITHIN_S, is_signed, signature

SECRET, BODY, AT = "whsec_9b7c", b'{"eventType":"ROOM_CREATED"}', 1_632_490_060
GOOD = signature(SECRET, BODY, AT)
V1 = GOOD.partition("v1=")[2]


def test_signature_given_the_scheme_when_made_then_it_is_base64_of_a_sha256() -> None:
    assert GOOD.startswith("t=1632490060,v1=")
    assert len(V1) == 44


@pytest.mark.parametrize("header", [GOOD, f"t={AT}, v1={V1}", f"t={AT},v1=bm8=,v1={V1}", f"t={AT},v0=x,v1={V1}"])
def test_signature_given_ours_when_checked_then_it_is_right(header: str) -> None:
    assert is_signed(header, SECRET, BODY, AT + WITHIN_S)
    assert is_signed(header, SECRET, BODY, AT - WITHIN_S)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "t=1632490060",
        f"v1={V1}",
        f"t={AT},v0={V1}",
        f"t={AT},t={AT},v1={V1}",
        f"t={AT + 1},v1={V1}",
        f"t=²,v1={V1}",
        f"t={'9' * 400},v1={V1}",
        f"t={AT},v1={V1[:-2]}à",
        f"t={AT}" + f",v1={V1}" * 100,
        signature("another", BODY, AT),
        signature(SECRET, BODY + b" ", AT),
    ],
)
def test_signature_given_a_forged_or_odd_one_when_checked_then_it_is_refused(header: str) -> None:
    assert not is_signed(header, SECRET, BODY, AT)


def test_signature_given_an_old_one_or_no_secret_when_checked_then_it_is_refused() -> None:
    assert not is_signed(GOOD, SECRET, BODY, AT + WITHIN_S + 1)
    assert not is_signed(signature("", BODY, AT), "", BODY, AT)
