"""Webhooks of hosted JaaS where the room file names what they are signed with: nothing else is believed."""

import json

import pytest

from integrations.services.jaas_webhooks import HEADER, signature
from orchestrator.access.tokens import make_token, program_grant
from orchestrator.conferences.meeting import Deployment
from orchestrator.web.keys import DATABASE
from tests.orchestrator.conftest import MakeToken, Start
from tests.support.town import Town, hour

NINE = hour("09:00")
AT = int(NINE.timestamp())
HOOK = {
    "idempotencyKey": "k1",
    "eventType": "ROOM_CREATED",
    "fqn": "vpaas-magic-cookie-1/ponte",
    "timestamp": AT * 1000,
    "data": {},
}
BODY = json.dumps(HOOK).encode()


@pytest.mark.parametrize(
    ("secret", "header", "status"),
    [
        ("whsec", signature("whsec", BODY, AT), 201),
        ("whsec", signature("whsec", BODY, AT - 301), 403),
        ("whsec", signature("whsec", BODY + b" ", AT), 403),
        ("whsec", "", 403),
        ("", signature("", BODY, AT), 403),
        (None, "", 201),
    ],
)
async def test_webhook_given_its_signature_when_it_is_posted_then_what_is_not_signed_now_is_refused_in_words(
    start_town: Start, token: MakeToken, secret: str | None, header: str, status: int
) -> None:
    deployment = Deployment("https://8x8.vc", webhook_secret=secret)
    town = Town(token)
    town.serve(await start_town(clock=lambda: town.now, deployments_of=lambda _: {"meet": deployment}))
    await town.at(NINE)
    grant = program_grant(["events:write"], None, None, "meet")
    bearer = await town.client.app[DATABASE].write(make_token, grant, NINE)
    headers = {"Authorization": f"Bearer {bearer}", HEADER: header, "Accept-Language": "en"}

    async with town.client.post("/jitsi/events/meet/jaas", data=BODY, headers=headers) as answer:
        said = await answer.text()

    assert answer.status == status
    assert ("not_signed" in said) == (status == 403)
