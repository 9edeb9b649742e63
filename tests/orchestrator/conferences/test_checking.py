"""Each point of the check of a Jitsi server, of servers that really answer so, in both languages."""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import formatdate
from pathlib import Path

import httpx
import pytest

from config.jitsi import JitsiDeployment
from config.words.sentences import LANGUAGES, Language
from integrations.services.jitsi import Defect
from integrations.services.jitsi_keys import private_key
from integrations.services.jitsi_rooms import RoomsTrouble
from orchestrator.conferences.check_words import GRADES, TOPICS, said
from orchestrator.conferences.checking import Asked, Grade, Point, Topic, check, gate
from orchestrator.conferences.meeting import Deployment
from tests.support.broken_servers import API, Answer, answering, reply
from tests.support.certificates import make_certificate
from tests.support.jitsi_keys import rsa_pem

KEY = private_key("regia-2026", rsa_pem())
CONFIG = b"var config = { hosts: { domain: 'localhost', muc: 'muc.localhost' } };"


def right(path: str) -> bytes:
    """What a server says with which all is well."""
    date = f"Date: {formatdate(usegmt=True)}"
    match path.partition("?")[0]:
        case "/config.js":
            return reply(CONFIG, date)
        case "/conference-request/v1":
            return reply(b'{"ready": true, "focusJid": "focus@auth.localhost"}', date)
        case "/room-size":
            return reply(b'{"participants": 0}', date)
        case "/about/health":
            return reply(b"", date)
        case other if other.startswith("/jitsi/keys/"):
            return reply(KEY.public_pem if other.endswith(KEY.file) else b"", date)
        case _:
            return reply(API, date)


def but(**answers: bytes) -> Answer:
    """The same, but for the paths that have such a word in them."""
    return lambda path: next((answer for word, answer in answers.items() if word in path), right(path))


def asked_at(url: str, *, jaas: bool = False, keyed: bool = True, **written: object) -> Asked:
    """A server that is all there: its client, Prosody, Jicofo and our own keys at one address."""
    told = {"id": "meet", "url": url, "app_id": "regia", "prosody": url, "jicofo": url, "jaas": jaas}
    deployment = JitsiDeployment.model_validate({**told, **written})
    usable = Deployment(url, "regia", None if keyed else "x" * 32, keys=(KEY,) if keyed else (), jaas=jaas)
    return Asked(deployment, usable, url)


async def points_of(asked: Asked) -> Sequence[Point]:
    async with httpx.AsyncClient(trust_env=False) as http:
        return [point async for point in check(asked, http, lambda: datetime.now(UTC))]


def by_topic(points: Sequence[Point]) -> Mapping[Topic, Point]:
    return {point.topic: point for point in points}


async def test_a_server_with_which_all_is_well_when_checked_then_each_point_is_good_in_its_order() -> None:
    async with answering(right) as url:
        found = await points_of(asked_at(url))

    assert [point.topic for point in found] == list(Topic)
    assert {point.grade for point in found} == {Grade.GOOD}
    assert said(found[0], "it") == "codici firmati con la chiave regia-2026 (RS256): iss regia, aud jitsi, sub *"
    assert f"asap_key_server = {url}/jitsi/keys" in said(found[-1], "en")
    assert "PRIVATE" not in repr(found)


@pytest.mark.parametrize(
    ("answer", "topic", "grade", "it"),
    [
        (but(external_api=reply(b"<h1>Benvenuti")), Topic.PAGE, Grade.BAD, "non è un Jitsi Meet"),
        (but(external_api=b""), Topic.PAGE, Grade.BAD, "interrompe la risposta a metà"),
        (but(external_api=reply(b"", status=502)), Topic.PAGE, Grade.BAD, "risponde con un errore (502)"),
        (lambda _: reply(API), Topic.CLOCK, Grade.LACKS, "non dice che ora è"),
        (but(config=reply(b"<html>")), Topic.CONFIG, Grade.LACKS, "una pagina per le persone"),
        (but(config=reply(b"hosts: { domain: 'meet.jitsi' }")), Topic.CONFIG, Grade.BAD, 'xmpp_domain = "meet.jitsi"'),
        (but(config=reply(b"{}")), Topic.CONFIG, Grade.LACKS, "non dice come si chiama il server"),
        (but(request=reply(b"", status=404)), Topic.CONFERENCE, Grade.LACKS, "il modulo non è caricato"),
        (but(request=reply(b'{"ready": false}')), Topic.CONFERENCE, Grade.LACKS, "Jicofo non è pronto"),
        (but(size=reply(b"", status=403)), Topic.ROOM_SIZE, Grade.LACKS, "rifiuta il nostro codice d’accesso (403)"),
        (but(size=reply(b"{")), Topic.ROOM_SIZE, Grade.LACKS, "qualcosa che non c’entra"),
        (but(health=reply(b"", status=500)), Topic.JICOFO, Grade.BAD, "errore suo (500)"),
        (but(keys=reply(b"", status=404)), Topic.KEYS, Grade.BAD, "non c’è (404)"),
        (but(keys=reply(private_key("x", rsa_pem(1)).public_pem)), Topic.KEYS, Grade.BAD, "un’altra chiave"),
    ],
)
async def test_a_server_with_one_fault_when_checked_then_that_point_says_it(
    answer: Answer, topic: Topic, grade: Grade, it: str
) -> None:
    async with answering(answer) as url:
        point = by_topic(await points_of(asked_at(url)))[topic]

    assert point.grade is grade
    assert it in said(point, "it")


@pytest.mark.parametrize(("ahead_s", "code"), [(-300, "token_early"), (300, "token_good")])
async def test_a_server_with_a_clock_five_minutes_off_when_checked_then_clock_and_token_say_so(
    ahead_s: int, code: str
) -> None:
    async with answering(lambda _: reply(API, f"Date: {formatdate(time.time() + ahead_s, usegmt=True)}")) as url:
        found = by_topic(await points_of(asked_at(url, keyed=False)))

    assert found[Topic.CLOCK].code == "server_clock"
    assert "rifiuterà i codici d’accesso" in said(found[Topic.CLOCK], "it")
    assert found[Topic.TOKEN].code == code


async def test_a_server_with_a_certificate_of_nobody_when_checked_then_its_page_says_so_and_it_is_not_asked_on(
    tmp_path: Path,
) -> None:
    async with answering(right, tls=make_certificate(tmp_path).shown()) as url:
        found = by_topic(await points_of(asked_at(url)))

    assert found[Topic.PAGE].code == "server_certificate"
    assert Topic.CONFIG not in found


async def test_a_server_of_which_little_is_known_when_checked_then_the_rest_is_not_asked() -> None:
    async with answering(right) as url:
        asked = asked_at(url, keyed=False, prosody=None, jicofo=None)
        found = by_topic(await points_of(asked))

    assert {topic for topic, point in found.items() if point.grade is Grade.UNASKED} == {Topic.ROOM_SIZE, Topic.JICOFO}
    assert "prosody" in said(found[Topic.ROOM_SIZE], "it")
    assert found[Topic.GATE].code == "gate_secret"


async def test_jaas_when_checked_then_it_is_asked_for_its_page_alone() -> None:
    async with answering(right) as url:
        found = by_topic(await points_of(asked_at(url, jaas=True)))

    assert list(found) == [Topic.GATE, Topic.PAGE, Topic.CLOCK, Topic.TOKEN, Topic.KEYS]
    assert said(found[Topic.GATE], "it").startswith(
        "JaaS, codici firmati con la chiave regia-2026: iss chat, aud jitsi"
    )
    assert found[Topic.KEYS].code == "keys_uploaded"


def test_a_server_whose_secret_is_not_here_when_told_then_it_lets_nobody_in() -> None:
    asked = asked_at("http://localhost:1", keyed=False, secret="env:REGIA_SECRET_JITSI")
    without = Asked(asked.written, Deployment("http://localhost:1", "regia"))

    point = gate(without)

    assert (point.grade, point.code) == (Grade.BAD, "gate_lacking")


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_when_anything_is_found_then_there_are_some(language: Language) -> None:
    codes = [*(f"server_{defect}" for defect in Defect), *(f"trouble_{trouble}" for trouble in RoomsTrouble)]
    params: Mapping[str, str | int] = {"status": 502, "ahead": "+300"}

    assert all(said(Point(Topic.PAGE, Grade.BAD, code, params), language) for code in codes)
    assert (set(TOPICS), set(GRADES)) == (set(Topic), set(Grade))
