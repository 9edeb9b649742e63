"""Log lines, as a process of its own writes them."""

import json
import subprocess
import sys

PROGRAM = """
import logging, sys
import structlog
from aiohttp.http_exceptions import InvalidHeader
from config.logs import set_up_logs

set_up_logs("json")
set_up_logs(sys.argv[1])
log = structlog.get_logger("regia.test")
log.info("room.ready", room="sala-1", token="t0ken-value", word="pronta ✓")
log.debug("room.detail")
logging.getLogger("some.library").warning("from %s", "outside")
logging.getLogger("some.library").info("told")
logging.getLogger("obsws_python.baseclient.ObsClient").critical("password=hunter2")
logging.getLogger("httpx").info("GET https://host/private-address")
for error in (InvalidHeader(b"Authorization: Bearer hunter2"), LookupError("a bug")):
    logging.getLogger("aiohttp.server").error("Error handling request", exc_info=error)
password = "hunter2"
try:
    raise OSError("the line is lost")
except OSError:
    log.exception("device.fault")
"""


def written(log_format: str) -> str:
    """What the program writes to standard error."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, log_format], capture_output=True, text=True, check=True, timeout=30
    )
    assert done.stdout == ""
    return done.stderr


def test_given_json_when_logged_then_each_line_is_one_event_with_its_values() -> None:
    events = [json.loads(line) for line in written("json").splitlines()]

    told = ["room.ready", "from outside", "told", "Error handling request", "device.fault"]
    assert [event["event"] for event in events] == told
    assert events[0] | {"timestamp": ""} == {
        "event": "room.ready",
        "level": "info",
        "logger": "regia.test",
        "room": "sala-1",
        "timestamp": "",
        "token": "…",
        "word": "pronta ✓",
    }
    assert events[1]["logger"] == "some.library"
    assert "a bug" in events[3]["exception"]
    assert "the line is lost" in events[4]["exception"]


def test_given_any_format_when_logged_then_no_secret_shows() -> None:
    for log_format in ("json", "console"):
        text = written(log_format)
        assert "room.ready" in text
        assert not [secret for secret in ("hunter2", "t0ken-value", "private-address") if secret in text]
