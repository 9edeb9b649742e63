"""What can go wrong with a device, split by what the caller does about it."""


class DeviceError(Exception):
    """A fault of one device. *code* names its sentence in config.words.sentences, *params* fill it."""

    def __init__(self, code: str, **params: str | int | float) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


class Unreachable(DeviceError):
    """No line to the device, or the line is spoilt: connect anew, later."""


class Busy(DeviceError):
    """The device says 'not now': ask again on the same line after *retry_after_s*."""

    def __init__(self, code: str, retry_after_s: float, **params: str | int | float) -> None:
        super().__init__(code, **params)
        self.retry_after_s = retry_after_s


class Refused(DeviceError):
    """The device will not do this until its wish changes (no such scene, no such input): tell people, keep reading."""


class NeedsPerson(DeviceError):
    """Nothing helps but a person (wrong password, pairing lost): never retried until the room file or a secret changes."""
