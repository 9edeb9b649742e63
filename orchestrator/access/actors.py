"""Who acts, as acts are recorded: an account, a token, a command on the machine, or the service itself."""

import os
import pwd

from aiohttp import web

from orchestrator.access.identity import Actor
from orchestrator.access.keys import IDENTITY
from orchestrator.web.origin import address_of

SERVICE = Actor("service", "regia")
"""The service itself, which acts by the clock."""


def actor_of(request: web.Request) -> Actor:
    """Who acts by *request*, which a route let through."""
    return request[IDENTITY].actor(address_of(request))


def command_actor() -> Actor:
    """Who runs a command: the operating system's name of the user, or their number where it has none."""
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        name = str(os.getuid())
    return Actor("command", name)
