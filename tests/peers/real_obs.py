"""The real OBS Studio, headless, started and mistreated through obs_up.sh."""

import os
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

SCRIPT = Path(__file__).with_name("obs_up.sh")
SLOWEST_S = 1200
"""The first start on a machine builds OBS's own little system."""


class RealObs:
    """One OBS of its own, on a free port of loopback."""

    def __init__(self, scenes: Sequence[str]) -> None:
        self.scenes = scenes
        self.port = _free_port()
        self.password = ""

    def start(self) -> None:
        """Have it running and answering; nothing happens if it is."""
        told = self._run("start", OBS_FRESH="1")
        self.password = dict(line.split("=", 1) for line in told.splitlines())["password"]

    def end(self) -> None:
        """Quit as a person would, leaving nothing on the disk."""
        self._run("forget")

    def kill(self) -> None:
        """SIGKILL."""
        self._run("kill")

    def freeze(self) -> None:
        """SIGSTOP."""
        self._run("freeze")

    def thaw(self) -> None:
        """SIGCONT."""
        self._run("thaw")

    def _run(self, command: str, **extra: str) -> str:
        named = {
            "OBS_PORT": str(self.port),
            "OBS_INSTANCE": f"tests-{os.getpid()}",
            "OBS_SCENES": "|".join(self.scenes),
        }
        done = subprocess.run(
            ["bash", str(SCRIPT), command],
            env={**os.environ, **named, **extra},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=SLOWEST_S,
        )
        return done.stdout


@contextmanager
def real_obs_running(scenes: Sequence[str]) -> Iterator[RealObs]:
    """A real OBS with these scenes, the first on air."""
    obs = RealObs(scenes)
    try:
        obs.start()
        yield obs
    finally:
        obs.end()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
