"""Jitsi servers of a room file with the secrets and keys of this machine, and their public keys over real HTTP."""

import base64
import json
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from aiohttp.pytest_plugin import AiohttpClient
from joserfc import jws
from joserfc.jwk import KeySet

from config.site_file.loading import Loaded, load_texts
from integrations.emulators.jitsi_deployment import Deployment as ReadBy
from integrations.emulators.jitsi_places import Silent
from integrations.emulators.jitsi_token import Admitted, Gate, key_file, opens
from orchestrator.app import make_app
from orchestrator.conferences.deployments import DeploymentUnusable, deployments_of
from orchestrator.conferences.meeting import Deployment, Entrant
from schedules.store.database import Database
from tests.orchestrator.conftest import SITE
from tests.support.jitsi_keys import rsa_pem

NINE = datetime(2026, 10, 19, 9, tzinfo=UTC)
KEYED = """
[[jitsi]]
id = "meet"
url = "https://meet.example"
app_id = "regia"
[[jitsi.keys]]
kid = "regia-2026"
file = "2026.pem"
[[jitsi.keys]]
kid = "regia-2027"
file = "2027.pem"
"""
HOSTED = """
[[jitsi]]
id = "jaas"
url = "https://8x8.vc"
app_id = "vpaas-magic-cookie-1"
jaas = true
[[jitsi.keys]]
kid = "vpaas-magic-cookie-1/4f4910"
file = "2026.pem"
"""
ANNA = Entrant("0f", "Anna")


def written(folder: Path, name: str, content: bytes, mode: int = 0o600) -> Path:
    (folder / name).write_bytes(content)
    (folder / name).chmod(mode)
    return folder / name


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data folder with both keys."""
    written(tmp_path, "2026.pem", rsa_pem())
    written(tmp_path, "2027.pem", rsa_pem(1))
    return tmp_path


def site_with(*servers: str) -> Loaded:
    loaded = load_texts((("sito.toml", "".join(servers) + SITE),))
    assert not loaded.mistakes
    return loaded


def read(folder: Path, *servers: str, **environment: str) -> Deployment:
    installation = site_with(*servers).installation
    assert installation is not None
    (found,) = deployments_of(installation, environment=environment, folder=folder).values()
    return found


def header_of(token: str | None) -> dict[str, str]:
    assert token is not None
    text = token.split(".")[0]
    told: dict[str, str] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return told


async def test_a_server_with_keys_when_its_prosody_asks_us_for_them_then_the_newest_one_signed_and_both_are_there(
    database: Database, aiohttp_client: AiohttpClient, folder: Path
) -> None:
    of_folder = partial(deployments_of, environment={}, folder=folder)
    service = await aiohttp_client(make_app(database, site_with(KEYED), deployments_of=of_folder))
    token = read(folder, KEYED).token_for("sala", ANNA, NINE, NINE + timedelta(hours=1))
    before = read(folder, KEYED[: KEYED.rindex("[[jitsi.keys]]")]).token_for("sala", ANNA, NINE, NINE)
    gate = Gate(key_server=str(service.make_url("/jitsi/keys")))
    prosody = ReadBy(gate, "meet.example", Silent(), NINE.timestamp)

    assert [header_of(each)["kid"] for each in (before, token)] == ["regia-2026", "regia-2027"]
    for each in (before, token):
        admitted = await prosody.admit(each or "")
        assert isinstance(admitted, Admitted)
        assert opens(gate, admitted, "sala", "meet.example")


async def test_public_keys_when_anybody_asks_then_both_forms_are_cacheable_and_none_has_a_secret(
    database: Database, aiohttp_client: AiohttpClient, folder: Path
) -> None:
    of_folder = partial(deployments_of, environment={}, folder=folder)
    service = await aiohttp_client(make_app(database, site_with(KEYED, HOSTED), deployments_of=of_folder))
    token = read(folder, KEYED).token_for("sala", ANNA, NINE, NINE)

    listed = await service.get("/jitsi/keys.json")
    told = await listed.json()
    one_of_them = await service.get(f"/jitsi/keys/{key_file('vpaas-magic-cookie-1/4f4910')}")
    absent = [await service.get(f"/jitsi/keys/{name}") for name in (key_file("altra"), "2026.pem", "..%2F2026.pem")]

    assert [key["kid"] for key in told["keys"]] == ["regia-2026", "regia-2027", "vpaas-magic-cookie-1/4f4910"]
    jws.deserialize_compact(token or "", KeySet.import_key_set(told), algorithms=["RS256"])
    assert {listed.headers["Cache-Control"], one_of_them.headers["Cache-Control"]} == {"public, max-age=300"}
    assert [answer.status for answer in absent] == [404] * 3
    served = await listed.text() + await one_of_them.text() + "".join([await answer.text() for answer in absent])
    assert "PRIVATE" not in served
    assert not {"d", "p", "q", "dp", "dq", "qi"} & {name for key in told["keys"] for name in key}


async def test_a_service_without_keys_when_asked_for_them_then_the_list_is_empty(
    database: Database, aiohttp_client: AiohttpClient, site: Loaded
) -> None:
    service = await aiohttp_client(make_app(database, site))

    assert await (await service.get("/jitsi/keys.json")).json() == {"keys": []}


def test_the_hosted_service_when_read_then_its_rooms_stand_below_our_app_id(folder: Path) -> None:
    found = read(folder, HOSTED)

    assert found.url == "https://8x8.vc/vpaas-magic-cookie-1"
    assert header_of(found.token_for("sala", ANNA, NINE, NINE))["kid"] == "vpaas-magic-cookie-1/4f4910"


def test_a_key_whose_file_is_missing_when_read_then_the_one_before_signs_and_without_any_links_open_alone(
    tmp_path: Path,
) -> None:
    written(tmp_path, "2026.pem", rsa_pem())

    assert header_of(read(tmp_path, KEYED).token_for("sala", ANNA, NINE, NINE))["kid"] == "regia-2026"
    (tmp_path / "2026.pem").unlink()
    assert read(tmp_path, KEYED).token_for("sala", ANNA, NINE, NINE) is None


@pytest.mark.parametrize(
    ("content", "mode", "why"),
    [
        (rsa_pem(), 0o640, "so others can get at it"),
        (b"s3cr3t", 0o600, "is no private key in PEM"),
        (rsa_pem(0, 1024), 0o600, "less than 2048 bits"),
    ],
    ids=["exposed", "text", "short"],
)
def test_a_key_that_cannot_be_used_when_read_then_a_sentence_names_the_file_and_shows_nothing_of_it(
    folder: Path, content: bytes, mode: int, why: str
) -> None:
    path = written(folder, "2027.pem", content, mode)

    with pytest.raises(DeploymentUnusable) as caught:
        read(folder, KEYED)

    assert why in str(caught.value)
    assert str(path) in str(caught.value)
    assert "s3cr3t" not in str(caught.value)


def test_a_shared_secret_that_is_too_short_when_read_then_it_is_refused(tmp_path: Path) -> None:
    text = '[[jitsi]]\nid = "m"\nurl = "https://m.example"\napp_id = "r"\nsecret = "env:REGIA_SECRET_M"\n'

    with pytest.raises(DeploymentUnusable, match="HS256 needs 32 bytes"):
        read(tmp_path, text, REGIA_SECRET_M="piano")
    assert read(tmp_path, text, REGIA_SECRET_M="x" * 32).token_for("sala", ANNA, NINE, NINE) is not None
    assert read(tmp_path, text).token_for("sala", ANNA, NINE, NINE) is None
