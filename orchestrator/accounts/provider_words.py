"""Why somebody who was at a provider is not signed in, and what they are told."""

from collections.abc import Mapping
from enum import StrEnum

from config.words.sentences import Language
from integrations.services.openid_errors import OpenIdTrouble


class SignInTrouble(StrEnum):
    """Why the provider's word opens no account."""

    ASTRAY = "provider_astray"
    """The browser comes back from a way that it did not begin here, or too late."""
    DECLINED = "provider_declined"
    UNINVITED = "provider_uninvited"
    UNVERIFIED = "provider_unverified"
    ELSEWHERE = "provider_elsewhere"
    """There is an account, but the provider is not one of its domain or organisation."""
    ANOTHER = "provider_another"
    """The account, or the person at the provider, belongs to another already."""
    CLOSED = "provider_closed"
    UNPROVED = "provider_unproved"
    """Somebody had to prove once more who they are, and the provider did not ask them anew."""


class NotSignedIn(Exception):
    """Somebody is not signed in; *trouble* says why."""

    def __init__(self, trouble: SignInTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


WORDS: Mapping[SignInTrouble, Mapping[Language, str]] = {
    SignInTrouble.ASTRAY: {
        "it": "L’accesso è durato troppo o è cominciato altrove: ricomincia da qui.",
        "en": "Signing in took too long or began elsewhere: begin again here.",
    },
    SignInTrouble.DECLINED: {
        "it": "L’accesso è stato annullato.",
        "en": "Signing in was called off.",
    },
    SignInTrouble.UNINVITED: {
        "it": "Non c’è ancora un invito per te: chiedilo a chi gestisce le sale o la tua organizzazione.",
        "en": "There is no invitation for you yet: ask whoever manages the rooms or your organisation.",
    },
    SignInTrouble.UNVERIFIED: {
        "it": "Il tuo indirizzo non risulta verificato: apri l’invito che hai ricevuto e accedi da lì.",
        "en": "Your address is not known to be verified: open the invitation you received and sign in from there.",
    },
    SignInTrouble.ELSEWHERE: {
        "it": "Da qui non si entra nel tuo account: accedi in un altro modo.",
        "en": "This is not the way into your account: sign in another way.",
    },
    SignInTrouble.ANOTHER: {
        "it": "L’account è già legato a un’altra identità: chiedi un nuovo invito a chi gestisce le sale.",
        "en": "The account belongs to another identity already: ask whoever manages the rooms for a new invitation.",
    },
    SignInTrouble.CLOSED: {
        "it": "Il tuo account è chiuso: chiedi a chi gestisce le sale.",
        "en": "Your account is closed: ask whoever manages the rooms.",
    },
    SignInTrouble.UNPROVED: {
        "it": "Da lì non risulta che tu abbia appena confermato chi sei: riprova, e conferma dove ti viene chiesto.",
        "en": "You do not seem to have confirmed there just now who you are: try again, and confirm where you are asked.",
    },
}
PROVIDER_WORDS: Mapping[OpenIdTrouble, Mapping[Language, str]] = {
    OpenIdTrouble.UNREACHABLE: {
        "it": "{provider} non risponde: riprova tra poco, o accedi in un altro modo.",
        "en": "{provider} does not answer: try again soon, or sign in another way.",
    },
    OpenIdTrouble.WRONG: {
        "it": "{provider} ha risposto in modo inatteso: accedi in un altro modo e avvisa chi gestisce le sale.",
        "en": "{provider} answered in an unexpected way: sign in another way, and tell whoever manages the rooms.",
    },
    OpenIdTrouble.REFUSED: {
        "it": "{provider} non ha accettato la richiesta: ricomincia, o accedi in un altro modo.",
        "en": "{provider} did not accept the request: begin again, or sign in another way.",
    },
    OpenIdTrouble.TOKEN: {
        "it": "La risposta di {provider} non prova chi sei: ricomincia, o accedi in un altro modo.",
        "en": "The answer of {provider} does not prove who you are: begin again, or sign in another way.",
    },
}
