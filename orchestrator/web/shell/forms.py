"""Forms of pages: what was typed and what is wrong with it, the tokens that go with each, and how one is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID, uuid4

from aiohttp import web
from pydantic import BaseModel, ValidationError

from config.words.sentences import Language
from orchestrator.web.bodies import mistakes_of
from orchestrator.web.errors import ApiError
from orchestrator.web.origin import is_same_origin
from orchestrator.web.shell.csrf import csrf_token, is_csrf_token
from orchestrator.web.shell.viewer import viewer_of

M = TypeVar("M", bound=BaseModel)
OURS = frozenset({"form_id", "revision", "csrf", "proof_account", "proof_password", "proof_to"})
"""Names of fields that every form has, or may have since it was held and sent on (`orchestrator.access.held`)."""
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Form:
    """A form as a page shows it."""

    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What stands in its fields, by their names; several where several may be chosen."""
    errors: Mapping[str, str] = field(default_factory=dict)
    """What is wrong, by the name of the field; of the whole under ""."""
    form_id: str = ""
    """Given once: what is made of the form carries it, so that a form that is sent twice makes one thing."""
    revision: str | None = None
    """Of what is changed, as it was when the form was opened: whoever comes second is told."""
    csrf: str = ""

    def value(self, name: str) -> str:
        """What stands in the field, "" for nothing."""
        return next(iter(self.values.get(name, ())), "")

    def all(self, name: str) -> Sequence[str]:
        """All that is chosen of it."""
        return self.values.get(name, ())


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it came back."""

    values: Mapping[str, Sequence[str]]
    form_id: UUID
    revision: str | None

    def is_of(self, revision: object) -> bool:
        """Whether the form was opened at that revision: nobody has changed it since."""
        return self.revision == str(revision)

    @property
    def seen(self) -> int:
        """The revision that the form was opened at; -1, which nothing has, where it names none."""
        return number_of(self.revision or "")

    def raw(self, name: str) -> str:
        """The field just as it was typed, as passwords are taken; "" where it is not there."""
        return next(iter(self.values.get(name, ())), "")

    def one_each(self) -> Mapping[str, str]:
        """Each field that is filled, without the blanks around it; the first value where it has several."""
        found = {name: values[0].strip() for name, values in self.values.items() if values}
        return {name: value for name, value in found.items() if value}


def number_of(text: str) -> int:
    """A number as hidden fields and addresses have it; -1 for anything else, and for what no column would take."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def new_form(request: web.Request, values: Mapping[str, str | Sequence[str]], revision: object = None) -> Form:
    """A form to fill in, with *values* in its fields; *revision* of what it changes, if it changes something."""
    listed = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in values.items()}
    return Form(listed, {}, str(uuid4()), None if revision is None else str(revision), _token(request))


def again(request: web.Request, typed: Typed, errors: Mapping[str, str]) -> Form:
    """The same form with all that was typed, and what is wrong. Its page is answered with 422."""
    return Form(typed.values, errors, str(typed.form_id), typed.revision, _token(request))


async def read_fields(request: web.Request) -> Mapping[str, Sequence[str]]:
    """The fields of a form, whoever sent it. Raises ApiError: 400 unreadable, 413, 415."""
    if request.content_type != _FORM:
        raise ApiError(415, "unsupported_form")
    try:
        data = await request.post()
    except (LookupError, ValueError) as error:  # a coding that nobody knows, or bytes that it does not have
        raise ApiError(400, "bad_request") from error
    return {name: tuple(str(value) for value in data.getall(name)) for name in data}


async def read_form(request: web.Request) -> Typed:
    """What was typed. Raises ApiError: 403 of another session, as read_open_form."""
    typed = await read_open_form(request)
    check_session(request, await read_fields(request))
    return typed


def check_session(request: web.Request, values: Mapping[str, Sequence[str]]) -> None:
    """Raises ApiError (403) for a form of another session."""
    session = viewer_of(request).session
    if session is not None and not is_csrf_token(session, _first(values, "csrf") or ""):
        raise ApiError(403, "form_over")


async def read_open_form(request: web.Request) -> Typed:
    """What was typed into a form that belongs to no session, since it begins or ends one.

    Raises ApiError: 403 from another site, 422 without a form id of ours, as read_fields.
    """
    if not is_same_origin(request):
        raise ApiError(403, "cross_origin")
    return typed_of(await read_fields(request))


def typed_of(values: Mapping[str, Sequence[str]]) -> Typed:
    """The fields of a form as what was typed. Raises ApiError (422) without a form id of ours."""
    try:
        form_id = UUID(_first(values, "form_id"))
    except (TypeError, ValueError) as error:
        raise ApiError(422, "form_over") from error
    told = {name: those for name, those in values.items() if name not in OURS}
    return Typed(told, form_id, _first(values, "revision"))


def check(typed: Typed, model: type[M], language: Language) -> tuple[M | None, Mapping[str, str]]:
    """What was typed as *model*, or None and what is wrong, by field, in words. Fields left empty are not given."""
    try:
        return model.model_validate_strings(dict(typed.one_each())), {}
    except ValidationError as error:
        mistakes = mistakes_of(error, language)
        return None, {mistake["path"].partition(".")[0]: mistake["message"] for mistake in reversed(mistakes)}


def _token(request: web.Request) -> str:
    session = viewer_of(request).session
    return "" if session is None else csrf_token(session)


def _first(values: Mapping[str, Sequence[str]], name: str) -> str | None:
    return next(iter(values.get(name, ())), None)
