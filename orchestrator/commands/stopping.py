"""The end of a command that cannot go on."""

import sys
from typing import NoReturn


def stop(sentence: str, code: int = 1) -> NoReturn:
    """End the command with *sentence* on the standard error."""
    sys.stderr.write(f"{sentence}\n")
    raise SystemExit(code)
