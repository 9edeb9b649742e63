"""What is done to one account in one press, for administrators: each asks first, and says what follows."""

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from orchestrator.access.keys import IDENTITY
from orchestrator.accounts.links import LASTS, LinkKind
from orchestrator.people.asker import doer_of, forget_believed, mails_go, nothing_there, sender_of
from orchestrator.people.changes import (
    NoSuchAccount,
    close,
    drop_second_factor,
    end_sign_ins,
    forget,
    hand_link,
    reopen,
)
from orchestrator.people.directory import PersonSeen, State
from orchestrator.people.guards import LastAdministrator
from orchestrator.people.known import known_person
from orchestrator.people.letters import address_of_link, invitation, reset
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.forms import Form, again, new_form, read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words


@dataclass(frozen=True, slots=True)
class Asked:
    """A question before an act."""

    title: str
    consequence: str
    button: str
    is_final: bool = False
    """Whether it destroys something."""


async def ask_close(request: web.Request) -> web.Response:
    """Whether to let them in no more."""
    return await _ask(request, _of_close, (State.ACTIVE, State.INVITED))


async def take_close(request: web.Request) -> web.Response:
    """Let them in no more."""
    return await _act(request, close, _of_close, lambda say: say("Accesso chiuso."))


async def ask_reopen(request: web.Request) -> web.Response:
    """Whether to let them in again."""
    return await _ask(request, _of_reopen, (State.CLOSED,))


async def take_reopen(request: web.Request) -> web.Response:
    """Let them in again."""
    return await _act(request, reopen, _of_reopen, lambda say: say("Accesso riaperto."))


async def ask_forget(request: web.Request) -> web.Response:
    """Whether to forget who it was."""
    return await _ask(request, _of_forget, (State.CLOSED,))


async def take_forget(request: web.Request) -> web.Response:
    """Forget who it was."""
    return await _act(request, forget, _of_forget, lambda say: say("Dati cancellati."), "/people")


async def ask_sign_out(request: web.Request) -> web.Response:
    """Whether to sign them out everywhere."""
    return await _ask(request, _of_sign_out, (State.ACTIVE,))


async def take_sign_out(request: web.Request) -> web.Response:
    """Sign them out everywhere."""
    return await _act(request, end_sign_ins, _of_sign_out, lambda say: say("È uscito da tutti i dispositivi."))


async def ask_second_factor(request: web.Request) -> web.Response:
    """Whether to turn their second factor off."""
    return await _ask(request, _of_second_factor, (State.ACTIVE,))


async def take_second_factor(request: web.Request) -> web.Response:
    """Turn it off."""
    return await _act(request, drop_second_factor, _of_second_factor, lambda say: say("Secondo fattore spento."))


async def ask_link(request: web.Request) -> web.Response:
    """Whether to send them a link, or to make one to hand over."""
    return await _ask(request, _of_link(request), (State.ACTIVE, State.INVITED))


async def take_link(request: web.Request) -> web.Response:
    """Send it, or show it once."""
    typed = await read_form(request)
    say, seen = words(request).gettext, (await known_person(request)).person
    account, sender = seen.account, sender_of(request)
    kind = LinkKind.RESET if seen.has_come else LinkKind.INVITATION
    if account.email is None:
        raise nothing_there()
    handed = (
        reset(sender, account) if seen.has_come else invitation(sender, account.email, account.name, account.language)
    )
    try:
        await request.app[DATABASE].write(hand_link, account.id, kind, handed, doer_of(request))
    except NoSuchAccount:
        return _page(request, again(request, typed, {"": say("L’accesso è chiuso.")}), seen, _of_link(request), 422)
    if handed.mail is not None:
        told = say("Messaggio mandato a %(email)s.") % {"email": account.email}
        return see_other(request, f"/people/{account.id}", told)
    links = [(account.name, account.email, address_of_link(sender.url, handed.secret))]
    return page(
        request, "people/links.html", links=links, back=f"/people/{account.id}", back_to=called(seen), lasts=LASTS[kind]
    )


AskedOf = Callable[[PersonSeen, Say], Asked]


def _of_close(seen: PersonSeen, say: Say) -> Asked:
    return Asked(
        say("Chiudere l’accesso di %(name)s?") % {"name": called(seen)},
        say("Esce subito da tutti i dispositivi e non entra più. Le prenotazioni restano. Si può riaprire."),
        say("Chiudi l’accesso"),
        is_final=True,
    )


def _of_reopen(seen: PersonSeen, say: Say) -> Asked:
    return Asked(
        say("Riaprire l’accesso di %(name)s?") % {"name": called(seen)},
        say("Entra di nuovo come prima, con la stessa password e gli stessi ruoli."),
        say("Riapri l’accesso"),
    )


def _of_forget(seen: PersonSeen, say: Say) -> Asked:
    return Asked(
        say("Cancellare i dati di %(name)s?") % {"name": called(seen)},
        say(
            "Nome, indirizzo, password e ruoli spariscono, anche dalla cronologia. "
            "Quello che ha fatto resta sotto un numero. Non si può tornare indietro."
        ),
        say("Cancella i dati"),
        is_final=True,
    )


def _of_sign_out(seen: PersonSeen, say: Say) -> Asked:
    return Asked(
        say("Far uscire %(name)s da tutti i dispositivi?") % {"name": called(seen)},
        say("Per continuare deve entrare di nuovo con la sua password."),
        say("Fai uscire"),
    )


def _of_second_factor(seen: PersonSeen, say: Say) -> Asked:
    return Asked(
        say("Spegnere il secondo fattore di %(name)s?") % {"name": called(seen)},
        say(
            "Per chi ha perso il telefono: entra con la sola password finché non ne imposta un altro. Assicurati che sia lui."
        ),
        say("Spegni il secondo fattore"),
        is_final=True,
    )


def _of_link(request: web.Request) -> AskedOf:
    goes = mails_go(request)

    def asked(seen: PersonSeen, say: Say) -> Asked:
        if seen.has_come:
            title = say("Una nuova password per %(name)s?")
            consequence = say("Il collegamento vale un’ora. Con la nuova password esce da tutti i dispositivi.")
        else:
            title = say("Invitare di nuovo %(name)s?")
            consequence = say("Il collegamento di prima non vale più. Quello nuovo vale sette giorni.")
        if not goes:
            consequence += " " + say("Da qui non parte posta: il collegamento si vede una volta, e lo consegni tu.")
        button = say("Manda il messaggio") if goes else say("Mostra il collegamento")
        return Asked(title % {"name": called(seen)}, consequence, button)

    return asked


def called(seen: PersonSeen) -> str:
    """How a page calls somebody: by name, else address, else number."""
    return seen.account.name or seen.account.email or seen.account.id


async def _ask(request: web.Request, asked: AskedOf, states: tuple[State, ...]) -> web.Response:
    seen = (await known_person(request)).person
    if seen.state not in states or seen.is_blank:
        return see_other(request, f"/people/{seen.account.id}")
    return _page(request, new_form(request, {}), seen, asked)


async def _act(
    request: web.Request,
    act: Callable[..., object],
    asked: AskedOf,
    done: Callable[[Say], str],
    then: str | None = None,
) -> web.Response:
    typed = await read_form(request)
    say, seen = words(request).gettext, (await known_person(request)).person
    try:
        await request.app[DATABASE].write(act, seen.account.id, doer_of(request))
    except LastAdministrator:
        told = say("È l’ultimo amministratore: prima danne il ruolo a qualcun altro.")
        return _page(request, again(request, typed, {"": told}), seen, asked, 422)
    except NoSuchAccount:
        raise nothing_there() from None
    forget_believed(request)
    return see_other(request, then or f"/people/{seen.account.id}", done(say))


def _page(request: web.Request, form: Form, seen: PersonSeen, asked: AskedOf, status: int = 200) -> web.Response:
    return page(
        request,
        "people/act.html",
        status,
        form=form,
        person=seen,
        called=called(seen),
        asked=asked(seen, words(request).gettext),
        is_self=seen.account.id == request[IDENTITY].who,
    )
