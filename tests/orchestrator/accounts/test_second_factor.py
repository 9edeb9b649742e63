"""The second factor: codes of an authenticator and of paper, each good once, with secrets that the database does not tell."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from xml.dom import minidom

import pyotp
import pytest
from sqlalchemy import text

from orchestrator.accounts.accounts import Account, blank_account, make_account
from orchestrator.accounts.codes import new_paper_codes, new_secret, qr_of, step_of, uri_of
from orchestrator.accounts.second_factor import (
    new_papers,
    prove,
    second_factor_of,
    set_up,
    spend_code,
    turn_off,
)
from schedules.store.database import Database
from schedules.store.sealing import KEY_BYTES, Keys, Unreadable
from schedules.store.transaction import Transaction

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
STEP = timedelta(seconds=30)
KEYS = Keys.of(b"k" * KEY_BYTES)


@pytest.fixture
async def ada(database: Database) -> Account:
    return await database.write(make_account, "ada@scuola.example", "Ada Neri", "it", NOW)


@pytest.fixture
async def secret(database: Database, ada: Account) -> str:
    """Of Ada's authenticator, set up and proved a minute ago."""
    secret = await database.write(set_up, KEYS, ada.id)
    proved = await database.write(prove, KEYS, ada.id, shown(secret, NOW - 2 * STEP), NOW - 2 * STEP)
    assert proved is not None
    return secret


def shown(secret: str, at: datetime) -> str:
    """What an authenticator shows."""
    return pyotp.TOTP(secret).at(at)


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_code_given_those_of_the_standard_when_looked_at_then_they_are_of_their_steps(seconds: int, code: str) -> None:
    secret, at = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", datetime.fromtimestamp(seconds, UTC)  # RFC 6238, appendix B

    assert step_of(secret, code, at, -1) == seconds // 30


def test_code_given_a_clock_that_differs_when_given_then_one_step_is_forgiven_and_no_more() -> None:
    secret = new_secret()
    taken = [step_of(secret, shown(secret, NOW + steps * STEP), NOW, -1) is not None for steps in (-2, -1, 0, 1, 2)]

    assert taken == [False, True, True, True, False]


@pytest.mark.parametrize("code", ["", "12345", "1234567", "１２３４５６", "abcdef", "\ud800", "0" * 1000])
def test_code_given_what_is_none_when_given_then_it_is_nobodys(code: str) -> None:
    assert step_of(new_secret(), code, NOW, -1) is None


def test_uri_given_a_house_and_an_address_when_an_authenticator_reads_it_then_it_knows_all() -> None:
    secret = new_secret()

    read = urlsplit(uri_of(secret, "ada@scuola.example", "Città di Cassino"))
    parsed = pyotp.parse_uri(read.geturl())

    assert (read.scheme, read.netloc) == ("otpauth", "totp")
    assert parse_qs(read.query)["secret"] == [secret]
    assert isinstance(parsed, pyotp.TOTP)
    assert (parsed.name, parsed.issuer, parsed.interval) == ("ada@scuola.example", "Città di Cassino", 30)
    assert len(secret) == 32
    drawn = minidom.parseString(qr_of(read.geturl())).documentElement  # noqa: S318 - our own
    assert drawn is not None
    assert drawn.tagName == "svg"


def test_paper_codes_given_ten_when_made_then_they_differ_and_read_well() -> None:
    codes = new_paper_codes()

    assert len(set(codes)) == 10
    assert all([len(group) for group in code.split("-")] == [4, 4, 4, 4] for code in codes)
    assert not set("".join(codes)) & set("ilo01")


async def test_second_factor_given_one_that_is_not_proved_when_looked_at_then_there_is_none(
    database: Database, ada: Account
) -> None:
    secret = await database.write(set_up, KEYS, ada.id)

    assert await database.write(prove, KEYS, ada.id, "000000", NOW) is None or shown(secret, NOW) == "000000"
    assert await database.read(second_factor_of, ada.id) is None
    assert not await database.write(spend_code, KEYS, ada.id, shown(secret, NOW), NOW)

    codes = await database.write(prove, KEYS, ada.id, shown(secret, NOW), NOW)
    assert codes is not None
    found = await database.read(second_factor_of, ada.id)
    assert found is not None
    assert (found.since, found.paper_codes) == (NOW, 10)
    assert not await database.write(spend_code, KEYS, ada.id, shown(secret, NOW), NOW)  # it proved the secret already


async def test_second_factor_given_a_code_when_spent_then_it_is_good_once_and_older_ones_are_not(
    database: Database, ada: Account, secret: str
) -> None:
    code = shown(secret, NOW)

    assert await database.write(spend_code, KEYS, ada.id, f"{code[:3]} {code[3:]}", NOW)
    assert not await database.write(spend_code, KEYS, ada.id, code, NOW)
    assert not await database.write(spend_code, KEYS, ada.id, shown(secret, NOW - STEP), NOW)
    assert await database.write(spend_code, KEYS, ada.id, shown(secret, NOW + STEP), NOW)


async def test_second_factor_given_codes_on_paper_when_spent_then_each_is_good_once_until_there_are_others(
    database: Database, ada: Account, secret: str
) -> None:
    bea = await database.write(make_account, "bea@scuola.example", "Bea", "it", NOW)
    codes = await database.write(new_papers, ada.id)

    assert not await database.write(spend_code, KEYS, bea.id, codes[0], NOW)
    assert await database.write(spend_code, KEYS, ada.id, codes[0].upper().replace("-", " "), NOW)
    assert not await database.write(spend_code, KEYS, ada.id, codes[0], NOW)
    found = await database.read(second_factor_of, ada.id)
    assert found is not None
    assert found.paper_codes == 9

    others = await database.write(new_papers, ada.id)
    assert not await database.write(spend_code, KEYS, ada.id, codes[1], NOW)
    assert await database.write(spend_code, KEYS, ada.id, others[1], NOW)
    assert secret


async def test_second_factor_given_a_new_authenticator_when_it_is_not_proved_yet_then_the_old_one_counts(
    database: Database, ada: Account, secret: str
) -> None:
    newer = await database.write(set_up, KEYS, ada.id)

    assert await database.write(spend_code, KEYS, ada.id, shown(secret, NOW), NOW)
    assert not await database.write(spend_code, KEYS, ada.id, shown(newer, NOW + STEP), NOW + STEP)
    assert await database.write(prove, KEYS, ada.id, shown(newer, NOW + STEP), NOW + STEP) is not None
    assert not await database.write(spend_code, KEYS, ada.id, shown(secret, NOW + 3 * STEP), NOW + 3 * STEP)


async def test_second_factor_given_that_it_is_turned_off_or_its_owner_blanked_when_looked_at_then_nothing_is_left(
    database: Database, ada: Account, secret: str
) -> None:
    assert secret
    await database.write(turn_off, ada.id)
    assert await database.read(second_factor_of, ada.id) is None
    assert await database.read(kept, "second_factors", "paper_codes") == 0

    again = await database.write(set_up, KEYS, ada.id)
    await database.write(prove, KEYS, ada.id, shown(again, NOW), NOW)
    await database.write(blank_account, ada.id, NOW)
    assert await database.read(kept, "second_factors", "paper_codes") == 0


async def test_secret_given_another_row_or_other_keys_when_a_code_is_tried_then_it_is_unreadable(
    database: Database, ada: Account, secret: str
) -> None:
    bea = await database.write(make_account, "bea@scuola.example", "Bea", "it", NOW)

    def swap(db: Transaction) -> None:
        db.execute(
            text("INSERT INTO second_factors SELECT :to, secret, offered, proved_at, last_step FROM second_factors"),
            {"to": bea.id},
        )

    await database.write(swap)

    for keys, account in ((KEYS, bea.id), (Keys.of(b"o" * KEY_BYTES), ada.id)):
        with pytest.raises(Unreadable):
            await database.write(spend_code, keys, account, shown(secret, NOW), NOW)
    await database.write(turn_off, bea.id)
    files = list(database.path.parent.glob(f"{database.path.name}*"))
    assert len(files) > 1  # what is written last stands beside it
    assert not any(secret.encode() in file.read_bytes() for file in files)


def kept(db: Transaction, *tables: str) -> int:
    return sum(db.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in tables)  # noqa: S608
