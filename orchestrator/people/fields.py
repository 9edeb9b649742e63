"""The fields of the forms of people, read from what was typed: addresses, names, roles. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from config.words.sentences import Language
from orchestrator.accounts.emails import NotAnAddress, address_of
from orchestrator.accounts.roles import Membership, OrganisationRole, Staff
from orchestrator.people.pasted import LONGEST_NAME
from orchestrator.people.words import staff_choices, staff_from
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.forms import Typed
from orchestrator.web.shell.viewer import is_language
from schedules.plain import plain

MEMBER = "member."
"""How the field begins that holds the roles in one organisation; its id follows."""


@dataclass(slots=True)
class Read:
    """What is read of a form, and what is wrong with it, by field."""

    errors: dict[str, str] = field(default_factory=dict)
    email: str = ""
    name: str = ""
    language: Language = "it"
    staff: frozenset[Staff] = frozenset()
    memberships: frozenset[Membership] = frozenset()


def read_person(typed: Typed, read: Read, say: Say) -> None:
    """Their address, name and language."""
    told = typed.one_each()
    read_email(told.get("email", ""), read, say)
    read.name = plain(told.get("name", ""), 10_000)
    if not read.name:
        read.errors["name"] = say("Scrivi il nome.")
    elif len(read.name) > LONGEST_NAME:
        read.errors["name"] = say("Il nome è troppo lungo: al massimo %(most)s caratteri.") % {"most": LONGEST_NAME}
    language = told.get("language", "it")
    if is_language(language):
        read.language = language


def read_email(text: str, read: Read, say: Say) -> None:
    """Their address."""
    try:
        read.email = address_of(text)
    except NotAnAddress:
        read.errors["email"] = (
            say("Scrivi un indirizzo come nome@scuola.it.") if text else say("Scrivi l’indirizzo di posta.")
        )


def read_staff(
    typed: Typed, read: Read, sites: Mapping[str, str], say: Say, had: frozenset[Staff] = frozenset()
) -> None:
    """Their roles on the staff of *sites*; one that they *had* of a site that is gone may stay."""
    offered = {value for value, _, _ in staff_choices(sites, say)} | {f"{held.role}:{held.site}" for held in had}
    chosen = [value for value in typed.values.get("staff", ()) if value]
    if not offered.issuperset(chosen):
        read.errors["staff"] = say("Scegli tra i ruoli di questa lista.")
        return
    read.staff = frozenset(staff_from(value) for value in chosen)


def read_membership(typed: Typed, read: Read, organisations: Mapping[str, str], say: Say) -> None:
    """One organisation that they join, and as what; nothing where neither is chosen."""
    organisation = typed.one_each().get("organisation", "")
    roles = read_roles(typed, "roles")
    if organisation and organisation not in organisations:
        read.errors["organisation"] = say("Scegli un’organizzazione della lista.")
    elif organisation and not roles:
        read.errors["roles"] = say("Scegli che cosa è nell’organizzazione.")
    elif roles and not organisation:
        read.errors["organisation"] = say("Scegli in quale organizzazione ha questi ruoli.")
    elif organisation:
        read.memberships |= {Membership(organisation, role) for role in roles}


def read_memberships(typed: Typed, read: Read) -> None:
    """What they are in each of the organisations that the form lists."""
    read.memberships |= frozenset(_listed(typed))


def read_roles(typed: Typed, name: str) -> frozenset[OrganisationRole]:
    """The roles in an organisation that are chosen in the field; what is none is passed over."""
    known = {role.value for role in OrganisationRole}
    return frozenset(OrganisationRole(value) for value in typed.values.get(name, ()) if value in known)


def _listed(typed: Typed) -> Iterator[Membership]:
    for name in typed.values:
        if name.startswith(MEMBER):
            for role in read_roles(typed, name):
                yield Membership(name.removeprefix(MEMBER), role)
