"""Whether the PDF of an export is the one that its minutes make: it is set again, and compared byte by byte."""

import json
from enum import StrEnum

from orchestrator.councils.export.archive import Archive
from orchestrator.councils.minutes.canonical import read_minutes
from orchestrator.councils.minutes.minutes_paper import minutes_paper
from orchestrator.councils.minutes.pdf import NotSet, maker, pdf
from orchestrator.councils.minutes.stage import Stage
from orchestrator.councils.writing.about import About
from orchestrator.councils.writing.about_json import about_to_json

_SET_BY = "set_by"


class Print(StrEnum):
    """What comes of it."""

    SAME = "same"
    OTHER = "other"
    UNKNOWN = "unknown"
    """It was set by another version, which may set the same otherwise; or something of it cannot be read."""


def told_about(about: About) -> bytes:
    """`about.json`, which says by what the PDF was set."""
    return json.dumps(about_to_json(about) | {_SET_BY: maker()}, ensure_ascii=False).encode("utf-8", "backslashreplace")


async def compared(archive: Archive) -> Print:
    """The PDF against the minutes."""
    if archive.minutes is None or archive.pdf is None or archive.about is None:
        return Print.UNKNOWN
    try:
        if json.loads(archive.about)[_SET_BY] != maker():
            return Print.UNKNOWN
        made = await pdf(minutes_paper(read_minutes(archive.minutes), Stage.TO_SIGN))
    except (ValueError, LookupError, TypeError, RecursionError, NotSet):
        return Print.UNKNOWN
    return Print.SAME if made == archive.pdf else Print.OTHER
