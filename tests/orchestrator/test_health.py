"""How the service says that it is well, what it counts, and how it describes itself."""

import os
import re
from collections.abc import Awaitable, Callable

from sqlalchemy import text

from orchestrator.app import all_routes
from orchestrator.migrations.schema import HEAD
from orchestrator.web.metrics import Metrics
from schedules.store.database import Database
from tests.support.credentials import bearer
from tests.support.town import Client


async def test_given_a_service_when_probed_then_it_is_alive_and_ready(client: Client) -> None:
    alive = await client.get("/healthz")
    ready = await client.get("/readyz")

    assert (alive.status, await alive.json()) == (200, {"status": "alive"})
    assert (ready.status, await ready.json()) == (200, {"status": "ready"})


async def test_given_another_schema_than_ours_when_probed_then_it_is_alive_but_not_ready(
    client: Client, database: Database
) -> None:
    await database.write(lambda db: db.execute(text("UPDATE alembic_version SET version_num = '9999'")))

    ready = await client.get("/readyz")

    assert ready.status == 503
    assert ready.headers["Retry-After"] == "1"
    assert (await ready.json())["error"]["details"] == {"schema": "9999", "needed": HEAD}
    assert (await client.get("/healthz")).status == 200


async def test_given_a_database_file_cut_off_when_probed_then_it_is_alive_but_not_ready(
    client: Client, database: Database
) -> None:
    for suffix in ("-wal", ""):  # of an empty file whoever opens it next removes the log
        os.truncate(f"{database.path}{suffix}", 0)

    assert (await client.get("/healthz")).status == 200
    assert (await client.get("/readyz")).status == 503


async def test_given_requests_when_metrics_are_read_then_each_is_counted_by_route_and_none_by_what_was_tried(
    client: Client, token: Callable[[str], Awaitable[str]]
) -> None:
    await client.get("/healthz")
    await client.get("/panel/sala-segreta")
    await client.get("/segreto")
    await client.request("SEGRETO", "/healthz")

    answer = await client.get("/metrics", headers=bearer(await token("admin")))
    counted = await answer.text()

    assert 'regia_request_seconds_count{method="GET",route="/healthz",status="200"} 1.0' in counted
    assert 'regia_request_seconds_count{method="GET",route="/panel/{room}",status="200"} 1.0' in counted
    assert 'regia_request_seconds_count{method="other",route="other",status="404"} 1.0' in counted
    assert "segret" not in counted.lower()
    assert "process_resident_memory_bytes" in counted


def test_given_two_applications_when_they_count_then_each_counts_its_own() -> None:
    one, other = Metrics(), Metrics()

    one.bookings.inc()

    assert b"regia_bookings_total 1.0" in one.text()
    assert b"regia_bookings_total 0.0" in other.text()


async def test_given_the_description_when_read_then_it_names_every_route_of_the_api_and_all_its_references_resolve(
    client: Client,
) -> None:
    answer = await client.get("/api/v1/openapi.json")
    described = await answer.json()

    listed = {(method.upper(), path) for path, operations in described["paths"].items() for method in operations}
    api = {(route.method, route.path) for route in all_routes() if route.path.startswith("/api/v1/")}
    operations = [operation for operations in described["paths"].values() for operation in operations.values()]
    names = [operation["operationId"] for operation in operations]
    assert described["openapi"] == "3.1.0"
    assert api - listed == {("GET", "/api/v1/openapi.json")}
    assert len(names) == len(set(names))
    references = set(re.findall(r'"\$ref": ?"([^"]+)"', await answer.text()))
    assert references == {f"#/components/schemas/{name}" for name in described["components"]["schemas"]}


async def test_given_a_page_when_asked_again_with_its_etag_then_it_is_not_sent_again(client: Client) -> None:
    first = await client.get("/panel/sala-1")
    again = await client.get("/panel/sala-1", headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status, again.status) == (200, 304)
    assert first.headers["Cache-Control"] == "no-cache"
    assert first.content_type == "text/html"


async def test_given_a_path_out_of_the_pages_when_asked_then_404(client: Client) -> None:
    for path in ("/static/../protocol.py", "/static/%2e%2e/protocol.py", "/static//etc/passwd", "/static/nothing"):
        assert (await client.get(path)).status == 404


async def test_given_a_page_when_a_part_of_it_is_asked_for_then_all_of_it_comes(client: Client) -> None:
    whole = await client.get("/static/panel.js")

    answer = await client.get("/static/panel.js", headers={"Range": "bytes=9999999-"})

    assert (answer.status, answer.content_type) == (200, "text/javascript")
    assert await answer.read() == await whole.read() != b""


async def test_given_a_page_when_another_edition_is_asked_for_then_412_in_the_one_shape(client: Client) -> None:
    answer = await client.get("/static/panel.js", headers={"If-Match": '"other"'})

    assert (answer.status, (await answer.json())["error"]["code"]) == (412, "bad_request")
