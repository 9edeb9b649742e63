"""The real OBS Studio, headless, started and mistreated through obs_up.sh."""

import os
import random
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from obsws_python import ReqClient

SCRIPT = Path(__file__).with_name("obs_up.sh")
WRITER = "obs-ffmpeg-mux"
"""The process by which OBS writes its recordings."""
SLOWEST_S = 1200
"""The first start on a machine builds OBS's own little system."""


class RealObs:
    """One OBS of its own, on a free port of loopback."""

    def __init__(self, scenes: Sequence[str]) -> None:
        self.scenes = scenes
        self.port = _free_port()
        self.password = ""
        self._pid = ""

    def start(self) -> None:
        """Have it running and answering, with a configuration of its own; nothing happens if it is."""
        told = dict(line.split("=", 1) for line in self._run("start", OBS_FRESH="1").splitlines())
        self.password, self._pid = told["password"], told["pid"]

    def ask(self, request: str, **details: object) -> Mapping[str, Any]:
        """What it answers to somebody else than the driver."""
        with ReqClient(host="127.0.0.1", port=self.port, password=self.password, timeout=10) as client:
            answer: Mapping[str, Any] = client.send(request, details or None, raw=True) or {}
            return answer

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

    def freeze_writer(self) -> None:
        """Recordings get no further, as on a disk that hangs."""
        self._signal_writer(signal.SIGSTOP)

    def thaw_writer(self) -> None:
        """The disk is there again."""
        self._signal_writer(signal.SIGCONT)

    def _signal_writer(self, sent: signal.Signals) -> None:
        for children in Path(f"/proc/{self._pid}/task").glob("*/children"):
            for pid in children.read_text().split():
                if Path(f"/proc/{pid}/comm").read_text().strip() == WRITER[:15]:
                    os.kill(int(pid), sent)

    def _run(self, command: str, **extra: str) -> str:
        named = {
            "OBS_PORT": str(self.port),
            "OBS_INSTANCE": f"tests-{os.getpid()}",
            "OBS_SCENES": "|".join(self.scenes),
            "OBS_BITRATE": "8000",
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
    """One that nobody is given by chance while OBS is down: below those that the kernel gives away."""
    while True:
        with suppress(OSError), socket.create_server(("127.0.0.1", random.randint(10_000, 30_000))) as probe:
            return int(probe.getsockname()[1])
