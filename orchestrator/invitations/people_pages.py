"""The page of who is expected at a booking: typed one by one, invited by one act, and each person's own page."""

from collections.abc import Sequence
from functools import partial

from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.bookings.asking import asker_of
from orchestrator.bookings.booking_pages import zone_of
from orchestrator.bookings.looking import Looked
from orchestrator.bookings.told import title_of, when_words
from orchestrator.conferences.guest_list import MOST_PEOPLE, Expected, TooManyPeople
from orchestrator.invitations.acting import act
from orchestrator.invitations.api_models import trouble_of
from orchestrator.invitations.doing import (
    NotExpressly,
    add_as,
    add_listed_as,
    change_as,
    invite_again_as,
    invite_as,
    look_to_invite,
    remove_as,
)
from orchestrator.invitations.lists import NoSuchList, PeopleList, lists_of
from orchestrator.invitations.refusing import as_refused
from orchestrator.invitations.seeing import PersonSeen, State, see_people
from orchestrator.invitations.words import SIGNS, state_word
from orchestrator.people.fields import Read, read_email
from orchestrator.people.pasted import LONGEST_NAME
from orchestrator.site.address import url_of
from orchestrator.site.keys import SITE
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, DATABASE
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.forms import Form, Typed, again, new_form, read_form
from orchestrator.web.shell.listing import listing
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words
from orchestrator.web.shell.viewer import is_language, page_language
from schedules.plain import plain
from schedules.store.transaction import Transaction

PEOPLE = "/bookings/{booking}/people"
LANGUAGES = (("it", "Italiano"), ("en", "English"))


async def show(request: web.Request) -> web.Response:
    """Everybody on the list, and how it stands with each."""
    return await _page(request, new_form(request, {"language": "it"}))


async def add(request: web.Request) -> web.Response:
    """Put one person on it."""
    typed, say = await read_form(request), words(request).gettext
    person, errors = read_person(typed, say)
    if person is None:
        return await _page(request, again(request, typed, errors), 422)
    try:
        added = await act(request, partial(add_as, people=[person]), TooManyPeople)
    except TooManyPeople:
        too_many = say("L’elenco è pieno: al massimo %(most)s persone.") % {"most": MOST_PEOPLE}
        return await _page(request, again(request, typed, {"": too_many}), 422)
    told = say("In elenco: %(name)s.") if added else say("Era già in elenco: %(name)s.")
    return see_other(request, _here(request), told % {"name": person.name or person.mail})


async def add_listed(request: web.Request) -> web.Response:
    """Put all of a list of the organisation on it."""
    typed, say = await read_form(request), words(request).gettext
    chosen = partial(add_listed_as, list_id=typed.one_each().get("list", ""))
    try:
        added = await act(request, chosen, (TooManyPeople, NoSuchList))
    except TooManyPeople:
        too_many = say("L’elenco sarebbe troppo lungo: al massimo %(most)s persone.") % {"most": MOST_PEOPLE}
        return await _page(request, again(request, typed, {"": too_many}), 422)
    except NoSuchList:
        return await _page(request, again(request, typed, {"list": say("Scegli un elenco che c’è ancora.")}), 422)
    told = words(request).ngettext("Una persona è in elenco.", "%(num)s persone sono in elenco.", len(added))
    done = told % {"num": len(added)} if added else say("Erano già tutti in elenco.")
    return see_other(request, _here(request), done)


async def invite(request: web.Request) -> web.Response:
    """Invite all who are not yet."""
    typed, say = await read_form(request), words(request).gettext
    expressly = typed.one_each().get("expressly") == "on"
    try:
        new = await act(request, partial(invite_as, person_ids=None, expressly=expressly), NotExpressly)
    except NotExpressly:
        return await _page(request, new_form(request, {"language": "it"}), 422, unasked=True)
    if request.app[SITE].installation.mail is None:
        told = words(request).ngettext("Una persona è invitata.", "%(num)s persone sono invitate.", len(new))
    else:
        told = words(request).ngettext(
            "Una persona è invitata: il messaggio parte ora.",
            "%(num)s persone sono invitate: i messaggi partono ora.",
            len(new),
        )
    return see_other(request, _here(request), told % {"num": len(new)} if new else say("Erano già tutti invitati."))


async def show_person(request: web.Request) -> web.Response:
    """One of them."""
    looked, seen = await _person(request)
    person = seen.person
    values = {"name": person.name, "language": person.language, "moderator": ["on"] if person.moderator else []}
    return _person_page(request, new_form(request, values), looked, seen)


async def change(request: web.Request) -> web.Response:
    """Call them otherwise, in another language, or let them moderate."""
    typed, say = await read_form(request), words(request).gettext
    looked, seen = await _person(request)
    errors: dict[str, str] = {}
    name = _name(typed, errors, say)
    if errors:
        return _person_page(request, again(request, typed, errors), looked, seen, 422)
    told = typed.one_each()
    language = told.get("language", "it")
    said = language if is_language(language) else "it"
    moderator = told.get("moderator") == "on"
    await act(request, partial(change_as, person_id=seen.person.id, name=name, language=said, moderator=moderator))
    return see_other(request, f"{_here(request)}/{seen.person.id}", say("Salvato."))


async def send_again(request: web.Request) -> web.Response:
    """Send them the same once more."""
    await read_form(request)
    say, person_id = words(request).gettext, request.match_info["person"]
    await act(request, partial(invite_again_as, person_id=person_id))
    return see_other(request, f"{_here(request)}/{person_id}", say("L’invito parte di nuovo ora."))


async def remove(request: web.Request) -> web.Response:
    """Take them off the list."""
    await read_form(request)
    say, person_id = words(request).gettext, request.match_info["person"]
    removed = await act(request, partial(remove_as, person_id=person_id))
    return see_other(request, _here(request), say("Non è più in elenco: %(name)s.") % {"name": removed.called})


def read_person(typed: Typed, say: Say) -> tuple[Expected | None, dict[str, str]]:
    """The person that was typed, or None and what is wrong, by field."""
    read, told = Read(), typed.one_each()
    read_email(told.get("email", ""), read, say)
    name = _name(typed, read.errors, say)
    language = told.get("language", "it")
    if read.errors:
        return None, read.errors
    person = Expected(
        read.email, name, language if is_language(language) else "it", moderator=told.get("moderator") == "on"
    )
    return person, {}


def headed(request: web.Request, looked: Looked) -> dict[str, object]:
    """What stands over each page of the list."""
    say, language = words(request).gettext, page_language(request)
    zone = zone_of(request.app[SITE].installation, looked)
    return {
        "looked": looked,
        "booking_title": title_of(looked.booking, say),
        "when": when_words(looked.entry.start, looked.entry.end, zone, language),
        "zone": zone,
        "here": f"/bookings/{looked.entry.id}/people",
        "open": not looked.withdrawn and not looked.over,
    }


async def _page(request: web.Request, form: Form, status: int = 200, *, unasked: bool = False) -> web.Response:
    looked, people, lists = await _read(request)
    say, installation = words(request).gettext, request.app[SITE].installation
    head = headed(request, looked)
    look = listing(str(head["here"]), request.query, ("name",)).of(len(people))
    shown = people[look.offset : look.offset + look.per_page]
    return page(
        request,
        "invitations/people.html",
        status,
        **head,
        form=form,
        look=look,
        people=[(seen, state_word(seen.state, say), *SIGNS[seen.state], _trouble(request, seen)) for seen in shown],
        uninvited=sum(seen.state is State.LISTED for seen in people),
        counts=_counts(people, say),
        languages=LANGUAGES,
        lists=[(each.id, f"{each.name} ({each.count})") for each in lists],
        unasked=unasked,
        mails_go=installation.mail is not None,
        has_url=url_of(installation) is not None,
    )


def _person_page(request: web.Request, form: Form, looked: Looked, seen: PersonSeen, status: int = 200) -> web.Response:
    say = words(request).gettext
    return page(
        request,
        "invitations/person.html",
        status,
        **headed(request, looked),
        form=form,
        seen=seen,
        person=seen.person,
        state=(state_word(seen.state, say), *SIGNS[seen.state]),
        trouble=_trouble(request, seen),
        languages=LANGUAGES,
    )


def _counts(people: Sequence[PersonSeen], say: Say) -> Sequence[tuple[str, int]]:
    """How many there are in each state that somebody is in."""
    counted = [(state, sum(seen.state is state for seen in people)) for state in State]
    return [(state_word(state, say), count) for state, count in counted if count]


async def _read(request: web.Request) -> tuple[Looked, Sequence[PersonSeen], Sequence[PeopleList]]:
    def read(db: Transaction) -> tuple[Looked, Sequence[PersonSeen], Sequence[PeopleList]]:
        looked = look_to_invite(db, asker_of(request), request.match_info["booking"], request.app[CLOCK]())
        lists = lists_of(db, looked.booking.organisation) if looked.booking.organisation is not None else ()
        return looked, see_people(db, looked.entry.id, request.app[CLOCK]()), lists

    with as_refused(request):
        return await request.app[DATABASE].read(read)


async def _person(request: web.Request) -> tuple[Looked, PersonSeen]:
    """Somebody on the list. Raises ApiError."""
    looked, people, _ = await _read(request)
    seen = next((seen for seen in people if seen.person.id == request.match_info["person"]), None)
    if seen is None:
        raise ApiError(404, "not_found")
    return looked, seen


def _name(typed: Typed, errors: dict[str, str], say: Say) -> str:
    name = plain(typed.one_each().get("name", ""), 10_000)
    if len(name) > LONGEST_NAME:
        errors["name"] = say("Il nome è troppo lungo: al massimo %(most)s caratteri.") % {"most": LONGEST_NAME}
    return name


def _trouble(request: web.Request, seen: PersonSeen) -> str | None:
    return trouble_of(seen, page_language(request))


def _here(request: web.Request) -> str:
    return f"/bookings/{request.match_info['booking']}/people"


people_page = partial(Route, scope=Scope.OWN, action=Action.CHANGE_BOOKING, page=True)
ROUTES = (
    people_page("GET", PEOPLE, show, "Who is expected at a booking."),
    people_page("POST", PEOPLE, add, "Put somebody on the list."),
    people_page("POST", f"{PEOPLE}/list", add_listed, "Put all of an organisation's list on it."),
    people_page("POST", f"{PEOPLE}/invite", invite, "Invite all on the list."),
    people_page("GET", f"{PEOPLE}/{{person}}", show_person, "Somebody on the list."),
    people_page("POST", f"{PEOPLE}/{{person}}", change, "Change what they are called."),
    people_page("POST", f"{PEOPLE}/{{person}}/again", send_again, "Send them the same once more."),
    people_page("POST", f"{PEOPLE}/{{person}}/remove", remove, "Take them off the list."),
)
