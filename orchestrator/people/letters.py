"""What people are sent when they are invited, written and sealed before the transaction that invites them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from config.words.sentences import Language
from orchestrator.accounts.accounts import Account
from orchestrator.accounts.links import LASTS, LinkKind, new_secret
from orchestrator.outbox.letters import Invitation, Joined, PasswordReset
from orchestrator.outbox.sealed import SealedMail, sealed_mail
from orchestrator.people.inviting import Found, Invitee, Standing, Wanted
from schedules.store.sealing import Keys


@dataclass(frozen=True, slots=True)
class Sender:
    """Who invites, from where, and whether mails go out from there."""

    keys: Keys
    house: str
    url: str
    """The address of the service."""
    mails_go: bool
    who: str
    """The id of whoever is told when a mail fails."""
    name: str
    """As people read it."""
    now: datetime


@dataclass(frozen=True, slots=True)
class Handed:
    """A link that was made: its secret, and the mail that carries it, where mails go out."""

    secret: str
    mail: SealedMail | None


def address_of_link(url: str, secret: str) -> str:
    """The address that a person opens."""
    return f"{url}/links/{secret}"


def invitee(sender: Sender, wanted: Wanted, found: Found, account_id: str, organisations: Mapping[str, str]) -> Invitee:
    """Somebody with what they are to be sent; *organisations* are the names of those that they may join, by their ids."""
    if found.standing in {Standing.NEW, Standing.WAITS}:
        known = found.person.account if found.person is not None else None
        handed = invitation(sender, wanted.email, known.name if known else wanted.name, _language(wanted, known))
        return Invitee(wanted, found, account_id, handed.secret, handed.mail)
    if found.standing is Standing.JOINS and found.person is not None and sender.mails_go and wanted.memberships:
        return Invitee(wanted, found, account_id, None, _joined(sender, found.person.account, wanted, organisations))
    return Invitee(wanted, found, account_id)


def invitation(sender: Sender, email: str, name: str, language: Language) -> Handed:
    """A link by which somebody comes for the first time."""
    secret = new_secret()
    link, days = address_of_link(sender.url, secret), LASTS[LinkKind.INVITATION].days
    letter = Invitation(sender.house, greeted(email, name), sender.name, link, days)
    return Handed(secret, _sealed(sender, letter, email, language, LinkKind.INVITATION))


def reset(sender: Sender, account: Account) -> Handed:
    """A link by which somebody who has come chooses another password."""
    secret = new_secret()
    link, minutes = address_of_link(sender.url, secret), int(LASTS[LinkKind.RESET].total_seconds() // 60)
    email = account.email or ""
    letter = PasswordReset(sender.house, greeted(email, account.name), link, minutes)
    return Handed(secret, _sealed(sender, letter, email, account.language, LinkKind.RESET))


def greeted(email: str, name: str) -> str:
    """How a mail calls somebody: what stands before the @, where no name is known."""
    return name or email.rpartition("@")[0]


def _joined(sender: Sender, account: Account, wanted: Wanted, organisations: Mapping[str, str]) -> SealedMail | None:
    organisation = wanted.memberships[0].organisation
    name = organisations.get(organisation, organisation)
    letter = Joined(sender.house, greeted(wanted.email, account.name), sender.name, name, f"{sender.url}/")
    return _sealed(sender, letter, wanted.email, account.language)


def _sealed(
    sender: Sender,
    letter: Invitation | PasswordReset | Joined,
    email: str,
    language: Language,
    kind: LinkKind | None = None,
) -> SealedMail | None:
    if not sender.mails_go:
        return None
    until = None if kind is None else sender.now + LASTS[kind]
    return sealed_mail(sender.keys, letter, to=email, language=language, caused_by=sender.who, until=until)


def _language(wanted: Wanted, known: Account | None) -> Language:
    return wanted.language if known is None else known.language
