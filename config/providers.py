"""Providers of OpenID Connect, at which people sign in: who they are, who may come by them, and what they tell."""

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from config.addresses import is_host, is_loopback
from config.file_model import FileModel
from config.scalars import HttpUrl, Id, SecretName, Several

LetsIn = Literal["none", "viewer", "organiser"]


def is_issuer(url: str) -> bool:
    """Whether *url* may be an issuer: encrypted, or of this machine, without query and fragment (OpenID Discovery 1.0, 3)."""
    parts = urlsplit(url)
    encrypted = parts.scheme == "https" or is_loopback(parts.hostname or "")
    return encrypted and not parts.query and not parts.fragment and "@" not in parts.netloc


def _issuer(url: str) -> str:
    if not is_issuer(url):
        raise PydanticCustomError("issuer", "an issuer is an address with https:// and nothing behind ? or #")
    return url


def _domain(text: str) -> str:
    if not is_host(text) or "." not in text.strip(".") or text != text.lower() or not text.isascii():
        raise PydanticCustomError("domain", "a domain is what stands behind the @, like scuola.example")
    return text


class ProviderName(FileModel):
    """How a provider is called on the button by which people go there."""

    it: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]


class Provider(FileModel):
    """One provider, and whom it may bring."""

    id: Id
    name: ProviderName
    issuer: Annotated[HttpUrl, AfterValidator(_issuer)]
    """Letter by letter as it calls itself."""
    client_id: str
    secret: SecretName
    domains: Several[Annotated[str, AfterValidator(_domain)]] = ()
    """Of mail addresses. By it come those with such an address, and members of *organisations*; all, where both are empty."""
    organisations: Several[Id] = ()
    lets_in: LetsIn = "none"
    """What those of its domains become, in the one organisation of it, who were never invited."""
    level_claim: str | None = None
    """The claim that says how surely it knew who it is, like ``acr``."""

    def has_domain_of(self, email: str) -> bool:
        """Whether the address is of one of its domains; a domain beneath one of them is another."""
        return email.rpartition("@")[2].casefold() in self.domains
