"""What can go wrong with a device, split by what the caller does about it."""


class DeviceError(Exception):
    """A fault of one device. *code* names its sentence in config.words.sentences, *params* fill it."""

    def __init__(self, code: str, **params: str | int | float) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


class Unreachable(DeviceError):
    """There is no line to the device, or the line is spoilt: connect again later."""


class Busy(DeviceError):
    """The device answers 'not now': ask again on the same line after *retry_after_s*."""

    def __init__(self, code: str, retry_after_s: float, **params: str | int | float) -> None:
        super().__init__(code, **params)
        self.retry_after_s = retry_after_s


class Refused(DeviceError):
    """The device refuses until the wish changes (no such scene, no such input): tell people and go on observing."""


class NeedsPerson(DeviceError):
    """Only a person can help (wrong password, pairing lost): do not retry until the room file or a secret changes."""
