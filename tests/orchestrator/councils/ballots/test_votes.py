"""A secret vote from its keys to its lists: one paper for each seat, the first casting counts, and one transaction closes."""

import asyncio
from dataclasses import replace

import pytest

from orchestrator.councils.ballots.blind_rsa import BlindRsaError, SigningKey, blind_sign, verify
from orchestrator.councils.ballots.casting import CHOICE_BYTES, AnotherChoice, Ballot, NotCounted, cast, papers_cast
from orchestrator.councils.ballots.closing import (
    annul_vote,
    close_vote,
    closed_vote,
    delete_vote,
    forget_links,
    unforgotten,
)
from orchestrator.councils.ballots.counting import Counted, choice_of, count_papers
from orchestrator.councils.ballots.handing_out import AlreadyHandedOut, hand_out, handed_out, has_paper
from orchestrator.councils.ballots.keys import new_signing_key
from orchestrator.councils.ballots.tables import (
    BallotChoiceRow,
    BallotReceiptRow,
    BallotRow,
    BallotSeatRow,
    SecretVoteRow,
)
from orchestrator.councils.ballots.votes import (
    NoSuchVote,
    Stage,
    WrongStage,
    announce_closing,
    find_vote,
    open_vote,
    prepare_vote,
    running_votes,
)
from schedules.store.database import Database
from schedules.store.rows import Base
from schedules.store.sealing import KEY_BYTES, Keys, Unreadable
from schedules.store.transaction import Transaction
from tests.support.ballots import KEYS, VOTE, ballot_of, new_paper, opened_vote, vote_as

YES, NO = choice_of(["si"]), choice_of(["no"])
SECRET = b"s" * 32


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return new_signing_key()


async def test_paper_given_a_seat_when_it_asks_again_then_the_same_message_has_the_same_answer_and_no_other_has_one(
    database: Database, key: SigningKey
) -> None:
    await database.write(opened_vote, VOTE, key)
    first, second = (new_paper(key.public, secret).blinded.message for secret in (SECRET, b"t" * 32))

    new = await database.write(hand_out, KEYS, VOTE, "12", first)
    again = await database.write(hand_out, KEYS, VOTE, "12", first)
    with pytest.raises(AlreadyHandedOut):
        await database.write(hand_out, KEYS, VOTE, "12", second)
    other = await database.write(hand_out, KEYS, VOTE, "13", second)

    assert (new.newly, again.newly, other.newly) == (True, False, True)
    assert blind_sign(new.key, first) == blind_sign(again.key, first)
    assert await database.read(handed_out, VOTE) == 2
    assert [await database.read(has_paper, VOTE, seat) for seat in ("12", "14")] == [True, False]


async def test_paper_given_a_message_that_cannot_be_signed_when_it_is_sent_then_the_seats_paper_is_not_spent(
    database: Database, key: SigningKey
) -> None:
    await database.write(opened_vote, VOTE, key)

    for broken in (b"", b"\0" * key.public.length, b"\xff" * key.public.length):
        with pytest.raises(BlindRsaError):
            await database.write(hand_out, KEYS, VOTE, "12", broken)

    good = new_paper(key.public, SECRET).blinded.message
    assert (await database.write(hand_out, KEYS, VOTE, "12", good)).newly


async def test_casting_given_one_paper_when_it_comes_again_then_the_same_is_as_good_and_another_choice_is_refused(
    database: Database, key: SigningKey
) -> None:
    await database.write(opened_vote, VOTE, key)
    ballot = await database.write(vote_as, "12", YES, key)

    await database.write(cast, KEYS, VOTE, ballot)
    with pytest.raises(AnotherChoice):
        await database.write(cast, KEYS, VOTE, replace(ballot, choice=NO))

    assert await database.read(papers_cast, VOTE) == 1
    await database.write(close_vote, KEYS, VOTE)
    assert (await database.read(closed_vote, VOTE)).choices == [YES]


async def test_casting_given_papers_that_are_none_when_they_come_then_none_is_in_the_urn(
    database: Database, key: SigningKey
) -> None:
    await database.write(opened_vote, VOTE, key)
    await database.write(opened_vote, "altra")
    ballot = await database.write(ballot_of, "12", YES, key)

    for broken in (
        replace(ballot, token=b"\0" + ballot.token[1:]),
        replace(ballot, token=ballot.token + b"x"),
        replace(ballot, signature=bytes(256)),
        replace(ballot, signature=b""),
        replace(ballot, choice="x" * (CHOICE_BYTES + 1)),
        replace(ballot, choice="à" * (CHOICE_BYTES // 2 + 1)),
        replace(ballot, choice="\0"),
        replace(ballot, choice="\ud800"),
    ):
        with pytest.raises(BlindRsaError):
            await database.write(cast, KEYS, VOTE, broken)
    with pytest.raises(BlindRsaError):
        await database.write(cast, KEYS, "altra", ballot)
    with pytest.raises(NoSuchVote):
        await database.write(cast, KEYS, "nessuna", ballot)

    assert await database.read(papers_cast, VOTE) == 0
    await database.write(cast, KEYS, VOTE, replace(ballot, choice="x" * CHOICE_BYTES))


async def test_closing_given_it_was_announced_when_papers_come_then_those_count_whose_acts_came_before(
    database: Database, key: SigningKey
) -> None:
    await database.write(opened_vote, VOTE, key)
    early, overtaken = (new_paper(key.public, secret) for secret in (SECRET, b"t" * 32))
    await database.write(hand_out, KEYS, VOTE, "12", early.blinded.message)
    await database.write(announce_closing, VOTE)

    again = await database.write(hand_out, KEYS, VOTE, "12", early.blinded.message)
    await database.write(hand_out, KEYS, VOTE, "13", overtaken.blinded.message)
    with pytest.raises(WrongStage):
        await database.write(open_vote, KEYS, VOTE)
    ballot = early.signed(blind_sign(again.key, early.blinded.message), YES)
    await database.write(cast, KEYS, VOTE, ballot)
    await database.write(close_vote, KEYS, VOTE)

    closed = await database.read(closed_vote, VOTE)
    assert (closed.handed_out, len(closed.receipts), closed.choices) == (2, 1, [YES])
    verify(
        (await database.read(find_vote, VOTE)).key,
        bytes.fromhex(closed.receipts[0].token),
        bytes.fromhex(closed.receipts[0].signature),
    )


async def test_closed_vote_given_papers_when_they_come_then_who_was_counted_is_told_so_and_nobody_else(
    database: Database, key: SigningKey
) -> None:
    await database.write(opened_vote, VOTE, key)
    counted = await database.write(vote_as, "12", YES, key)
    late = await database.write(ballot_of, "13", NO, key)
    await database.write(close_vote, KEYS, VOTE)

    await database.write(cast, KEYS, VOTE, counted)
    await database.write(cast, KEYS, VOTE, replace(counted, choice=NO))  # what it said is known to nobody any more
    with pytest.raises(NotCounted):
        await database.write(cast, KEYS, VOTE, late)
    with pytest.raises(WrongStage, match="closed"):
        await database.write(hand_out, KEYS, VOTE, "13", b"x")
    for step in (announce_closing, annul_vote):
        with pytest.raises(WrongStage):
            await database.write(step, VOTE)
    with pytest.raises(WrongStage):
        await database.write(open_vote, KEYS, VOTE)

    assert (await database.write(close_vote, KEYS, VOTE)).words == {}
    assert (await database.read(closed_vote, VOTE)).choices == [YES]


async def test_closing_given_castings_under_way_when_they_meet_then_each_is_counted_or_told_that_it_is_not(
    database: Database, key: SigningKey
) -> None:
    await database.write(opened_vote, VOTE, key)
    ballots = [await database.write(ballot_of, str(seat), YES, key) for seat in range(30)]
    told: list[bool] = []

    async def send(ballot: Ballot) -> None:
        try:
            await database.write(cast, KEYS, VOTE, ballot)
            told.append(True)
        except NotCounted:
            told.append(False)

    async with asyncio.TaskGroup() as group:
        for ballot in ballots[:15]:
            group.create_task(send(ballot))
        group.create_task(database.write(close_vote, KEYS, VOTE))
        for ballot in ballots[15:]:
            group.create_task(send(ballot))

    closed = await database.read(closed_vote, VOTE)
    assert (len(told), told.count(True)) == (30, len(closed.choices))
    assert told.count(True) == len(closed.receipts) == 15
    assert closed.handed_out == 30


async def test_annulled_vote_given_papers_when_it_ends_then_nothing_of_them_is_left_and_nothing_more_counts(
    database: Database, key: SigningKey
) -> None:
    await database.write(opened_vote, VOTE, key)
    ballot = await database.write(vote_as, "12", YES, key)

    gone = await database.write(annul_vote, VOTE)
    assert await database.read(unforgotten) == [VOTE]
    await forget_links(database, gone)

    assert await database.read(unforgotten) == []
    assert (await database.write(annul_vote, VOTE)).words == {}
    with pytest.raises(NotCounted):
        await database.write(cast, KEYS, VOTE, ballot)
    with pytest.raises(WrongStage, match="annulled"):
        await database.write(close_vote, KEYS, VOTE)
    with pytest.raises(WrongStage):
        await database.read(closed_vote, VOTE)
    assert await database.read(rows_of, BallotRow) == 0


async def test_vote_given_that_it_is_over_when_it_is_deleted_then_nothing_of_it_is_left_and_others_stay(
    database: Database, key: SigningKey
) -> None:
    for vote in (VOTE, "altra"):
        await database.write(opened_vote, vote, key)
        await database.write(vote_as, "12", YES, key, vote)
        with pytest.raises(WrongStage, match="open"):
            await database.write(delete_vote, vote)
        await database.write(close_vote, KEYS, vote)

    await database.write(delete_vote, VOTE)

    tables = (SecretVoteRow, BallotSeatRow, BallotRow, BallotReceiptRow, BallotChoiceRow)
    assert [await database.read(rows_of, table) for table in tables] == [1, 1, 0, 1, 1]
    assert len((await database.read(closed_vote, "altra")).receipts) == 1


async def test_keys_given_a_vote_when_it_runs_and_when_it_is_over_then_they_are_sealed_and_then_gone(
    database: Database, key: SigningKey
) -> None:
    vote = await database.write(prepare_vote, KEYS, VOTE, key)
    assert (vote.stage, vote.key) == (Stage.PREPARED, key.public)
    assert await database.write(prepare_vote, KEYS, VOTE, new_signing_key()) == vote
    with pytest.raises(WrongStage):
        await database.write(hand_out, KEYS, VOTE, "12", b"x")

    assert await database.read(sealed) == [(True, False)]
    await database.write(open_vote, KEYS, VOTE)
    boxed = await database.read(lambda db: [row.box for row in db.query(SecretVoteRow)])
    await database.write(open_vote, KEYS, VOTE)  # a paper that was cast meanwhile can still be read
    assert await database.read(lambda db: [row.box for row in db.query(SecretVoteRow)]) == boxed != [None]
    message = new_paper(key.public, SECRET).blinded.message
    with pytest.raises(Unreadable):
        await database.write(hand_out, Keys.of(b"x" * KEY_BYTES), VOTE, "12", message)
    assert await database.read(running_votes) == [VOTE]
    await database.write(close_vote, KEYS, VOTE)

    assert await database.read(running_votes) == []
    assert await database.read(sealed) == [(False, False)]
    assert (await database.read(find_vote, VOTE)).key == key.public


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        (YES, Counted({"si": 1, "no": 0}, 0, 0)),
        (choice_of(["no", "si"]), Counted({"si": 1, "no": 1}, 0, 0)),
        ("", Counted({"si": 0, "no": 0}, 1, 0)),
        ("[]", Counted({"si": 0, "no": 0}, 1, 0)),
        *(
            (null, Counted({"si": 0, "no": 0}, 0, 1))
            for null in ('["forse"]', '["si","si"]', '"si"', "{", "[1]", "[[]]")
        ),
        (choice_of(["si", "no", "si"]), Counted({"si": 0, "no": 0}, 0, 1)),
        ("[" * 250, Counted({"si": 0, "no": 0}, 0, 1)),
    ],
)
def test_count_given_what_a_paper_says_when_it_is_counted_then_it_stands_where_it_belongs(
    said: str, counted: Counted
) -> None:
    assert count_papers([said], ("si", "no"), most=2) == counted


def rows_of(db: Transaction, table: type[Base]) -> int:
    return db.query(table).count()


def sealed(db: Transaction) -> list[tuple[bool, bool]]:
    """Of each vote: whether there is a key that signs, and one of the urn."""
    return [(row.private is not None, row.box is not None) for row in db.query(SecretVoteRow)]
