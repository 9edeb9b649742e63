"""The register of a meeting that is over is there before somebody looks, and is what they would see without it."""

from datetime import timedelta

from orchestrator.attendance.intake import INTAKE
from orchestrator.attendance.readiness import make_ready
from orchestrator.conferences.presence.remembering import remembered
from tests.orchestrator.attendance.conftest import NINE, TEN, Meeting, held


async def test_register_given_a_meeting_of_which_nothing_more_comes_when_it_is_over_then_it_is_derived_once(
    meeting: Meeting,
) -> None:
    app = meeting.town.client.app
    meeting.town.now = NINE + timedelta(minutes=30)
    await held(meeting)

    app[INTAKE].heard()  # as the service's own round does now and then
    running = await make_ready(app, {meeting.booking})
    before = remembered(meeting.booking)
    meeting.town.now = TEN + timedelta(seconds=1)
    over = await make_ready(app, running)
    ready = remembered(meeting.booking)
    page = await (await meeting.browser("organiser")).text(meeting.here)

    assert (running, over) == ({meeting.booking}, set())
    assert before is None
    assert ready is not None
    assert [person.seconds for person in ready.people] == [3_293, 3_600]
    assert "54:53" in page
    assert remembered(meeting.booking) == ready
