"""The export of a whole sitting, and what gives it away where it says something else than what was."""

import asyncio
import io
import json
import random
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from orchestrator.commands.council import verify
from orchestrator.councils.export.archive import Archive, NoArchive, packed, unpacked
from orchestrator.councils.export.printing import Print, compared
from orchestrator.councils.export.verifying import Defect, Finding, verified
from orchestrator.councils.export.words import SENTENCES, told
from orchestrator.councils.minutes.canonical import canonical, read_minutes
from orchestrator.councils.sitting.acts import Convened, MinutesSigned
from orchestrator.councils.sitting.agenda import Document
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
    assert played.printed is Print.SAME
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

    assert found(replace(archive, urns={"v3": replace(urn, handed_out=3)})) == [Finding(Defect.COUNT, "v3")]
    assert found(replace(archive, urns={"v3": urn, "v2": urn})) == [Finding(Defect.FOREIGN, "ballots: v2")]
    assert found(replace(archive, urns={"v3": urn, "v9": urn})) == [Finding(Defect.FOREIGN, "ballots: v9")]
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
    file = b"%PDF- signed"
    signed = replace(signed_after(archive, sha256(file).hexdigest()), signed=("verbale.pdf", file))

    assert found(signed) == []
    assert found(replace(signed, signed=("verbale.pdf", b"%PDF- another"))) == [Finding(Defect.SIGNED, "verbale.pdf")]
    assert found(replace(signed, signed=None)) == [Finding(Defect.MISSING, "signed/")]
    assert found(replace(archive, signed=("verbale.pdf", file))) == [Finding(Defect.FOREIGN, "signed/verbale.pdf")]


def signed_after(archive: Archive, digest: str) -> Archive:
    """The same with the act that receives the signed file of that SHA-256."""
    last = act_from_json(json.loads(archive.lines[-1]))
    signing = replace(last, number=last.number + 1, body=MinutesSigned(digest, "12/2026"), seen=last.number)
    return replace(archive, lines=[*archive.lines, line_of(signing, head_of(archive.lines[-1]))])


def test_head_given_that_of_the_closing_when_the_minutes_were_signed_since_then_it_is_good_and_no_earlier_one_is(
    archive: Archive,
) -> None:
    closing, before = head_of(archive.lines[-1]), head_of(archive.lines[-2])
    file = b"%PDF- signed"
    signed = replace(signed_after(archive, sha256(file).hexdigest()), signed=("verbale.pdf", file))
    last = len(signed.lines)

    assert (verified(signed, closing).findings, verified(signed, closing).later) == ((), 1)
    assert (verified(signed, head_of(signed.lines[-1])).findings, verified(signed, None).later) == ((), 0)
    assert found(signed, before) == [Finding(Defect.HEAD, str(last))]
    assert found(archive, head_of(signed.lines[-1])) == [Finding(Defect.HEAD, str(last - 1))]


def test_export_given_parts_that_were_taken_out_or_put_in_when_verified_then_each_is_named(archive: Archive) -> None:
    assert found(replace(archive, minutes=None)) == [Finding(Defect.MISSING, "minutes.json")]
    assert found(replace(archive, pdf=None)) == [Finding(Defect.MISSING, "minutes.pdf")]
    assert found(replace(archive, about=None)) == [Finding(Defect.MISSING, "about.json")]
    assert found(replace(archive, documents={"ab" * 32: b""})) == [Finding(Defect.FOREIGN, f"documents/{'ab' * 32}")]
    names = ("../../etc/passwd", "ballots/v9.votes.jsonl", "signed/a.pdf", "signed/b.pdf")
    more = with_entries(archive, dict.fromkeys(names, b""))
    assert verified(unpacked(more), None).findings == (
        Finding(Defect.FOREIGN, "signed/a.pdf"),
        Finding(Defect.FOREIGN, "../../etc/passwd"),
        Finding(Defect.FOREIGN, "ballots/v9.votes.jsonl"),
        Finding(Defect.FOREIGN, "signed/b.pdf"),
    )
    with pytest.raises(NoArchive), pytest.warns(UserWarning, match="Duplicate name"):
        unpacked(with_entries(archive, {"acts.jsonl": b""}))


def with_entries(archive: Archive, more: Mapping[str, bytes]) -> bytes:
    """The file with those entries besides."""
    written = io.BytesIO(packed(archive))
    with zipfile.ZipFile(written, "a") as file:
        for name, data in more.items():
            file.writestr(name, data)
    return written.getvalue()


def test_documents_given_those_that_acts_name_when_one_is_another_or_missing_then_it_is_named(archive: Archive) -> None:
    document, bytes_ = b"a document", sha256(b"a document").hexdigest()
    named = convened_with(archive, Document("Piano", bytes_))

    assert Finding(Defect.MISSING, f"documents/{bytes_}") in found(named)
    assert Finding(Defect.DOCUMENT, bytes_) in found(replace(named, documents={bytes_: b"another"}))
    right = found(replace(named, documents={bytes_: document}))
    assert {finding.defect for finding in right} == {Defect.MINUTES}  # they are of the acts as they were


def convened_with(archive: Archive, document: Document) -> Archive:
    """The acts with a document of the first item, and a chain that was reckoned anew."""
    lines, previous = list[bytes](), head_of(archive.frame)
    for line in archive.lines:
        act = act_from_json(json.loads(line))
        if isinstance(act.body, Convened):
            first, *rest = act.body.agenda
            act = replace(act, body=replace(act.body, agenda=(replace(first, documents=(document,)), *rest)))
        lines.append(line_of(act, previous))
        previous = head_of(lines[-1])
    return replace(archive, lines=lines)


def test_pdf_given_another_one_when_compared_then_it_is_told_and_where_another_version_set_it_nobody_knows(
    archive: Archive,
) -> None:
    about = json.loads(archive.about or b"")
    old = replace(archive, about=json.dumps(about | {"set_by": "an earlier version"}).encode())

    assert asyncio.run(compared(archive)) is Print.SAME
    assert asyncio.run(compared(replace(archive, pdf=(archive.pdf or b"") + b" "))) is Print.OTHER
    assert asyncio.run(compared(old)) is asyncio.run(compared(replace(archive, minutes=b"[" * 9999))) is Print.UNKNOWN


def test_acts_given_one_changed_when_verified_then_the_chain_says_where(archive: Archive) -> None:
    lines = list(archive.lines)
    lines[20] = lines[20].replace(b'"screen":"demo"', b'"screen":"Demo"')

    assert found(replace(archive, lines=lines))[0] == Finding(Defect.BROKEN, "22")


def test_export_given_any_damage_when_read_and_verified_then_it_is_no_export_or_what_differs_is_said(
    archive: Archive,
) -> None:
    whole, chance = packed(archive), random.Random(20261128)
    refused = 0
    for _ in range(600):
        at = chance.randrange(len(whole))
        try:
            verified(unpacked(whole[:at] + bytes([chance.randrange(256)]) + whole[at + 1 :]), None)
        except NoArchive:
            refused += 1

    assert 0 < refused <= 600


@pytest.mark.parametrize("value", ["Infinity", "1e999", '"0001-01-01T00:00:00+14:00"', "[" * 9999, '"\\ud800"', "null"])
def test_export_given_values_that_nobody_writes_when_verified_then_it_is_said(archive: Archive, value: str) -> None:
    line = json.loads(archive.lines[5])
    for name in ("number", "at", "seen"):
        told = json.dumps(line | {name: "#"}).replace('"#"', value)
        lines = [*archive.lines[:5], told.encode(), *archive.lines[6:]]
        assert {finding.where for finding in found(replace(archive, lines=lines))} & {"6", "7"}
    zone = json.loads(archive.about or b"") | {"zone": "x" * 10_000}
    for about in (json.dumps({"number": "#"}).replace('"#"', value), json.dumps(zone)):
        assert found(replace(archive, about=about.encode())) == [Finding(Defect.FACTS, "about.json")]
    assert found(replace(archive, minutes=value.encode())) == [Finding(Defect.MINUTES, "minutes.json")]


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


def test_finding_given_a_name_that_acts_on_terminals_when_told_then_it_is_one_line_of_what_can_be_seen() -> None:
    said = told(Finding(Defect.FOREIGN, "a\nTutto torna\x1b[2J\u202e\ud800è" + "x" * 500), "it")

    assert said.isprintable()
    assert said.startswith("C’è qualcosa che gli atti non conoscono: a\\u000aTutto torna\\u001b[2J\\u202e\\ud800èxxx")
    assert said.endswith("x….")
    assert len(said) < 400


def test_verify_given_the_export_when_asked_then_it_says_so_and_exits_by_what_it_found(
    played: Played, archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = head_of(archive.lines[-1])
    verify(played.archive, head=head.upper(), language="it")
    assert capsys.readouterr().out == f"Tutto torna: {len(archive.lines)} atti, l’ultimo con impronta {head}.\n"

    another = tmp_path / "another.zip"
    another.write_bytes(packed(replace(archive, pdf=b"%PDF- another")))
    with pytest.raises(SystemExit):
        verify(another, head=head, language="it")
    assert capsys.readouterr().out.startswith("Il verbale stampato (minutes.pdf) non è quello")
    signing = b"%PDF- signed"
    another.write_bytes(
        packed(replace(signed_after(archive, sha256(signing).hexdigest()), signed=("verbale.pdf", signing)))
    )
    verify(another, head=head, language="en")
    assert "of the last 1, which came when the sitting was over" in capsys.readouterr().out

    about = json.loads(archive.about or b"")
    for set_by, hinted in (("an earlier version", True), (about["set_by"], False)):
        worded = {**about, "organ": "Collegio", "set_by": set_by}
        another.write_bytes(packed(replace(archive, about=json.dumps(worded).encode())))
        with pytest.raises(SystemExit):
            verify(another, head=head, language="en")
        assert ("Another version wrote the minutes" in capsys.readouterr().out) is hinted

    with pytest.raises(SystemExit) as ended:
        verify(played.archive, head="00", language="en")
    assert (ended.value.code, "not that of the last act" in capsys.readouterr().out) == (1, True)

    verify(played.archive, language="en")
    assert "Without a hash" in capsys.readouterr().out
    for file in (tmp_path, tmp_path / "none.zip", Path(__file__)):
        with pytest.raises(SystemExit):
            verify(file, language="en")
