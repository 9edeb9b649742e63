"""Any request that the API's own description makes up, sound or not, by each role: none is a fault of ours.

What is answered is what the description says: its statuses, its types, its shapes.
"""

import asyncio
import functools
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy, booleans
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.site_file.loading import load_texts
from integrations.serving.listening import open_sockets
from integrations.serving.visits import Limits
from orchestrator.access.openapi import document
from orchestrator.access.scopes import Scope
from orchestrator.access.tokens import make_token, parse_grant
from orchestrator.app import all_routes, make_app
from orchestrator.web.server import ServiceRunner
from schedules.store.database import open_database
from tests.orchestrator.conftest import SITE
from tests.support.people import SCHOOL, sign_in
from tests.support.waiting import WITHIN_S

pytestmark = pytest.mark.hypothesis
EXAMPLES = settings().max_examples // 10
FEW = 10
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
TOKENS = ("admin", "panel:sala-1", "agent:sala-1")
PEOPLE = ("administrator", "technician", "desk", "manager", "organiser", "viewer")
API = schemathesis.openapi.from_dict(document([route for route in all_routes() if not route.streams], "0"))
"""Without what streams: that has no end to wait for."""
OPERATIONS = {
    operation.label: operation
    for found in API.get_all_operations()
    if isinstance(found, Ok) and (operation := found.ok())
}


def _in_turn(roles: Sequence[str], number: int) -> str:
    return roles[number % len(roles)]


ASKED: Sequence[tuple[str, str]] = [
    (label, role)
    for number, label in enumerate(OPERATIONS)
    for role in (
        "nobody",
        *(TOKENS + PEOPLE if EXAMPLES > FEW else (_in_turn(TOKENS, number), _in_turn(PEOPLE, number))),
    )
]
"""Each operation with one token, one of the people and nobody, in turn; with all of them in the long campaign."""
REFUSED_UNREAD = 2
"""Examples of what nobody asks where nobody may: in the short run, as each gets the same answer before it is read."""
GUARDED = {f"{route.method} {route.path}" for route in all_routes() if route.scope is not Scope.PUBLIC}
OF_ITS_OWN = {"room": "sala-1", "organisation": SCHOOL}

Headers = Mapping[str, Mapping[str, str]]


@pytest.fixture(scope="module")
def service(empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Headers]]:
    """The service's address, in a thread of its own, and what each role shows."""
    path = tmp_path_factory.mktemp("api") / "regia.db"
    path.write_bytes(empty_store.read_bytes())
    listening: Future[tuple[str, Headers]] = Future()
    ended: Future[None] = Future()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(path, listening, ended)), name="service")
    thread.start()
    yield listening.result(WITHIN_S)
    ended.set_result(None)
    thread.join()


async def _serve(path: Path, listening: Future[tuple[str, Headers]], ended: Future[None]) -> None:
    database = open_database(f"sqlite:///{path}")
    shown: dict[str, Mapping[str, str]] = {"nobody": {}}
    for role in TOKENS:
        text = await database.write(make_token, parse_grant(role), datetime.now(UTC))
        shown[role] = {"Authorization": f"Bearer {text}"}
    for who in PEOPLE:
        shown[who] = (await sign_in(database, who)).headers
    sockets = await open_sockets("127.0.0.1", 0)
    app = make_app(database, load_texts((("sito.toml", SITE),)))
    async with ServiceRunner(app, Limits(), shutdown_timeout=0.5).serving(sockets):
        listening.set_result((f"http://127.0.0.1:{sockets[0].getsockname()[1]}", shown))
        await asyncio.wrap_future(ended)
    database.close()


@functools.cache
def _cases(label: str, mode: GenerationMode) -> SearchStrategy[Case[Any]]:
    """Made once for all roles: that takes longer than to ask."""
    return OPERATIONS[label].as_strategy(generation_mode=mode)


@pytest.mark.parametrize(("label", "role"), ASKED)
def test_api_given_any_request_of_its_description_when_asked_then_the_answer_is_as_described(
    service: tuple[str, Headers], label: str, role: str
) -> None:
    url, shown = service

    def ask(case: Case[Any], *, of_its_own: bool) -> None:
        if of_its_own:
            case.path_parameters.update({name: OF_ITS_OWN[name] for name in OF_ITS_OWN.keys() & case.path_parameters})
        answer = case.call(base_url=url, headers=dict(shown[role]), timeout=WITHIN_S)
        case.validate_response(answer, checks=CHECKS)

    unread = role == "nobody" and label in GUARDED and EXAMPLES <= FEW
    bounded = settings(
        max_examples=REFUSED_UNREAD if unread else EXAMPLES, suppress_health_check=[HealthCheck.filter_too_much]
    )
    bounded(given(case=_cases(label, GenerationMode.POSITIVE), of_its_own=booleans())(ask))()
    with suppress(Unsatisfiable):  # some take whatever is asked
        bounded(given(case=_cases(label, GenerationMode.NEGATIVE), of_its_own=booleans())(ask))()
