"""Where somebody goes once they are in. Pure."""

from orchestrator.web.shell.addresses import local

HOME = "/"
LONGEST = 1024
"""Characters; it travels in a cookie."""
DONE = "/sign-in/done"
"""The page for who comes in beside the tab in which they go on."""
_NO_PLACE = ("/sign-in", "/sign-out")
"""One does not go there, but comes from there."""


def destination(then: str) -> str:
    """*then* if it is a place of ours where somebody may want to go, else the first page."""
    place = local(then, HOME)
    on_the_way = any(place == path or place.startswith((f"{path}/", f"{path}?")) for path in _NO_PLACE)
    return HOME if (on_the_way and place != DONE) or len(place) > LONGEST else place
