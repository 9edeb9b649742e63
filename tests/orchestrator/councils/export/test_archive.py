"""The export of a whole sitting, and what gives it away where it says something else than what was."""

import asyncio
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestrator.commands.council import verify
from orchestrator.councils.export.archive import Archive, NoArchive, packed, unpacked
from orchestrator.councils.export.verifying import Defect, Finding, verified
from orchestrator.councils.export.words import SENTENCES, told
from orchestrator.councils.minutes.canonical import canonical, read_minutes
from orchestrator.councils.sitting.acts import MinutesSigned
from orchestrator.councils.sitting.chain import head_of, line_of
from orchestrator.councils.sitting.codec import act_from_json
from orchestrator.demo.council import Played, play_council


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The whole sitting that the demo plays."""
    folder = tmp_path_factory.mktemp("council")
    return asyncio.run(play_council(folder / "data", folder, datetime(2026, 10, 5, 13, 0, 0, 231_417, tzinfo=UTC)))


@pytest.fixture
def archive(played: Played) -> Archive:
    return unpacked(played.archive.read_bytes())


def found(archive: Archive, head: str | None = None) -> list[Finding]:
    return list(verified(unpacked(packed(archive)), head).findings)


def test_play_given_nobody_who_watches_when_it_ends_then_its_export_agrees_with_itself(played: Played) -> None:
    assert played.verified.findings == ()
    assert played.minutes.read_bytes().startswith(b"%PDF-")


def test_export_given_the_same_sitting_when_written_twice_then_it_is_the_same_file(archive: Archive) -> None:
    assert packed(archive) == packed(unpacked(packed(archive)))
    assert "LEGGIMI.html" in zipfile.ZipFile(io.BytesIO(packed(archive))).namelist()


def test_export_given_receipts_and_votes_when_looked_at_then_their_orders_say_nothing_of_each_other(
    archive: Archive,
) -> None:
    urn = archive.urns["v3"]

    assert [token for token, _ in urn.receipts] == sorted(token for token, _ in urn.receipts)
    assert len(urn.receipts) == len(urn.choices) == 2


def test_urn_given_that_something_of_it_was_changed_when_verified_then_it_is_named(archive: Archive) -> None:
    urn = archive.urns["v3"]
    (token, signature), other = urn.receipts
    forged = {
        Defect.TALLY: replace(urn, choices=[urn.choices[0], urn.choices[0]]),
        Defect.SIGNATURE: replace(
            urn, receipts=[(token, signature[:-2] + ("00" if signature[-2:] != "00" else "01")), other]
        ),
        Defect.TWICE: replace(urn, receipts=[other, other]),
        Defect.COUNT: replace(urn, receipts=[other]),
        Defect.KEY: replace(urn, public="no key"),
    }

    for defect, changed in forged.items():
        assert Finding(defect, "v3") in found(replace(archive, urns={"v3": changed}))
    assert found(replace(archive, urns={})) == [Finding(Defect.NO_URN, "v3")]


def test_minutes_given_others_when_verified_then_they_are_named(archive: Archive) -> None:
    assert archive.minutes is not None
    minutes = read_minutes(archive.minutes)

    assert found(replace(archive, minutes=canonical(replace(minutes, head="0" * 64)))) == [
        Finding(Defect.MINUTES, "minutes.json")
    ]
    assert found(replace(archive, minutes=canonical(replace(minutes, acts=3)))) == [
        Finding(Defect.MINUTES, "minutes.json")
    ]
    assert found(replace(archive, minutes=b"{}")) == [Finding(Defect.MINUTES, "minutes.json")]


def test_minutes_given_the_signed_file_when_another_one_is_there_then_it_is_named(archive: Archive) -> None:
    last = act_from_json(json.loads(archive.lines[-1]))
    signing = replace(last, number=last.number + 1, body=MinutesSigned("ab" * 32, "12/2026"), seen=last.number)
    signed = replace(archive, lines=[*archive.lines, line_of(signing, head_of(archive.lines[-1]))])

    assert found(signed) == [Finding(Defect.SIGNED, "minutes.pdf")]


def test_acts_given_one_changed_when_verified_then_the_chain_says_where(archive: Archive) -> None:
    lines = list(archive.lines)
    lines[20] = lines[20].replace(b'"screen":"demo"', b'"screen":"Demo"')

    assert found(replace(archive, lines=lines))[0] == Finding(Defect.BROKEN, "22")


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip at all", packed(Archive(b"{}", []))[:-30]])
def test_export_given_what_is_none_when_read_then_it_is_said(data: bytes) -> None:
    with pytest.raises(NoArchive):
        unpacked(data)


def test_export_given_entries_that_are_missing_or_wrong_when_read_then_it_is_said(archive: Archive) -> None:
    whole = zipfile.ZipFile(io.BytesIO(packed(archive)))
    for name in ("frame.json", "acts.jsonl", "ballots/v3.receipts.jsonl"):
        assert name in whole.namelist()
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as file:
            for entry in whole.namelist():
                if entry != name:
                    file.writestr(entry, whole.read(entry))
        with pytest.raises(NoArchive):
            unpacked(written.getvalue())


def test_export_given_one_that_would_fill_the_memory_when_read_then_it_is_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(3):
            file.writestr(f"{number}", b"\0" * (80 * 1024 * 1024))

    with pytest.raises(NoArchive):
        unpacked(written.getvalue())


@pytest.mark.parametrize("defect", Defect)
def test_finding_given_each_when_told_then_it_is_a_sentence_in_each_language(defect: Defect) -> None:
    sentences = {told(Finding(defect, "7"), language) for language in ("it", "en")}

    assert len(sentences) == 2
    assert all(sentence.endswith(".") for sentence in sentences)
    assert set(SENTENCES) == set(Defect)


def test_verify_given_the_export_when_asked_then_it_says_so_and_exits_by_what_it_found(
    played: Played, archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = head_of(archive.lines[-1])
    verify(played.archive, head=head.upper(), language="it")
    assert capsys.readouterr().out == f"Tutto torna: {len(archive.lines)} atti, l’ultimo con impronta {head}.\n"

    with pytest.raises(SystemExit) as ended:
        verify(played.archive, head="00", language="en")
    assert (ended.value.code, "not that of the last act" in capsys.readouterr().out) == (1, True)

    verify(played.archive, language="en")
    assert "Without a hash" in capsys.readouterr().out
    for file in (tmp_path, tmp_path / "none.zip", Path(__file__)):
        with pytest.raises(SystemExit):
            verify(file, language="en")
