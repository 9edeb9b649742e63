"""The room file's model of a device that is asked over HTTP: what each of its attributes is read from and written to."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, JsonValue, ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import InitErrorDetails, PydanticCustomError

from config.device_models import DeviceModel, Values
from config.file_model import FileModel
from config.scalars import HttpUrl, SecretName, Several
from config.states import EncoderState, Power, StageState

HOLE = "{value}"
"""Where the value stands that is wished."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_RESERVED = {field.name for state in (EncoderState, StageState) for field in fields(state)}
"""What only a mixer or the stage can prove, for there it is judged by whether it moves."""


def _template(text: str) -> str:
    """A path from the device's root on. A hole for anything but the value is a mistake."""
    if not text.startswith("/") or text.startswith("//") or re.search(r"\s|[{}#\\]", text.replace(HOLE, "")):
        raise PydanticCustomError("http_path", "a path begins with / and has no hole but {value}")
    return text


def _pointer(text: str) -> str:
    """A JSON Pointer (RFC 6901, section 3)."""
    if (text and not text.startswith("/")) or re.search("~(?![01])", text):
        raise PydanticCustomError("pointer", "a JSON Pointer begins with /, like /state")
    return text


Pointer = Annotated[str, AfterValidator(_pointer)]
Path = Annotated[str, AfterValidator(_template)]
Label = Mapping[Literal["it", "en"], str]


class HttpRequest(FileModel):
    """What is asked of the device."""

    path: Path
    method: Literal["GET", "POST", "PUT", "PATCH"] = "GET"
    body: JsonValue = None
    """Sent as JSON; a text in it that is {value} alone becomes the value itself."""


class HttpReading(HttpRequest):
    """A request whose answer tells the attribute."""

    pointer: Pointer | None = None
    """Where in a JSON answer; where left out the whole answer is the text."""


class HttpValue(FileModel):
    """One value that an attribute may have."""

    label: Label = Field(default_factory=dict)
    """How people call it."""
    reads: Several[str | bool | int] = ()
    """What the device tells for it; its own name where left out."""
    sends: str | bool | int | None = None
    """What stands for it in a request; its own name where left out."""
    write: HttpRequest | None = None
    """In place of the attribute's request."""


class HttpAttribute(FileModel):
    """An attribute: read from *read*, written by *write*, or only read."""

    label: Label = Field(default_factory=dict)
    """How people call it, with its article: l’illuminazione, the lights."""
    read: HttpReading
    write: HttpRequest | None = None
    type: Literal["text", "number", "boolean"] = "text"
    """What its values are where *values* names none. Numbers are whole: what is read is rounded."""
    values: Mapping[str, HttpValue] = Field(default_factory=dict)
    """The only values that it may have, by the names that presets write."""

    def request_for(self, value: object) -> HttpRequest | None:
        """What makes *value* come true; None where nothing does."""
        named = self.values.get(str(value)) if isinstance(value, str) else None
        return (named.write if named is not None else None) or self.write

    @property
    def is_wishable(self) -> bool:
        """Whether a preset may wish it."""
        return self.write is not None or any(value.write is not None for value in self.values.values())


def _fits(name: object, attribute: HttpAttribute) -> str | None:
    """The code of what is wrong with an attribute of that name; None for nothing."""
    if not isinstance(name, str) or not _NAME.fullmatch(name) or name in _RESERVED:
        return "http_name"
    if name == "power" and not {"on", "off"} <= set(attribute.values) <= set(map(str, Power)):
        return "http_power"
    return "http_label" if name not in ("power", "input") and set(attribute.label) != {"it", "en"} else None


def _each_fits(attributes: object, handler: ValidatorFunctionWrapHandler) -> Mapping[str, HttpAttribute]:
    """The attributes, each of which must go with its name."""
    read: Mapping[str, HttpAttribute] = handler(attributes)
    wrong = {name: code for name, attribute in read.items() if (code := _fits(name, attribute)) is not None}
    errors = [
        InitErrorDetails(type=PydanticCustomError(code, "{name}", {"name": name}), loc=(name,), input=name)
        for name, code in wrong.items()
    ]
    if errors:
        raise ValidationError.from_exception_data("attributes", errors)
    return read


class HttpDevice(DeviceModel):
    """A device that is asked over HTTP, whatever it is."""

    driver: Literal["http"]
    url: HttpUrl
    """Its root, without a path."""
    auth: Literal["bearer", "basic", "digest"] = "bearer"
    user: str = ""
    """With *basic* and *digest*."""
    secret: SecretName | None = None
    headers: Mapping[str, str] = Field(default_factory=dict)
    """Of every request; they stand in the room file, so they are no secrets."""
    attributes: Annotated[Mapping[str, HttpAttribute], WrapValidator(_each_fits)]

    @property
    def secret_name(self) -> str | None:
        """The secret it takes, like ``env:REGIA_SECRET_OBS_1``."""
        return self.secret

    def words(self, language: Literal["it", "en"]) -> Mapping[str, str]:
        """How its attributes and their values are called."""
        labelled = (pair for name, attribute in self.attributes.items() for pair in _labelled(name, attribute))
        return {name: label[language] for name, label in labelled if language in label}

    @classmethod
    def declared(cls, device: Mapping[str, Any]) -> Mapping[str, Values]:
        """What may be wished by what the room file declares, whether that is sound or not."""
        attributes = device.get("attributes")
        named = attributes.items() if isinstance(attributes, dict) else ()
        return {name: _kind(name, attribute) for name, attribute in named if _is_wished(attribute)}


def _labelled(name: str, attribute: HttpAttribute) -> Iterator[tuple[str, Label]]:
    yield name, attribute.label
    for value, told in attribute.values.items():
        yield value, told.label


def _is_wished(attribute: object) -> bool:
    values = attribute.get("values") if isinstance(attribute, dict) else None
    own = values.values() if isinstance(values, dict) else ()
    return isinstance(attribute, dict) and any("write" in part for part in (attribute, *own) if isinstance(part, dict))


def _kind(name: str, attribute: Mapping[str, Any]) -> Values:
    if name == "power":
        return Power
    values = attribute.get("values")
    if isinstance(values, dict) and values:
        return tuple(map(str, values))
    of_type: Mapping[str, type] = {"boolean": bool, "number": int}
    return of_type.get(str(attribute.get("type")), str)
