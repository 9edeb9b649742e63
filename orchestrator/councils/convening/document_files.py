"""A document of an item, given to a browser as a file to keep."""

from urllib.parse import quote

from aiohttp import web

from orchestrator.councils.convening.documents import NoSuchDocument, document_content
from orchestrator.people.asker import nothing_there
from orchestrator.web.keys import DATABASE


async def give_document(request: web.Request, sitting: str, digest: str) -> web.Response:
    """The one of that sitting whose bytes have that SHA-256; no browser shows it as a page of ours. Raises ApiError (404)."""
    try:
        known, content = await request.app[DATABASE].read(document_content, sitting, digest)
    except NoSuchDocument as error:
        raise nothing_there() from error
    disposition = f"attachment; filename*=UTF-8''{quote(known.name, safe='')}"
    return web.Response(body=content, headers={"Content-Type": known.media_type, "Content-Disposition": disposition})
