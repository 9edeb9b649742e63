"""What roles, states and mistakes are called on pages. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from orchestrator.accounts.roles import ALL_SITES, OrganisationRole, Staff, StaffRole
from orchestrator.people.directory import PersonSeen, State
from orchestrator.people.pasted import LONGEST_NAME, Line, Mistake
from orchestrator.web.shell.catalogues import Say


@dataclass(frozen=True, slots=True)
class RoleSeen:
    """A role on the staff, or all in one organisation, as a list shows it."""

    role: str
    of: str
    """The site or the organisation; "" where it goes without saying."""
    href: str = ""


def staff_word(role: StaffRole, say: Say) -> str:
    """What somebody of the staff is."""
    return {
        StaffRole.ADMINISTRATOR: say("Amministratore"),
        StaffRole.TECHNICIAN: say("Tecnico"),
        StaffRole.DESK: say("Segreteria"),
    }[role]


def organisation_word(role: OrganisationRole, say: Say) -> str:
    """What somebody in an organisation is."""
    return {
        OrganisationRole.MANAGER: say("Responsabile"),
        OrganisationRole.ORGANISER: say("Organizzatore"),
        OrganisationRole.VIEWER: say("Lettore"),
        OrganisationRole.CONFIDENTIAL: say("Vede le riservate"),
    }[role]


def organisation_roles(say: Say) -> Sequence[tuple[str, str, str]]:
    """The roles in an organisation, to be chosen from: value, word, what it may."""
    may = {
        OrganisationRole.MANAGER: say("Invita e toglie persone, prenota, cambia le prenotazioni di tutti."),
        OrganisationRole.ORGANISER: say("Prenota, e cambia le proprie prenotazioni."),
        OrganisationRole.VIEWER: say("Vede le prenotazioni dell’organizzazione."),
        OrganisationRole.CONFIDENTIAL: say("Legge anche le prenotazioni riservate, accanto a un altro ruolo."),
    }
    return [(role.value, organisation_word(role, say), may[role]) for role in OrganisationRole]


def staff_choices(sites: Mapping[str, str], say: Say) -> Sequence[tuple[str, str, str]]:
    """The roles on the staff, to be chosen from: value, words, what it may."""
    may = {
        StaffRole.ADMINISTRATOR: say("Persone, organizzazioni, sedi e impianti; non i titoli riservati degli altri."),
        StaffRole.TECHNICIAN: say("Sale, dispositivi e avvisi; delle prenotazioni vede gli orari."),
        StaffRole.DESK: say("Prenota per tutti e vede chi ha prenotato."),
    }
    offered = tuple(_staff_of(sites))
    first = {role: next(staff for staff in offered if staff.role is role) for role in may}
    return [
        (staff_value(staff), staff_words(staff, sites, say), may[staff.role] if first[staff.role] is staff else "")
        for staff in offered
    ]


def staff_words(staff: Staff, sites: Mapping[str, str], say: Say) -> str:
    """A role on the staff, and of which site; where there is but one that goes without saying."""
    of = site_word(staff, sites, say)
    return f"{staff_word(staff.role, say)}: {of}" if of else staff_word(staff.role, say)


def site_word(staff: Staff, sites: Mapping[str, str], say: Say) -> str:
    """Of which site; "" where that goes without saying."""
    if staff.role is StaffRole.ADMINISTRATOR or (len(sites) == 1 and staff.site in sites):
        return ""
    return say("tutte le sedi") if staff.site == ALL_SITES else sites.get(staff.site, staff.site)


def staff_value(staff: Staff) -> str:
    """A role on the staff as forms and commands write it: ``technician:casa``."""
    return f"{staff.role}:{staff.site}"


def staff_from(text: str) -> Staff:
    """What `staff_value` wrote. Raises ValueError."""
    role, _, site = text.partition(":")
    return Staff(StaffRole(role), site or ALL_SITES)


def state_word(state: State, say: Say) -> str:
    """How it stands with somebody."""
    return {
        State.ACTIVE: say("Attivo"),
        State.INVITED: say("Invitato, non ancora entrato"),
        State.CLOSED: say("Chiuso"),
    }[state]


def roles_seen(person: PersonSeen, sites: Mapping[str, str], say: Say) -> Sequence[RoleSeen]:
    """All that somebody is, as lists show it."""
    staff = [RoleSeen(staff_word(held.role, say), site_word(held, sites, say)) for held in person.staff]
    held = {(membership.organisation, membership.role) for membership in person.memberships}
    memberships = [
        RoleSeen(
            together([organisation_word(role, say) for role in OrganisationRole if (organisation, role) in held]),
            person.organisations.get(organisation, organisation),
            f"/organisations/{organisation}",
        )
        for organisation in dict.fromkeys(organisation for organisation, _ in sorted(held))
    ]
    return [*staff, *memberships]


def together(words: Sequence[str]) -> str:
    """Several roles as one text."""
    return ", ".join([*words[:1], *(word.lower() for word in words[1:])])


def line_words(line: Line, say: Say) -> str:
    """What is wrong with a pasted line."""
    match line.mistake:
        case Mistake.NO_ADDRESS:
            return say("Manca l’indirizzo di posta.")
        case Mistake.NOT_AN_ADDRESS:
            return say("L’indirizzo non è scritto come nome@scuola.it.")
        case Mistake.SEVERAL:
            return say("Ci sono più indirizzi: tienine uno per persona.")
        case Mistake.LONG_NAME:
            return say("Il nome è troppo lungo: al massimo %(most)s caratteri.") % {"most": LONGEST_NAME}
        case Mistake.REPEATED:
            return say("Ha lo stesso indirizzo della riga %(number)s.") % {"number": line.like}
        case None:
            return ""


def _staff_of(sites: Mapping[str, str]) -> Iterator[Staff]:
    yield Staff(StaffRole.ADMINISTRATOR)
    for role in (StaffRole.TECHNICIAN, StaffRole.DESK):
        if len(sites) != 1:
            yield Staff(role)
        for site in sites:
            yield Staff(role, site)
