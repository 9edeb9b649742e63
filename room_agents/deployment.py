"""Whether a meeting's deployment is fit for it, asked from the room's own computer before anybody needs it."""

PROBE_S = 8.0
"""Two pages, from a server that may be far away."""


async def probe_deployment(url: str, *, timeout_s: float = PROBE_S) -> str | None:
    """What is wrong with the Jitsi server at *url*, in few words that belong to no language; None if nothing is."""
    import httpx  # here, for most rooms never ask

    from integrations.jitsi import Finding, probe

    async with httpx.AsyncClient() as client:
        found = await probe(client, url, timeout_s=timeout_s)
    if not found.findings:
        return None
    match found.findings[0]:
        case Finding.STATUS:
            return str(found.status)
        case Finding.CLOCK:
            return f"clock {found.clock_ahead_s or 0:+.0f} s"
        case Finding.UNFRAMED:
            return "X-Frame-Options"
        case Finding.NOT_JITSI:
            return "no external_api.js"
        case finding:
            return finding.value.replace("_", " ")
