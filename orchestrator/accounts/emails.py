"""Addresses of electronic mail, as people write them. Pure."""

from config.addresses import mailbox


class NotAnAddress(ValueError):
    """The text is no address of electronic mail."""


def address_of(text: str) -> str:
    """The address in *text*, with its domain in lower case and in ASCII, as mail servers take it. Raises NotAnAddress."""
    try:
        return mailbox(text.strip())
    except ValueError as error:
        raise NotAnAddress(text) from error


def key_of(address: str) -> str:
    """What two addresses have in common that are one mailbox in practice: all in lower case."""
    return address.casefold()
