"""The page of one's own account, and the forms on it that change one thing each."""

from dataclasses import replace
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, Field

from config.words.sentences import Language
from orchestrator.accounts.accounts import Changed
from orchestrator.accounts.password_rules import SHORTEST, PasswordRefused
from orchestrator.entrance.entering import is_required
from orchestrator.entrance.own import named_providers, own_of, way_words
from orchestrator.entrance.proof import keep_proof, person_of
from orchestrator.entrance.sentences import refused_password, told
from orchestrator.entrance.settings import (
    change_own,
    change_password,
    end_browser,
    end_identity,
    end_other_browsers,
)
from orchestrator.site.keys import SITE
from orchestrator.web.bodies import SAID
from orchestrator.web.errors import ApiError
from orchestrator.web.shell.catalogues import translations
from orchestrator.web.shell.forms import Form, Typed, again, check, new_form, read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words
from orchestrator.web.shell.viewer import page_language
from orchestrator.web.shell.wishes import keep_language

ACCOUNT = "/account"
LONGEST_NAME = 200


class Named(BaseModel):
    """The name and language of an account, as a form gives them."""

    name: Annotated[str, Field(max_length=LONGEST_NAME), SAID]
    language: Language


async def show(request: web.Request) -> web.Response:
    """The page."""
    return await _page(request)


async def change_name(request: web.Request) -> web.Response:
    """Another name or language, unless somebody else was first."""
    typed, person = await read_form(request), person_of(request)
    say = words(request).gettext
    told_as, errors = check(typed, Named, page_language(request))
    if told_as is None:
        if "name" not in typed.one_each():
            errors = {**errors, "name": say("Scrivi il tuo nome.")}
        return await _page(request, 422, naming=again(request, typed, errors))
    try:
        await change_own(request, person, typed.seen, told_as.name, told_as.language)
    except Changed:
        return await _too_late(request, typed)
    say = translations(told_as.language).gettext
    answer = see_other(request, ACCOUNT, say("Fatto: nome e lingua sono cambiati."))
    keep_language(request, answer, told_as.language)
    return answer


async def choose_password(request: web.Request) -> web.Response:
    """Another password; whoever is signed in elsewhere is so no more."""
    typed, person = await read_form(request), person_of(request)
    say = words(request).gettext
    old, new = typed.raw("old_password"), typed.raw("new_password")
    errors = {}
    if person.account.has_password and not old:
        errors["old_password"] = say("Scrivi la password di adesso.")
    if not new:
        errors["new_password"] = say("Scegli una password.")
    if errors:
        return await _page(request, 422, password=again(request, typed, errors))
    try:
        cookie = await change_password(request, person, old, new)
    except PasswordRefused as refused:
        errors = {"new_password": refused_password(request, refused)}
        return await _page(request, 422, password=again(request, typed, errors))
    except ApiError as error:
        if error.code == "proof_needed":
            raise
        errors = {"old_password": told(request, error)}
        return await _page(request, error.status, password=again(request, typed, errors))
    answer = see_other(
        request, ACCOUNT, say("Fatto: la password è cambiata, e l’accesso è chiuso in tutti gli altri browser.")
    )
    keep_proof(request, answer, cookie)
    return answer


async def end_one(request: web.Request) -> web.Response:
    """Sign out in another browser."""
    await read_form(request)
    await end_browser(request, person_of(request), request.match_info["sign_in"])
    return see_other(request, ACCOUNT, words(request).gettext("Fatto: in quel browser l’accesso è chiuso."))


async def end_others(request: web.Request) -> web.Response:
    """Sign out everywhere but here."""
    await read_form(request)
    await end_other_browsers(request, person_of(request))
    return see_other(request, ACCOUNT, words(request).gettext("Fatto: l’accesso resta aperto solo qui."))


async def unbind(request: web.Request) -> web.Response:
    """Let an identity of a provider open the account no more."""
    given = (await read_form(request)).one_each()
    await end_identity(request, person_of(request), given.get("issuer", ""), given.get("subject", ""))
    return see_other(request, ACCOUNT, words(request).gettext("Fatto: da lì non si entra più nel tuo account."))


async def _too_late(request: web.Request, typed: Typed) -> web.Response:
    """What was typed, beside what there is by now: who sends it once more has seen that."""
    newest = (await own_of(request, person_of(request))).account
    sentence = words(request).gettext(
        "Nel frattempo sono cambiati: adesso il nome è «%(name)s». Se salvi di nuovo vale quel che hai scritto."
    )
    form = again(request, typed, {"": sentence % {"name": newest.name}})
    return await _page(request, 409, naming=replace(form, revision=str(newest.revision)))


async def _page(
    request: web.Request, status: int = 200, naming: Form | None = None, password: Form | None = None
) -> web.Response:
    """The page, with the form that came back with mistakes, if one did."""
    person = person_of(request)
    own = await own_of(request, person)
    sites = request.app[SITE].installation.sites
    usual = new_form(request, {"name": own.account.name, "language": own.account.language}, own.account.revision)
    return page(
        request,
        "entrance/account.html",
        status,
        own=own,
        here=person.sign_in.id,
        naming=naming or usual,
        password=password or new_form(request, {}),
        plain=new_form(request, {}),
        shortest=SHORTEST,
        issuers=named_providers(request),
        ways=way_words(request),
        required=await is_required(request, own.account.id),
        zone=sites[0].timezone if sites else "UTC",
    )
