"""What the application and each request carry for everybody, by typed key."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from orchestrator.web.metrics import Metrics
from schedules.store.database import Database
from schedules.store.facts import Facts

DATABASE = web.AppKey("database", Database)
FACTS = web.AppKey("facts", Facts)
METRICS = web.AppKey("metrics", Metrics)
CLOCK: web.AppKey[Callable[[], datetime]] = web.AppKey("clock")
"""Tells the time, in UTC."""
MONOTONIC_S: web.AppKey[Callable[[], float]] = web.AppKey("monotonic_s")
"""Tells the seconds by a clock that nobody sets: waits are counted by it."""
STOPPING = web.AppKey("stopping", asyncio.Event)
"""Set when the service is told to end: streams and sockets finish then."""
PROXY: web.AppKey[str | None] = web.AppKey("proxy")
"""Address of the one proxy whose X-Forwarded-Proto is believed."""
ONLY_PROXY = web.AppKey("only_proxy", bool)
"""Nobody else is answered, but this machine itself: others would show their tokens in clear."""

REQUEST_ID = web.RequestKey("request_id", str)
BEGUN = web.RequestKey("begun", bool)
"""Set once the answer's headers are out."""
REFUSED: web.RequestKey[Exception] = web.RequestKey("refused")
"""The ApiError that the request was answered with."""
