"""All of `regia`, loaded once: each command then runs in a child of its own, a fork of this process.

A command's own process spends most of its time on loading. A request is a line of JSON. One with *arguments*, *environment*,
*folder* and the files *out* and *err*, to which is added, or a *terminal*, starts a command: the answer is the child's number. One with the
number of a child that has *ended*: the answer is how it did. Until then nobody else is given that number.
"""

import gc
import importlib
import json
import os
import pkgutil
import signal
import sys
import threading
import traceback
from collections.abc import Mapping
from typing import Any, NoReturn

import orchestrator.commands
from orchestrator.cli import main


def serve() -> None:
    """Start commands, and tell how they ended, until nobody asks any more."""
    for module in pkgutil.iter_modules(orchestrator.commands.__path__):
        importlib.import_module(f"orchestrator.commands.{module.name}")
    gc.collect()
    gc.freeze()  # or each child would copy all of it at its first look for garbage
    for line in sys.stdin:
        asked = json.loads(line)
        if "ended" in asked:
            _, status = os.waitpid(asked["ended"], 0)
            answer = os.waitstatus_to_exitcode(status)
        else:
            answer = os.fork()
            if answer == 0:
                _run(asked)
        print(answer, flush=True)  # noqa: T201


def _run(asked: Mapping[str, Any]) -> NoReturn:
    """Be the command."""
    if "terminal" in asked:
        _sit_at(asked["terminal"])
    else:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
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


def _sit_at(terminal: str) -> None:
    """Be a program at that terminal, also where tests run in the background of a shell, which has them ignore Ctrl-C."""
    os.login_tty(os.open(terminal, os.O_RDWR))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.stdout = os.fdopen(1, "w", buffering=1)


if __name__ == "__main__":
    serve()
