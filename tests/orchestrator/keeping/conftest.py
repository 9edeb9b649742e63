"""The town whose past is let go."""

from tests.orchestrator.store.conftest import site, town

__all__ = ["site", "town"]
