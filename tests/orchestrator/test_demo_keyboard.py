"""The demo at the keyboard: what is typed reaches the devices, and a slip of the fingers ends nothing."""

import asyncio
import signal
import sys

WITHIN_S = 30.0


async def test_given_the_demo_when_wrong_lines_are_typed_then_it_says_so_and_goes_on() -> None:
    command = (sys.executable, "-m", "orchestrator", "demo")
    pipes = {"stdin": asyncio.subprocess.PIPE, "stdout": asyncio.subprocess.PIPE}
    async with asyncio.timeout(WITHIN_S):
        demo = await asyncio.create_subprocess_exec(*command, **pipes, start_new_session=True)
        assert demo.stdin is not None
        assert demo.stdout is not None
        try:
            demo.stdin.write(b"sala-1/proiettore frez\nnowhere freeze\nsala-1/proiettore freeze\n")

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
    assert b"The demo has ended." in rest
