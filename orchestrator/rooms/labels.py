"""What an agent told of devices, in the words that the room file declares for their attributes and values. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from config.devices import Device, spoken
from config.words.sentences import Language
from orchestrator.hub.presence import Presence
from room_agents.protocol import DeviceReading, Fault


def labelled(presence: Presence | None, devices: Mapping[str, Device], language: Language) -> Presence | None:
    """*presence* with the faults of such devices in words; all else of it as it was told."""
    state = presence.state if presence is not None else None
    if presence is None or state is None:
        return presence
    declaring = {name: device for name, device in devices.items() if name in state.devices and device.words(language)}
    if not declaring:
        return presence
    readings = {name: _labelled(state.devices[name], device, language) for name, device in declaring.items()}
    return replace(presence, state=state.model_copy(update={"devices": {**state.devices, **readings}}))


def _labelled(reading: DeviceReading, device: Device, language: Language) -> DeviceReading:
    def said(fault: Fault) -> Fault:
        return fault.model_copy(update={"params": spoken(device, fault.params, language)})

    fault = said(reading.fault) if reading.fault is not None else None
    return reading.model_copy(update={"fault": fault, "limits": tuple(map(said, reading.limits))})
