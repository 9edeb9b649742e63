"""The rooms' plans on disk, as they came from the hub: conference tokens are in them, so their owner alone may read."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import structlog

from room_agents.disk import PRIVATE_FOLDER, replace_file, sync_folder
from room_agents.plan import HeldPlan, Plan
from room_agents.protocol import PlanMessage

_log = structlog.get_logger()


def held(plan: Plan) -> HeldPlan:
    """What a plan is told by."""
    return HeldPlan(store=plan.store, revision=plan.revision, window_start=plan.window_start)


def replaces(new: HeldPlan, old: HeldPlan) -> bool:
    """Whether *new* is to be followed instead of *old*: within one store the newer, of another store always."""
    if new.store != old.store:
        return True
    return (new.revision, new.window_start) > (old.revision, old.window_start)


class Plans:
    """One file a room in one folder. All methods touch the disk and may be called from threads."""

    def __init__(self, folder: Path) -> None:
        """Plans in *folder*, which is made. Raises OSError."""
        self._folder = folder
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)

    def load(self) -> Iterator[PlanMessage]:
        """The plans there are; a file that cannot be read is set aside, and the hub will send it again."""
        for path in sorted(self._folder.glob("*.json")):
            try:
                yield self._read(path)
            except (OSError, ValueError) as error:
                _log.warning("plan.broken", path=str(path), error=type(error).__name__)  # more would quote the plan
                with suppress(OSError):
                    path.replace(path.with_suffix(".broken"))

    def save(self, message: PlanMessage) -> None:
        """Keep the plan, instead of the one there was. Raises OSError."""
        replace_file(self._path(message.plan.room.id), [message.model_dump_json().encode()])

    def forget(self, room: str) -> None:
        """Keep no plan for *room*. Raises OSError."""
        self._path(room).unlink(missing_ok=True)
        sync_folder(self._folder)

    def _read(self, path: Path) -> PlanMessage:
        message = PlanMessage.model_validate_json(path.read_bytes())
        if self._path(message.plan.room.id) != path:
            raise ValueError("this is another room's plan")
        return message

    def _path(self, room: str) -> Path:
        return self._folder / f"{room}.json"
