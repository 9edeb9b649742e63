"""A form that was not taken, since its sender is signed out or has to prove who they are: nothing that they wrote is lost.

The page that answers holds what was sent, all but passwords, and sends it again. It is shown to nobody whom another site's
page sent here. Names of fields in which people type a password end with ``password``, that of a code is ``code``, of a PIN
``pin``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from orchestrator.access.keys import IDENTITY
from orchestrator.web.errors import ApiError, sentence_of
from orchestrator.web.keys import REFUSED
from orchestrator.web.origin import is_same_origin
from orchestrator.web.shell.addresses import local
from orchestrator.web.shell.csrf import csrf_token
from orchestrator.web.shell.errors import wants_page
from orchestrator.web.shell.forms import read_fields
from orchestrator.web.shell.pages import page
from orchestrator.web.shell.viewer import page_language, viewer_of

SIGNED_OUT, UNPROVED, OVER = "unauthorised", "proof_needed", "form_over"
"""The errors after which somebody may send the same again."""
PASSWORD, TO = "proof_password", "proof_to"
"""The fields that the page adds: the password that proves who they are, and where the rest goes then."""
_TYPED_ANEW = ("code", "pin")


@dataclass(frozen=True, slots=True)
class Held:
    """What was sent, and where it goes."""

    to: str
    """A path of ours, with its query."""
    fields: Sequence[tuple[str, str]]
    """Names and values in their order, without passwords."""
    left_out: bool
    """Whether there were passwords."""


@web.middleware
async def hold_forms(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer with a page that holds what was sent, where it was refused for who sent it and may be sent again."""
    answer = await handler(request)
    error = request.get(REFUSED)
    if not isinstance(error, ApiError) or error.code not in (SIGNED_OUT, UNPROVED, OVER) or answer.prepared:
        return answer
    if request.method != hdrs.METH_POST or not wants_page(request) or not is_same_origin(request):
        return answer
    try:
        fields = await read_fields(request)
    except (ApiError, web.HTTPException):  # it is no form, or too long for one
        return answer
    return held_page(request, error, held(request, fields, request.raw_path))


def held(request: web.Request, fields: Mapping[str, Sequence[str]], to: str) -> Held:
    """What the page holds of *fields*, with a token for whoever is signed in now."""
    session = viewer_of(request).session
    kept = [pair for pair in _pairs(fields) if session is None or pair[0] != "csrf"]
    if session is not None:
        kept.append(("csrf", csrf_token(session)))
    left_out = any(_is_secret(name) for name in fields if name not in (PASSWORD, TO))
    return Held(local(to), kept, left_out)


def held_page(request: web.Request, why: ApiError, kept: Held, wrong: ApiError | None = None) -> web.Response:
    """The page that holds it; *wrong* says what was wrong with the password that somebody gave on it."""
    identity = request.get(IDENTITY)
    person = identity.person if identity is not None else None
    language = page_language(request)
    answer = page(
        request,
        "access/held.html",
        why.status if wrong is None else wrong.status,
        why=why.code,
        held=kept,
        has_password=person is not None and person.account.has_password,
        email=person.account.email if person is not None else None,
        error=None if wrong is None else sentence_of(wrong, language),
    )
    answer.headers[hdrs.CACHE_CONTROL] = "no-store"
    return answer


def _pairs(fields: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    for name, values in fields.items():
        if not _is_secret(name) and name != TO:
            yield from ((name, value) for value in values)


def _is_secret(name: str) -> bool:
    return name.endswith("password") or name in _TYPED_ANEW
