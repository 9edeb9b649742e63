"""How long before a sitting its notice comes. Pure."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class NoticeGiven:
    """Days between the notice and the sitting, as the clock of the house tells days."""

    days: int
    asked: int
    """That the rules ask for."""

    @property
    def free(self) -> int:
        """Whole days between: neither that of the notice nor that of the sitting."""
        return max(0, self.days - 1)

    @property
    def late(self) -> bool:
        """Whether they are fewer than the rules ask for: the minutes then say why."""
        return self.days < self.asked


def notice_given(sent: datetime, begins: datetime, asked: int, zone: ZoneInfo) -> NoticeGiven:
    """For a notice that is sent then."""
    return NoticeGiven((begins.astimezone(zone).date() - sent.astimezone(zone).date()).days, asked)
