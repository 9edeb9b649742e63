"""Somebody who is no room and takes part in a meeting of ours."""

from joserfc import jwt
from joserfc.jwk import OctKey

from integrations.emulators.jitsi import SECRET

NAME = "Anna da casa"


def guest_token(conference: str) -> str:
    """A token that lets its holder in and makes no moderator of them."""
    claims = {"iss": "regia", "aud": "jitsi", "sub": "*", "room": conference, "context": {"user": {"name": NAME}}}
    return jwt.encode({"alg": "HS256", "typ": "JWT"}, claims, OctKey.import_key(SECRET))
