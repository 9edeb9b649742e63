"""The interpreter of a process that lives for months and answers at once: service and agent."""

import gc
import sys
from asyncio import sslproto

SWITCH_S = 0.0005
"""After so long a thread lets another run, which otherwise waits 5 ms for each of its short steps."""
TLS_RECORD = 16 * 1024
"""Bytes (RFC 8446 5.1). asyncio takes sixteen times as much for each connection before its handshake has begun."""


def set_up_interpreter() -> None:
    """Let threads take short turns, let TLS take little memory, and leave what is loaded out of garbage collections.

    It stays anyway, and a full collection that goes through it stops everything for a tenth of a second.
    """
    sys.setswitchinterval(SWITCH_S)
    sslproto.SSLProtocol.max_size = TLS_RECORD
    gc.freeze()
