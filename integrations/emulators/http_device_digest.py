"""Digest access authentication with SHA-256 (RFC 7616), as a server asks for it and checks it."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping


class Digest:
    """One user of one realm; every nonce that was given out stays good."""

    def __init__(self, realm: str, user: str) -> None:
        self.realm, self.user = realm, user
        self._nonces: set[str] = set()

    def challenge(self) -> str:
        """A new value for ``WWW-Authenticate`` (section 3.3)."""
        nonce = secrets.token_hex(8)
        self._nonces.add(nonce)
        return f'Digest qop="auth", realm="{self.realm}", nonce="{nonce}", algorithm=SHA-256'

    def admits(self, authorization: str, method: str, target: str, password: str) -> bool:
        """Whether the ``Authorization`` of a request proves that its sender knows *password* (section 3.4)."""
        scheme, _, rest = authorization.partition(" ")
        said = {name: quoted or bare for name, quoted, bare in re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', rest)}
        if scheme.lower() != "digest" or said.get("nonce") not in self._nonces or said.get("uri") != target:
            return False
        return hmac.compare_digest(said.get("response", ""), self._response(said, method, password))

    def _response(self, said: Mapping[str, str], method: str, password: str) -> str:
        who = _hash(f"{self.user}:{self.realm}:{password}")
        what = _hash(f"{method}:{said['uri']}")
        count, own = said.get("nc", ""), said.get("cnonce", "")
        return _hash(f"{who}:{said['nonce']}:{count}:{own}:auth:{what}")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
