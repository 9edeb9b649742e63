"""The code at the hall's door as tablet and big screen show it: its digits, and a QR code for people's telephones."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web
from markupsafe import Markup

from orchestrator.accounts.codes import qr_of
from orchestrator.councils.chamber.door_code import code_at, spelt, until_next
from orchestrator.outbox.keys import SENDING
from orchestrator.site.address import service_or_path
from orchestrator.web.keys import CLOCK

HERE = "/c/here"
"""Where the QR code leads."""


def door_shown(request: web.Request, sitting: str) -> Mapping[str, Any]:
    """What the part ``door.html`` is made of. Where nobody knows the address of the service, there are the digits alone."""
    now = request.app[CLOCK]()
    code = code_at(request.app[SENDING].keys, sitting, now)
    service = service_or_path(request)
    qr = Markup(qr_of(f"{service}{HERE}?code={code}")) if service else None  # noqa: S704  our own drawing
    return {"code": spelt(code), "qr": qr, "again_ms": int(until_next(now).total_seconds() * 1000) + 500}
