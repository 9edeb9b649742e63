"""How far minutes have come, and what their papers say of that. Pure."""

from enum import StrEnum


class Stage(StrEnum):
    """Minutes are a draft until somebody prints what is to be signed; the signed file itself comes from outside."""

    DRAFT = "draft"
    TO_SIGN = "to sign"


STAMPS = {Stage.DRAFT: "BOZZA", Stage.TO_SIGN: ""}
