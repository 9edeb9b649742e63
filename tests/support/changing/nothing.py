"""Routes that are no GET and change nothing that is anybody's, and why."""

from collections.abc import Mapping

_TOLD = "what a Jitsi server tells is stored as it came, and is no act of anybody's"
_ASKED = "a Jitsi server asks what is booked, and tells that a conference ended: nothing follows from it"
_OFFERED = "it counts for nothing before a code proves it, which is an act"
_COMES = "that somebody comes in is a use of their link, and changes nothing of anybody's"
_SITTING = "what members do stands in the log of acts of their sitting, which its minutes print"
_ACTS = "what is done in a sitting is an act of its own log, whose hashes hold it together"
_IN_ITS_LOG = "what is done in a sitting stands in its own log of acts, each with who did it and where"
CHANGE_NOTHING: Mapping[tuple[str, str], str] = {
    ("POST", "/wishes"): "what a browser wishes stands in its cookies alone",
    ("POST", "/api/v1/rooms/{room}/details"): "it asks with a body, for a PIN; a PIN that it locks is an act",
    ("POST", "/sign-in/with/{provider}"): "it leads to a provider; who comes back from there signs in, which is an act",
    ("POST", "/m/{secret}/enter"): _COMES,
    ("POST", "/m/{secret}/ticket"): _COMES,
    ("POST", "/c/{secret}"): _SITTING,
    ("POST", "/c/{secret}/here"): _SITTING,
    ("POST", "/c/{secret}/meeting"): _COMES,
    ("POST", "/c/{secret}/papers/{vote}"): _SITTING,
    ("POST", "/api/v1/ballots/{sitting}/{vote}"): "nothing is kept of when a secret ballot came, or from whom",
    ("POST", "/sign-in/second-factor"): _OFFERED,
    ("POST", "/account/second-factor"): _OFFERED,
    ("POST", "/api/v1/account/second-factor"): _OFFERED,
    ("POST", "/jitsi/events/{deployment}/events/room/created"): _TOLD,
    ("POST", "/jitsi/events/{deployment}/events/room/destroyed"): _TOLD,
    ("POST", "/jitsi/events/{deployment}/events/occupant/joined"): _TOLD,
    ("POST", "/jitsi/events/{deployment}/events/occupant/left"): _TOLD,
    ("POST", "/jitsi/events/{deployment}/jaas"): _TOLD,
    ("POST", "/jitsi/reservations/{deployment}/conference"): _ASKED,
    ("DELETE", "/jitsi/reservations/{deployment}/conference/{booking}"): _ASKED,
    ("POST", "/councils/sittings/{sitting}/live"): _ACTS,
    ("POST", "/api/v1/sittings/{sitting}/acts"): _ACTS,
    ("POST", "/rooms/{room}/council/seats/{seat}"): _IN_ITS_LOG,
    ("POST", "/rooms/{room}/council/vote"): _IN_ITS_LOG,
    ("POST", "/rooms/{room}/council/papers/{vote}"): _IN_ITS_LOG,
    ("POST", "/jitsi/{deployment}/check"): "it asks a Jitsi server how it is, and is remembered until the service ends",
}
