"""What the halls of a council show as its sitting goes on: the scenes of a preset's `council` table."""

from config.file_model import FileModel


class CouncilScenes(FileModel):
    """Scenes by what is going on in the sitting; None: the scene stays as it is. Each is one of those that the preset offers."""

    waiting: str | None = None
    """Before the roll call, and while the sitting is adjourned."""
    roll_call: str | None = None
    item: str | None = None
    """The sitting is open, and nothing below is going on."""
    vote: str | None = None
    secret_vote: str | None = None
    result: str | None = None
    """A vote is closed, until its item goes on after the proclamation."""
    suspended: str | None = None
    closed: str | None = None
    """The sitting is over, however it ended."""
