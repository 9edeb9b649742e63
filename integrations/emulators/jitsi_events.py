"""Tells a service who is in the emulated Jitsi's rooms, as jitsi-contrib's event_sync does on a real Prosody.

There is no number and no id in its events, and times are whole Unix seconds.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from integrations.emulators.jitsi_participant import Participant
from integrations.emulators.jitsi_places import Place
from integrations.emulators.jitsi_posting import Letter, Posting


@dataclass(slots=True)
class _Room:
    """What the plugin keeps of one chat room while that exists."""

    created_at: int
    occupants: dict[str, dict[str, Any]] = field(default_factory=dict)
    """All who have been there, by JID: who comes back is kept once, so the list at the end lacks the first stay."""
    active: set[str] = field(default_factory=set)


class EventSync:
    """The plugin of one deployment. *now* gives Unix seconds."""

    def __init__(self, domain: str, now: Callable[[], float]) -> None:
        self._domain, self._now = domain, now
        self.posting = Posting()
        self._rooms: dict[Place, _Room] = {}

    def open(self, tasks: asyncio.TaskGroup) -> None:
        """Post events in tasks of *tasks* from now on."""
        self.posting.open(tasks)

    def close(self) -> None:
        """Post nothing more."""
        self.posting.close()

    def crash(self) -> None:
        """Forget every room, as a server that is killed: nothing is told of them any more, ever."""
        self._rooms.clear()

    # --- what happens in chat rooms

    def created(self, place: Place) -> None:
        """The room was made: an event before anybody is in it."""
        room = self._rooms[place] = _Room(int(self._now()))
        self._tell("room/created", "muc-room-created", place, created_at=room.created_at)

    def joined(self, place: Place, participant: Participant) -> None:
        """Somebody came in; what a token says of them is told, and no name without one."""
        if (room := self._rooms.get(place)) is None:
            return
        jid = self._jid(participant)
        known = {key: participant.user[key] for key in ("id", "name", "email") if key in participant.user}
        room.occupants[jid] = {"occupant_jid": jid, "joined_at": int(self._now()), **known}
        room.active.add(jid)
        self._tell_of(jid, "occupant/joined", "muc-occupant-joined", place, room)

    def left(self, place: Place, participant: Participant) -> None:
        """Somebody went."""
        room, jid = self._rooms.get(place), self._jid(participant)
        if room is None or jid not in room.occupants:
            return
        room.active.discard(jid)
        room.occupants[jid]["left_at"] = int(self._now())
        self._tell_of(jid, "occupant/left", "muc-occupant-left", place, room)

    def destroyed(self, place: Place) -> None:
        """The room is no more: an event with all who have been there."""
        if (room := self._rooms.pop(place, None)) is None:
            return
        everybody: Any = [dict(occupant) for occupant in room.occupants.values()] or {}  # as Lua writes an empty list
        times = {"created_at": room.created_at, "destroyed_at": int(self._now())}
        self._tell("room/destroyed", "muc-room-destroyed", place, **times, all_occupants=everybody)

    def forget(self, place: Place) -> None:
        """The room is no more, and nothing is told of it."""
        self._rooms.pop(place, None)

    def _jid(self, participant: Participant) -> str:
        return f"{participant.account}@{self._domain}/{participant.id}"

    def _tell_of(self, jid: str, path: str, name: str, place: Place, room: _Room) -> None:
        counted = {"active_occupants_count": len(room.active)}
        self._tell(path, name, place, occupant=dict(room.occupants[jid]), **counted)

    def _tell(self, path: str, name: str, place: Place, **details: Any) -> None:
        main = Place(place.room)
        breakout = {} if place.breakout is None else {"breakout_room_id": place.breakout}
        where = {"room_name": main.room, "room_jid": main.jid(self._domain), "is_breakout": bool(breakout), **breakout}
        self.posting.take(Letter(path, {"event_name": name, **where, **details}))
