"""Which addresses stay on this machine."""

import pytest

from config.addresses import is_loopback


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("localhost", True),
        ("10.0.0.1", False),
        ("::", False),
        ("", False),
    ],
)
def test_given_a_host_when_judged_then_only_this_machine_is_loopback(host: str, *, loopback: bool) -> None:
    assert is_loopback(host) == loopback
