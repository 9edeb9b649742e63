"""From which Jitsi servers the stage takes scripts, against what the check of room files lets pass."""

import pytest

from config.site_file.checks import check
from room_agents.stage_view import deployments
from tests.room_agents.following import OURS, plan_of, segment


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("https://meet.example", True),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", True),
        ("http://127.0.0.2:8000", True),
        ("http://[::1]:8000", False),  # no Content-Security-Policy can name it
        ("http://meet.example", False),
        ("http://127.0.0.1.example", False),
    ],
)
def test_given_a_deployment_when_it_passes_the_check_then_the_stage_takes_its_scripts(url: str, *, taken: bool) -> None:
    meeting = OURS.model_copy(update={"deployment": url})

    found = [finding.code for finding in check({"jitsi": [{"id": "meet", "url": url}]}, whole=False)]
    allowed = deployments(plan_of({}, segment("live", {}, conference=meeting)).plan)

    assert found == ([] if taken else ["jitsi_http"])
    assert allowed == ((url,) if taken else ())
