"""What is asked of rooms, bookings and room files."""

from orchestrator.audit.acts import ActKind
from tests.support.changing.world import SITE, Call, Calls, World
from tests.support.house_pages import Shown, Visitor, filled
from tests.support.people import sign_in
from tests.support.town import hour


async def book(world: World) -> int:
    return (await world.town.post_booking(hour("09:00"), hour("10:00"))).status


async def change(world: World) -> int:
    booked = await world.town.book(hour("09:00"), hour("10:00"))
    headers = await world.town.as_("admin")
    body = {"revision": 0, "title": "Giunta"}
    return (await world.client.patch(f"/api/v1/bookings/{booked['id']}", json=body, headers=headers)).status


async def cancel(world: World) -> int:
    return (await world.town.cancel((await world.town.book(hour("09:00"), hour("10:00")))["id"])).status


async def visitor(world: World) -> Visitor:
    """An organiser without scripts."""
    organiser = await sign_in(world.database, "organiser", world.now)
    return Visitor(world.client, {**organiser.headers, "Accept": "text/html"})


async def book_on_page(world: World) -> int:
    return (await _booked(world))[1].status


async def change_on_page(world: World) -> int:
    organiser, booked = await _booked(world)
    path = f"{booked.path.partition('?')[0]}/change"
    fields = (await organiser.get(path)).fields(path)
    return (await organiser.post(path, filled(fields, title="Giunta"))).status


async def cancel_on_page(world: World) -> int:
    organiser, booked = await _booked(world)
    path = f"{booked.path.partition('?')[0]}/cancel"
    fields = (await organiser.get(booked.path)).fields(path)
    return (await organiser.post(path, fields)).status


def link_on_page(action: str) -> Call:
    """Does that to the link of guests."""

    async def send(world: World) -> int:
        organiser, booked = await _booked(world)
        here = f"{booked.path.partition('?')[0]}/links"
        fields = (await organiser.get(here)).fields(f"{here}/{action}")
        return (await organiser.post(f"{here}/{action}", fields)).status

    return send


async def set_meeting_on_page(world: World) -> int:
    organiser, booked = await _booked(world)
    path = f"{booked.path.partition('?')[0]}/meeting"
    fields = (await organiser.get(path)).fields(path)
    return (await organiser.post(path, filled(fields, subject="Bilancio", lobby="yes"))).status


async def set_meeting(world: World) -> int:
    made = await world.town.book(hour("09:00"), hour("10:00"))
    headers, path = await world.town.as_("admin"), f"/api/v1/bookings/{made['id']}/meeting"
    return (await world.client.put(path, json={"revision": 0, "recorded": True}, headers=headers)).status


async def rename_meeting_on_page(world: World) -> int:
    organiser, booked = await _booked(world)
    path = f"{booked.path.partition('?')[0]}/meeting"
    fields = (await organiser.get(path)).fields(f"{path}/rename")
    return (await organiser.post(f"{path}/rename", fields)).status


async def rename_meeting(world: World) -> int:
    made = await world.town.book(hour("09:00"), hour("10:00"))
    headers, path = await world.town.as_("admin"), f"/api/v1/bookings/{made['id']}/meeting"
    told = await (await world.client.get(path, headers=headers)).json()
    return (await world.client.post(f"{path}/rename", json={"name": told["name"]}, headers=headers)).status


async def _booked(world: World) -> tuple[Visitor, Shown]:
    organiser = await visitor(world)
    fields = (await organiser.get("/bookings/new")).fields("/bookings/new")
    said = {"title": "Consiglio", "room": "sala-1", "day": "2026-10-20", "since": "15", "until": "16"}
    booked = await organiser.post("/bookings/new", filled(fields, **said))
    assert booked.path.startswith("/bookings/"), booked.words
    return organiser, booked


def link(action: str) -> Call:
    """Does that to the link of guests, over the API."""

    async def send(world: World) -> int:
        made = await world.town.book(hour("09:00"), hour("10:00"))
        here, headers = f"/api/v1/bookings/{made['id']}/links", await world.town.as_("admin")
        seen = (await (await world.client.get(here, headers=headers)).json())["links"][0]["revision"]
        return (await world.client.post(f"{here}/guests/{action}", json={"revision": seen}, headers=headers)).status

    return send


async def press(world: World) -> int:
    return (await world.town.press("start")).status


async def take_site(world: World) -> int:
    files = {"files": [{"name": "sito.toml", "text": SITE.replace('"Sala 3"', '"Sala tre"')}]}
    return (await world.client.post("/api/v1/site", json=files, headers=await world.town.as_("admin"))).status


def opening(path: str) -> Call:
    """Exchanges a token for a cookie."""

    async def open_session(world: World) -> int:
        return (await world.client.post(path, headers=await world.town.as_("panel:sala-1"))).status

    return open_session


def closing(path: str) -> Call:
    """Gives the cookie back."""

    async def close_session(world: World) -> int:
        opened = await world.client.post(path, headers=await world.town.as_("panel:sala-1"))
        cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in opened.cookies.items())
        world.client.session.cookie_jar.clear()
        headers = {"Cookie": cookie, "Sec-Fetch-Site": "same-origin"}
        return (await world.client.delete(path, headers=headers)).status

    return close_session


SESSION, OF_ROOM = "/api/v1/session", "/api/v1/rooms/sala-1/session"
CALLS: Calls = {
    ("POST", "/api/v1/bookings"): (book, ActKind.BOOKING_MADE),
    ("PATCH", "/api/v1/bookings/{booking}"): (change, ActKind.BOOKING_CHANGED),
    ("DELETE", "/api/v1/bookings/{booking}"): (cancel, ActKind.BOOKING_CANCELLED),
    ("POST", "/bookings/new"): (book_on_page, ActKind.BOOKING_MADE),
    ("POST", "/bookings/{booking}/change"): (change_on_page, ActKind.BOOKING_CHANGED),
    ("POST", "/bookings/{booking}/cancel"): (cancel_on_page, ActKind.BOOKING_CANCELLED),
    ("POST", "/api/v1/bookings/{booking}/links/{link}/renew"): (link("renew"), ActKind.MEETING_LINK_RENEWED),
    ("POST", "/api/v1/bookings/{booking}/links/{link}/revoke"): (link("revoke"), ActKind.MEETING_LINK_REVOKED),
    ("POST", "/bookings/{booking}/links/renew"): (link_on_page("renew"), ActKind.MEETING_LINK_RENEWED),
    ("POST", "/bookings/{booking}/links/revoke"): (link_on_page("revoke"), ActKind.MEETING_LINK_REVOKED),
    ("POST", "/bookings/{booking}/meeting"): (set_meeting_on_page, ActKind.MEETING_SET),
    ("PUT", "/api/v1/bookings/{booking}/meeting"): (set_meeting, ActKind.MEETING_SET),
    ("POST", "/bookings/{booking}/meeting/rename"): (rename_meeting_on_page, ActKind.MEETING_RENAMED),
    ("POST", "/api/v1/bookings/{booking}/meeting/rename"): (rename_meeting, ActKind.MEETING_RENAMED),
    ("POST", "/api/v1/rooms/{room}/overrides"): (press, ActKind.PRESSED_START),
    ("POST", "/api/v1/site"): (take_site, ActKind.SITE_APPLIED),
    ("POST", SESSION): (opening(SESSION), ActKind.SESSION_OPENED),
    ("POST", "/api/v1/rooms/{room}/session"): (opening(OF_ROOM), ActKind.SESSION_OPENED),
    ("DELETE", SESSION): (closing(SESSION), ActKind.SESSION_CLOSED),
    ("DELETE", "/api/v1/rooms/{room}/session"): (closing(OF_ROOM), ActKind.SESSION_CLOSED),
}
