"""What people do with their own account is written down, by whom, from where, and without anything secret."""

import pyotp
from sqlalchemy import select

from orchestrator.audit.tables import ActRow
from tests.orchestrator.entrance.conftest import PASSWORD, House
from tests.orchestrator.entrance.test_second_factor_asked import secret_in

NEW = "quattro gatti rossi"


async def test_acts_given_somebody_who_does_all_they_may_when_read_then_each_is_there_and_tells_no_secret(
    house: House,
) -> None:
    browser, other = await house.signed_in(), await house.signed_in()
    await browser.fill("/account", name="Ada Bianchi")
    await browser.fill("/account", "/account/password", old_password=PASSWORD, new_password=NEW)
    set_up = await browser.fill("/account", "/account/second-factor")
    secret = secret_in(set_up.text)
    await browser.send(set_up.form("/account/second-factor/prove"), code=pyotp.TOTP(secret).at(house.now))
    await browser.fill("/account", "/account/second-factor/papers")
    await browser.fill("/account", "/account/second-factor/off")
    await house.sign_in(other, password=NEW)
    await browser.fill("/account", "/account/browsers/end-others")
    again = await browser.get("/sign-in/again?then=/account")
    await browser.send(again.form("/sign-in/again"), password=NEW)
    await browser.fill("/account", "/sign-out")

    rows = await house.database.read(lambda db: list(db.scalars(select(ActRow).order_by(ActRow.number))))
    assert [row.action for row in rows] == [
        "signed_in",
        "signed_in",
        "account_changed",
        "password_set",
        "second_factor_set",
        "paper_codes_made",
        "second_factor_removed",
        "signed_in",
        "sign_ins_ended",
        "proved_again",
        "signed_out",
    ]
    assert {(row.who_kind, row.who, row.address, row.object_id) for row in rows} == {
        ("account", house.ada, "127.0.0.1", house.ada)
    }
    assert rows[2].changes == {"name": ["Ada Neri", "Ada Bianchi"]}
    told = repr([row.changes for row in rows])
    assert not any(hidden in told for hidden in (NEW, PASSWORD, secret, *browser.cookies.values()))
