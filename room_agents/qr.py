"""A link as a QR code, for people who open it with a telephone."""

import io

import segno

QUIET_MODULES = 3
"""The light border by which readers find it."""


def qr_svg(link: str) -> bytes:
    """An SVG of *link*, to be scaled at will. Raises ValueError for what no QR code holds (about 2,900 characters)."""
    drawn = io.BytesIO()
    segno.make_qr(link, error="m", boost_error=False).save(
        drawn, kind="svg", border=QUIET_MODULES, omitsize=True, light="#fff", dark="#000"
    )
    return drawn.getvalue()
