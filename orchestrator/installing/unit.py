"""The systemd unit of a service in folders of its own: the one that is shipped, with what differs changed. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from orchestrator.installing.answers import is_of_this_machine

NAME = "regia.service"
_HOMES = ("/home", "/root", "/run/user")
_TEMPORARY = ("/tmp", "/var/tmp")  # noqa: S108 - what PrivateTmp hides
_STATE = Path("/var/lib")


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a service's program and files are, and as whom it runs. All paths are absolute."""

    user: str
    program: tuple[str, ...]
    """What is run, to which the arguments of `regia` are added."""
    interpreter: Path
    """The Python that runs it, wherever that is."""
    room_file: Path
    data: Path
    url: str
    guide: Path | None = None
    """The installation guide on this machine."""

    @property
    def command(self) -> Sequence[str]:
        """What starts the service."""
        return (*self.program, "serve", str(self.room_file), "--data", str(self.data), *_listening(self.url))


def _listening(url: str) -> Sequence[str]:
    """The options by which the service is at *url*: there itself on this machine, else behind a proxy of this machine."""
    if not is_of_this_machine(url):
        return ("--proxy", "127.0.0.1")
    parts = urlsplit(url)
    host = parts.hostname or ""
    own_host = () if host in ("localhost", "127.0.0.1") else ("--host", host)
    if parts.scheme == "https":
        return (*own_host, "--proxy", "127.0.0.1")
    return own_host if parts.port == 8080 else (*own_host, "--port", str(parts.port))


def unit_of(shipped: str, placed: Placed) -> str:
    """The text *shipped*, for *placed*; hidden parts of the machine in which its files stand are opened for reading."""
    paths = (placed.room_file, placed.data, Path(placed.program[0]), placed.interpreter)
    lines: Mapping[str, Sequence[str]] = {
        "Documentation": [f"Documentation={_specified(placed.guide.as_uri())}"] if placed.guide else [],
        "User": [f"User={placed.user}"],
        "StateDirectory": _state(placed.data),
        "StateDirectoryMode": ["StateDirectoryMode=0700"] if _is_state(placed.data) else [],
        "ExecStart": [f"ExecStart={' '.join(map(_argument, placed.command))}"],
        "ProtectHome": ["ProtectHome=read-only" if _any_below(_HOMES, paths) else "ProtectHome=yes"],
        "PrivateTmp": ["PrivateTmp=no" if _any_below(_TEMPORARY, paths) else "PrivateTmp=yes"],
    }
    out = list[str]()
    for line in shipped.splitlines():
        key = line.partition("=")[0]
        out.extend(lines.get(key, [line]))
    return "\n".join(out) + "\n"


def is_unit(text: str) -> bool:
    """Whether *text* is a unit of ours, changed or not."""
    return re.search(r"^ExecStart=.*\bserve\b", text, re.MULTILINE) is not None


def _state(data: Path) -> Sequence[str]:
    """How the service may write its data folder: as a state folder of systemd's, else by its path."""
    if _is_state(data):
        return [f"StateDirectory={data.name}"]
    return [f"ReadWritePaths={_quoted(_specified(str(data)))}"]


def _is_state(data: Path) -> bool:
    return data.parent == _STATE and re.fullmatch(r"[\w-][\w.-]*", data.name, re.ASCII) is not None


def _any_below(folders: Sequence[str], paths: Sequence[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders for path in paths)


def _argument(text: str) -> str:
    """One word of a command (systemd.service(5), "Command lines")."""
    return _quoted(_specified(text).replace("$", "$$"))


def _quoted(text: str) -> str:
    if re.fullmatch(r"[\w./:@%$=+,-]+", text, re.ASCII):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _specified(text: str) -> str:
    """The text without specifiers (systemd.unit(5))."""
    return text.replace("%", "%%")
