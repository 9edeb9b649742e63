"""The guide's rehearsal, followed word by word in a shell by a newcomer with a browser; the Italian one has the same commands."""

import asyncio
import re
import socket
import ssl
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from aiohttp import ClientSession, TCPConnector, web
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, expect
from yarl import URL

from tests.support.chromium import chromium_running, tab_open
from tests.support.waiting import WITHIN_S, wait_for

ROOT = Path(__file__).parents[2]
GUIDES = ("docs/install.md", "docs/it/installazione.md")


def blocks(guide: str, chapter: int, language: str = "sh") -> Sequence[str]:
    """The fenced blocks of one numbered chapter."""
    text = (ROOT / guide).read_text()
    found = re.search(rf"^## {chapter}\. .*?(?=^## )", text, re.MULTILINE | re.DOTALL)
    assert found is not None
    return re.findall(rf"```{language}\n(.*?)```", found[0], re.DOTALL)


def without_words(block: str) -> str:
    """A block without what a translator changes: comments, and what stands in quotes."""
    return re.sub(r"\s+#.*|\"[^\"]*\"", "", block)


@pytest.mark.parametrize("chapter", range(1, 14))
def test_guide_given_a_chapter_when_read_in_either_language_then_the_commands_are_the_same(chapter: int) -> None:
    english, italian = ([without_words(block) for block in blocks(guide, chapter, r"\w+")] for guide in GUIDES)

    assert english == italian


def test_guide_given_its_units_when_named_then_each_is_there() -> None:
    for guide in GUIDES:
        named = set(re.findall(r"config/units/([\w.-]+\.(?:service|timer))", (ROOT / guide).read_text()))
        assert named == {path.name for path in (ROOT / "config/units").iterdir()}


class Shell:
    """A shell in which one block after the other is typed."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def type(self, block: str) -> str:
        """What a block prints. Raises AssertionError where one of its commands fails."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(f"{block}\necho ended-$?\n".encode())
        await stdin.drain()
        async with asyncio.timeout(WITHIN_S):
            said = (await stdout.readuntil(b"ended-")).decode().removesuffix("ended-")
            code = (await stdout.readline()).strip()
        assert code == b"0", said
        return said


@asynccontextmanager
async def shell(home: Path) -> AsyncIterator[Shell]:
    """A shell of somebody whose home is empty and who stands in the unpacked folder."""
    environment = {"HOME": str(home), "PATH": "/usr/local/bin:/usr/bin:/bin"}
    process = await asyncio.create_subprocess_exec(
        "bash", "-s", stdin=PIPE, stdout=PIPE, stderr=STDOUT, cwd=ROOT, env=environment
    )
    try:
        yield Shell(process)
    finally:
        if process.stdin is not None:
            process.stdin.write(b"kill $(jobs -p); wait; exit\n")
            process.stdin.close()
        async with asyncio.timeout(WITHIN_S):
            await process.wait()


def free_ports(count: int) -> Sequence[int]:
    """Ports that nobody listens on just now."""
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in taken]
    for listener in taken:
        listener.close()
    return ports


def elsewhere(block: str, ports: Sequence[int]) -> str:
    """The block with other ports than the usual ones, which may be in use where tests run beside each other."""
    web_port, stage, projector, obs = ports
    for usual, ours in (
        ("emulate projector", f"emulate projector --port {projector}"),
        ("emulate obs", f"emulate obs --port {obs}"),
        ("serve prova.toml", f"serve prova.toml --port {web_port}"),
        ("regia agent", f"regia agent --stage-port {stage}"),
        ("127.0.0.1:8080", f"127.0.0.1:{web_port}"),
        ("localhost:8765", f"localhost:{stage}"),
        (
            "cd ~/prova\n",
            f"cd ~/prova\nsed -i 's/port = 4352/port = {projector}/; s/port = 4455/port = {obs}/' prova.toml\n",
        ),
    ):
        block = block.replace(usual, ours)
    return block


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium_running() as running:
        yield running


async def test_guide_given_an_empty_home_when_the_rehearsal_is_followed_then_it_ends_with_a_green_room(
    tmp_path: Path, browser: Browser
) -> None:
    _unpacked, folder, peers, tokens, _by_hand, restored, away = blocks(GUIDES[0], 1)
    ports = free_ports(4)
    async with shell(tmp_path) as typed, tab_open(browser) as tablet, tab_open(browser) as screen:
        await typed.type(elsewhere(folder, ports))
        await typed.type(elsewhere(peers, ports))
        panel, stage = re.findall(r"http://\S+", await typed.type(elsewhere(tokens, ports)))
        await wait_for(partial(is_served, stage))  # the agent begins by itself; people load a page once more
        await screen.page.goto(stage)
        await tablet.page.goto(panel)
        await tablet.page.get_by_role("button", name="Usa la sala ora").click()
        await expect(tablet.page.locator("#occupancy")).to_have_text("Occupata")
        await expect(tablet.page.locator("#trouble")).to_have_text("Tutto a posto")

        await typed.type(elsewhere(restored, ports))
        await tablet.page.reload()
        await expect(tablet.page.locator("#occupancy")).to_have_text("Occupata")
        await expect(tablet.page.locator("#trouble")).to_have_text("Tutto a posto")

        await typed.type(elsewhere(away, ports))
    assert not (tmp_path / "prova").exists()


async def is_served(url: str) -> bool:
    """Whether somebody listens at that address."""
    address = URL(url)
    try:
        _, writer = await asyncio.open_connection(address.host, address.port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True


class Here(AbstractResolver):
    """Every name is this machine's."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host, host="127.0.0.1", port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST
            )
        ]

    async def close(self) -> None:
        """Nothing is open."""


async def test_guide_given_an_authority_of_ones_own_when_made_as_it_says_then_who_trusts_it_trusts_the_service(
    tmp_path: Path,
) -> None:
    made = blocks(GUIDES[0], 4)[0]
    async with shell(tmp_path) as typed:
        await typed.type(f"cd {tmp_path}\n{made}")
    folder = tmp_path / "regia-ca"
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "fullchain.pem", folder / "key.pem")
    trust = ssl.create_default_context(cafile=folder / "ca.pem")
    trust.verify_flags |= ssl.VerifyFlags.VERIFY_X509_STRICT

    async def healthz(_: web.Request) -> web.Response:
        return web.Response(text="ok")

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    server = TestServer(app, scheme="https")
    await server.start_server(ssl=context)
    try:
        async with (
            ClientSession(connector=TCPConnector(resolver=Here())) as session,
            session.get(f"https://regia.example:{server.port}/healthz", ssl=trust) as answer,
        ):
            assert await answer.text() == "ok"
    finally:
        await server.close()
    assert (folder / "ca.key").stat().st_mode & 0o077 == 0
