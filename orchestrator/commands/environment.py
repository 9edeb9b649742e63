"""The environment a command was started in, or the end of the command with what is wrong with it."""

import os

from config.settings import Settings, SettingsMistake, read_settings
from orchestrator.commands.stopping import stop


def settings() -> Settings:
    """What the REGIA_* variables set; exits with 2 and a sentence for each that is not known."""
    try:
        return read_settings(os.environ)
    except SettingsMistake as mistake:
        stop("\n".join(mistake.sentences), code=2)
