"""The room file's typed models of devices, one for each kind; config.devices is the table of them."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal

from config.file_model import FileModel
from config.scalars import Duration, Host, Port, SecretName, Several

Values = type | re.Pattern[str] | tuple[str, ...]
"""A type of values, the texts that a pattern matches whole, or those there are. Of Power only ON and OFF can be wished."""


class DeviceModel(FileModel):
    """What the room file says of any device."""

    name: str | None = None
    """How people call it; its id where left out."""
    warm_up: Duration | None = None
    """From the command 'on' until it may be seen as on."""
    keep_on: Duration | None = None
    """Stays on between two uses that are not further apart."""
    timeout: Duration = timedelta(seconds=2)
    poll: Duration = timedelta(seconds=2)
    enforce: Several[str] = ()
    """Attributes put back even when a person changed them by hand."""

    def words(self, language: Literal["it", "en"]) -> Mapping[str, str]:  # noqa: ARG002  those that declare none of their own
        """How the attributes and values that the room file declares are called."""
        return {}

    @classmethod
    def declared(cls, device: Mapping[str, Any]) -> Mapping[str, Values]:  # noqa: ARG003
        """What may be wished by what the room file declares in the table *device*, whether that is sound or not."""
        return {}


class PjlinkDevice(DeviceModel):
    """A projector or display that speaks PJLink class 1 or 2."""

    driver: Literal["pjlink"]
    host: Host
    port: Port = 4352
    password: SecretName | None = None
    poll: Duration = timedelta(seconds=5)

    @property
    def secret_name(self) -> str | None:
        """The secret it takes, like ``env:REGIA_SECRET_OBS_1``."""
        return self.password


class ObsDevice(DeviceModel):
    """OBS Studio with obs-websocket 5."""

    driver: Literal["obs"]
    host: Host
    port: Port = 4455
    password: SecretName | None = None

    @property
    def secret_name(self) -> str | None:
        """The secret it takes, like ``env:REGIA_SECRET_OBS_1``."""
        return self.password


class AppleTvDevice(DeviceModel):
    """An Apple TV over the Companion protocol."""

    driver: Literal["appletv"]
    host: Host
    port: Port = 49153
    credentials: SecretName

    @property
    def secret_name(self) -> str:
        """The secret it takes, like ``env:REGIA_SECRET_OBS_1``."""
        return self.credentials


class StageDevice(DeviceModel):
    """The page on the room's big screen, served by the agent."""

    driver: Literal["stage"]
    microphone: str | None = None
    """The label of the microphone that meetings use, in part and in any case; the browser's choice where left out."""
    camera: str | None = None
    loudspeaker: str | None = None

    @property
    def secret_name(self) -> None:
        """It takes no secret."""
        return None
