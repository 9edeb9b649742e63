"""All of `regia`, loaded once: each command then runs in a child of its own, a fork of this process.

A command's own process spends most of its time on loading. A request is a line of JSON: *arguments*, *environment*, *folder*
and the files *out* and *err*; the answer is a line with how the command ended.
"""

import importlib
import json
import os
import pkgutil
import sys
import threading
import traceback
from collections.abc import Mapping
from typing import Any, NoReturn

import orchestrator.commands
from orchestrator.cli import main


def serve() -> None:
    """Run commands, one after the other, until nobody asks any more."""
    for module in pkgutil.iter_modules(orchestrator.commands.__path__):
        importlib.import_module(f"orchestrator.commands.{module.name}")
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            _run(asked)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - the answer


def _run(asked: Mapping[str, Any]) -> NoReturn:
    """Be the command."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    for place, path in enumerate((os.devnull, asked["out"], asked["err"])):
        os.dup2(os.open(path, flags if place else os.O_RDONLY), place)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.argv = ["regia", *asked["arguments"]]
    code = 1
    try:
        main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 - as the interpreter does at its end
        traceback.print_exc()
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    serve()
