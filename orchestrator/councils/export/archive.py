"""The ZIP of a sitting, written and read. Pure.

Its entries: `frame.json` (rules and roll), `acts.jsonl` (a line for each act, as its hash was taken), `ballots/…` (of each secret
vote its public key, receipts and votes, two lists that nothing joins), `minutes.json` (what the minutes say), `about.json` (what of
it is in no act: heading, names, notes, numbers), `minutes.pdf`, `signed/…` (the signed file), `documents/…` (those of the items,
each under its SHA-256), and `LEGGIMI.html`, which explains all of it.
"""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MOST_BYTES = 200 * 1024 * 1024
"""Of everything in it, unpacked."""
MOST_ENTRIES = 2_000
_README = Path(__file__).with_name("LEGGIMI.html")
_SIGNED, _DOCUMENTS = "signed/", "documents/"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""Equal sittings give equal files."""


class NoArchive(ValueError):
    """A file that is no export of ours, or is too large to be one."""


@dataclass(frozen=True, slots=True)
class Urn:
    """What is published of a secret vote."""

    public: str
    """PEM of the key that its papers were signed with."""
    handed_out: int
    receipts: Sequence[tuple[str, str]]
    """Token and signature of each paper that was counted, in hexadecimal."""
    choices: Sequence[str]
    """What each paper said, in another order."""


@dataclass(frozen=True, slots=True)
class Archive:
    """One sitting."""

    frame: bytes
    lines: Sequence[bytes]
    urns: Mapping[str, Urn] = field(default_factory=dict)
    """By the vote's id."""
    minutes: bytes | None = None
    """What they say, in canonical form."""
    pdf: bytes | None = None
    about: bytes | None = None
    """JSON of what they say that is in no act, so that anybody can make them again of the acts."""
    signed: tuple[str, bytes] | None = None
    """The signed file: its name, and what is in it."""
    documents: Mapping[str, bytes] = field(default_factory=dict)
    """Those that members had, by SHA-256."""


def packed(archive: Archive) -> bytes:
    """The file."""
    entries = {"LEGGIMI.html": _README.read_bytes(), "frame.json": archive.frame, "acts.jsonl": _lines(archive.lines)}
    for vote, urn in archive.urns.items():
        entries[f"ballots/{_name(vote)}.json"] = _json(
            {"vote": vote, "handed_out": urn.handed_out, "public": urn.public}
        )
        entries[f"ballots/{_name(vote)}.receipts.jsonl"] = _lines([_json(list(receipt)) for receipt in urn.receipts])
        entries[f"ballots/{_name(vote)}.votes.jsonl"] = _lines([_json(choice) for choice in urn.choices])
    papers = (("minutes.json", archive.minutes), ("minutes.pdf", archive.pdf), ("about.json", archive.about))
    entries |= {name: data for name, data in papers if data is not None}
    if archive.signed is not None:
        entries[f"{_SIGNED}{_file_name(archive.signed[0])}"] = archive.signed[1]
    entries |= {f"{_DOCUMENTS}{digest}": data for digest, data in archive.documents.items()}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in sorted(entries.items()):
            file.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def unpacked(data: bytes) -> Archive:
    """The sitting again. Raises NoArchive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            entries = _entries(file)
        heads = [name for name in entries if name.startswith("ballots/") and name.endswith(".json")]
        urns = dict(_urn(entries, name.removesuffix(".json")) for name in heads)
        lines = entries["acts.jsonl"].split(b"\n")[:-1]
        signed = next(iter(_below(entries, _SIGNED).items()), None)
        return Archive(
            entries["frame.json"],
            lines,
            urns,
            entries.get("minutes.json"),
            entries.get("minutes.pdf"),
            entries.get("about.json"),
            signed,
            _below(entries, _DOCUMENTS),
        )
    except (
        zipfile.BadZipFile,
        KeyError,
        TypeError,
        ValueError,
        RecursionError,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise NoArchive from error


def _entries(file: zipfile.ZipFile) -> dict[str, bytes]:
    found = file.infolist()
    if len(found) > MOST_ENTRIES or sum(entry.file_size for entry in found) > MOST_BYTES:
        raise NoArchive
    return {entry.filename: _read(file, entry) for entry in found}


def _read(file: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """What the entry holds; what says less of its size than it holds is refused by zipfile itself."""
    with file.open(entry) as opened:
        return opened.read(entry.file_size + 1)


def _urn(entries: Mapping[str, bytes], name: str) -> tuple[str, Urn]:
    head: dict[str, Any] = json.loads(entries[f"{name}.json"])
    receipts = [json.loads(line) for line in entries[f"{name}.receipts.jsonl"].splitlines()]
    choices = [json.loads(line) for line in entries[f"{name}.votes.jsonl"].splitlines()]
    pairs = [(str(token), str(signature)) for token, signature in receipts]
    return str(head["vote"]), Urn(
        str(head["public"]), int(head["handed_out"]), pairs, [str(choice) for choice in choices]
    )


def _below(entries: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    return {name.removeprefix(folder): data for name, data in entries.items() if name.startswith(folder)}


def _file_name(name: str) -> str:
    """A name that stays within its folder wherever the file is unpacked."""
    safe = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "_" for letter in name)
    return safe.lstrip(".") or "minutes"


def _name(vote: str) -> str:
    """A name for the entry: ids are ours, yet nothing but letters and digits goes into a path."""
    return "".join(letter if letter.isascii() and letter.isalnum() else f"_{ord(letter):x}_" for letter in vote)


def _lines(lines: Sequence[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
