"""What a bench found: one number against its limit, as a line of JSON."""

import json
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; a *limit* of None is told and not judged."""

    bench: str
    value: float
    unit: str
    limit: float | None = None
    at_least: bool = False
    """The limit is the least allowed, not the most."""

    @property
    def ok(self) -> bool:
        """Whether the value keeps its limit."""
        if self.limit is None:
            return True
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def __str__(self) -> str:
        told = {"bench": self.bench, "value": _short(self.value), "unit": self.unit}
        limit = None if self.limit is None else _short(self.limit)
        return json.dumps({**told, "limit": limit, "ok": self.ok})


def percentile(values: Sequence[float], percent: float) -> float:
    """The least value that so many of a hundred do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[math.ceil(len(ordered) * percent / 100) - 1]


def load() -> Figure:
    """How busy this machine is with everything: the figures beside it mean little when it is above its cores."""
    return Figure(f"load over 1 minute, {os.cpu_count()} cores", os.getloadavg()[0], "processes")


def _short(value: float) -> float:
    return float(f"{value:.4g}")
