"""The Jitsi servers of an installation, with the secrets and keys that this machine has for them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import structlog

from config.jitsi import JitsiDeployment, JitsiKey
from config.rooms import Installation
from config.secrets import SecretError, SecretMissing, read_private, resolve
from integrations.services.jitsi_keys import LEAST_BITS, KeyTrouble, KeyUnusable, PrivateKey, private_key
from integrations.services.jitsi_token import SHORTEST_SECRET
from orchestrator.conferences.meeting import Deployment

log = structlog.get_logger()

_TROUBLES: Mapping[KeyTrouble, str] = {
    KeyTrouble.NOT_PEM: "is no private key in PEM",
    KeyTrouble.LOCKED: "is encrypted with a password, which nobody could give at a restart; write it without one",
    KeyTrouble.NOT_RSA: "is no RSA key, which RS256 asks for",
    KeyTrouble.SHORT: f"is an RSA key of less than {LEAST_BITS} bits",
}


class DeploymentUnusable(Exception):
    """A Jitsi server cannot be used as it is written; the text says why."""


def deployments_of(
    installation: Installation, *, environment: Mapping[str, str], folder: Path
) -> Mapping[str, Deployment]:
    """The Jitsi servers by id. One whose secret or key is not here has meetings that open by link alone.

    *folder* has the keys' files, and maybe a secrets.toml. Raises DeploymentUnusable.
    """
    return {
        deployment.id: Deployment(
            deployment.base,
            deployment.app_id,
            _secret(deployment, environment, folder),
            deployment.audience,
            deployment.issuer,
            deployment.sub,
            password=deployment.password,
            prosody=deployment.prosody,
            webhook_secret=_webhook_secret(deployment, environment, folder),
            embedded=deployment.embedded,
            xmpp_domain=deployment.domain,
            keys=tuple(_keys(deployment, folder)),
            jaas=deployment.jaas,
        )
        for deployment in installation.jitsi
    }


def _secret(deployment: JitsiDeployment, environment: Mapping[str, str], folder: Path) -> str | None:
    if deployment.secret is None:
        return None
    try:
        secret = resolve(deployment.secret, environment, folder)
    except SecretMissing as missing:
        log.warning("jitsi.secret_missing", deployment=deployment.id, name=missing.name)
        return None
    except SecretError as error:
        raise DeploymentUnusable(str(error)) from error
    if len(secret.encode()) < SHORTEST_SECRET:
        raise DeploymentUnusable(
            f"The secret of the Jitsi {deployment.id!r} is too short: HS256 needs {SHORTEST_SECRET} bytes."
        )
    return secret


def _webhook_secret(deployment: JitsiDeployment, environment: Mapping[str, str], folder: Path) -> str | None:
    if deployment.webhook_secret is None:
        return None
    try:
        return resolve(deployment.webhook_secret, environment, folder)
    except SecretMissing as missing:
        log.warning("jitsi.secret_missing", deployment=deployment.id, name=missing.name)
        return ""
    except SecretError as error:
        raise DeploymentUnusable(str(error)) from error


def read_key(deployment: JitsiDeployment, key: JitsiKey, folder: Path) -> PrivateKey:
    """The private key that lies in its file of *folder*. Raises FileNotFoundError, DeploymentUnusable."""
    path = folder / key.file
    try:
        return private_key(key.kid, read_private(path))
    except FileNotFoundError:
        raise
    except KeyUnusable as error:
        raise DeploymentUnusable(f"{path} {_TROUBLES[error.trouble]} (Jitsi {deployment.id!r}).") from None
    except (SecretError, OSError) as error:
        raise DeploymentUnusable(str(error)) from error


def _keys(deployment: JitsiDeployment, folder: Path) -> Iterator[PrivateKey]:
    for key in deployment.keys:
        try:
            yield read_key(deployment, key, folder)
        except FileNotFoundError:
            log.warning("jitsi.key_missing", deployment=deployment.id, kid=key.kid, file=key.file)
