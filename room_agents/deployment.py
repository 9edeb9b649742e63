"""Whether a meeting's deployment works, probed from the room's own computer before anybody needs it, and never after."""

from collections.abc import Callable

from room_agents.protocol import Fault
from room_agents.wake import Wake

PROBE_S = 8.0
"""The time for a probe: two pages from a server that may be far away."""
PROBE_EVERY_S = 60.0
"""How often to probe: somebody may mend the server before the meeting begins."""
AHEAD_EVERY_S = 900.0
"""How often while the meeting is hours away."""


class DeploymentWatch:
    """Probes the server of the meeting that is being prepared. *run* it in a task."""

    def __init__(self, told: Callable[[], None]) -> None:
        """Begin without a server; *told* is called when *trouble* has changed."""
        self.trouble: Fault | None = None
        """What the last probe found wrong; None if nothing, or if no server is probed."""
        self._told = told
        self._url: str | None = None
        self._every_s = PROBE_EVERY_S
        self._wake = Wake()

    def look_at(self, url: str | None, every_s: float = PROBE_EVERY_S) -> None:
        """Probe the server at *url* from now on; None for no server."""
        if url != self._url:
            self.trouble = None
        if (url, every_s) != (self._url, self._every_s):
            self._url, self._every_s = url, every_s
            self._wake.set()

    async def run(self) -> None:
        """Probe until cancelled."""
        while True:
            url = self._url
            if url is None:
                await self._wake.wait()
                continue
            trouble = await probe_deployment(url)
            if url == self._url and trouble != self.trouble:
                self.trouble = trouble
                self._told()
            await self._wake.wait(self._every_s)


async def probe_deployment(url: str, *, timeout_s: float = PROBE_S) -> Fault | None:
    """What is wrong with the Jitsi server at *url*; None if nothing is."""
    import httpx  # imported here, since most rooms never probe

    from integrations.services.jitsi import Defect, probe

    async with httpx.AsyncClient() as client:
        found = await probe(client, url, timeout_s=timeout_s)
    in_the_way = [
        defect for defect in found.defects if defect is not Defect.HOSTED
    ]  # which lets people in, for a while
    if not in_the_way:
        return None
    ahead = f"{found.clock_ahead_s or 0:+.0f}"
    short = {
        Defect.STATUS: str(found.status),
        Defect.CLOCK: f"clock {ahead} s",
        Defect.UNFRAMED: "X-Frame-Options",
        Defect.NOT_JITSI: "no external_api.js",
    }
    defect = in_the_way[0]
    return Fault(
        code="meeting_unreachable",
        params={
            "attribute": defect.value,
            "reason": short.get(defect, defect.value),
            "status": found.status or 0,
            "ahead": ahead,
        },
    )
