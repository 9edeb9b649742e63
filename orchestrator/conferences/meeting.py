"""The meeting of a booking: its name, its link, the room's own token, and what people pressed about it.

The gate is the token's time, so a service that is down closes no meeting.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from config.rooms import Preset, Room
from integrations.services.jitsi import link, linked_name
from integrations.services.jitsi_keys import PrivateKey
from integrations.services.jitsi_token import Claims, SharedSecret, Signer, entrant_token, jaas_claims, room_token
from orchestrator.conferences.manner import AS_PRESET, Manner, MeetingSettings, manner_of, with_lobby
from orchestrator.conferences.names import Naming
from orchestrator.conferences.passwords import Protection, made_password
from room_agents.plan import Conference, MeetingWish
from schedules.planning.planner import Booked
from schedules.store.sealing import Keys
from schedules.store.transaction import Transaction

CLOCK_SKEW = timedelta(minutes=1)
"""How long before its use a token becomes valid, since Jitsi grants no leeway."""
OUTLASTS = timedelta(hours=12)
"""How long a token outlives its meeting: a token that ends during a meeting leaves a picture that nobody hears."""
_SYSTEM_GOOD_FOR = timedelta(minutes=5)
_LAST = datetime.max.replace(tzinfo=UTC)


def outlasting(end: datetime) -> datetime:
    """Until when a token is good whose meeting ends then."""
    return end + OUTLASTS if end < _LAST - OUTLASTS else _LAST


@dataclass(frozen=True, slots=True)
class Entrant:
    """Somebody who enters a meeting."""

    id: str
    """Of one conference alone, and nothing by which they are known elsewhere."""
    name: str
    moderator: bool = False


@dataclass(frozen=True, slots=True)
class Deployment:
    """A Jitsi server with its secret or keys, if this machine has them."""

    url: str
    app_id: str | None = None
    secret: str | None = None
    audience: str = "jitsi"
    issuer: str | None = None
    sub: str = "*"
    password: str | None = None
    """The ``env:`` name of the password that the room's agent gives if a meeting asks for one."""
    prosody: str | None = None
    """Where its Prosody answers about meetings; None: it is not asked."""
    webhook_secret: str | None = None
    """What its webhooks are signed with; empty where this machine lacks it, so that none is believed."""
    xmpp_domain: str = ""
    """What Prosody calls it."""
    keys: tuple[PrivateKey, ...] = ()
    """The last one signs; the others are only served, since tokens that they signed are still out."""
    jaas: bool = False
    """Whether it is the hosted service, whose claims are fixed."""
    embedded: bool = False
    """Whether our own page shows its meetings."""

    def __repr__(self) -> str:
        return f"Deployment({self.url!r})"

    @property
    def signer(self) -> Signer | None:
        """With what tokens are signed; None if none is needed, or if this machine has neither secret nor key."""
        if self.app_id is None:
            return None
        if self.keys:
            return self.keys[-1]
        return None if self.secret is None else SharedSecret(self.secret)

    @property
    def claims(self) -> Claims:
        """What the server asks of every token."""
        app_id = self.app_id or ""
        return jaas_claims(app_id) if self.jaas else Claims(self.issuer or app_id, self.audience, self.sub)

    def token(self, name: str, booked: Booked, room: Room) -> str | None:
        """The token that lets *room* into its meeting; None where there is no `signer`."""
        signer = self.signer
        if signer is None:
            return None
        return room_token(
            self.claims,
            signer,
            conference=name,
            user_id=room.id,
            user_name=room.name,
            not_before=booked.start - room.early - CLOCK_SKEW,
            expires=outlasting(booked.end),
        )

    def token_for(self, name: str, entrant: Entrant, not_before: datetime, end: datetime) -> str | None:
        """The token that lets somebody into the meeting *name*; None where there is no `signer`."""
        signer = self.signer
        if signer is None:
            return None
        return entrant_token(
            self.claims,
            signer,
            conference=name,
            user_id=entrant.id,
            user_name=entrant.name,
            moderator=entrant.moderator,
            not_before=not_before - CLOCK_SKEW,
            expires=outlasting(end),
        )

    def system_token(self, now: datetime) -> str | None:
        """The token by which the service itself ends meetings there, for some minutes; None as for those who enter."""
        until = now + _SYSTEM_GOOD_FOR - OUTLASTS  # which every token's end is moved by
        return self.token_for("*", Entrant("regia", "Regia", moderator=True), now, until)

    def address_of(self, name: str) -> str:
        """What Prosody calls the meeting of that name; one of a tenant begins with it."""
        tenant = urlsplit(self.url).path.strip("/").lower()
        node = f"[{tenant}]{name.lower()}" if tenant else name.lower()
        return f"{node}@conference.{self.xmpp_domain}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a meeting is held."""

    deployment: Deployment | None
    """None: elsewhere, where its event's own link leads."""
    name: str
    address: str
    """What lets in whoever needs no token."""


@dataclass(frozen=True, slots=True)
class MeetingPresses:
    """The newest presses about a booking in one room."""

    opened_at: datetime | None = None
    """The last press of *Inizia*, or for opening microphone and camera."""
    rejoin_at: datetime | None = None
    wishes: Mapping[str, MeetingWish] = field(default_factory=dict)
    """The last of each part of the meeting."""


NOTHING_PRESSED = MeetingPresses()


ScreensOf = Callable[[Transaction, Keys, Collection[str], datetime], Mapping[str, str]]
"""Paths of our own pages that big screens show beside meetings, by ids of bookings that end after then; most have none."""


def no_screens(_db: Transaction, _keys: Keys, _bookings: Collection[str], _since: datetime) -> Mapping[str, str]:
    """Big screens show meetings alone."""
    return {}


@dataclass(frozen=True, slots=True)
class Halls:
    """What the links are made of that big screens show to those who sit before them."""

    keys: Keys
    service: str
    """The service's own address, with which they begin."""
    screens_of: ScreensOf = no_screens

    def __repr__(self) -> str:
        return f"Halls({self.service!r})"


@dataclass(frozen=True, slots=True)
class Conferences:
    """Opens the meetings of one installation."""

    key: bytes
    deployments: Mapping[str, Deployment]
    halls: Halls | None = None
    """None: big screens show no links, since nobody knows the service's address."""
    keys: Keys | None = field(default=None, repr=False)
    """What passwords are made and sealed with; None: meetings have none."""

    def __repr__(self) -> str:
        return f"Conferences({sorted(self.deployments)})"

    def of(
        self,
        booked: Booked,
        naming: Naming,
        preset: Preset | None,
        room: Room,
        others_until: datetime | None = None,
        pressed: MeetingPresses = NOTHING_PRESSED,
        settings: MeetingSettings = AS_PRESET,
    ) -> Conference | None:
        """The meeting of *booked* for one room; None where it has none, as all confidential ones.

        *others_until* is when the last other room of the booking leaves the meeting. The preset's deployment goes before
        an event's own link, which calendars add by themselves, unless the preset says otherwise; a link into one of our
        deployments is a meeting there, any other is only a link.
        """
        if booked.confidential:
            return None
        place = self.place_of(naming, booked.link, preset)
        if place is None:
            return None
        if place.deployment is None:
            return Conference(link=place.address)
        deployment, name = place.deployment, place.name
        token, manner = deployment.token(name, booked, room), manner_of(settings, preset)
        return Conference(
            deployment=deployment.url,
            name=name,
            token=token,
            # where tokens are asked for, the bare link lets nobody in
            link="" if token is not None else place.address,
            password=deployment.password,
            others_until=others_until,
            opened_at=_opened_at(booked, manner, pressed),
            rejoin_at=pressed.rejoin_at,
            wishes=with_lobby(pressed.wishes, manner, booked.start - room.early),
            subject=manner.subject,
            recorded=manner.recorded,
            lock=self.password_of(naming, preset, manner),
            former=() if name == booked.link else naming.former(self.key),
        )

    def password_of(self, naming: Naming, preset: Preset | None, manner: Manner) -> str | None:
        """The password of a meeting of ours; the bookings of a series that meet in one have one, as they have one name."""
        if self.keys is None or manner.protection is Protection.NONE:
            return None
        if manner.password is not None:
            return manner.password
        whose = naming.series if meets_together(preset) else naming.booking
        return made_password(self.keys, whose, naming.generation or 0)

    def place_of(self, naming: Naming, linked: str | None, preset: Preset | None) -> Place | None:
        """Where the meeting of a booking that is not confidential is held; *linked* is its event's own link."""
        ours = self.deployments.get(preset.jitsi) if preset is not None and preset.jitsi else None
        if ours is not None and (linked is None or preset is None or preset.link == "preset"):
            name = naming.of_series(self.key) if meets_together(preset) else naming.of_booking(self.key)
            return Place(ours, name, link(ours.url, name))
        if linked is None:
            return None
        found = self._linked(linked)
        if found is not None:
            return Place(*found, linked)
        return Place(None, "", linked) if urlsplit(linked).scheme == "https" else None

    def _linked(self, address: str) -> tuple[Deployment, str] | None:
        """The deployment and conference that *address* opens; None for an address of no deployment of ours."""
        for deployment in self.deployments.values():
            name = linked_name(deployment.url, address)
            if name is not None:
                return deployment, name
        return None


def meets_together(preset: Preset | None) -> bool:
    """Whether all bookings of a series meet in one."""
    return preset is not None and preset.conference == "series"


def _opened_at(booked: Booked, manner: Manner, pressed: MeetingPresses) -> datetime | None:
    by_itself = booked.start if manner.opening == "auto" else None
    return max((at for at in (by_itself, pressed.opened_at) if at is not None), default=None)
