"""`python -m orchestrator.councils.ballots.signing_process`: signs, or makes a key, for each line on its input.

A line is JSON and so is its answer. It steps back behind whoever serves people, and ends where nothing was asked for long.
"""

import json
import os
import select
import sys
from collections.abc import Mapping
from typing import Any

from orchestrator.councils.ballots.blind_rsa import BlindRsaError, PublicKey, SigningKey, blind_sign
from orchestrator.councils.ballots.keys import new_signing_key

NICENESS = 10
IDLE_S = 600.0


def told(key: SigningKey) -> list[int]:
    """A key in a line."""
    return [key.public.n, key.public.e, key.p, key.q, key.d_p, key.d_q, key.q_inverse]


def heard(numbers: list[int]) -> SigningKey:
    """The key of a line."""
    n, e, *rest = numbers
    return SigningKey(PublicKey(n, e), *rest)


def answer(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """A new key where nothing is to be signed, else the signature or why there is none."""
    if "blinded" not in asked:
        return {"key": told(new_signing_key())}
    try:
        return {"signature": blind_sign(heard(asked["key"]), bytes.fromhex(asked["blinded"])).hex()}
    except BlindRsaError as error:
        return {"refused": error.reason}


def main() -> None:
    """Answer until the input ends."""
    os.nice(NICENESS)
    while select.select([sys.stdin], [], [], IDLE_S)[0] and (line := sys.stdin.readline()):
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
