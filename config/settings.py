"""What the environment may set: the REGIA_* variables, read once by the commands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from config.site_file.mistakes import language_of, nearest
from config.words.sentences import Language

LogFormat = Literal["json", "console"]
KNOWN = ("REGIA_TOKEN", "REGIA_DATA", "REGIA_LOG")
_SECRETS = "REGIA_SECRET_"
_UNKNOWN: Mapping[Language, tuple[str, str]] = {
    "it": ("Non si conosce la variabile {name}.", "Forse {near}?"),
    "en": ("The variable {name} is not known.", "Perhaps {near}?"),
}
_LOG: Mapping[Language, str] = {
    "it": "REGIA_LOG può essere solo json o console.",
    "en": "REGIA_LOG can only be json or console.",
}


class SettingsMistake(Exception):
    """The environment is not as it should be; a start stops here. *sentences* are for the person who starts."""

    def __init__(self, sentences: tuple[str, ...]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class Settings:
    """The values of the REGIA_* variables. A command's own arguments win over them."""

    token: str | None = field(default=None, repr=False)
    """REGIA_TOKEN: what an agent signs in with."""
    data: Path | None = None
    """REGIA_DATA: the folder of the database or the agent's plans, and of secrets.toml."""
    log: LogFormat | None = None
    """REGIA_LOG: how log lines are written."""


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the variables of `KNOWN`. Raises SettingsMistake for other REGIA_* names, and for impossible values."""
    language = language_of(environment)
    log = environment.get("REGIA_LOG")
    wrong = unknown_variables(environment, language)
    if log and log not in get_args(LogFormat):
        wrong += (_LOG[language],)
    if wrong:
        raise SettingsMistake(wrong)
    data = environment.get("REGIA_DATA")
    return Settings(
        token=environment.get("REGIA_TOKEN") or None,
        data=Path(data) if data else None,
        log="json" if log == "json" else "console" if log == "console" else None,
    )


def unknown_variables(environment: Mapping[str, str], language: Language = "it") -> tuple[str, ...]:
    """A sentence for each REGIA_* variable that nothing reads: most likely a typing error."""
    names = sorted(name for name in environment if name.startswith("REGIA_") and not name.startswith(_SECRETS))
    return tuple(_unknown(name, language) for name in names if name not in KNOWN)


def _unknown(name: str, language: Language) -> str:
    sentence, suggestion = _UNKNOWN[language]
    near = _SECRETS + "…" if name.startswith("REGIA_SECR") else nearest(name, KNOWN)
    return sentence.format(name=name) + (f" {suggestion.format(near=near)}" if near else "")
