"""The base of all that room files say, table by table."""

from pydantic import BaseModel, ConfigDict


class FileModel(BaseModel):
    """A table of the room file: frozen, and a key it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
