"""`regia serve`: check what it was told, open the database, listen, and end cleanly when told to."""

import asyncio
import os
import signal
import ssl
from collections.abc import Sequence
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

import structlog
from aiohttp import web
from cyclopts import Parameter

from config.addresses import is_loopback
from config.logs import set_up_logs
from config.private import exposures
from config.secrets import SecretError, resolve
from config.site_file.loading import Loaded, load_site
from integrations.serving.listening import open_sockets
from integrations.serving.visits import Limits
from orchestrator.app import make_app
from orchestrator.commands.environment import settings
from orchestrator.commands.interpreter import set_up_interpreter
from orchestrator.commands.loop import Loop
from orchestrator.commands.ports import Port, why_not_listening
from orchestrator.commands.stopping import stop
from orchestrator.commands.store import Data, DatabaseUrl, only_service, open_store
from orchestrator.commands.store_check import only_whole
from orchestrator.conferences.deployments import DeploymentUnusable, deployments_of
from orchestrator.outbox.post_office import post_office_of
from orchestrator.web.server import ServiceRunner
from schedules.store.database import Database

log = structlog.get_logger()

_IN_CLEAR = (
    "{host} can be reached from other machines: give --tls-cert and --tls-key, or --proxy ADDRESS, or --insecure."
)

STREAMS_END_WITHIN_S = 2.0
"""How long open streams may go on after SIGTERM, so that the whole end stays under the 5 s promised."""


def serve(
    files: Annotated[list[Path], Parameter(help="The room files.")],
    /,
    *,
    host: Annotated[str, Parameter(help="The address to listen on.")] = "127.0.0.1",
    port: Port = 8080,
    data: Data = Path("data"),
    database: DatabaseUrl = None,
    tls_cert: Annotated[Path | None, Parameter(help="Certificate chain, PEM.")] = None,
    tls_key: Annotated[Path | None, Parameter(help="Its key, PEM.")] = None,
    proxy: Annotated[str | None, Parameter(help="Address of the proxy that speaks TLS for us.")] = None,
    insecure: Annotated[bool, Parameter(help="Listen beyond this machine without TLS.", negative=())] = False,
) -> None:
    """Run the service."""
    known = settings()
    tls = _tls(tls_cert, tls_key)
    trusted = _proxy(proxy) if proxy is not None else None
    in_clear = not (is_loopback(host) or tls or insecure)
    if in_clear and trusted is None:
        stop(_IN_CLEAR.format(host=host), code=2)
    site = _site(files)
    set_up_logs(known.log)
    store = _store(site, data, database)
    set_up_interpreter()
    try:
        with only_service(store):
            app = make_app(
                store,
                site,
                deployments_of=partial(deployments_of, environment=os.environ, folder=data),
                post_office_of=partial(post_office_of, environment=os.environ, folder=data),
                secret_of=partial(resolve, environment=os.environ, folder=data),
                proxy=trusted,
                only_proxy=in_clear,
            )
            with asyncio.Runner(loop_factory=Loop) as runner:
                runner.run(_listen(app, host, port, tls, trusted, Limits()))
    except (DeploymentUnusable, SecretError) as error:
        stop(str(error))
    finally:
        store.close()


def _site(files: Sequence[Path]) -> Loaded:
    """The room files. Mistakes in them end the command."""
    site = load_site(files)
    if site.installation is None:
        stop("\n".join(f"{mistake}\n    {mistake.hint}".rstrip() for mistake in site.mistakes))
    return site


def _store(site: Loaded, data: Path, database: DatabaseUrl) -> Database:
    """The open database, once it was found whole; files that others can reach are logged, and doubts about *site*."""
    for warning in site.warnings:
        log.warning("site.doubtful", where=": ".join(warning.where), what=warning.message)
    only_whole(data, database)
    store = open_store(data, database)
    for exposed in exposures(store.path.parent, store.path):
        log.warning("service.exposed", what=exposed)
    return store


async def _listen(
    app: web.Application, host: str, port: int, tls: ssl.SSLContext | None, proxy: str | None, limits: Limits
) -> None:
    """Serve *app* until SIGTERM or Ctrl-C."""
    told_to_end = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told_to_end.set)
    try:
        sockets = await open_sockets(host, port)
    except (OSError, UnicodeError) as error:
        stop(why_not_listening(error, host, port))
    addresses = [_url(socket.getsockname(), tls) for socket in sockets]
    async with ServiceRunner(app, limits, proxy, shutdown_timeout=STREAMS_END_WITHIN_S).serving(sockets, tls):
        log.info("service.listening", addresses=addresses)
        await told_to_end.wait()
        log.info("service.ending")


def _proxy(address: str) -> str:
    """The proxy's address as sockets write it."""
    try:
        return str(ip_address(address))
    except ValueError:
        stop(f"--proxy takes an address, like 127.0.0.1: {address!r} is none.", code=2)


def _tls(certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        stop("--tls-cert and --tls-key go together.", code=2)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(certificate, key)
    except OSError as error:  # ssl.SSLError is one
        stop(f"The certificate {certificate} with the key {key} cannot be used: {error.strerror or error}", code=2)
    return context


def _url(address: tuple[str, int], tls: ssl.SSLContext | None) -> str:
    host, port = address[:2]
    return f"{'https' if tls else 'http'}://{f'[{host}]' if ':' in host else host}:{port}"
