"""The demo at the keyboard: what is typed reaches the devices, and a slip of the fingers ends nothing."""

import asyncio
import re
import signal
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

WITHIN_S = 30.0


def children_of(process: int) -> list[str]:
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()


def lives(process: str) -> bool:
    return Path(f"/proc/{process}").exists()


async def test_given_the_demo_when_wrong_lines_are_typed_then_it_says_so_and_goes_on() -> None:
    command = (sys.executable, "-m", "orchestrator", "demo")
    async with asyncio.timeout(WITHIN_S):
        demo = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, start_new_session=True)
        assert demo.stdin is not None
        assert demo.stdout is not None
        try:
            demo.stdin.write(b"sala-1/proiettore frez\nnowhere freeze\npeople\nsala-1/proiettore freeze\n")

            said = b""
            while b"fault=freeze" not in said:
                line = await demo.stdout.readline()
                assert line, said
                said += line
        finally:
            demo.send_signal(signal.SIGINT)
            demo.stdin.close()
            rest = await demo.stdout.read()
        assert await demo.wait() == 0

    assert b"? 'frez' is not one of" in said
    assert b"There is no device nowhere" in said
    links = re.findall(rb"Anna Rossi +(http://127.0.0.1:\d+/\S+)", said)
    assert len(set(links)) == len(links) == 2
    assert b"The demo has ended." in rest


async def test_given_the_demo_when_it_is_terminated_then_nothing_of_it_outlives_it() -> None:
    command = (sys.executable, "-m", "orchestrator", "demo")
    async with asyncio.timeout(WITHIN_S):
        demo = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, start_new_session=True
        )
        assert demo.stdout is not None
        while b"panel" not in await demo.stdout.readline():
            pass
        children = children_of(demo.pid)

        demo.terminate()
        await demo.stdout.read()
        assert await demo.wait() == 0

    assert len(children) == 2  # the service and the agent
    assert [child for child in children if lives(child)] == []
