"""What browsers keep for us: nobody else can make it, change it, use it for something else or for longer."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.accounts.known_devices import LASTS, MOST, known_device, remember_device
from orchestrator.accounts.signed import LONGEST, sign, signed_content

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
KEY = b"k" * 32


@given(st.binary(max_size=2000), st.timedeltas(SECOND, timedelta(days=1000)))
def test_signed_value_given_its_time_when_read_then_it_is_what_was_signed(content: bytes, lasts: timedelta) -> None:
    value = sign(KEY, "prova", content, NOW + lasts)

    assert signed_content(KEY, "prova", value, NOW) == content
    assert signed_content(KEY, "prova", value, NOW + lasts) is None
    assert signed_content(KEY, "altro", value, NOW) is None
    assert signed_content(b"o" * 32, "prova", value, NOW) is None
    assert value.isascii()


def test_signed_value_given_any_change_when_read_then_it_is_none() -> None:
    value = sign(KEY, "prova", b"ada", NOW + SECOND)
    changed = [value[:at] + ("A" if value[at] != "A" else "B") + value[at + 1 :] for at in range(len(value) - 1)]

    for other in (*changed, "", "x", value[:-4], value + "AAAA", "é" * 60, "=" * 60, "A" * (LONGEST + 1), "\ud800"):
        assert signed_content(KEY, "prova", other, NOW) is None


def test_known_browser_given_that_several_signed_in_when_looked_at_then_it_knows_the_last_of_them() -> None:
    cookie = remember_device(KEY, None, "ada", NOW)
    first = known_device(KEY, cookie, NOW)
    assert first is not None
    assert first.accounts == ("ada",)

    for account in ("bea", "ada", *(f"altri-{number}" for number in range(MOST - 1))):
        known = known_device(KEY, cookie, NOW)
        cookie = remember_device(KEY, known, account, NOW)

    last = known_device(KEY, cookie, NOW)
    assert last is not None
    assert last.id == first.id
    assert last.knows("ada")
    assert not last.knows("bea")
    assert len(last.accounts) == MOST


def test_known_browser_given_a_long_time_or_another_key_when_looked_at_then_it_is_unknown() -> None:
    cookie = remember_device(KEY, None, "ada", NOW)

    assert known_device(KEY, cookie, NOW + LASTS - SECOND) is not None
    assert known_device(KEY, cookie, NOW + LASTS) is None
    assert known_device(b"o" * 32, cookie, NOW) is None
    assert known_device(KEY, "", NOW) is None
