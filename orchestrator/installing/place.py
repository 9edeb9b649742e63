"""Where an installation stands on this machine, and what of it is there already."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from pwd import struct_passwd

from config.site_file.loading import Loaded, load_site
from config.words.sentences import Language
from orchestrator.installing.answers import House
from orchestrator.installing.files import put
from orchestrator.installing.room_file import NAME as ROOM_FILE
from orchestrator.installing.room_file import room_file
from orchestrator.installing.unit import NAME as UNIT
from orchestrator.installing.unit import Placed, is_unit, unit_of

DATABASE = "regia.db"
INTERPRETER = Path(os.path.realpath(sys.executable))
_CONFIG = Path(str(resources.files("config")))
_SHIPPED = _CONFIG / "units" / UNIT
_GUIDES = _CONFIG.parent / "docs"


class NotOurs(Exception):
    """A file of a name that we would give is somebody else's."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of an installation, absolute, and the user as whom its service runs."""

    folder: Path
    data: Path
    owner: struct_passwd

    @property
    def room_file(self) -> Path:
        return self.folder / ROOM_FILE

    @property
    def unit(self) -> Path:
        return self.folder / UNIT

    @property
    def database(self) -> Path:
        return self.data / DATABASE

    @property
    def is_printable(self) -> bool:
        """Whether a systemd unit can name the folders: no line of it holds such characters."""
        return str(self.folder).isprintable() and str(self.data).isprintable()

    def rooms(self, language: Language) -> Loaded | None:
        """The room file that is there; None where none is. Raises NotOurs for what is no file."""
        if not os.path.lexists(self.room_file):
            return None
        if not self.room_file.is_file():
            raise NotOurs(self.room_file)
        return load_site([self.room_file], language)

    def has_unit(self) -> bool:
        """Whether the unit is there. Raises NotOurs where its name is another file's."""
        if not os.path.lexists(self.unit):
            return False
        if not self.unit.is_file() or not is_unit(self.unit.read_text(errors="replace")):
            raise NotOurs(self.unit)
        return True

    def put_rooms(self, house: House, language: Language) -> bool:
        """Write the room file, for its owner alone; False where anything has its name. Raises OSError."""
        return put(self.room_file, room_file(house, language), 0o600)

    def put_unit(self, url: str) -> bool:
        """Write the unit of a service at *url*; False where anything has its name. Raises OSError."""
        return put(self.unit, unit_of(_SHIPPED.read_text(), self.placed(url)), 0o644)

    def placed(self, url: str) -> Placed:
        """What the unit says of a service at *url*."""
        return Placed(
            user=self.owner.pw_name,
            program=program(),
            interpreter=INTERPRETER,
            room_file=self.room_file,
            data=self.data,
            url=url,
            guide=guide("en"),
        )


def unreadable(paths: Sequence[Path]) -> Path | None:
    """The first of *paths* that whoever we are now cannot read; None where all can be."""
    return next((path for path in paths if not os.access(path, os.R_OK, effective_ids=True)), None)


def program() -> tuple[str, ...]:
    """What runs `regia` on this machine, by absolute paths."""
    beside = Path(sys.executable).with_name("regia")
    return (str(beside),) if beside.is_file() else (sys.executable, "-m", "orchestrator")


def guide(language: Language) -> Path | None:
    """The installation guide, where it lies beside the program."""
    path = _GUIDES / ("it/installazione.md" if language == "it" else "install.md")
    return path if path.is_file() else None
