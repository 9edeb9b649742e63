"""Whether the Jitsi servers of a room file are fit for meetings, as seen from this computer, in words."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from config.jitsi import JitsiDeployment
from config.words.meeting_servers import SERVER_DEFECTS
from config.words.sentences import Language
from integrations.services.jitsi import Probe, probe
from integrations.services.trust import trusted

PROBED_WITHIN_S = 8.0
"""Two pages, from a server that may be far away."""


@dataclass(frozen=True, slots=True)
class ProbedServer:
    """One server as it was seen just now; no *troubles*, if all is well."""

    url: str
    purpose: str
    """Like ``jitsi.meet``."""
    troubles: tuple[str, ...]


def seen_from_here(deployments: Sequence[JitsiDeployment], language: Language) -> tuple[ProbedServer, ...]:
    """Ask all of them at once."""
    probes = asyncio.run(_probe_all([deployment.url for deployment in deployments])) if deployments else []
    return tuple(
        ProbedServer(deployment.url, f"jitsi.{deployment.id}", tuple(troubles(found, language)))
        for deployment, found in zip(deployments, probes, strict=True)
    )


async def _probe_all(urls: Sequence[str]) -> Sequence[Probe]:
    async with httpx.AsyncClient(verify=trusted()) as client, asyncio.TaskGroup() as tasks:
        asked = [tasks.create_task(probe(client, url, timeout_s=PROBED_WITHIN_S)) for url in urls]
    return [task.result() for task in asked]


def troubles(found: Probe, language: Language) -> Sequence[str]:
    """What was found, in words."""
    ahead = f"{found.clock_ahead_s or 0:+.0f}"
    return [SERVER_DEFECTS[defect][language].format(status=found.status, ahead=ahead) for defect in found.defects]
