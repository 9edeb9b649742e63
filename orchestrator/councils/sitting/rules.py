"""The rules of a sitting, as values. A sitting that was opened keeps those it was opened with."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Rounding(StrEnum):
    """How a share of the seats becomes a number of people."""

    MORE_THAN = "more_than"
    """The smallest whole number above the share: half of 90 is 46."""
    AT_LEAST = "at_least"
    """The smallest whole number that is not below it: two thirds of 90 are 60."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a number of people, and how it is rounded."""

    part: Fraction
    rounding: Rounding = Rounding.MORE_THAN

    def of(self, whole: int) -> int:
        """How many people of *whole* make the share; one at least, since nothing is decided by nobody."""
        exact = self.part * whole
        floor = exact.numerator // exact.denominator
        if self.rounding is Rounding.MORE_THAN:
            return floor + 1
        return max(1, floor if exact == floor else floor + 1)


HALF = Share(Fraction(1, 2))


class Base(StrEnum):
    """Of which people a majority is taken."""

    CAST = "cast"
    """Of the votes that were validly cast (D.Lgs. 297/1994, art. 37 c. 3)."""
    PRESENT = "present"
    """Of those who could vote: present when the vote was opened, and not recused."""
    SEATS = "seats"
    """Of the seats in office."""


@dataclass(frozen=True, slots=True)
class Majority:
    """What a proposal needs."""

    base: Base = Base.CAST
    share: Share = HALF


class Distance(StrEnum):
    """What members may do who are not in the hall."""

    HALL_DELIBERATES = "hall_deliberates"
    """Items that deliberate count, and let vote, only those in the hall."""
    ALLOWED = "allowed"
    """All count and vote; the minutes print on what basis."""
    HALL_ONLY = "hall_only"
    """Only those in the hall count, whatever the item."""


class Secrecy(StrEnum):
    """Of what votes are secret."""

    PERSONS = "persons"
    """Only where persons are the question; otherwise the chair gives a reason (D.Lgs. 297/1994, art. 37 c. 4)."""
    FREE = "free"


class Additions(StrEnum):
    """Whether the agenda may still change when the sitting is opened."""

    IF_ALL_AGREE = "if_all_agree"
    REFUSED = "refused"


class Identity(StrEnum):
    """How a member proves who they are before they vote."""

    PIN = "pin"
    """The personal link, and six digits of this sitting that came another way."""
    ACCOUNT = "account"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Rules:
    """What a sitting goes by."""

    quorum: Share = HALF
    """Of the seats in office."""
    second_quorum: Share | None = None
    """Of a second call; None: there is none."""
    justified_lower_quorum: bool = False
    """Whether justified absences leave the seats that the quorum is taken of."""
    recused_lower_quorum: bool = False
    everybody: bool = False
    """Whether each seat must be present or substituted, as a *scrutinio* asks; then the quorum is all seats."""
    majority: Majority = Majority()
    may_abstain: bool = True
    abstentions_are_cast: bool = False
    blank_is_valid: bool = False
    null_is_valid: bool = False
    chair_breaks_ties: bool = True
    """In an open vote the chair's vote prevails, if they voted for or against. A secret tie rejects."""
    secrecy: Secrecy = Secrecy.PERSONS
    secret_at_tablet: bool = False
    """Whether secret votes may be cast at the hall's tablet, where everybody sees who stands and when; else there is paper."""
    distance: Distance = Distance.HALL_DELIBERATES
    basis: str = ""
    """On what deliberating at a distance rests, in words; asked for where `distance` is ALLOWED."""
    additions: Additions = Additions.IF_ALL_AGREE
    identity: Identity = Identity.PIN
    prolonged_by_vote: bool = True
    may_record: bool = False
    """Whether what is said may be recorded or streamed; where it may not, no sitting begins while a hall is read to do so."""
    few_ballots: int = 5
    """Below this many entitled, a secret vote warns that its result may tell who voted what."""
    grace_s: int = 60
    closing_s: int = 15
    notice_days: int = 5
