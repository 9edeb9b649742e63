"""What the plugins of the emulated Jitsi's server notice of its chat rooms: event_sync and mod_reservations."""

from integrations.emulators.jitsi_events import EventSync
from integrations.emulators.jitsi_participant import Participant
from integrations.emulators.jitsi_places import Place
from integrations.emulators.jitsi_reservations import Reservations


class Plugins:
    """Both, side by side, with the one way in which they disturb each other."""

    def __init__(self, events: EventSync, reservations: Reservations) -> None:
        self._events, self._reservations = events, reservations

    def created(self, place: Place) -> None:
        self._events.created(place)

    def joined(self, place: Place, participant: Participant) -> None:
        self._events.joined(place, participant)

    def left(self, place: Place, participant: Participant) -> None:
        self._events.left(place, participant)

    def destroyed(self, place: Place) -> None:
        granted = self._reservations.granted.get(place.room)
        if granted is not None and granted.id is None and place.breakout is None:
            self._events.forget(place)  # a reservation without an id stops the server in the middle of its goodbye
        else:
            self._events.destroyed(place)
        if place.breakout is None:
            self._reservations.forget(place.room)
