"""The OpenAPI 3.1 document of the API, put together from the table of routes and the models it names."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from orchestrator.access.credentials import ACCOUNT_COOKIE, COOKIE, SECURE_ACCOUNT_COOKIE, SECURE_COOKIE
from orchestrator.access.permissions import PERMISSIONS, Role
from orchestrator.access.routes import Route
from orchestrator.access.tokens import SCOPES
from room_agents.plan import name_for_others

REFERENCE = "#/components/schemas/{model}"
_TOKENS = {Role.ADMIN, Role.PANEL, Role.AGENT, *SCOPES}
_WITH_SESSIONS = {Role.ADMIN, Role.PANEL}
ANYWHERE = (400, 408, 415, 500, 507, 503)
"""The error statuses of every route; 400 for a request that cannot be read at all, as one whose line is too long."""
WITH_BODY = (413, 415, 422)
WITH_CREDENTIALS = (401, 403, 429)


class _Schemas(GenerateJsonSchema):
    """Names the parts of the agents' wire as programs out there know them."""

    def normalize_name(self, name: str) -> str:
        return name_for_others(super().normalize_name(name))


class ErrorParts(BaseModel):
    """What went wrong: a code for programs, a sentence for people, and the particulars."""

    code: str
    message: str
    details: dict[str, Any]


class ErrorAnswer(BaseModel):
    """The one shape of every answer that is an error."""

    error: ErrorParts


def document(routes: Sequence[Route], version: str) -> dict[str, Any]:
    """The document for those of *routes* that belong to the API."""
    listed = [route for route in routes if not route.page]
    shown = [route for route in listed if route.path.startswith("/api/") or not route.is_public or route.answer]
    models: list[tuple[type[BaseModel], JsonSchemaMode]] = [(ErrorAnswer, "serialization")]
    for route in shown:
        if route.body is not None:
            models.append((route.body, "validation"))
        if route.answer is not None:
            models.append((route.answer, "serialization"))
    references, definitions = models_json_schema(
        list(dict.fromkeys(models)), ref_template=REFERENCE, schema_generator=_Schemas
    )
    paths: dict[str, dict[str, Any]] = {}
    for route in shown:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, references)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Regia", "version": version, "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}},
        "paths": paths,
        "components": {
            "schemas": definitions.get("$defs", {}),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "cookie": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": SECURE_COOKIE,
                    "description": f"Over plain http it is called {COOKIE}; a panel's ends with - and its room.",
                },
                "account": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": SECURE_ACCOUNT_COOKIE,
                    "description": f"Of somebody who is signed in. Over plain http it is called {ACCOUNT_COOKIE}.",
                },
            },
        },
    }


def _operation(route: Route, references: Any) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": f"{route.method.lower()}{re.sub(r'[^a-z0-9]+', '_', route.path)}".rstrip("_"),
        "summary": route.summary,
        "security": _security(route),
        "responses": _responses(route, references),
    }
    if route.action is not None:
        operation["description"] = "For: " + ", ".join(PERMISSIONS[route.action]) + "."
    if parameters := _parameters(route):
        operation["parameters"] = parameters
    if route.body is not None:
        schema = references[route.body, "validation"]
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return operation


def _security(route: Route) -> list[dict[str, list[str]]]:
    if route.action is None:
        return []
    roles = set(PERMISSIONS[route.action])
    shown = {"token": roles & _TOKENS, "cookie": roles & _WITH_SESSIONS, "account": roles - _TOKENS}
    return [{scheme: []} for scheme, those in shown.items() if those]


def _parameters(route: Route) -> list[dict[str, Any]]:
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"\{(\w+)", route.path)
    ]
    if route.query is None:
        return in_path
    # inlined, because a parameter has a schema for each name and not one for all
    schema = route.query.model_json_schema(mode="validation")
    required, named = schema.get("required", []), schema.get("$defs", {})
    in_query = [
        {"name": name, "in": "query", "required": name in required, "schema": _inlined(parameter, named)}
        for name, parameter in schema.get("properties", {}).items()
    ]
    return in_path + in_query


def _inlined(schema: Any, named: Mapping[str, Any]) -> Any:
    """The schema with those that it refers to in their places."""
    match schema:
        case {"$ref": str(reference)}:
            return _inlined(named[reference.rpartition("/")[2]], named)
        case Mapping():
            return {key: _inlined(value, named) for key, value in schema.items()}
        case list():
            return [_inlined(part, named) for part in schema]
        case _:
            return schema


def _responses(route: Route, references: Any) -> dict[str, Any]:
    good: dict[str, Any] = {"description": route.summary or HTTPStatus(route.status).phrase}
    if route.streams and route.status == HTTPStatus.OK:
        good["content"] = {"text/event-stream": {"schema": {"type": "string"}}}
    elif route.answer is not None:
        good["content"] = {"application/json": {"schema": references[route.answer, "serialization"]}}
    wrong = {"application/json": {"schema": references[ErrorAnswer, "serialization"]}}
    statuses = {*ANYWHERE, *route.errors}
    statuses |= set() if route.is_public else set(WITH_CREDENTIALS)
    statuses |= set(WITH_BODY) if route.body is not None else set()
    statuses |= {422} if route.query is not None else set()
    statuses |= {404} if "{" in route.path else set()
    responses = {
        str(status): {"description": HTTPStatus(status).phrase, "content": wrong} for status in sorted(statuses)
    }
    again = {str(route.repeated): {**good, "description": "The same again."}} if route.repeated else {}
    return {str(route.status): good, **again, **responses}
