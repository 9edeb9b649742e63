"""TLS with a certificate that somebody made for themselves."""

import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.support.house import House, house_standing, is_ready
from tests.support.waiting import wait_for


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for loopback that no authority knows, and its key."""
    files = tmp_path / "casa.pem", tmp_path / "casa.key"
    request = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-subj", "/CN=casa", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    subprocess.run([*request, *names, "-out", files[0], "-keyout", files[1]], check=True, capture_output=True)
    return files


@pytest.fixture
async def tls_house(tmp_path: Path, certificate: tuple[Path, Path]) -> AsyncIterator[House]:
    """An orchestrator that speaks TLS, with its devices."""
    async with house_standing(tmp_path, certificate=certificate) as house:
        yield house


async def test_given_a_certificate_of_our_own_when_trusted_then_agent_and_tablet_work_over_tls(
    tls_house: House, certificate: tuple[Path, Path]
) -> None:
    await tls_house.add_agent(environment={"SSL_CERT_FILE": str(certificate[0])})
    async with tls_house.tablet() as tablet:
        await tablet.until(is_ready("idle"))
        await tablet.press("start")
        await tablet.until(is_ready("live"))
        cookies = tablet.cookies

    assert [name.startswith("__Host-") for name in cookies] == [True]
    assert tls_house.projector.power == "on"


async def test_given_a_certificate_of_our_own_when_nobody_was_told_to_trust_it_then_there_is_no_connection(
    tls_house: House,
) -> None:
    agent = await tls_house.add_agent()
    await wait_for(lambda: agent.logged("link.unreachable"))
    view = await tls_house.room()
    async with httpx.AsyncClient() as client:
        with pytest.raises(httpx.TransportError):
            await client.get(tls_house.url.replace("https:", "http:") + "/readyz")
        with pytest.raises(httpx.ConnectError) as untrusted:
            await client.get(tls_house.url + "/readyz")

    assert "certificate" in agent.logged("link.unreachable")[0]["error"]
    assert (view["agent"]["connected"], view["verdict"]) == (False, "unknown")
    assert "CERTIFICATE_VERIFY_FAILED" in str(untrusted.value)
