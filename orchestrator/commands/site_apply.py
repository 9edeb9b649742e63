"""`regia site apply` and `regia site status`: the running service takes other room files, and says which rooms follow them."""

import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import aiohttp
from cyclopts import Parameter
from pydantic import ValidationError

from config.site_file.loading import Loaded, load_site
from config.site_file.mistakes import language_of
from config.words.sentences import Language
from orchestrator.access.openapi import ErrorAnswer
from orchestrator.commands.access import Insecure, Orchestrator, Token, TokenFile, address_of, token_of
from orchestrator.commands.environment import settings
from orchestrator.commands.stopping import stop
from orchestrator.site.views import SiteView
from orchestrator.site.words import room_lines, site_lines

HERE = "http://127.0.0.1:8080"
PATH = "/api/v1/site"
ANSWERS_WITHIN_S = 60.0
"""Every room of a town may be planned anew."""

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "it": {
        "needs_reason": "--now vuole --reason: perché non si può aspettare?",
        "needs_now": "--reason e --room vanno con --now.",
        "mistakes": "Errori: {count}. Il servizio non ha preso niente.",
        "disturbs": "Non si aspetta:",
        "waits": 'Chi non può aspettare aggiunga --now --reason "perché"; chi è in sala se ne accorge.',
        "unreachable": "Il servizio {url} non si raggiunge: {error}.",
        "strange": "A {url} non risponde Regia (stato {status}).",
    },
    "en": {
        "needs_reason": "--now wants --reason: why can it not wait?",
        "needs_now": "--reason and --room go with --now.",
        "mistakes": "Mistakes: {count}. The service took nothing.",
        "disturbs": "Not waited for:",
        "waits": 'Who cannot wait adds --now --reason "why"; who is in the room will notice.',
        "unreachable": "The service {url} cannot be reached: {error}.",
        "strange": "What answers at {url} is not Regia (status {status}).",
    },
}


async def apply(
    files: Annotated[list[Path], Parameter(help="The room files: all of them, as for `regia serve`.")],
    /,
    *,
    now: Annotated[bool, Parameter(help="Do not wait until the rooms are idle.", negative=())] = False,
    reason: Annotated[str | None, Parameter(help="Why it cannot wait; it is kept, with whose token it was.")] = None,
    room: Annotated[
        list[str] | None, Parameter(help="Only these do not wait; all if left out.", consume_multiple=(1, None))
    ] = None,
    orchestrator: Orchestrator = HERE,
    token: Token = None,
    token_file: TokenFile = None,
    insecure: Insecure = False,
    language: Annotated[Language | None, Parameter(help="Of the words; the terminal's if left out.")] = None,
) -> None:
    """Have the running service take other room files; each room follows in its first idle instant."""
    language = language or language_of(os.environ)
    words = _WORDS[language]
    if now and not (reason or "").strip():
        stop(words["needs_reason"], code=2)
    if not now and (reason or room):
        stop(words["needs_now"], code=2)
    service = _Service(orchestrator, token, token_file, language, insecure=insecure)
    wanted: dict[str, Any] = {"files": [{"name": name, "text": text} for name, text in _right(files, language).texts]}
    site = await service.ask("POST", wanted)
    waiting = [status for status in site.rooms if status.waits is not None and (not room or status.id in room)]
    if now and (waiting or room):
        for status in waiting:
            _print([words["disturbs"], *room_lines(status, datetime.now(UTC), language)])
        site = await service.ask("POST", {**wanted, "now": {"reason": reason, "rooms": room or []}})
    _print(site_lines(site, datetime.now(UTC), language))
    if any(status.waits is not None for status in site.rooms) and not now:
        _print([words["waits"]])


async def status(
    *,
    orchestrator: Orchestrator = HERE,
    token: Token = None,
    token_file: TokenFile = None,
    insecure: Insecure = False,
    as_json: Annotated[bool, Parameter(name="--json", help="Print JSON.", negative=())] = False,
    language: Annotated[Language | None, Parameter(help="Of the words; the terminal's if left out.")] = None,
) -> None:
    """Say which version of the room files each room follows, and what the others wait for."""
    language = language or language_of(os.environ)
    site = await _Service(orchestrator, token, token_file, language, insecure=insecure).ask("GET")
    _print([site.model_dump_json(indent=2)] if as_json else site_lines(site, datetime.now(UTC), language))


class _Service:
    """The running service, as an administrator asks it."""

    def __init__(
        self, orchestrator: str, token: str | None, token_file: Path | None, language: Language, *, insecure: bool
    ) -> None:
        known = settings()
        url = address_of(orchestrator, insecure=insecure).url
        self._url = re.sub("^ws", "http", url).rstrip("/") + PATH
        self._headers = {
            "Authorization": f"Bearer {token_of(token or known.token, token_file, 'admin')}",
            "Accept-Language": language,
        }
        self._words = _WORDS[language]

    async def ask(self, method: str, body: Mapping[str, Any] | None = None) -> SiteView:
        """Its answer, or the end of the command with the reason why there is none."""
        timeout = aiohttp.ClientTimeout(ANSWERS_WITHIN_S)
        try:
            async with (
                aiohttp.ClientSession(headers=self._headers, timeout=timeout) as client,
                client.request(method, self._url, json=body, allow_redirects=False) as answer,
            ):
                status, text = answer.status, await answer.text()
        except (aiohttp.ClientError, TimeoutError, UnicodeDecodeError) as error:
            stop(self._words["unreachable"].format(url=self._url, error=error or type(error).__name__))
        try:
            if status == 200:
                return SiteView.model_validate_json(text)
            stop(ErrorAnswer.model_validate_json(text).error.message)
        except ValidationError:
            stop(self._words["strange"].format(url=self._url, status=status))


def _right(files: Sequence[Path], language: Language) -> Loaded:
    """The files, or the end of the command with all mistakes in them."""
    loaded = load_site(files, language)
    for mistake in loaded.mistakes:
        sys.stderr.write(f"{mistake}\n    {mistake.hint}".rstrip() + "\n")
    if loaded.mistakes:
        stop(_WORDS[language]["mistakes"].format(count=len(loaded.mistakes)))
    return loaded


def _print(lines: Iterable[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
