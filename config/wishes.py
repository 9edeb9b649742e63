"""What may be wished of each kind of device: the wishable part of config.states, by driver."""

from collections.abc import Mapping

from config.states import Power

VOCABULARY: Mapping[str, Mapping[str, type]] = {
    "pjlink": {"power": Power, "input": str},
    "obs": {"scene": str, "recording": bool, "streaming": bool, "virtual_camera": bool},
    "appletv": {"power": Power, "app": str},
    "stage": {},
}
"""Attribute and type of its values, by driver. Of Power only ON and OFF can be wished. The stage follows the phase."""
