"""What the models of config.rooms refuse, as findings: pydantic's errors with paths as the file has them."""

import re
from collections.abc import Mapping
from copy import deepcopy
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from config.devices import KINDS
from config.jitsi import JitsiDeployment
from config.providers import Provider
from config.rooms import Calendar, Installation, Room, Site
from config.site_file.draft import Table, devices_of
from config.site_file.lines import KeyPath
from config.site_file.mistakes import Finding, Findings, nearest, quoted
from config.site_file.value_words import VALUE_WORDS

_CODES: Mapping[str, str] = {
    "missing": "missing",
    "union_tag_not_found": "missing",
    "union_tag_invalid": "unknown_driver",
    "extra_forbidden": "unknown_key",
    "string_type": "not_text",
    "bool_type": "not_boolean",
    "int_type": "not_integer",
    "tuple_type": "not_list",
    "model_type": "not_table",
    "model_attributes_type": "not_table",
    "dict_type": "not_table",
    "greater_than_equal": "too_small",
    "less_than_equal": "too_big",
    "string_pattern_mismatch": "not_id",
    "url": "not_url",
    "literal_error": "not_one_of",
}
_DEVICES: Mapping[str, type[BaseModel]] = {driver: kind.model for driver, kind in KINDS.items()}
_LISTS: Mapping[str, type[BaseModel]] = {
    "sites": Site,
    "calendars": Calendar,
    "jitsi": JitsiDeployment,
    "rooms": Room,
    "providers": Provider,
}
_EXAMPLES: Mapping[str, str] = {
    "id": 'id = "sala-1"',
    "name": 'name = "Sala Conferenze 1"',
    "timezone": 'timezone = "Europe/Rome"',
    "driver": 'driver = "pjlink"',
    "host": 'host = "192.168.1.21"',
    "credentials": 'credentials = "env:REGIA_SECRET_TV_1"',
    "url": 'url = "https://meet.example"',
    "title": 'title = "Riunione"',
    "issuer": 'issuer = "https://accesso.scuola.example"',
    "client_id": 'client_id = "regia"',
    "secret": 'secret = "env:REGIA_SECRET_SCUOLA"',
    "kid": 'kid = "regia-2026"',
    "file": 'file = "jitsi-2026.pem"',
    "it": 'it = "Liceo Classico"',
    "en": 'en = "Classics school"',
    "sender": 'sender = "sale@comune.example"',
}
_EXAMPLES_WITHIN: Mapping[str, str] = {
    "contact": 'name = "Segreteria"',
    "service": 'url = "https://regia.comune.example"',
}


def refusals(document: Table) -> Findings:
    """Each value of *document* that its model refuses; one finding a place."""
    found = [*_refused(document)]
    if any(finding.code == "unknown_driver" for finding in found):
        found += _refused(_with_likely_drivers(document))
    yield from {finding.path: finding for finding in found}.values()


def _refused(document: Table) -> Findings:
    try:
        Installation.model_validate(document)
    except ValidationError as error:
        yield from (_finding(details, document) for details in error.errors(include_url=False))


def _with_likely_drivers(document: Table) -> Table:
    """*document* with misspelled drivers corrected, so that the rest of their devices is checked too."""
    likely = deepcopy(dict(document))
    for _, _, device in devices_of(likely):
        near = nearest(str(device.get("driver", "")), tuple(_DEVICES))
        if near and isinstance(device, dict):
            device["driver"] = near
    return likely


def _finding(error: ErrorDetails, document: Table) -> Finding:
    path = _path(error, document)
    key, context = path[-1], error.get("ctx", {})
    shown = quoted(_key_of(path), error["input"])
    match _code(error, path):
        case "missing" as code:
            name = str(key)
            within = next((_EXAMPLES_WITHIN[table] for table in _EXAMPLES_WITHIN if table in path), None)
            example = within or _EXAMPLES.get(name, f"{name} = …")
            return Finding(path, code, {"name": name, "example": example})
        case "unknown_key" as code:
            return Finding(path, code, {"name": str(key)}, _known_keys(path[:-1], document))
        case "unknown_driver" as code:
            return Finding(path, code, {"name": str(context["tag"])}, tuple(_DEVICES))
        case "not_tables" as code:
            return Finding(path, code, {"name": str(key)})
        case "too_small" | "too_big" as code:
            return Finding(path, code, {"value": shown, "limit": context.get("ge", context.get("le", ""))})
        case "not_one_of" as code:
            return Finding(path, code, {"value": shown, "expected": _expected(str(context["expected"]))})
        case "other" as code:
            return Finding(path, code, {"detail": error["msg"]})
        case code:
            return Finding(path, code, {"value": shown, "name": shown})


def _expected(literals: str) -> str:
    """Pydantic's ``'press' or 'auto'`` as the file would write them."""
    return " / ".join(f'"{literal}"' for literal in re.findall(r"'([^']*)'", literals))


def _code(error: ErrorDetails, path: KeyPath) -> str:
    if error["loc"][-1] in ("str", "bool", "int"):  # a wish, which is text, a yes or no, or a number
        return "not_value"
    own = error["type"] if error["type"] in VALUE_WORDS else "other"
    code = _CODES.get(error["type"], own)
    return "not_tables" if code == "not_list" and path[-1] in _LISTS and len(path) == 1 else code


def _path(error: ErrorDetails, document: Table) -> KeyPath:
    """The error's path in the file: without the driver's name and ``[key]``, which pydantic puts among the keys."""
    path: KeyPath = ()
    value: Any = document
    last = len(error["loc"]) - 1
    for number, step in enumerate(error["loc"]):
        there = (isinstance(value, dict) and step in value) or (
            isinstance(value, list) and isinstance(step, int) and step < len(value)
        )
        if there:
            value = value[step]
        if there or (number == last and error["type"] == "missing"):
            path = (*path, step)
    return (*path, "driver") if error["type"].startswith("union_tag") else path


def _key_of(path: KeyPath) -> str | int:
    """The innermost key that is a name, so that a member of a list is hidden wherever its list must be."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def _known_keys(path: KeyPath, document: Table) -> tuple[str, ...]:
    """What may be written in the table at *path*."""
    kind: Any = Installation
    value: Any = document
    for step in path:
        value = value[step]
        kind = _chosen(_inner(kind, step), value)
    return tuple(kind.model_fields) if _is_model(kind) else ()


def _inner(kind: Any, step: str | int) -> Any:
    """What a value of *kind* has at *step*: a key of a table or a place in a list."""
    if _is_model(kind):
        return kind.model_fields[step].annotation if step in kind.model_fields else None
    members = get_args(kind)
    return members[1 if get_origin(kind) is Mapping else 0] if members else None


def _chosen(kind: Any, value: Any) -> Any:
    """Of several kinds the one that *value* is of: the device of that driver, or what may also be left out."""
    if get_origin(kind) is Annotated:
        return _chosen(get_args(kind)[0], value)
    if get_origin(kind) not in {Union, UnionType}:
        return kind
    if isinstance(value, dict) and "driver" in value:
        return _DEVICES.get(value["driver"])
    return next((_chosen(member, value) for member in get_args(kind) if member is not NoneType), None)


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
