"""What must agree between the tables of a room file.

The checks work on the file as tomllib reads it and pass over whatever has the wrong shape, which config.site_file.refusals
reports, so that one mistake never hides another.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from config.addresses import is_loopback
from config.names import folded
from config.rooms import CLOSURE
from config.scalars import parse_duration
from config.site_file.draft import Table, devices_of, ids, room_presets_of, rows, tables, texts
from config.site_file.jitsi_checks import gates
from config.site_file.lines import KeyPath
from config.site_file.mistakes import Finding, Findings, quoted
from config.site_file.preset_checks import (
    confidential_wishes,
    council_scenes,
    default_presets,
    enforced,
    preset_devices,
    room_presets,
    wishes,
)

RESERVED_CALENDAR = "regia"
"""The calendar of bookings that are made here."""
WAYS = ("password", "link")
"""To sign in without a provider; a provider's id stands beside them."""
_LONGEST = timedelta(hours=24)
_TIMES = ("lead", "closing", "early", "every", "warm_up", "keep_on", "timeout", "poll")
_TEXTS = ("name", "title", "host", "path", "address", "town", "app_id", "aliases", "categories", "titles", "scenes",
          "cancelled_titles", "client_id", "level_claim", "subject")  # fmt: skip
SHORTEST_KEPT = {
    "confidential": timedelta(days=1),  # after a booking its closing still needs the preset, for a day at most
    "reports": timedelta(days=7),
    "bookings": timedelta(days=7),  # plans look back four days
    "presence": timedelta(days=7),
    "presence_counts": timedelta(days=1),  # they are numbers; until the day after somebody may look for who is missing
    "presence_entries": timedelta(days=7),
    "mail": timedelta(days=7),
    "audit": timedelta(days=7),
    "audit_bookings": timedelta(days=7),
    "audit_presses": timedelta(days=7),
    "audit_access": timedelta(days=7),
    "addresses": timedelta(days=1),
}
LONGEST_KEPT = timedelta(days=36_500)
_NEVER_ZERO = frozenset({"timeout", "poll", "every"})


def check(document: Table, *, whole: bool = True) -> Findings:
    """Everything in *document* that does not agree with the rest of it.

    *whole* is False where files are missing: then no rule asks for what may stand in a missing file.
    """
    for rule in (*_OF_WHAT_IS_THERE, *(_OF_THE_WHOLE if whole else ())):
        yield from rule(document)


def _something_there(document: Table) -> Findings:
    for key in ("sites", "rooms"):
        if not document.get(key):
            yield Finding((key,), f"no_{key}")


def _unique_ids(document: Table) -> Findings:
    for key in ("sites", "calendars", "jitsi", "rooms", "providers"):
        seen: dict[str, KeyPath] = {}
        for path, row in rows(document, key):
            row_id = row.get("id")
            if not isinstance(row_id, str):
                continue
            first = seen.setdefault(row_id, path)
            if first != path:
                yield Finding((*path, "id"), "duplicate", {"name": row_id}, other=(*first, "id"))
            if key == "calendars" and row_id == RESERVED_CALENDAR:
                yield Finding((*path, "id"), "reserved", {"name": row_id})


def _room_names(document: Table) -> Findings:
    """A calendar's LOCATION must mean one room of its site."""
    owners: dict[tuple[object, str], tuple[int, str]] = {}
    room_ids = Counter(room.get("id") for _, room in rows(document, "rooms") if isinstance(room.get("id"), str))
    sites = ids(document, "sites")
    for number, (path, room) in enumerate(rows(document, "rooms")):
        site = room.get("site", sites[0] if len(sites) == 1 else None)
        label = str(room.get("id", room.get("name", "?")))
        for key in ("id", "name", "aliases"):
            for name_path, name in texts(room, key, path):
                owner, other = owners.setdefault((str(site), folded(name)), (number, label))
                told = key == "id" and room_ids[name] > 1  # _unique_ids tells of it
                if owner != number and not told and name.strip():
                    yield Finding(name_path, "room_name_taken", {"name": name, "other": other})


def _sites_named(document: Table) -> Findings:
    sites = ids(document, "sites")
    for key in ("rooms", "calendars"):
        for path, row in rows(document, key):
            site = row.get("site")
            if site is None and len(sites) > 1 and not isinstance(row.get("room"), str):
                yield Finding(path, "site_missing", known=sites)
            elif isinstance(site, str) and sites and site not in sites:
                yield Finding((*path, "site"), "unknown_site", {"name": site}, sites)


def _calendar_rooms(document: Table) -> Findings:
    """A calendar's one room must exist, and belong to the calendar's site."""
    rooms, sites = ids(document, "rooms"), ids(document, "sites")
    sites_of = {room["id"]: room.get("site") for _, room in rows(document, "rooms") if room.get("id") in rooms}
    for path, calendar in rows(document, "calendars"):
        room, site = calendar.get("room"), calendar.get("site")
        if not isinstance(room, str):
            continue
        if room not in rooms:
            yield Finding((*path, "room"), "unknown_room", {"name": room}, rooms)
        elif isinstance(site, str) and site in sites and isinstance(sites_of[room], str) and sites_of[room] != site:
            yield Finding((*path, "room"), "room_elsewhere", {"name": room, "site": site})


def _calendar_copies(document: Table) -> Findings:
    """A copy names another calendar that is no copy itself, so that copies never form a circle."""
    calendars = ids(document, "calendars")
    copies = {calendar.get("id") for _, calendar in rows(document, "calendars") if "copy_of" in calendar}
    for path, calendar in rows(document, "calendars"):
        original = calendar.get("copy_of")
        if not isinstance(original, str):
            continue
        if original not in calendars:
            yield Finding((*path, "copy_of"), "unknown_calendar", {"name": original}, calendars)
        elif original in copies:
            yield Finding((*path, "copy_of"), "copy_of_copy", {"name": original})


def _categories(document: Table) -> Findings:
    owners: dict[str, str] = {}
    for path, name, preset in tables(document, "presets"):
        for category_path, category in texts(preset, "categories", path):
            other = owners.setdefault(folded(category), name)
            if other != name:
                yield Finding(category_path, "category_taken", {"name": category, "other": other})
            if folded(category) == folded(CLOSURE):
                yield Finding(category_path, "category_closure", {"name": category})


def _conferences(document: Table) -> Findings:
    deployments = ids(document, "jitsi")
    for path, _, preset in tables(document, "presets"):
        name = preset.get("jitsi")
        if isinstance(name, str) and name not in deployments:
            yield Finding((*path, "jitsi"), "unknown_jitsi", {"name": name}, deployments)
        if name is not None and preset.get("confidential") is True:
            yield Finding((*path, "jitsi"), "confidential_jitsi")


def _calendar_sources(document: Table) -> Findings:
    for path, calendar in rows(document, "calendars"):
        count = sum(key in calendar for key in ("path", "url"))
        if count != 1:
            yield Finding(path, "calendar_source", {"count": count})


def _deployments(document: Table) -> Findings:
    for path, deployment in rows(document, "jitsi"):
        for key in ("url", "prosody", "jicofo"):  # tokens travel to both
            url = deployment.get(key)
            if isinstance(url, str) and url.startswith("http://") and not _is_at_hand(_host(url) or ""):
                yield Finding((*path, key), "jitsi_http")


def _providers(document: Table) -> Findings:
    """Who lets strangers in says which, and into which one organisation."""
    for path, provider in rows(document, "providers"):
        if provider.get("id") in WAYS:
            yield Finding((*path, "id"), "provider_reserved", {"name": str(provider["id"])})
        if provider.get("lets_in") not in ("viewer", "organiser"):
            continue
        if not provider.get("domains"):
            yield Finding((*path, "lets_in"), "lets_in_domains")
        organisations = provider.get("organisations", [])
        if isinstance(organisations, list) and len(organisations) != 1:
            yield Finding((*path, "lets_in"), "lets_in_organisation", {"count": len(organisations)})


def _mail(document: Table) -> Findings:
    """What is sent in clear, a password above all, stays on this machine; a password is somebody's."""
    mail = document.get("mail")
    if not isinstance(mail, dict):
        return
    host = mail.get("host")
    if mail.get("security") == "none" and isinstance(host, str) and not is_loopback(host):
        yield Finding(("mail", "security"), "mail_in_clear")
    if ("user" in mail) != ("password" in mail):
        yield Finding(("mail", "user" if "user" in mail else "password"), "mail_login")


def _pins(document: Table) -> Findings:
    for path, room in rows(document, "rooms"):
        if room.get("end_needs_pin") is True and "pin" not in room:
            yield Finding((*path, "end_needs_pin"), "end_without_pin")


def _is_at_hand(host: str) -> bool:
    """Whether *host* is this machine, in a form that a page's Content-Security-Policy can name: no IPv6 address."""
    return is_loopback(host) and ":" not in host


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _times(document: Table) -> Findings:
    timed: list[tuple[KeyPath, Table]] = [row for key in ("rooms", "calendars") for row in rows(document, key)]
    timed += [(path, device) for path, _, device in devices_of(document)]
    for path, table in timed:
        for key in _TIMES:
            yield from _time((*path, key), key, table.get(key))


def _time(path: KeyPath, key: str, value: object) -> Findings:
    try:
        duration = parse_duration(value)
    except ValueError:
        return
    if duration > _LONGEST:
        yield Finding(path, "too_long", {"value": quoted(key, value)})
    elif not duration and key in _NEVER_ZERO:
        yield Finding(path, "zero", {"value": quoted(key, value)})


def _retention(document: Table) -> Findings:
    kept = document.get("retention")
    for key, value in kept.items() if isinstance(kept, dict) else ():
        try:
            duration = parse_duration(value)
        except ValueError:
            continue
        shortest = SHORTEST_KEPT.get(key, timedelta())
        if not shortest <= duration <= LONGEST_KEPT:
            code = "kept_too_short" if duration < shortest else "kept_too_long"
            limit = shortest if duration < shortest else LONGEST_KEPT
            yield Finding(("retention", key), code, {"value": quoted(key, value), "limit": f"{limit.days}d"})


def _blanks(document: Table) -> Findings:
    """Blank texts would match nothing, or everything."""
    named = [row for key in ("sites", "rooms", "calendars", "jitsi", "providers") for row in rows(document, key)]
    named += [(path, table) for path, _, table in (*tables(document, "presets"), *devices_of(document))]
    named += [(path, preset) for path, _, preset, _ in room_presets_of(document)]
    for path, table in named:
        for key in _TEXTS:
            yield from (Finding(at, "blank") for at, text in texts(table, key, path) if not text.strip())


_OF_WHAT_IS_THERE: tuple[Callable[[Table], Findings], ...] = (
    _unique_ids,
    _room_names,
    enforced,
    _categories,
    confidential_wishes,
    council_scenes,
    _calendar_sources,
    _deployments,
    gates,
    _providers,
    _mail,
    _pins,
    _times,
    _retention,
    _blanks,
)
_OF_THE_WHOLE: tuple[Callable[[Table], Findings], ...] = (
    _something_there,
    _sites_named,
    _calendar_rooms,
    _calendar_copies,
    default_presets,
    room_presets,
    wishes,
    preset_devices,
    _conferences,
)
