"""Everything of an organisation's councils as one file: each row of each table, each file, each sitting as it verifies."""

import json
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from orchestrator.councils.registry.ownership import council_tables, owned_by, rows_of
from schedules.store.transaction import Transaction

SECRETS: Mapping[str, frozenset[str]] = {
    "council_links": frozenset({"hash", "key"}),
    "council_devices": frozenset({"hash"}),
    "council_pins": frozenset({"key"}),
    "secret_votes": frozenset({"private", "box"}),
    "ballot_seats": frozenset({"blinded"}),
    "ballots": frozenset({"mark", "sealed"}),
}
"""What is in no export: what opens something, and what a running secret vote has."""
AT_ONCE = 20
"""Rows that are read together: some hold files of megabytes."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
README = """Everything that Regia keeps of the councils of {organisation}.

sittings/ID.zip   each sitting that is over, as "regia council verify FILE.zip" reads it
tables/NAME.jsonl each row of each table, a line each: organs and their rolls, rules and officers, dossiers, acts,
                  every edit of every note, mails that were sent, and so on; times are UTC
files/SHA256      what a row calls a file: documents, prints, signed files

Left out are the secrets of links, devices and codes, which open nothing elsewhere, and what a running secret vote has.
"""


def write_tables(db: Transaction, organisation: str, into: zipfile.ZipFile) -> int:
    """Write the explanation, each row of each table, and each file; gives how many rows there were. Raises Unowned."""
    add(into, "README.txt", README.format(organisation=organisation).encode())
    conditions, kept, count = rows_of(owned_by(db, organisation)), set[str](), 0
    for table in council_tables():
        columns = [column for column in table.columns if column.name not in SECRETS.get(table.name, ())]
        rows = select(*columns).where(conditions[table.name]).order_by(*table.primary_key.columns)
        lines = []
        for row in db.execute(rows, execution_options={"yield_per": AT_ONCE}).mappings():
            told, files = _told(row)
            lines.append(json.dumps(told, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
            for digest, data in files.items():
                if digest not in kept:
                    kept.add(digest)
                    add(into, f"files/{digest}", data)
        if lines:
            add(into, f"tables/{table.name}.jsonl", b"".join(lines))
        count += len(lines)
    return count


def add(into: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Put one entry into the file."""
    into.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)


def _told(row: Mapping[Any, Any]) -> tuple[Mapping[str, object], Mapping[str, bytes]]:
    """The row as plain values, and the files that these name."""
    told, files = dict[str, object](), dict[str, bytes]()
    for name, value in row.items():
        match value:
            case bytes():
                digest = sha256(value).hexdigest()
                files[digest] = value
                told[str(name)] = {"file": digest}
            case datetime() | date():
                told[str(name)] = value.isoformat()
            case _:
                told[str(name)] = value
    return told, files
