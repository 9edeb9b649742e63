"""`make watch` notices the files that people change."""

import re
from pathlib import Path

import pytest
from watchdog.utils.patterns import match_any_paths

MAKEFILE = (Path(__file__).parent.parent / "Makefile").read_text()


@pytest.mark.parametrize("changed", ["./setup.py", "./config/rooms.py", "./tests/config/words/test_nouns.py"])
def test_watch_given_a_module_in_any_folder_when_it_changes_then_it_is_noticed(changed: str) -> None:
    patterns = re.findall(r"--patterns '([^']+)'", MAKEFILE) or ["*.py"]  # else what pytest-watcher looks for

    assert match_any_paths([changed], included_patterns=patterns)
