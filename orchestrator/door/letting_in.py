"""The address by which one person enters a meeting, with the token made for them at that moment. Pure."""

import json
from urllib.parse import quote

from config.words.sentences import Language
from orchestrator.conferences.meeting import Entrant
from orchestrator.conferences.meetings import Meeting

IN_HALL = (
    "config.startWithAudioMuted=true",
    "config.startWithVideoMuted=true",
    # no sound comes out either, so that no laptop howls beside the hall's loudspeakers (config.js of jitsi-meet)
    "config.startSilent=true",
)


FRAMED = "jitsi_meet_external_api_id=0"
"""Lets Jitsi's page speak with ours around it (jitsi-meet, modules/API/constants.js)."""


def address_for(meeting: Meeting, entrant: Entrant, language: Language | None = None, *, in_hall: bool) -> str:
    """Where their browser goes, which then speaks *language*, or by itself that of the browser. The token is good from when the meeting may open until long after its end."""
    if meeting.deployment is None:
        return meeting.address
    token = meeting.deployment.token_for(meeting.name, entrant, meeting.opens, meeting.end)
    query = "" if token is None else f"?jwt={token}"
    said = ["userInfo.displayName=" + quote(f'"{entrant.name}"', safe="")] if token is None else []
    spoken = [] if language is None else [f"config.defaultLanguage={quote(json.dumps(language), safe='')}"]
    framed = [FRAMED] if meeting.deployment.embedded and meeting.password is not None else []
    wishes = "&".join([*said, *spoken, *framed, *(IN_HALL if in_hall else ())])
    return f"{meeting.address}{query}{'#' + wishes if wishes else ''}"
