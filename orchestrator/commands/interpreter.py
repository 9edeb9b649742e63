"""The interpreter of a process that lives for months and answers at once: service and agent."""

import gc
import sys

SWITCH_S = 0.0005
"""After so long a thread lets another run, which otherwise waits 5 ms for each of its short steps."""


def set_up_interpreter() -> None:
    """Let threads take short turns, and leave what is loaded by now out of garbage collections.

    It stays anyway, and a full collection that goes through it stops everything for a tenth of a second.
    """
    sys.setswitchinterval(SWITCH_S)
    gc.freeze()
