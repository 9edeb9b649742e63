"""QR codes for people's telephones: a link to open, a network to join."""

import io
import re

import segno

from room_agents.plan import WireWifi

QUIET_MODULES = 3
"""The light border by which readers find the code."""


def wifi_text(wifi: WireWifi) -> str:
    """The text that telephones read as a network to join (ZXing, "Barcode Contents", Wi-Fi Network config)."""
    name = _escaped(wifi.name)
    if wifi.password is None:
        return f"WIFI:T:nopass;S:{name};;"
    return f"WIFI:T:WPA;S:{name};P:{_escaped(wifi.password)};;"


def _escaped(text: str) -> str:
    return re.sub(r'([\\;,":])', r"\\\1", text)


def qr_svg(text: str) -> bytes:
    """An SVG of *text* without a fixed size. Raises ValueError if *text* is too long for a QR code (about 2,900 characters)."""
    drawn = io.BytesIO()
    segno.make_qr(text, error="m", boost_error=False, encoding="utf-8").save(
        drawn, kind="svg", border=QUIET_MODULES, omitsize=True, light="#fff", dark="#000"
    )
    return drawn.getvalue()
