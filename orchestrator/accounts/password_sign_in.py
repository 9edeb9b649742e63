"""One try to sign in by password: whether it may be made now, and whose account it opens."""

from sqlalchemy import select

from orchestrator.accounts.accounts import Account
from orchestrator.accounts.delays import Delays, Wait
from orchestrator.accounts.emails import key_of
from orchestrator.accounts.known_devices import KnownDevice
from orchestrator.accounts.passwords import Passwords, check_password
from orchestrator.accounts.tables import AccountRow
from schedules.store.database import Database
from schedules.store.transaction import Transaction


async def try_password(
    database: Database,
    passwords: Passwords,
    delays: Delays,
    email: str,
    text: str,
    address: str,
    device: KnownDevice | None,
    now_s: float,
) -> Account | Wait | None:
    """Whose account that is, if *text* is its password; how long to wait where others guessed; None for anything else.

    *address* is the network address, *device* what `known_device` read of the browser's cookie. Raises PasswordsBusy.
    """
    trusted = device is not None and await database.read(_is_of, email, device)
    begun = delays.begin(email, address, now_s, device.id if device is not None and trusted else None)
    if isinstance(begun, Wait):
        return begun
    account = await check_password(database, passwords, email, text)
    if account is not None:
        delays.right(begun)
    return account


def _is_of(db: Transaction, email: str, device: KnownDevice) -> bool:
    account = db.scalar(select(AccountRow.id).where(AccountRow.email_key == key_of(email)))
    return account is not None and device.knows(account)
