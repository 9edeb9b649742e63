"""How both processes log: events with fields, to the standard error; for people at a terminal, as JSON elsewhere."""

import logging
import sys

import structlog


def set_up_logs(level: int = logging.INFO) -> None:
    """Once, at the start of a process. Tracebacks carry no values of variables: one may be what nobody may read."""
    people = sys.stderr.isatty()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *(_for_people() if people else _for_programs()),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _for_people() -> list[structlog.typing.Processor]:
    return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]


def _for_programs() -> list[structlog.typing.Processor]:
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
