"""Who is expected at a booking, as the API writes and reads them."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from config.words.sentences import Language
from orchestrator.conferences.guest_list import Expected
from orchestrator.invitations.seeing import PersonSeen, State
from orchestrator.outbox.words import told
from orchestrator.people.api_models import Email
from orchestrator.people.pasted import LONGEST_NAME
from orchestrator.web.bodies import SHOWN

MOST_AT_ONCE = 500
PersonId = Annotated[str, Field(min_length=1, max_length=64)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ExpectedBody(_Body):
    """Somebody to be put on the list."""

    email: Email
    name: Annotated[str, Field(max_length=LONGEST_NAME), SHOWN] = ""
    language: Language = "it"
    moderator: bool = False

    @property
    def expected(self) -> Expected:
        """The same as a value."""
        return Expected(self.email, self.name, self.language, self.moderator)


class PeopleBody(_Body):
    """People to be put on the list."""

    people: Annotated[list[ExpectedBody], Field(max_length=MOST_AT_ONCE)] = Field(default_factory=list)
    list: PersonId | None = None
    """Id of a list of the booking's organisation, all of whose people are put on, too."""


class ChangedPersonBody(_Body):
    """What of somebody on the list is to be different; what is not said stays."""

    name: Annotated[str, Field(max_length=LONGEST_NAME), SHOWN] | None = None
    language: Language | None = None
    moderator: bool | None = None


class InviteBody(_Body):
    """Whom to invite."""

    people: Annotated[list[PersonId], Field(max_length=MOST_AT_ONCE)] | None = None
    """Ids; null for all on the list."""
    expressly: bool = False
    """To a confidential booking, by a message that says neither what it is nor whose."""


class ExpectedView(BaseModel):
    """Somebody on the list."""

    id: str
    name: str
    email: str
    language: Language
    moderator: bool
    state: State
    told_at: AwareDatetime | None = None
    """When the newest message to them was written."""
    opened_at: AwareDatetime | None = None
    """When they last came in by their link."""
    trouble: str | None = None
    """Why the message did not go out, in words."""


class ExpectedList(BaseModel):
    """All on the list of a booking, in the order of their names."""

    people: tuple[ExpectedView, ...]


class InvitedView(BaseModel):
    """What inviting came to."""

    invited: int
    """Who was not invited before."""


def list_view(people: Sequence[PersonSeen], language: Language) -> ExpectedList:
    """The list, with its troubles in that language."""
    return ExpectedList(people=tuple(_view(seen, language) for seen in people))


def _view(seen: PersonSeen, language: Language) -> ExpectedView:
    person = seen.person
    return ExpectedView(
        id=person.id,
        name=person.name,
        email=person.mail,
        language=person.language,
        moderator=person.moderator,
        state=seen.state,
        told_at=seen.told_at,
        opened_at=seen.opened_at,
        trouble=trouble_of(seen, language),
    )


def trouble_of(seen: PersonSeen, language: Language) -> str | None:
    """Why the message did not go out, and what to do about it; None where that is not known, or it went out."""
    mail = seen.mail
    if mail is None or mail.error is None or seen.state not in {State.WAITING, State.FAILED}:
        return None
    what, what_to_do = told(mail.error, mail.reply, language)
    return f"{what[0].upper()}{what[1:]}. {what_to_do}"
