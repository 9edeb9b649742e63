"""The documents of a sitting's items, handed out to its members as files to keep."""

from urllib.parse import quote

from aiohttp import web

from orchestrator.councils.convening.documents import NoSuchDocument, document_content
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.people.asker import nothing_there
from orchestrator.web.keys import DATABASE


async def give_document(request: web.Request, dossier: Dossier, digest: str) -> web.Response:
    """The one whose bytes have that SHA-256. Raises ApiError (404)."""
    try:
        known, content = await request.app[DATABASE].read(document_content, dossier.sitting, digest)
    except NoSuchDocument as error:
        raise nothing_there() from error
    media_type, _, charset = known.media_type.partition("; charset=")
    answer = web.Response(body=content, content_type=media_type, charset=charset or None)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(known.name, safe='')}"
    return answer
