"""The rooms' plans on disk, as they came from the hub. They hold conference tokens, so only their owner may read them."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import structlog

from room_agents.disk import PRIVATE_FOLDER, replace_file, sync_folder
from room_agents.plan import HeldPlan, Plan
from room_agents.protocol import PlanMessage

_log = structlog.get_logger()


def held_plan(plan: Plan) -> HeldPlan:
    """What the agent reports when it holds this plan: store, revision and window start."""
    return HeldPlan(store=plan.store, revision=plan.revision, window_start=plan.window_start)


def replaces(new: HeldPlan, old: HeldPlan) -> bool:
    """Whether *new* replaces *old*: within one store the newer plan does, a plan of another store always does."""
    if new.store != old.store:
        return True
    return (new.revision, new.window_start) > (old.revision, old.window_start)


class Plans:
    """One file for each room, in one folder. All methods touch the disk and may be called from threads."""

    def __init__(self, folder: Path) -> None:
        """Keep plans in *folder*, which is made if it is missing. Raises OSError."""
        self._folder = folder
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)

    def load(self) -> Iterator[PlanMessage]:
        """The plans on disk; a file that cannot be read is set aside, and the hub will send that plan again."""
        for path in sorted(self._folder.glob("*.json")):
            try:
                yield self._read(path)
            except (OSError, ValueError) as error:
                _log.warning("plan.broken", path=str(path), error=type(error).__name__)  # more would quote the plan
                with suppress(OSError):
                    path.replace(path.with_suffix(".broken"))

    def save(self, message: PlanMessage) -> None:
        """Keep the plan in place of the room's plan before. Raises OSError."""
        replace_file(self._path(message.plan.room.id), [message.model_dump_json().encode()])

    def forget(self, room: str) -> None:
        """Remove the plan of *room*. Raises OSError."""
        self._path(room).unlink(missing_ok=True)
        sync_folder(self._folder)

    def _read(self, path: Path) -> PlanMessage:
        message = PlanMessage.model_validate_json(path.read_bytes())
        if self._path(message.plan.room.id) != path:
            raise ValueError("this is another room's plan")
        return message

    def _path(self, room: str) -> Path:
        return self._folder / f"{room}.json"
