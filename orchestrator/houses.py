"""What the screens of a site's rooms say of their house, as their plans carry it."""

from config.rooms import Site
from room_agents.protocol import House, Wifi


def house_of(site: Site) -> House:
    """The site, for the screens of its rooms."""
    wifi = Wifi(name=site.wifi.name, password=site.wifi.password) if site.wifi is not None else None
    return House(name=site.name, wifi=wifi)
