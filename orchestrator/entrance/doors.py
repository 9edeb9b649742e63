"""The providers of the room files in force, each with what it published, for as long as its settings stay the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from config.providers import Provider
from config.secrets import SecretMissing
from config.words.sentences import Language
from integrations.services.openid import Line
from orchestrator.accounts.providers import ProviderAtWork

SecretOf = Callable[[str], str]
"""The value of a secret that a room file names. Raises SecretError."""


def no_secrets(name: str) -> str:
    """Of a service that was given none."""
    raise SecretMissing(name)


@dataclass(frozen=True, slots=True)
class Door:
    """A provider as a page offers it."""

    id: str
    name: str
    domains: str
    """Of whose mail addresses it is, in words; "" where it says none."""


def door_of(provider: Provider, language: Language) -> Door:
    """That provider in words. Pure."""
    domains = ", ".join(f"@{domain}" for domain in provider.domains)
    return Door(provider.id, getattr(provider.name, language), domains)


@dataclass(frozen=True, slots=True)
class _Open:
    provider: Provider
    secret: str
    at_work: ProviderAtWork


class Doors:
    """Where people enter with an account that they have elsewhere."""

    def __init__(self, providers: Callable[[], Sequence[Provider]], secret_of: SecretOf, line: Line) -> None:
        """*providers* are those of the room files in force."""
        self._providers = providers
        self._secret_of = secret_of
        self._line = line
        self._open: dict[str, _Open] = {}

    @property
    def all(self) -> Sequence[Provider]:
        """All of them, in the order of the room files."""
        return self._providers()

    def find(self, provider: str) -> Provider | None:
        """The one of that id."""
        return next((found for found in self.all if found.id == provider), None)

    def at(self, provider: Provider) -> ProviderAtWork:
        """That provider at work. Raises SecretError."""
        secret = self._secret_of(provider.secret)
        known = self._open.get(provider.id)
        if known is None or known.provider != provider or known.secret != secret:
            known = _Open(provider, secret, ProviderAtWork(provider, secret, self._line))
            self._open[provider.id] = known
        return known.at_work


def offered(providers: Sequence[Provider], email: str) -> Sequence[Provider]:
    """Those in the order in which they are offered to whoever has that address, which may be "": theirs first. Pure."""
    return sorted(providers, key=lambda provider: not provider.has_domain_of(email))
