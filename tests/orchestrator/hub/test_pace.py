"""The pace at which a connection's messages are taken."""

from orchestrator.hub.pace import A_SECOND, AT_ONCE, Pace


def test_messages_at_a_rooms_own_pace_never_wait() -> None:
    pace = Pace()

    assert {pace.wait_s(3_000, at / 20) for at in range(2_000)} == {0.0}


def test_a_flood_is_taken_at_so_many_a_second() -> None:
    pace, now_s = Pace(), 0.0

    for _ in range(100_000):
        now_s += pace.wait_s(0, now_s)

    assert abs(now_s - (100_000 - AT_ONCE) / A_SECOND) < 1


def test_large_messages_count_as_many() -> None:
    pace = Pace()
    pace.wait_s(256 * 1024, 0.0)

    assert pace.wait_s(256 * 1024, 0.0) > 0
