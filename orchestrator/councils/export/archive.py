"""The ZIP of a sitting, written and read. Pure.

Its entries: `frame.json` (rules and roll), `acts.jsonl` (a line for each act, as its hash was taken), `ballots/…` (of each secret
vote its public key, receipts and votes, two lists that nothing joins), `minutes.json` (what the minutes say), `about.json` (what of
it is in no act: heading, names, notes, numbers), `minutes.pdf`, `signed/…` (the signed file), `documents/…` (those of the items,
each under its SHA-256), and `LEGGIMI.html`, which explains all of it.
"""

import io
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MOST_BYTES = 200 * 1024 * 1024
"""Of everything in it, unpacked."""
MOST_ENTRIES = 2_000
_README = Path(__file__).with_name("LEGGIMI.html")
_FRAME, _ACTS, _MINUTES, _PDF, _ABOUT, _EXPLAINED = (
    "frame.json",
    "acts.jsonl",
    "minutes.json",
    "minutes.pdf",
    "about.json",
    "LEGGIMI.html",
)
_BALLOTS, _SIGNED, _DOCUMENTS = "ballots/", "signed/", "documents/"
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
    others: Sequence[str] = ()
    """Names of what a file holds besides, and no export of ours does."""


def packed(archive: Archive) -> bytes:
    """The file."""
    entries = {_EXPLAINED: _README.read_bytes(), _FRAME: archive.frame, _ACTS: _lines(archive.lines)}
    for vote, urn in archive.urns.items():
        head, receipts, votes = _of_urn(f"{_BALLOTS}{_name(vote)}")
        entries[head] = _json({"vote": vote, "handed_out": urn.handed_out, "public": urn.public})
        entries[receipts] = _lines([_json(list(receipt)) for receipt in urn.receipts])
        entries[votes] = _lines([_json(choice) for choice in urn.choices])
    papers = ((_MINUTES, archive.minutes), (_PDF, archive.pdf), (_ABOUT, archive.about))
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
        names = [name.removesuffix(".json") for name in entries if name.startswith(_BALLOTS) and name.endswith(".json")]
        *lines, rest = entries[_ACTS].split(b"\n")
        signed = next(iter(_below(entries, _SIGNED).items()), None)
        documents = _below(entries, _DOCUMENTS)
        ours = {_EXPLAINED, _FRAME, _ACTS, _MINUTES, _PDF, _ABOUT, *(each for name in names for each in _of_urn(name))}
        ours |= {f"{_DOCUMENTS}{digest}" for digest in documents} | ({f"{_SIGNED}{signed[0]}"} if signed else set())
        return Archive(
            entries[_FRAME],
            [*lines, rest] if rest else lines,
            dict(_urn(entries, name) for name in names),
            entries.get(_MINUTES),
            entries.get(_PDF),
            entries.get(_ABOUT),
            signed,
            documents,
            sorted(entries.keys() - ours),
        )
    except _DAMAGE as error:
        raise NoArchive from error


_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    LookupError,
    TypeError,
    ValueError,
    OverflowError,
    OSError,  # how bz2 says it
    EOFError,
    RuntimeError,
)
"""What reading a file raises that is damaged, or was never one of ours."""


def _entries(file: zipfile.ZipFile) -> dict[str, bytes]:
    found = file.infolist()
    if len(found) > MOST_ENTRIES or sum(entry.file_size for entry in found) > MOST_BYTES:
        raise NoArchive
    if len({entry.filename for entry in found}) < len(found):
        raise NoArchive  # of two with one name each program reads another
    return {entry.filename: _read(file, entry) for entry in found}


def _read(file: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """What the entry holds; what says less of its size than it holds is refused by zipfile itself."""
    with file.open(entry) as opened:
        return opened.read(entry.file_size + 1)


def _urn(entries: Mapping[str, bytes], name: str) -> tuple[str, Urn]:
    first, second, third = _of_urn(name)
    head: dict[str, Any] = json.loads(entries[first])
    receipts = [json.loads(line) for line in entries[second].splitlines()]
    choices = [json.loads(line) for line in entries[third].splitlines()]
    pairs = [(str(token), str(signature)) for token, signature in receipts]
    return str(head["vote"]), Urn(
        str(head["public"]), int(head["handed_out"]), pairs, [str(choice) for choice in choices]
    )


def _of_urn(name: str) -> tuple[str, str, str]:
    """The entries of a secret vote."""
    return f"{name}.json", f"{name}.receipts.jsonl", f"{name}.votes.jsonl"


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
