"""The room file's Jitsi servers: where each is, and how it knows those whom we send there."""

from urllib.parse import urlsplit

from config.file_model import FileModel
from config.scalars import DataFile, Host, HttpUrl, Id, KeyId, SecretName, Several

JAAS = "jaas"
"""The hosted service, 8x8.vc."""


class JitsiKey(FileModel):
    """A private key by which tokens are signed (RS256). It lies in a file of the service's data folder, never here."""

    kid: KeyId
    file: DataFile


class JitsiDeployment(FileModel):
    """A Jitsi Meet server and how tokens for it are signed: by *secret* (HS256), by *keys* (RS256), or not at all."""

    id: Id
    url: HttpUrl
    app_id: str | None = None
    secret: SecretName | None = None
    audience: str = "jitsi"
    issuer: str | None = None
    """*app_id* where left out."""
    sub: str = "*"
    password: SecretName | None = None
    """What the room's agent says where the deployment asks for a password."""
    prosody: HttpUrl | None = None
    """Where its Prosody answers about meetings over HTTP; None: it is not asked."""
    xmpp_domain: Host | None = None
    """What Prosody calls it; the host of *url* where left out."""
    reservations: bool = False
    """Whether it asks us before it opens a conference."""
    embedded: bool = False
    """Whether people's browsers show its meetings within our own page."""
    keys: Several[JitsiKey] = ()
    """The newest is the last one, and signs. All are served, so that one may follow another."""
    jaas: bool = False
    """Whether it is the hosted service JaaS, whose claims are fixed and whose rooms stand below our *app_id*."""

    webhook_secret: SecretName | None = None
    """What hosted JaaS signs its webhooks with; None: the token that comes with them is enough."""

    jicofo: HttpUrl | None = None
    """Where its Jicofo says how it is; None: it is not asked."""

    @property
    def domain(self) -> str:
        """What Prosody calls it."""
        return self.xmpp_domain or urlsplit(self.url).hostname or ""

    @property
    def base(self) -> str:
        """The address below which its rooms and its external_api.js are."""
        return f"{self.url.rstrip('/')}/{self.app_id}" if self.jaas else self.url
