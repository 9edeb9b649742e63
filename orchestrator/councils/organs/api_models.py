"""Organs as the API writes and reads them."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from config.words.sentences import Language
from orchestrator.councils.organs.organ import LONGEST_CODE, LONGEST_TITLE, MOST_DEPUTIES, Office, Officer, Organ, Seat
from orchestrator.councils.organs.pasted import Line, checked
from orchestrator.councils.organs.rule_json import NoRules, rules_from_json
from orchestrator.councils.sitting.rule_words import rules_told
from orchestrator.councils.sitting.rules import Rules
from orchestrator.people.api_models import Email, Name
from orchestrator.web.bodies import SAID, SHOWN, mistaken

MOST_AT_ONCE = 300
Revision = Annotated[int, Field(ge=1, le=2**31)]
Title = Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE), SAID]
Code = Annotated[str, Field(max_length=LONGEST_CODE), SHOWN]
Day = Annotated[date, Field(strict=False)]
PresetId = Literal["collegio", "istituto", "classe", "scrutinio", "dipartimento", "sindacale", "ordine", "assemblea"]


def _rules(value: object) -> Rules:
    try:
        return rules_from_json(value)
    except NoRules as error:
        raise mistaken("rules") from error


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NewOrganBody(_Body):
    """An organ to be made, with the rules of a preset."""

    title: Title
    preset: PresetId


class OrganBody(_Body):
    """What of an organ is to be different, and the revision that it was read at; what is not said stays."""

    revision: Revision
    title: Title | None = None
    rules: Annotated[Rules, BeforeValidator(_rules)] | None = None
    """All of them; they become the next version."""


class MemberBody(_Body):
    """Somebody to have a seat."""

    name: Name
    email: Email | None = None
    code: Code = ""
    ex_officio: bool | None = None
    since: Day | None = None
    until: Day | None = None
    """The last day, which counts."""

    def line(self, number: int) -> Line:
        """The same as a line of what is pasted."""
        return checked(
            Line(number, self.name, self.name, self.email or "", self.code, self.ex_officio, self.since, self.until)
        )


class MembersBody(_Body):
    """People to have seats. Who has one, by code or address, has it changed to what is said here."""

    revision: Revision
    members: Annotated[list[MemberBody], Field(min_length=1, max_length=MOST_AT_ONCE)]


class OfficerBody(_Body):
    """Who holds an office: a person of the organ by their id, or somebody outside by their address."""

    office: Annotated[Office, Field(strict=False)]
    person: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    email: Email | None = None


class OfficersBody(_Body):
    """All who lead the organ and keep its papers."""

    revision: Revision
    officers: Annotated[list[OfficerBody], Field(max_length=MOST_DEPUTIES + 2)]


class RuleView(BaseModel):
    """A rule in words."""

    name: str
    words: str
    reference: str
    """Where it comes from; "" where the organ decides itself."""
    locked: bool
    """No organisation may change it."""


class HolderView(BaseModel):
    """Somebody who holds a seat."""

    person: str
    name: str
    email: str
    substitute: bool
    since: date | None
    until: date | None


class SeatView(BaseModel):
    """A seat, with all who ever held it."""

    id: str
    code: str
    ex_officio: bool
    holders: tuple[HolderView, ...]


class OfficerView(BaseModel):
    """Who holds an office."""

    office: Office
    person: str | None
    email: str


class OrganSeenView(BaseModel):
    """An organ in a list."""

    id: str
    title: str
    preset: str
    seats: int
    """In office today."""
    revision: int


class OrgansView(BaseModel):
    """All organs of an organisation, in the order of their titles."""

    councils: tuple[OrganSeenView, ...]


class OrganView(BaseModel):
    """An organ with its rules, seats and officers."""

    id: str
    title: str
    preset: str
    revision: int
    version: int
    """Of its rules."""
    rules: Rules
    told: tuple[RuleView, ...]
    seats: tuple[SeatView, ...]
    officers: tuple[OfficerView, ...]


def seen_view(organ: Organ, seats: int) -> OrganSeenView:
    """It in a list."""
    return OrganSeenView(id=organ.id, title=organ.title, preset=organ.preset_id, seats=seats, revision=organ.revision)


def organ_view(organ: Organ, seats: Sequence[Seat], officers: Sequence[Officer], language: Language) -> OrganView:
    """It as a whole."""
    preset = organ.preset
    told = (
        RuleView(name=name, words=words, reference=preset.references.get(name, ""), locked=name in preset.locked)
        for name, words in rules_told(organ.rules, language)
    )
    return OrganView(
        id=organ.id,
        title=organ.title,
        preset=organ.preset_id,
        revision=organ.revision,
        version=organ.version,
        rules=organ.rules,
        told=tuple(told),
        seats=tuple(_seat_view(seat) for seat in seats),
        officers=tuple(OfficerView(office=each.office, person=each.holder, email=each.mail) for each in officers),
    )


def _seat_view(seat: Seat) -> SeatView:
    holders = (
        HolderView(
            person=each.id,
            name=each.name,
            email=each.mail,
            substitute=each.substitute,
            since=each.since,
            until=each.until,
        )
        for each in seat.holders
    )
    return SeatView(id=seat.id, code=seat.code, ex_officio=seat.ex_officio, holders=tuple(holders))
