"""The room files that the service goes by, which may be replaced while it runs. Rooms follow them one by one: schedules.store.sites."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from config.rooms import Installation
from config.site_file.loading import Loaded
from orchestrator.conferences.meeting import Deployment

DeploymentsOf = Callable[[Installation], Mapping[str, Deployment]]
"""The Jitsi servers of an installation by id, with the secrets that this machine has. Raises DeploymentUnusable."""


def no_deployments(_installation: Installation) -> Mapping[str, Deployment]:
    """The Jitsi servers of a service that opens no meetings."""
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SiteFiles:
    """Room files without mistakes, and the Jitsi servers that are in use with them."""

    loaded: Loaded
    installation: Installation
    deployments: Mapping[str, Deployment]
    """The Jitsi servers, also those of earlier files that rooms may still follow."""


class SiteInForce:
    """The room files by which new bookings and calendars are read."""

    def __init__(self, loaded: Loaded, deployments_of: DeploymentsOf) -> None:
        """Begin with *loaded*. Raises ValueError for room files with mistakes, and DeploymentUnusable."""
        self._deployments_of = deployments_of
        self.at_start = loaded.folders
        """The folders of the files that the service was started with, by their names."""
        self.files = _files(loaded, deployments_of, {})
        self.changing = asyncio.Lock()
        """Held while files are replaced, so that the store and this object have the same files."""
        self._replaced = asyncio.Event()

    @property
    def installation(self) -> Installation:
        """The installation that the files describe."""
        return self.files.installation

    def following(self, loaded: Loaded) -> SiteFiles:
        """What *loaded* comes to after the present ones. Raises as the beginning does."""
        return _files(loaded, self._deployments_of, self.files.deployments)

    def replace(self, files: SiteFiles) -> None:
        """Follow *files* from now on."""
        self.files = files
        self._replaced.set()
        self._replaced = asyncio.Event()

    async def replaced(self) -> None:
        """Wait for the next time that the files are replaced."""
        await self._replaced.wait()


def _files(loaded: Loaded, deployments_of: DeploymentsOf, before: Mapping[str, Deployment]) -> SiteFiles:
    if loaded.installation is None:
        raise ValueError("the room files have mistakes")
    return SiteFiles(loaded, loaded.installation, {**before, **deployments_of(loaded.installation)})
