"""People of every role, in the store and signed in, as tests of routes and pages want them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from orchestrator.accounts.accounts import account_by_email, give_membership, give_staff, make_account
from orchestrator.accounts.organisations import find_organisation, make_organisation
from orchestrator.accounts.roles import Membership, OrganisationRole, Staff, StaffRole
from orchestrator.accounts.sign_ins import open_sign_in
from schedules.store.database import Database
from schedules.store.transaction import Transaction

SCHOOL, UNION = "scuola", "sindacato"
ORGANISATIONS = {SCHOOL: "Istituto comprensivo Alighieri", UNION: "Sindacato Scuola"}
HOUSE, LIBRARY = "casa", "biblioteca"
"""Sites; the room file of a test says which of them there are."""
ROLES: Mapping[str, tuple[Staff | Membership, ...]] = {
    "administrator": (Staff(StaffRole.ADMINISTRATOR),),
    "technician": (Staff(StaffRole.TECHNICIAN, HOUSE),),
    "technician elsewhere": (Staff(StaffRole.TECHNICIAN, LIBRARY),),
    "desk": (Staff(StaffRole.DESK, HOUSE),),
    "desk elsewhere": (Staff(StaffRole.DESK, LIBRARY),),
    "manager": (Membership(SCHOOL, OrganisationRole.MANAGER),),
    "manager elsewhere": (Membership(UNION, OrganisationRole.MANAGER),),
    "organiser": (Membership(SCHOOL, OrganisationRole.ORGANISER),),
    "organiser elsewhere": (Membership(UNION, OrganisationRole.ORGANISER),),
    "viewer": (Membership(SCHOOL, OrganisationRole.VIEWER),),
    "confidential": (
        Membership(SCHOOL, OrganisationRole.CONFIDENTIAL),
        Membership(SCHOOL, OrganisationRole.ORGANISER),
    ),
    "nobody": (),
}
"""Who there is, by what they are called in tests, and what they are."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody with an account, in a browser on plain http."""

    account: str
    email: str
    cookie: str

    @property
    def headers(self) -> Mapping[str, str]:
        """What their browser sends from a page of ours."""
        return {"Cookie": f"regia_account={self.cookie}", "Sec-Fetch-Site": "same-origin"}


async def sign_in(database: Database, who: str, now: datetime | None = None) -> SignedIn:
    """Make somebody of ROLES, with the organisations, and sign them in; again, where they are there already, in another browser."""
    return await database.write(_sign_in, who, now or datetime.now(UTC))


def _sign_in(db: Transaction, who: str, now: datetime) -> SignedIn:
    email = f"{who.replace(' ', '-')}@example.it"
    account = person(db, email, who.capitalize(), now, *ROLES[who])
    cookie, _ = open_sign_in(db, account, "password", "Firefox, Linux", "127.0.0.1", now)
    return SignedIn(account, email, cookie)


def person(db: Transaction, email: str, name: str, now: datetime, *held: Staff | Membership) -> str:
    """The id of the account of that address, made if it is not there, which is all that *held* says."""
    for organisation, title in ORGANISATIONS.items():
        if find_organisation(db, organisation) is None:
            make_organisation(db, organisation, title, now)
    account = account_by_email(db, email) or make_account(db, email, name, "it", now)
    for role in held:
        if isinstance(role, Staff):
            give_staff(db, account.id, role)
        else:
            give_membership(db, account.id, role)
    return account.id
