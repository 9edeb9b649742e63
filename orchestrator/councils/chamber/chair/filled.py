"""The forms of the live page: where they go, the tokens that go with each, and what stands in the one that was refused. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from orchestrator.web.shell.forms import Form


@dataclass(frozen=True, slots=True)
class Filled:
    """The forms as one page shows them."""

    action: str
    """Where they go."""
    view: str
    form: Form | None = None
    """The tokens of this page; None in events: there the page's script adds them."""
    what: str = ""
    """Which button was pressed that was refused, as its ``do`` says."""
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def id_of(self, do: str) -> str:
        """The form's id, given once: all forms of a page have their own."""
        return str(uuid5(UUID(self.form.form_id), do)) if self.form else ""

    def is_of(self, do: str) -> bool:
        """Whether that form was refused."""
        return do == self.what

    def field(self, do: str, name: str) -> str:
        """The id of a field, which no other form of the page has."""
        return f"{do.replace(':', '-')}-{name}"

    def value(self, do: str, name: str, otherwise: object = "") -> str:
        """What stands in a field: what was typed, if it was refused."""
        return next(iter(self.values.get(name, ())), "") if do == self.what else str(otherwise)

    def error(self, do: str, name: str) -> str:
        """What is wrong with a field."""
        return self.errors.get(name, "") if do == self.what else ""

    @property
    def whole(self) -> str:
        """What is wrong with the form as a whole, or that something is."""
        return next(iter(self.errors.values()), "")
