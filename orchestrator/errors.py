"""Every answer that is an error: one shape, one catalogue of sentences, one table from our errors to statuses."""

import functools
import json
from collections.abc import Mapping
from typing import Any

import structlog
from aiohttp import web
from aiohttp.http import HttpProcessingError

from config.sentences import Language
from orchestrator.answers import number_of
from orchestrator.keys import BEGUN
from orchestrator.languages import language_of
from orchestrator.routes import Handler
from schedules.database import StorageBusy, StorageError, StorageFull, StorageUnusable

log = structlog.get_logger()

MESSAGES: Mapping[str, Mapping[Language, str]] = {
    "not_found": {"it": "Qui non c’è niente con questo nome.", "en": "There is nothing of that name here."},
    "method_not_allowed": {
        "it": "Questo indirizzo non accetta {method}.",
        "en": "This address does not take {method}.",
    },
    "unauthorised": {
        "it": "Serve un accesso valido: il gettone o il cookie manca, è scaduto o è stato revocato.",
        "en": "Valid credentials are needed: the token or cookie is missing, over or revoked.",
    },
    "forbidden": {
        "it": "Questo accesso non permette di farlo.",
        "en": "These credentials do not allow this.",
    },
    "cross_origin": {
        "it": "La richiesta viene da un altro sito ed è stata rifiutata.",
        "en": "The request comes from another site and was refused.",
    },
    "not_by_proxy": {
        "it": "Qui si arriva soltanto attraverso il proxy che cifra la connessione.",
        "en": "The only way here is through the proxy that encrypts the connection.",
    },
    "malformed": {"it": "La richiesta non è JSON leggibile.", "en": "The request is not readable JSON."},
    "invalid": {"it": "La richiesta contiene errori.", "en": "The request has mistakes."},
    "unsupported_media": {
        "it": "Il contenuto deve essere di tipo application/json.",
        "en": "The content must be of type application/json.",
    },
    "too_large": {
        "it": "La richiesta è troppo grande: al massimo 64 KiB.",
        "en": "The request is too large: 64 KiB at most.",
    },
    "clash": {
        "it": "La sala è già occupata in quell’orario.",
        "en": "The room is already taken at that time.",
    },
    "calendar_owned": {
        "it": "Questa prenotazione viene da un calendario: va cambiata lì.",
        "en": "This booking comes from a calendar: change it there.",
    },
    "no_such_room": {"it": "Non c’è nessuna sala con questo nome.", "en": "There is no room of that name."},
    "sites_differ": {
        "it": "Queste sale sono di sedi che si preparano in modo diverso: serve una prenotazione per ogni sede.",
        "en": "These rooms are of sites that prepare differently: make a booking for each site.",
    },
    "in_the_past": {
        "it": "Quell’orario è già passato.",
        "en": "That time is already past.",
    },
    "id_used": {
        "it": "Questo id è già di un altro comando: per ogni comando ne serve uno nuovo.",
        "en": "This id is another press’s already: each press needs a new one.",
    },
    "blocked": {
        "it": "La sala è chiusa o riservata ai tecnici.",
        "en": "The room is closed or held by technicians.",
    },
    "too_early": {
        "it": "È ancora presto per iniziare questa prenotazione.",
        "en": "It is too early to start this booking.",
    },
    "technicians_only": {
        "it": "Può farlo soltanto un tecnico.",
        "en": "Only a technician may do this.",
    },
    "no_time": {
        "it": "Manca troppo poco alla prossima prenotazione.",
        "en": "The next booking begins too soon.",
    },
    "another_booking": {
        "it": "Nel frattempo nella sala è cominciata un’altra prenotazione.",
        "en": "Another booking has begun in the room meanwhile.",
    },
    "not_live": {
        "it": "In questo momento nella sala non c’è niente in corso.",
        "en": "Nothing is going on in the room right now.",
    },
    "until_missing": {"it": "Manca la nuova ora di fine.", "en": "The new end is missing."},
    "end_has_moved": {
        "it": "Nel frattempo la fine è già stata spostata: guardare di nuovo l’orario.",
        "en": "The end has been moved meanwhile: look at the time again.",
    },
    "not_later": {
        "it": "La nuova fine deve essere dopo quella attuale.",
        "en": "The new end must be after the present one.",
    },
    "too_long": {
        "it": "Non si può prolungare di più di 24 ore per volta.",
        "en": "It cannot be extended by more than 24 hours at a time.",
    },
    "in_the_way": {
        "it": "Non si può prolungare: dopo la sala è già occupata.",
        "en": "It cannot be extended: the room is taken afterwards.",
    },
    "which_device": {
        "it": "La sala ha più regie video: va detto quale.",
        "en": "The room has several video mixers: say which.",
    },
    "no_such_device": {
        "it": "La sala non ha questo dispositivo.",
        "en": "The room has no such device.",
    },
    "scene_missing": {"it": "Manca il nome della scena.", "en": "The name of the scene is missing."},
    "no_such_scene": {
        "it": "Questa preparazione non offre quella scena.",
        "en": "This preset does not offer that scene.",
    },
    "not_held": {"it": "La sala non è riservata ai tecnici.", "en": "The room is not held by technicians."},
    "live_needs_reason": {
        "it": "C’è una riunione in corso: solo un tecnico può fermare la sala, dicendo perché.",
        "en": "A meeting is going on: only a technician may hold the room, and must say why.",
    },
    "storage_full": {
        "it": "Il disco è pieno: non è stato salvato niente.",
        "en": "The disk is full: nothing was stored.",
    },
    "storage_busy": {
        "it": "L’archivio è occupato: riprovare tra poco.",
        "en": "The database is busy: try again shortly.",
    },
    "storage_unusable": {
        "it": "L’archivio non è utilizzabile: deve intervenire un tecnico.",
        "en": "The database cannot be used: a technician must see to it.",
    },
    "not_ready": {"it": "Il servizio non è ancora pronto.", "en": "The service is not ready yet."},
    "internal": {
        "it": "Si è verificato un errore interno; è stato registrato con il numero {request_id}.",
        "en": "Something went wrong inside; it was logged under {request_id}.",
    },
    "bad_request": {"it": "La richiesta non è valida.", "en": "The request is not valid."},
}

STORAGE: Mapping[type[Exception], tuple[int, str]] = {
    StorageFull: (507, "storage_full"),
    StorageBusy: (503, "storage_busy"),
    StorageUnusable: (503, "storage_unusable"),
}

_OF_AIOHTTP: Mapping[int, str] = {404: "not_found", 413: "too_large"}


_dumps = functools.partial(json.dumps, ensure_ascii=False)


class ApiError(Exception):
    """An answer with *status*; *code* names its sentence in MESSAGES, *details* fill it and travel along."""

    def __init__(self, status: int, code: str, **details: Any) -> None:
        super().__init__(status, code, details)
        self.status = status
        self.code = code
        self.details = details


@web.middleware
async def answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn whatever a handler raises into our one shape; a bug into a 500 that tells only the request's id."""
    try:
        return await handler(request)
    except Exception as error:
        if request.get(BEGUN):
            raise  # too late for another answer: aiohttp cuts the connection
        if isinstance(error, web.HTTPException) and error.status < 400:
            raise
        return error_answer(request, as_api_error(request, error))


def as_api_error(request: web.BaseRequest, error: BaseException) -> ApiError:
    """What *error* means for who asked; the storage's faults and bugs are logged.

    Of a request that cannot be read not a word is told or logged: aiohttp's errors quote it, and so its token.
    """
    match error:
        case ApiError():
            return error
        case web.HTTPMethodNotAllowed():
            return ApiError(405, "method_not_allowed", method=error.method, allowed=sorted(error.allowed_methods))
        case web.HTTPException():
            return ApiError(error.status, _OF_AIOHTTP.get(error.status, "bad_request"))
        case HttpProcessingError() | web.RequestPayloadError() | ConnectionError():
            log.info("request.unreadable", remote=request.remote, kind=type(error).__name__)
            return ApiError(400, "malformed" if isinstance(error, web.RequestPayloadError) else "bad_request")
        case StorageError() if type(error) in STORAGE:
            log.error("storage.failed", error=str(error), kind=type(error).__name__)
            return ApiError(*STORAGE[type(error)])
        case _:
            number = number_of(request)
            log.error("request.failed", method=request.method, path=request.path, request_id=number, exc_info=error)
            return ApiError(500, "internal", request_id=number)


def error_answer(request: web.BaseRequest, error: ApiError) -> web.Response:
    """The answer for *error* in the reader's language."""
    message = _message(error, language_of(request))
    parts = {"error": {"code": error.code, "message": message, "details": error.details}}
    answer = web.json_response(parts, status=error.status, dumps=_dumps)
    if error.status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if error.status == 405:
        answer.headers["Allow"] = ", ".join(error.details["allowed"])
    if error.status == 503:
        answer.headers["Retry-After"] = "1"
    return answer


def _message(error: ApiError, language: Language) -> str:
    known = MESSAGES[error.code][language]
    return known.format_map(error.details) if error.details else known
