"""Whether the Jitsi servers of a room file are fit for meetings, as seen from this computer, in words."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import httpx

from config.jitsi import JitsiDeployment
from config.words.sentences import Language
from integrations.services.jitsi import Defect, Probe, probe
from integrations.services.trust import trusted

PROBED_WITHIN_S = 8.0
"""Two pages, from a server that may be far away."""
_WORDS: Mapping[Language, Mapping[Defect, str]] = {
    "it": {
        Defect.UNREACHABLE: "non si raggiunge",
        Defect.CERTIFICATE: "ha un certificato di cui questo computer non si fida",
        Defect.SILENT: "non risponde in tempo",
        Defect.STATUS: "risponde con un errore ({status})",
        Defect.NOT_JITSI: "non è un Jitsi Meet: manca external_api.js",
        Defect.UNFRAMED: "non si lascia mostrare dentro altre pagine (X-Frame-Options o frame-ancestors)",
        Defect.CLOCK: "ha l’orologio spostato di {ahead_s:+.0f} s rispetto a questo computer: rifiuterà i codici d’accesso",
        Defect.HOSTED: "chiude dopo cinque minuti le conferenze incorporate",
    },
    "en": {
        Defect.UNREACHABLE: "cannot be reached",
        Defect.CERTIFICATE: "has a certificate that this computer does not trust",
        Defect.SILENT: "does not answer in time",
        Defect.STATUS: "answers with an error ({status})",
        Defect.NOT_JITSI: "is no Jitsi Meet: there is no external_api.js",
        Defect.UNFRAMED: "does not let other pages show it (X-Frame-Options or frame-ancestors)",
        Defect.CLOCK: "has a clock {ahead_s:+.0f} s from this computer's: it will refuse tokens",
        Defect.HOSTED: "ends embedded meetings after five minutes",
    },
}


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
    return [
        _WORDS[language][defect].format(status=found.status, ahead_s=found.clock_ahead_s or 0)
        for defect in found.defects
    ]
