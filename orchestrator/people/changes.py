"""What administrators change of one account, each act in one transaction, recorded, and never so that nobody is left to undo it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from config.words.sentences import Language
from orchestrator.accounts.accounts import (
    Account,
    Changed,
    blank_account,
    change_account,
    close_account,
    find_account,
    give_membership,
    give_staff,
    memberships_of,
    move_account,
    reopen_account,
    staff_of,
    take_membership,
    take_staff,
)
from orchestrator.accounts.links import LinkKind, keep_link
from orchestrator.accounts.roles import Membership, OrganisationRole, Staff, StaffRole
from orchestrator.accounts.second_factor import second_factor_of, turn_off
from orchestrator.accounts.sign_ins import end_all_sign_ins, list_sign_ins
from orchestrator.audit.acts import Act, ActKind, ActObject, Changes, Field, ObjectKind, changes_between
from orchestrator.audit.store import blank, record
from orchestrator.outbox.store import put_mail
from orchestrator.people.doer import Doer
from orchestrator.people.guards import keep_a_manager, keep_an_administrator
from orchestrator.people.inviting import membership_act, staff_act
from orchestrator.people.letters import Handed
from schedules.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Roles:
    """All that an account is."""

    staff: frozenset[Staff] = frozenset()
    memberships: frozenset[Membership] = frozenset()


class NoSuchAccount(Exception):
    """There is no account of that id that this could be done to."""


def change(
    db: Transaction,
    account_id: str,
    revision: int,
    email: str,
    name: str,
    language: Language,
    by: Doer,
) -> Account:
    """Give it another name, language and address. Raises NoSuchAccount, Changed, EmailTaken."""
    before = _open_account(db, account_id)
    if before.revision != revision:
        raise Changed(account_id)
    after = change_account(db, account_id, revision, name, language)
    if email != before.email:
        after = move_account(db, account_id, after.revision, email)
    changes = changes_between(_told(before), _told(after))
    if changes:
        record(db, by.actor, _act(ActKind.ACCOUNT_CHANGED, account_id, by.now, changes))
    return after


def roles_of(db: Transaction, account_id: str) -> Roles:
    """What it is now."""
    return Roles(frozenset(staff_of(db, account_id)), frozenset(memberships_of(db, account_id)))


def set_roles(db: Transaction, account_id: str, had: Roles, wanted: Roles, by: Doer) -> bool:
    """Let it be what is *wanted*, and nothing else, where it is still what it *had*; False where these are the same.

    Raises NoSuchAccount, Changed, LastAdministrator, LastManager.
    """
    _open_account(db, account_id)
    if roles_of(db, account_id) != had:
        raise Changed(account_id)
    for staff in sorted(had.staff - wanted.staff):
        remove_staff(db, account_id, staff, by)
    for staff in sorted(wanted.staff - had.staff):
        add_staff(db, account_id, staff, by)
    for organisation in sorted({held.organisation for held in had.memberships | wanted.memberships}):
        roles = {held.role for held in wanted.memberships if held.organisation == organisation}
        set_memberships(db, account_id, organisation, roles, by)
    return had != wanted


def add_staff(db: Transaction, account_id: str, staff: Staff, by: Doer) -> bool:
    """Give it a role on the staff; False where it had it. Its sign-ins end. Raises NoSuchAccount."""
    _open_account(db, account_id)
    if staff in staff_of(db, account_id):
        return False
    give_staff(db, account_id, staff)
    end_all_sign_ins(db, account_id, by.kept_of(account_id))
    record(db, by.actor, staff_act(ActKind.STAFF_GIVEN, account_id, staff, by.now))
    return True


def remove_staff(db: Transaction, account_id: str, staff: Staff, by: Doer) -> bool:
    """Take a role on the staff away; False where it had none. Its sign-ins end. Raises NoSuchAccount, LastAdministrator."""
    _account(db, account_id)
    if staff not in staff_of(db, account_id):
        return False
    if staff.role is StaffRole.ADMINISTRATOR:
        keep_an_administrator(db, account_id)
    take_staff(db, account_id, staff)
    end_all_sign_ins(db, account_id, by.kept_of(account_id))
    record(db, by.actor, staff_act(ActKind.STAFF_TAKEN, account_id, staff, by.now))
    return True


def close(db: Transaction, account_id: str, by: Doer) -> bool:
    """Let nobody sign in to it; False where it is closed. Raises NoSuchAccount, LastAdministrator."""
    _account(db, account_id)
    keep_an_administrator(db, account_id)
    closed = close_account(db, account_id, by.now)
    if closed:
        record(db, by.actor, _act(ActKind.ACCOUNT_CLOSED, account_id, by.now))
    return closed


def reopen(db: Transaction, account_id: str, by: Doer) -> bool:
    """Let it be signed in to again; False where it is open. Raises NoSuchAccount for one that was blanked."""
    if _account(db, account_id).email is None:
        raise NoSuchAccount(account_id)
    opened = reopen_account(db, account_id)
    if opened:
        record(db, by.actor, _act(ActKind.ACCOUNT_REOPENED, account_id, by.now))
    return opened


def forget(db: Transaction, account_id: str, by: Doer) -> None:
    """Forget who it was, in what was recorded too; its acts stay under its id. Raises NoSuchAccount, LastAdministrator."""
    _account(db, account_id)
    keep_an_administrator(db, account_id)
    blank_account(db, account_id, by.now)
    blank(db, ActObject(ObjectKind.ACCOUNT, account_id))
    record(db, by.actor, _act(ActKind.ACCOUNT_BLANKED, account_id, by.now))


def end_sign_ins(db: Transaction, account_id: str, by: Doer) -> int:
    """Sign it out everywhere; gives in how many browsers it was signed in. Raises NoSuchAccount."""
    _account(db, account_id)
    ended = len(list_sign_ins(db, account_id, by.now))
    end_all_sign_ins(db, account_id)
    record(db, by.actor, _act(ActKind.SIGN_INS_ENDED, account_id, by.now, {Field.COUNT: (ended, 0)}))
    return ended


def drop_second_factor(db: Transaction, account_id: str, by: Doer) -> bool:
    """Let a password be enough again, for who lost the authenticator; False where it is. Raises NoSuchAccount."""
    _account(db, account_id)
    if second_factor_of(db, account_id) is None:
        return False
    turn_off(db, account_id)
    end_all_sign_ins(db, account_id, by.kept_of(account_id))
    record(db, by.actor, _act(ActKind.SECOND_FACTOR_REMOVED, account_id, by.now))
    return True


def hand_link(db: Transaction, account_id: str, kind: LinkKind, handed: Handed, by: Doer) -> None:
    """Keep a link that was made for it, and let its mail go out. Raises NoSuchAccount."""
    _open_account(db, account_id)
    keep_link(db, account_id, kind, handed.secret, by.now)
    if handed.mail is not None:
        put_mail(db, handed.mail, by.now)
    act = ActKind.INVITED if kind is LinkKind.INVITATION else ActKind.RESET_ASKED
    record(db, by.actor, _act(act, account_id, by.now))


def hand_links(db: Transaction, kind: LinkKind, handed: Sequence[tuple[str, Handed]], by: Doer) -> None:
    """The same for several accounts. Raises NoSuchAccount, and does nothing then."""
    for account_id, link in handed:
        hand_link(db, account_id, kind, link, by)


def set_memberships(
    db: Transaction, account_id: str, organisation: str, wanted: Collection[OrganisationRole], by: Doer
) -> bool:
    """Let it be *wanted* in the organisation, and nothing else; False where it is. Sign-ins end where a role is taken.

    Raises LastManager for somebody who would leave their organisation without one.
    """
    had = {held for held in memberships_of(db, account_id) if held.organisation == organisation}
    wished = {Membership(organisation, role) for role in wanted}
    if by.is_account(account_id) and Membership(organisation, OrganisationRole.MANAGER) in had - wished:
        keep_a_manager(db, account_id, organisation)
    for membership in sorted(wished - had):
        give_membership(db, account_id, membership)
        record(db, by.actor, membership_act(ActKind.MEMBERSHIP_GIVEN, account_id, membership, by.now))
    for membership in sorted(had - wished):
        take_membership(db, account_id, membership)
        record(db, by.actor, membership_act(ActKind.MEMBERSHIP_TAKEN, account_id, membership, by.now))
    if had - wished:
        end_all_sign_ins(db, account_id, by.kept_of(account_id))
    return had != wished


def change_memberships(
    db: Transaction,
    organisation: str,
    account_id: str,
    had: Collection[OrganisationRole],
    wanted: Collection[OrganisationRole],
    by: Doer,
) -> bool:
    """The same, where it is still what it *had* there. Raises Changed, LastManager."""
    held = {held.role for held in memberships_of(db, account_id) if held.organisation == organisation}
    if held != set(had):
        raise Changed(account_id)
    return set_memberships(db, account_id, organisation, wanted, by)


def _account(db: Transaction, account_id: str) -> Account:
    account = find_account(db, account_id)
    if account is None:
        raise NoSuchAccount(account_id)
    return account


def _open_account(db: Transaction, account_id: str) -> Account:
    account = _account(db, account_id)
    if account.closed_at is not None:
        raise NoSuchAccount(account_id)
    return account


def _told(account: Account) -> dict[Field, object]:
    return {Field.EMAIL: account.email, Field.NAME: account.name, Field.LANGUAGE: account.language}


def _act(kind: ActKind, account_id: str, now: datetime, changes: Changes | None = None) -> Act:
    return Act(kind, now, ActObject(ObjectKind.ACCOUNT, account_id), changes=changes or {})
