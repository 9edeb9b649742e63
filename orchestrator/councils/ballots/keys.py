"""The key pair of one secret vote: made, written down, and told to people. Pure.

A key signs ballot papers of one vote and nothing else (RFC 9474, 6.2).
"""

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from orchestrator.councils.ballots.blind_rsa import PublicKey, SigningKey

BITS = 2048
_EXPONENT = 65537


class NoRsaKey(ValueError):
    """A text is no key of ours."""


def new_signing_key() -> SigningKey:
    """A new key. It takes from some hundredths of a second to a whole one, so `signing.Signers` makes it in a process of its own."""
    return _signing_key(rsa.generate_private_key(_EXPONENT, BITS))


def text_of(key: SigningKey) -> str:
    """The key as a text that is to be sealed: PEM of PKCS #8."""
    numbers = rsa.RSAPrivateNumbers(
        p=key.p,
        q=key.q,
        d=pow(key.public.e, -1, (key.p - 1) * (key.q - 1)),
        dmp1=key.d_p,
        dmq1=key.d_q,
        iqmp=key.q_inverse,
        public_numbers=rsa.RSAPublicNumbers(key.public.e, key.public.n),
    )
    made = numbers.private_key(unsafe_skip_rsa_key_validation=True)  # it was made here
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def signing_key_of(text: str) -> SigningKey:
    """The key that `text_of` wrote. Raises NoRsaKey."""
    key = load_pem_private_key(text.encode(), None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise NoRsaKey
    return _signing_key(key)


def public_pem(public: PublicKey) -> str:
    """The public half as everybody may have it: PEM of SubjectPublicKeyInfo, which browsers and OpenSSL read."""
    return public.verifier.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def public_key_of(pem: str) -> PublicKey:
    """The public half that stands in a PEM text. Raises NoRsaKey."""
    try:
        key = load_pem_public_key(pem.encode())
    except ValueError:
        raise NoRsaKey from None
    if not isinstance(key, rsa.RSAPublicKey):
        raise NoRsaKey
    numbers = key.public_numbers()
    return PublicKey(numbers.n, numbers.e)


def _signing_key(key: rsa.RSAPrivateKey) -> SigningKey:
    numbers = key.private_numbers()
    public = PublicKey(numbers.public_numbers.n, numbers.public_numbers.e)
    return SigningKey(public, numbers.p, numbers.q, numbers.dmp1, numbers.dmq1, numbers.iqmp)
