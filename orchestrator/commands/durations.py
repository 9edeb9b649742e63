"""Durations on the command line, written as in the room file."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from cyclopts import Parameter, Token

from config.scalars import format_duration, parse_duration
from orchestrator.commands.stopping import stop


def _duration(_kind: object, tokens: Sequence[Token]) -> timedelta:
    try:
        return parse_duration(tokens[0].value)
    except ValueError as error:
        stop(f"{tokens[0].value} is no duration: {error}.", code=2)


Duration = Annotated[timedelta, Parameter(converter=_duration, show_default=format_duration)]
