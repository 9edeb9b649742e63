"""Blind signatures: held against the RFC's vector, against npm's @cloudflare/blindrsa-ts, and the page's script against both."""

import json
import math
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from orchestrator.councils.ballots.blind_rsa import (
    BlindRsaError,
    PublicKey,
    Reason,
    SigningKey,
    _blinded,
    _encoded,
    blind,
    blind_sign,
    check_blinded,
    finalize,
    prepare,
    verify,
)
from orchestrator.councils.ballots.keys import (
    NoRsaKey,
    new_signing_key,
    public_key_of,
    public_pem,
    signing_key_of,
    text_of,
)
from tests.orchestrator.conftest import Start
from tests.support.blind_rsa_js import OURS, THEIRS, Scripts, scripts_running
from tests.support.chromium import chromium_running, tab_open

VECTOR: Mapping[str, str] = json.loads(Path(__file__).with_name("rfc9474_a1.json").read_text())
STEPS = Path(__file__).parents[3] / "support" / "blind_rsa" / "steps.mjs"
ASK = "async asked => (await import('/static/steps.mjs')).answer(await import('/static/blind_rsa.js'), asked)"
MESSAGE = b"collegio"


def of(name: str) -> bytes:
    return bytes.fromhex(VECTOR[name])


def number(name: str) -> int:
    return int(VECTOR[name], 16)


def key_of(p: int, q: int, d: int, e: int) -> SigningKey:
    return SigningKey(PublicKey(p * q, e), p, q, d % (p - 1), d % (q - 1), pow(q, -1, p))


RFC = key_of(number("p"), number("q"), number("d"), number("e"))


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return new_signing_key()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def scripts() -> AsyncIterator[Scripts]:
    async with scripts_running() as scripts:
        yield scripts


def test_vector_given_the_rfcs_values_when_each_step_is_made_then_each_result_is_the_rfcs() -> None:
    public = RFC.public
    blinded = _blinded(public, of("prepared_msg"), of("salt"), pow(number("inv"), -1, public.n))

    assert public.n == number("n")
    assert _encoded(of("prepared_msg"), of("salt"), public.n.bit_length() - 1) == of("encoded_msg")
    assert (blinded.message, blinded.inverse) == (of("blinded_msg"), number("inv"))
    assert blind_sign(RFC, blinded.message) == of("blind_sig")
    assert finalize(public, of("prepared_msg"), of("blind_sig"), number("inv")) == of("sig")
    verify(public, of("prepared_msg"), of("sig"))
    assert of("prepared_msg") == of("msg_prefix") + of("msg")


def test_message_given_a_key_when_it_is_signed_blind_then_the_signature_is_good_for_it_alone(key: SigningKey) -> None:
    public = key.public
    prepared = prepare(MESSAGE)
    blinded = blind(public, prepared)
    signature = finalize(public, prepared, blind_sign(key, blinded.message), blinded.inverse)

    verify(public, prepared, signature)
    assert prepared[32:] == MESSAGE
    assert blind_sign(key, blinded.message) == blind_sign(key, blinded.message)
    assert len({prepare(MESSAGE), prepared, *(blind(public, prepared).message for _ in range(3)), blinded.message}) == 6
    for other, given in ((prepared + b"!", signature), (prepared, signature[:-1]), (prepared, b"\0" * len(signature))):
        with pytest.raises(BlindRsaError, match="invalid signature"):
            verify(public, other, given)


def test_signature_given_any_blinded_message_when_a_factor_is_looked_for_then_there_is_one_that_joins_them(
    key: SigningKey,
) -> None:
    public = key.public
    papers = [prepare(bytes([paper])) for paper in range(2)]
    asked = [blind(public, paper) for paper in papers]
    given = [
        finalize(public, paper, blind_sign(key, b.message), b.inverse) for paper, b in zip(papers, asked, strict=True)
    ]

    for signature in given:  # whoever has the private key finds that each came of each
        for blinded in asked:
            signed = int.from_bytes(blind_sign(key, blinded.message))
            factor = signed * pow(int.from_bytes(signature), -1, public.n) % public.n
            encoded = pow(int.from_bytes(signature), public.e, public.n)
            assert int.from_bytes(blinded.message) == encoded * pow(factor, public.e, public.n) % public.n


def test_blinded_message_given_one_that_cannot_be_when_it_is_to_be_signed_then_it_is_refused(key: SigningKey) -> None:
    n, length = key.public.n, key.public.length
    refused = {
        b"": Reason.SIZE,
        b"\1" * (length - 1): Reason.SIZE,
        b"\0" * (length + 1): Reason.SIZE,
        n.to_bytes(length): Reason.OUT_OF_RANGE,
        b"\xff" * length: Reason.OUT_OF_RANGE,
        bytes(length): Reason.INVALID_INPUT,
        key.p.to_bytes(length): Reason.INVALID_INPUT,
        (key.q * 3).to_bytes(length): Reason.INVALID_INPUT,
    }

    for blinded, reason in refused.items():
        for ask in (lambda given: check_blinded(key.public, given), lambda given: blind_sign(key, given)):
            with pytest.raises(BlindRsaError) as caught:
                ask(blinded)
            assert (caught.value.reason, str(caught.value)) == (reason, reason.value)


def test_signer_given_a_fault_in_half_of_the_key_when_it_signs_then_nothing_leaves(key: SigningKey) -> None:
    faulty = replace(key, d_p=key.d_p ^ 2)

    with pytest.raises(BlindRsaError, match="signing failure"):
        blind_sign(faulty, blind(key.public, prepare(MESSAGE)).message)


def test_voter_given_an_answer_that_is_none_when_it_is_finalized_then_it_is_refused(key: SigningKey) -> None:
    prepared = prepare(MESSAGE)
    blinded = blind(key.public, prepared)
    signed = blind_sign(key, blinded.message)

    for answer, reason in (
        (signed[1:], Reason.SIZE),
        (signed + b"\0", Reason.SIZE),
        (signed[:-1] + bytes([signed[-1] ^ 1]), Reason.SIGNATURE),
        (blinded.message, Reason.SIGNATURE),
    ):
        with pytest.raises(BlindRsaError, match=reason):
            finalize(key.public, prepared, answer, blinded.inverse)


def test_blinding_given_factors_and_keys_that_do_not_fit_when_it_is_made_then_it_is_refused(key: SigningKey) -> None:
    of_three = PublicKey(3 * (1 << 2046), 65537)
    salts = (bytes([byte]) * 48 for byte in range(256))
    salt = next(salt for salt in salts if int.from_bytes(_encoded(MESSAGE, salt, 2047)) % 3 == 0)

    with pytest.raises(BlindRsaError, match="blinding error"):
        _blinded(key.public, prepare(MESSAGE), bytes(48), key.p)
    with pytest.raises(BlindRsaError, match="encoding error"):
        blind(PublicKey((1 << 700) + 1, 65537), prepare(MESSAGE))
    with pytest.raises(BlindRsaError, match="invalid input"):
        _blinded(of_three, MESSAGE, salt, 5)


def test_key_given_its_texts_when_they_are_read_then_it_is_the_same_and_shows_itself_nowhere(key: SigningKey) -> None:
    pem = public_pem(key.public)

    assert signing_key_of(text_of(key)) == key
    assert public_key_of(pem) == key.public
    assert (key.public.n.bit_length(), key.public.e, math.gcd(key.p - 1, key.public.e)) == (2048, 65537, 1)
    for secret in (key.p, key.q, key.d_p, key.d_q):
        assert str(secret) not in repr(key)
    for text in ("", "-----BEGIN PUBLIC KEY-----\nMA==\n-----END PUBLIC KEY-----\n"):
        with pytest.raises(NoRsaKey):
            public_key_of(text)


def vector_steps() -> Mapping[str, Mapping[str, str]]:
    """What the page's script is asked, so that each answer is one of the vector's."""
    pem = public_pem(RFC.public)
    prepared, salt, inverse = (VECTOR[name] for name in ("prepared_msg", "salt", "inv"))
    return {
        "blind_by": {"pem": pem, "prepared": prepared, "salt": salt, "inverse": inverse},
        "finalize": {"pem": pem, "prepared": prepared, "signature": VECTOR["blind_sig"], "inverse": inverse},
        "verify": {"pem": pem, "prepared": prepared, "signature": VECTOR["sig"]},
    }


OF_THE_VECTOR: Mapping[str, Any] = {
    "blind_by": {"encoded": VECTOR["encoded_msg"], "message": VECTOR["blinded_msg"], "inverse": VECTOR["inv"]},
    "finalize": {"signature": VECTOR["sig"]},
    "verify": {"valid": True},
}


@pytest.mark.asyncio(loop_scope="module")
async def test_script_given_the_rfcs_values_when_node_makes_each_step_then_each_result_is_the_rfcs(
    scripts: Scripts,
) -> None:
    said = {step: await scripts.ask(OURS, step, **asked) for step, asked in vector_steps().items()}

    assert said == OF_THE_VECTOR


async def test_script_given_the_rfcs_values_when_chromium_makes_each_step_then_each_result_is_the_rfcs(
    start: Start, key: SigningKey
) -> None:
    client = await start()
    prepared, pem = prepare(MESSAGE), public_pem(key.public)
    async with chromium_running() as browser, tab_open(browser) as tab:
        await tab.page.route(
            "**/static/steps.mjs", lambda route: route.fulfill(content_type="text/javascript", body=STEPS.read_text())
        )
        await tab.page.goto(str(client.make_url("/sign-in")))
        said = {step: await tab.page.evaluate(ASK, {"step": step, **asked}) for step, asked in vector_steps().items()}
        asked = {"pem": pem, "prepared": prepared.hex()}
        blinded = await tab.page.evaluate(ASK, {"step": "blind", **asked})
        signed = blind_sign(key, bytes.fromhex(blinded["message"])).hex()
        finalized = {"step": "finalize", **asked, "signature": signed, "inverse": blinded["inverse"]}
        signature = (await tab.page.evaluate(ASK, finalized))["signature"]

        assert said == OF_THE_VECTOR
        verify(key.public, prepared, bytes.fromhex(signature))
        assert tab.console == []


@pytest.mark.parametrize("signer", ["python", THEIRS])
@pytest.mark.parametrize("voter", ["python", OURS, THEIRS])
@pytest.mark.asyncio(loop_scope="module")
async def test_paper_given_a_voter_and_a_signer_of_any_kind_when_it_is_signed_then_it_is_good_for_all(
    voter: str, signer: str, key: SigningKey, scripts: Scripts
) -> None:
    public, pem = key.public, public_pem(key.public)

    if voter == "python":
        prepared = prepare(MESSAGE)
        paper = blind(public, prepared)
        message, inverse = paper.message.hex(), paper.inverse.to_bytes(public.length).hex()
    else:
        prepared = bytes.fromhex((await scripts.ask(voter, "prepare", message=MESSAGE.hex()))["prepared"])
        blinded = await scripts.ask(voter, "blind", pem=pem, prepared=prepared.hex())
        message, inverse = blinded["message"], blinded["inverse"]

    if signer == "python":
        signed = blind_sign(key, bytes.fromhex(message)).hex()
    else:
        signed = (await scripts.ask(signer, "sign", private_pem=text_of(key), message=message))["signature"]

    if voter == "python":
        signature = finalize(public, prepared, bytes.fromhex(signed), int(inverse, 16)).hex()
    else:
        asked = {"pem": pem, "prepared": prepared.hex(), "signature": signed, "inverse": inverse}
        signature = (await scripts.ask(voter, "finalize", **asked))["signature"]

    verify(public, prepared, bytes.fromhex(signature))
    assert prepared[32:] == MESSAGE
    for script in (OURS, THEIRS):
        good = await scripts.ask(script, "verify", pem=pem, prepared=prepared.hex(), signature=signature)
        bad = await scripts.ask(script, "verify", pem=pem, prepared=prepared.hex()[2:], signature=signature)
        assert (good, bad) == ({"valid": True}, {"valid": False})


@pytest.mark.asyncio(loop_scope="module")
async def test_script_given_what_does_not_fit_when_it_is_asked_then_it_refuses_in_the_rfcs_words(
    key: SigningKey, scripts: Scripts
) -> None:
    pem, prepared = public_pem(key.public), prepare(MESSAGE).hex()
    blinded = await scripts.ask(OURS, "blind", pem=pem, prepared=prepared)
    asked = {"pem": pem, "prepared": prepared, "inverse": blinded["inverse"]}

    said = [
        await scripts.ask(OURS, "finalize", **asked, signature=blinded["message"][2:]),
        await scripts.ask(OURS, "finalize", **asked, signature=blinded["message"]),
        await scripts.ask(OURS, "invert", pem=pem, number=f"{key.p:x}"),
    ]

    assert [(told["name"], told["error"]) for told in said] == [
        ("BlindRsaError", reason) for reason in ("unexpected input size", "invalid signature", "blinding error")
    ]
