"""What happens often is not told as often."""

from config.thinned import TOLD_EVERY_S, Thinned


def test_what_happens_often_is_told_at_once_and_then_now_and_then_with_its_number() -> None:
    thinned = Thinned()

    assert [thinned.happened(at) for at in (0.0, 1.0, 2.0, TOLD_EVERY_S, TOLD_EVERY_S + 1)] == [1, 0, 0, 3, 0]
