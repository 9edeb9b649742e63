"""Who an Apple TV takes us for: pairing, credentials, and what is told when they do not fit."""

import asyncio
from collections.abc import Mapping
from time import monotonic
from typing import Any

import pytest

from config.states import PlayerState, Power
from config.words.sentences import LANGUAGES, sentence
from integrations.drivers.appletv import open_appletv
from integrations.drivers.errors import DeviceError, NeedsPerson, Unreachable
from integrations.emulators.appletv import AppleTv
from integrations.emulators.controls import StreamEmulator, running
from tests.integrations.driver_contract import LONG_S, MARGIN_S

OFF = PlayerState(power=Power.OFF)


async def fault_of_opening(tv: AppleTv, credentials: str | None = None, *, timeout_s: float = LONG_S) -> DeviceError:
    with pytest.raises(DeviceError) as raised:
        async with open_appletv(tv.host, tv.port, credentials or tv.credentials, timeout_s=timeout_s):
            pass
    return raised.value


class _Refuser(StreamEmulator):
    """Ends every proof with the same frame, in two pieces."""

    def __init__(self, host: str, port: int, frame: bytes) -> None:
        super().__init__(host, port)
        self._frame = frame

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4096)
        for piece in (self._frame[:7], self._frame[7:]):
            writer.write(piece)
            await asyncio.sleep(0.05)
        await reader.read()

    def picture(self) -> Mapping[str, object]:
        return {}

    def by_hand(self, attribute: str, value: str) -> None:
        raise ValueError(attribute, value)


async def test_given_a_device_that_forgot_us_when_opened_then_a_person_is_needed_at_once(tv: AppleTv) -> None:
    tv.control("unpair")
    started = monotonic()

    fault = await fault_of_opening(tv, timeout_s=LONG_S)

    assert (type(fault), fault.code) == (NeedsPerson, "pairing_lost")
    assert monotonic() - started < MARGIN_S
    tv.control("clear")
    async with open_appletv(tv.host, tv.port, tv.credentials, timeout_s=LONG_S) as player:
        assert await player.observe() == OFF


@pytest.mark.parametrize(
    ("error", "kind", "code"), [(2, NeedsPerson, "pairing_lost"), (3, Unreachable, "busy"), (7, Unreachable, "busy")]
)
async def test_given_a_device_that_ends_the_proof_with_an_error_when_opened_then_the_error_is_told_apart(
    tv: AppleTv, error: int, kind: type[DeviceError], code: str
) -> None:
    # {"_pd": state M2, error} in a PV_Next frame.
    refusal = bytes.fromhex("0600000c E1 435F7064 76 060102 0701") + bytes([error])

    async with running(_Refuser("127.0.0.1", 0, refusal)) as device:
        with pytest.raises(DeviceError) as raised:
            async with open_appletv(device.host, device.port, tv.credentials, timeout_s=LONG_S):
                pass

    assert (type(raised.value), raised.value.code) == (kind, code)


@pytest.mark.parametrize("part", [0, 2], ids=["key", "name"])
async def test_given_another_apple_tv_at_the_address_when_opened_then_a_person_is_needed(
    tv: AppleTv, part: int
) -> None:
    parts = tv.credentials.split(":")
    # The client's own name and the public key of its seed are valid, and not this device's.
    parts[part] = parts[3] if part == 2 else "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"

    fault = await fault_of_opening(tv, ":".join(parts))

    assert (type(fault), fault.code) == (NeedsPerson, "pairing_lost")


@pytest.mark.parametrize("credentials", ["", "x", "aa:bb", "aa:bb:cc:dd", "zz" * 32 + ":" + "aa" * 32 + ":aa:bb", "é"])
async def test_given_credentials_that_are_none_when_opened_then_a_person_is_needed_and_nothing_is_sent(
    tv: AppleTv, credentials: str
) -> None:
    with pytest.raises(NeedsPerson) as raised:
        async with open_appletv(tv.host, tv.port, credentials, timeout_s=LONG_S):
            pass

    assert raised.value.code == "credentials_malformed"
    assert all(sentence(raised.value.code, language, {}) != raised.value.code for language in LANGUAGES)
    assert not tv.heard


async def test_given_credentials_of_right_form_and_odd_names_when_opened_then_a_person_is_needed(tv: AppleTv) -> None:
    fault = await fault_of_opening(tv, ":".join([*tv.credentials.split(":")[:2], "ff", "fe"]))

    assert (type(fault), fault.code) == (NeedsPerson, "pairing_lost")


async def test_given_a_pin_when_pyatv_pairs_then_its_credentials_open_a_line(tv: AppleTv) -> None:
    from integrations.emulators.appletv import PIN

    tv.control("unpair")
    handler = await pairing(tv)
    await handler.begin()
    handler.pin(PIN)
    await handler.finish()
    await handler.close()

    credentials = handler.service.credentials
    assert handler.has_paired
    assert credentials != tv.credentials
    async with open_appletv(tv.host, tv.port, credentials, timeout_s=LONG_S) as player:
        assert await player.observe() == OFF


async def test_given_a_wrong_pin_when_pyatv_pairs_then_nobody_is_paired(tv: AppleTv) -> None:
    from pyatv.exceptions import PairingError

    tv.control("unpair")
    handler = await pairing(tv)
    await handler.begin()
    handler.pin("2222")
    with pytest.raises(PairingError):
        await handler.finish()
    await handler.close()

    assert not tv.paired


async def pairing(tv: AppleTv) -> Any:
    from ipaddress import IPv4Address

    import pyatv

    address = pyatv.conf.AppleTV(IPv4Address(tv.host), "tv")
    address.add_service(pyatv.conf.ManualService("id", pyatv.const.Protocol.Companion, tv.port, {}))
    return await pyatv.pair(address, pyatv.const.Protocol.Companion, asyncio.get_running_loop(), name="Regia")
