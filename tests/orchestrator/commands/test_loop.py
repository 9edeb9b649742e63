"""The event loop of the service and of the agent, and names whose server is silent."""

import asyncio
import socket
import subprocess
import sys

import pytest

from orchestrator.commands.loop import Loop
from tests.support.waiting import WITHIN_S

PROGRAM = """
import asyncio, threading
from orchestrator.commands.loop import Loop

NAMES = 50
asked = threading.Semaphore(0)

def silent(*_, **__):
    asked.release()
    threading.Event().wait()

async def main():
    loop = asyncio.get_running_loop()
    looking = [asyncio.create_task(loop.getaddrinfo(f"n{number}.example", 80)) for number in range(NAMES)]
    for _ in range(NAMES):
        await asyncio.to_thread(asked.acquire)
    print(sum(not one.done() for one in looking))

with asyncio.Runner(loop_factory=lambda: Loop(silent)) as runner:
    runner.run(main())
"""


def test_process_given_names_whose_server_is_silent_when_it_works_and_ends_then_neither_waits_for_them() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False, timeout=WITHIN_S
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "50\n", "")


def test_loop_given_a_name_when_it_is_looked_up_then_its_addresses_are_found() -> None:
    wanted = {"family": socket.AF_INET, "type": socket.SOCK_STREAM}
    with asyncio.Runner(loop_factory=Loop) as runner:
        found = runner.run(_looked_up("localhost", **wanted))

    assert found == socket.getaddrinfo("localhost", 80, **wanted)


@pytest.mark.parametrize(("host", "error"), [("no host", socket.gaierror), ("a..b", UnicodeError)])
def test_loop_given_a_name_that_is_none_when_it_is_looked_up_then_the_error_is_the_usual_one(
    host: str, error: type[Exception]
) -> None:
    with asyncio.Runner(loop_factory=Loop) as runner, pytest.raises(error):
        runner.run(_looked_up(host))


async def _looked_up(host: str, **wanted: int) -> object:
    return await asyncio.get_running_loop().getaddrinfo(host, 80, **wanted)
