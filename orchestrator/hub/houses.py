"""The site in its rooms' plans, as their big screens show it."""

from config.rooms import Site
from room_agents.plan import Background, WireHouse, WireWifi
from schedules.store.backgrounds import background_of
from schedules.store.transaction import Transaction


def house_of(db: Transaction, version: str, site: Site) -> WireHouse:
    """The site as one version of the room files describes it."""
    picture = background_of(db, version, site.id) if site.background is not None else None
    wifi = WireWifi(name=site.wifi.name, password=site.wifi.password) if site.wifi is not None else None
    background = Background(digest=picture[0], media_type=picture[1]) if picture is not None else None
    return WireHouse(name=site.name, wifi=wifi, background=background)
