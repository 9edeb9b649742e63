"""What minutes say that is in no act, as JSON, so that it can be kept and the minutes made again of it. Pure."""

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import TypeAdapter, ValidationError

from orchestrator.councils.writing.about import About

_TEXTS: TypeAdapter[tuple[str, ...]] = TypeAdapter(tuple[str, ...])
_NAMED: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])
_NOTES: TypeAdapter[dict[str, tuple[str, ...]]] = TypeAdapter(dict[str, tuple[str, ...]])


def about_to_json(about: About) -> dict[str, Any]:
    """As plain values."""
    return {
        "heading": list(about.heading),
        "organ": about.organ,
        "number": about.number,
        "zone": about.zone.key,
        "places": list(about.places),
        "called_how": about.called_how,
        "references": dict(about.references),
        "names": dict(about.names),
        "notes": {item: list(told) for item, told in about.notes.items()},
        "resolutions": dict(about.resolutions),
    }


def about_from_json(told: Any) -> About:
    """The same again. Raises ValueError for anything else."""
    try:
        return About(
            heading=_TEXTS.validate_python(told["heading"]),
            organ=str(told["organ"]),
            number=int(told["number"]),
            zone=ZoneInfo(str(told["zone"])),
            places=_TEXTS.validate_python(told["places"]),
            called_how=str(told["called_how"]),
            references=_NAMED.validate_python(told["references"]),
            names=_NAMED.validate_python(told["names"]),
            notes=_NOTES.validate_python(told["notes"]),
            resolutions=_NAMED.validate_python(told["resolutions"]),
        )
    except (ValidationError, KeyError, TypeError, OverflowError, OSError, ZoneInfoNotFoundError) as error:
        raise ValueError("not what minutes say besides") from error
