"""What may be wished of each kind of device: the wishable part of config.states, by driver."""

import re
from collections.abc import Mapping

from config.states import Power

INPUT = re.compile("(rgb|video|hdmi|digital|storage|network|internal)[1-9A-Z]|[0-9][0-9A-Z]", re.ASCII | re.IGNORECASE)
"""An input as people write it, like ``hdmi1``, or its code; ``digital1`` and ``31`` are the same (PJLink, section 4.3)."""
VOCABULARY: Mapping[str, Mapping[str, type | re.Pattern[str]]] = {
    "pjlink": {"power": Power, "input": INPUT},
    "obs": {"scene": str, "recording": bool, "streaming": bool, "virtual_camera": bool},
    "appletv": {"power": Power, "app": str},
    "stage": {},
}
"""Attribute and type of its values, by driver; a pattern is a text that it matches whole.

Of Power only ON and OFF can be wished. The stage follows the phase.
"""
