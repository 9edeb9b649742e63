"""Log lines for both processes: JSON in service, for the eye at a terminal, never with a secret."""

import logging
import sys
from collections.abc import Mapping
from typing import Final, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from config.settings import LogFormat

_QUIET: Final[Mapping[str, int]] = {
    "obsws_python": logging.CRITICAL + 1,  # logs the password in clear at INFO
    "pyatv": logging.WARNING,  # logs pairing keys at DEBUG
    "httpx": logging.WARNING,  # logs whole addresses, and a feed's address is its password
    "httpcore": logging.WARNING,
    "asyncio": logging.WARNING,
    "alembic": logging.WARNING,  # logs each step of what we say in one sentence
}
_SECRET_KEYS: Final = frozenset({"password", "secret", "credentials", "token", "authorization", "cookie", "pin"})
_SHARED: Final[tuple[Processor, ...]] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


class _WithoutRequests(logging.Filter):
    """Drops aiohttp's own errors: they tell what a client sent, not what we did wrong, and quote headers with tokens."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        return not type(error).__module__.startswith("aiohttp.")


_WITHOUT_REQUESTS: Final = _WithoutRequests()


class _Handler(logging.StreamHandler[TextIO]):
    """The handler that this module gave the root logger."""


def set_up_logs(log_format: LogFormat | None = None, level: int = logging.INFO) -> None:
    """Send every log line of this process, also of libraries, to standard error; a second call replaces the first.

    Without *log_format* it is "console" at a terminal and "json" elsewhere.
    """
    handler = _Handler(sys.stderr)
    handler.setFormatter(_formatter(log_format or ("console" if sys.stderr.isatty() else "json")))
    root = logging.getLogger()
    root.handlers = [*(present for present in root.handlers if not isinstance(present, _Handler)), handler]
    root.setLevel(level)
    for name, least in _QUIET.items():
        logging.getLogger(name).setLevel(max(level, least))
    logging.getLogger("aiohttp.server").addFilter(_WITHOUT_REQUESTS)  # adding it again changes nothing
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _formatter(log_format: LogFormat) -> logging.Formatter:
    last: list[Processor]
    if log_format == "json":
        # Not dict_tracebacks: it writes local variables, and those hold secrets.
        last = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    else:
        plain = structlog.dev.plain_traceback  # not rich's, for the same reason
        last = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _without_secrets, *last],
    )


def _without_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Hide values under keys of secrets, should somebody break the rule that no secret is logged."""
    return {key: "…" if key in _SECRET_KEYS else value for key, value in event.items()}
