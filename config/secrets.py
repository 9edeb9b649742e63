"""Secrets: named in room files, kept in the environment or in a file that only its owner can read.

No value ever stands in an error, a log or a repr.
"""

import os
import stat
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from config.rooms import Installation

FILE_NAME = "secrets.toml"


Machine = Literal["service", "agent"]
"""Where `regia serve` runs, or where a room's `regia agent` does."""


@dataclass(frozen=True, slots=True)
class NamedSecret:
    """The name of a secret in a room file, never its value."""

    machine: Machine
    name: str
    """Without ``env:``."""
    purpose: str
    """What the secret is for, like ``rooms.sala-1.devices.proiettore``."""
    room: str | None = None
    """The room whose agent alone needs it."""


class SecretError(Exception):
    """A secret cannot be read."""


class SecretMissing(SecretError):
    """Neither the environment nor the file has *name*."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is neither in the environment nor in {FILE_NAME}")
        self.name = name


class SecretsExposed(SecretError):
    """Users other than its owner can reach the file."""

    def __init__(self, path: Path, mode: int) -> None:
        super().__init__(f"{path} has mode {mode:04o}, so others can get at it; run: chmod 600 {path}")
        self.path = path
        self.mode = mode


class SecretsUnreadable(SecretError):
    """The file cannot be read, or is not a flat table of texts."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def resolve(name: str, environment: Mapping[str, str], folder: Path | None) -> str:
    """The value of *name*, like ``env:REGIA_SECRET_OBS_1`` or without ``env:``; the environment wins over the file.

    *folder* is where a ``secrets.toml`` may lie. Raises SecretMissing, SecretsExposed, SecretsUnreadable.
    """
    bare = name.removeprefix("env:")
    value = environment.get(bare) or (_from_file(bare, folder / FILE_NAME) if folder else None)
    if not value:
        raise SecretMissing(bare)
    return value


def secrets_named(installation: Installation) -> Iterator[NamedSecret]:
    """Each secret that *installation* names, by the machine that must have it."""
    for deployment in installation.jitsi:
        purpose = f"jitsi.{deployment.id}"
        if deployment.secret:
            yield NamedSecret("service", deployment.secret.removeprefix("env:"), purpose)
        if deployment.password:
            yield NamedSecret("agent", deployment.password.removeprefix("env:"), purpose)
    for provider in installation.providers:
        yield NamedSecret("service", provider.secret.removeprefix("env:"), f"providers.{provider.id}")
    if installation.mail is not None and installation.mail.password:
        yield NamedSecret("service", installation.mail.password.removeprefix("env:"), "mail")
    for room in installation.rooms:
        for device_id, device in room.devices.items():
            if device.secret_name:
                purpose = f"rooms.{room.id}.devices.{device_id}"
                yield NamedSecret("agent", device.secret_name.removeprefix("env:"), purpose, room.id)


def read_private(path: Path) -> bytes:
    """The content of a file that its owner alone can reach. Raises SecretsExposed, SecretsUnreadable, OSError.

    Its mode is read from the open file, so that nobody can swap the file in between.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe in its place must not hold us up
    try:
        found = os.fstat(descriptor)
        mode = found.st_mode
        if not stat.S_ISREG(mode):
            raise SecretsUnreadable(path, "it is not a file")
        if mode & 0o077:
            raise SecretsExposed(path, stat.S_IMODE(mode))
        if found.st_uid not in {os.geteuid(), 0}:
            raise SecretsUnreadable(path, f"it belongs to another user (uid {found.st_uid}), who can change it")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read()
    finally:
        os.close(descriptor)


def _from_file(name: str, path: Path) -> str | None:
    try:
        content = read_private(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SecretsUnreadable(path, error.strerror or "it cannot be read") from None
    try:
        value = tomllib.loads(content.decode()).get(name)
    except (ValueError, RecursionError):
        raise SecretsUnreadable(path, "it is not TOML in UTF-8") from None  # the cause would quote the text
    if value is not None and not isinstance(value, str):
        raise SecretsUnreadable(path, f"{name} is not a text in quotes")
    return value
