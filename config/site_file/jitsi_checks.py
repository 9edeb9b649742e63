"""How tokens for one Jitsi server are signed must agree with itself; works as config.site_file.checks."""

from collections.abc import Iterator

from config.site_file.draft import Table, rows
from config.site_file.lines import KeyPath
from config.site_file.mistakes import Finding, Findings

_FIXED_BY_JAAS = ("audience", "issuer", "sub")


def gates(document: Table) -> Findings:
    """Each server has one way to sign, and whatever that needs; each key has an id of its own."""
    for path, deployment in rows(document, "jitsi"):
        signing = next((key for key in ("secret", "keys", "jaas") if deployment.get(key)), None)
        if signing is not None and "app_id" not in deployment:
            yield Finding(path, "jitsi_app_id", {"key": signing})
        if "secret" in deployment and deployment.get("keys"):
            yield Finding((*path, "secret"), "jitsi_two_gates")
        if deployment.get("jaas") is True:
            yield from _of_jaas(path, deployment)
    taken: set[str] = set()
    for path, kid in _kids(document):
        if kid in taken:
            yield Finding(path, "jitsi_kid_taken", {"name": kid})
        taken.add(kid)


def _of_jaas(path: KeyPath, deployment: Table) -> Findings:
    if not deployment.get("keys"):
        yield Finding((*path, "jaas"), "jaas_keys")
    for key in _FIXED_BY_JAAS:
        if key in deployment:
            yield Finding((*path, key), "jaas_fixed", {"key": key})


def _kids(document: Table) -> Iterator[tuple[KeyPath, str]]:
    for path, deployment in rows(document, "jitsi"):
        for (key, number), row in rows(deployment, "keys"):
            if isinstance(row.get("kid"), str):
                yield (*path, key, number, "kid"), row["kid"]
