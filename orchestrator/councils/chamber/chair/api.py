"""A sitting over HTTP, for its officers: how it is, and acts as the log has them."""

from functools import partial

from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.councils.at_work.asking import steering
from orchestrator.councils.chamber.chair.acting import do_as_officer
from orchestrator.councils.chamber.chair.api_models import ActBody, ActView, SittingView, sitting_view
from orchestrator.councils.chamber.chair.looking import forbidden_recorders, looked_at
from orchestrator.councils.chamber.chair.timeline import changed_since
from orchestrator.councils.log.live import Wanted
from orchestrator.councils.sitting import acts, correction_acts, vote_acts
from orchestrator.councils.sitting.codec import UnreadableError, body_from_json, kind_of
from orchestrator.councils.sitting.refusal_words import told
from orchestrator.councils.sitting.refusals import Refusal
from orchestrator.councils.sitting.votes import Medium
from orchestrator.web.bodies import json_answer, read_body
from orchestrator.web.errors import ApiError
from orchestrator.web.languages import language_of
from orchestrator.web.shell.catalogues import translations

SITTING = "/api/v1/sittings/{sitting}"
OF_OFFICERS = (
    acts.Cancelled, acts.RollCallBegun, acts.RollCallEnded, acts.Opened, acts.DeclaredDeserted, acts.AgendaChanged, acts.Presides,
    acts.SecretaryNamed, acts.TellersNamed, acts.Suspended, acts.Resumed, acts.Adjourned, acts.Prolonged, acts.Closed,
    acts.Entered, acts.Moved, acts.Left, acts.AbsenceNoted, acts.QuorumAsked, acts.RollRectified,
    acts.ItemOpened, acts.ItemClosed, acts.HandRaised, acts.HandLowered, acts.FloorGiven, acts.Recused, acts.GuestAdmitted,
    vote_acts.VoteOpened, vote_acts.Cast, vote_acts.BallotHanded, vote_acts.ClosingAnnounced, vote_acts.PaperCounted, vote_acts.LotDrawn, vote_acts.Proclaimed,
    vote_acts.VoteAnnulled, vote_acts.DissentRecorded, correction_acts.CorrectionProposed, correction_acts.CorrectionConfirmed, correction_acts.CorrectionRejected,
)  # fmt: skip
"""What whoever presides and the secretary do while a sitting goes on; the rest is the office's, or the service's."""
_KINDS = {kind_of(kind) for kind in OF_OFFICERS}


async def show(request: web.Request) -> web.Response:
    """How it is."""
    asked = await steering(request)
    sitting = await asked.live.look()
    return json_answer(sitting_view(asked.dossier.sitting, sitting, asked.person, language_of(request)))


async def act(request: web.Request) -> web.Response:
    """Do something in it. The same id again is the same act."""
    asked, body = await steering(request), await read_body(request, ActBody)
    if body.kind not in _KINDS:
        raise ApiError(422, "no_act")
    try:
        meant = body_from_json(body.kind, body.body)
    except UnreadableError as error:
        raise ApiError(422, "no_act") from error
    if isinstance(meant, vote_acts.BallotHanded) and meant.medium is Medium.REMOTE:
        raise ApiError(422, "no_act")  # those are handed to the page that asks for its own
    reason = meant.recording.reason if isinstance(meant, vote_acts.VoteOpened) and meant.recording else ""
    meant = await looked_at(request.app, asked.dossier, meant, reason)
    if isinstance(meant, acts.Opened | acts.Resumed):
        recorders = await forbidden_recorders(request.app, asked.dossier, await asked.live.look())
        if recorders:
            raise ApiError(409, "recorded", what=", ".join(recorders))
    answer = await do_as_officer(request.app, asked, Wanted(str(body.id), meant, asked.person, "api", body.seen))
    if isinstance(answer, Refusal):
        language = language_of(request)
        say, sitting = translations(language).gettext, await asked.live.look()
        besides = changed_since(sitting, answer, body.seen, asked.dossier.people, language, say)
        sentence = " ".join(filter(None, (told(answer, language), besides)))
        raise ApiError(409, "act_refused", sentence=sentence, rule=answer.reason.value)
    return json_answer(ActView(number=answer.number))


_steers = partial(Route, scope=Scope.OWN, action=Action.STEER_COUNCIL)
ROUTES = (
    _steers("GET", SITTING, show, "How a sitting is, for its officers.", answer=SittingView, errors=(404,)),
    _steers(
        "POST", f"{SITTING}/acts", act, "Do something in it.", body=ActBody, answer=ActView, errors=(404, 409, 422)
    ),
)
