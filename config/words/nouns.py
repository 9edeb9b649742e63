"""What sentences call a device: its article, its gender, and how it stands after "senza". Pure.

A name that begins with a known noun takes that noun's article ("proiettore grande" is "il proiettore grande"). Any
other name stands in quotation marks and without an article, so that no sentence guesses a gender wrong.
"""

from dataclasses import dataclass
from typing import NamedTuple

from config.words.sentences import Language


class _Known(NamedTuple):
    it: str
    article: str
    en: str
    feminine: bool = False


_KNOWN = (
    _Known("Apple TV", "l’", "Apple TV", feminine=True),
    _Known("OBS", "", "OBS"),
    _Known("camera", "la ", "camera", feminine=True),
    _Known("computer", "il ", "computer"),
    _Known("display", "il ", "display"),
    _Known("encoder", "l’", "encoder"),
    _Known("grande schermo", "il ", "big screen"),
    _Known("impianto audio", "l’", "sound system"),
    _Known("lavagna", "la ", "whiteboard", feminine=True),
    _Known("lettore", "il ", "player"),
    _Known("maxischermo", "il ", "big screen"),
    _Known("microfono", "il ", "microphone"),
    _Known("mixer", "il ", "mixer"),
    _Known("monitor", "il ", "monitor"),
    _Known("palco", "il ", "stage"),
    _Known("parete video", "la ", "video wall", feminine=True),
    _Known("proiettore", "il ", "projector"),
    _Known("regia", "la ", "video mixer", feminine=True),
    _Known("regia video", "la ", "video mixer", feminine=True),
    _Known("registratore", "il ", "recorder"),
    _Known("schermo", "lo ", "screen"),
    _Known("telecamera", "la ", "camera", feminine=True),
    _Known("televisione", "la ", "television", feminine=True),
    _Known("televisore", "il ", "television"),
    _Known("TV", "la ", "TV", feminine=True),
    _Known("videocamera", "la ", "camera", feminine=True),
    _Known("videoproiettore", "il ", "video projector"),
)
_BY_WORD = {word.casefold(): known for known in reversed(_KNOWN) for word in (known.en, known.it)}
_WORDS = sorted(_BY_WORD, key=len, reverse=True)
_NO_ARTICLE = {"OBS", "Apple TV"}
"""English names that take no article."""


@dataclass(frozen=True, slots=True)
class Noun:
    """A device in a sentence."""

    the: str
    """In the middle of a sentence: "il proiettore", "the projector", "«Epson EB-2250»"."""
    bare: str
    """Without its article."""
    feminine: bool = False

    @property
    def opening(self) -> str:
        """At the beginning of a sentence."""
        return capital(self.the)


def noun(name: str, language: Language) -> Noun:
    """The noun for a device called *name*, which is its id where it has no name."""
    spaced = name.replace("-", " ").replace("_", " ")
    folded = spaced.casefold()
    word = next((word for word in _WORDS if folded == word or folded.startswith(f"{word} ")), None)
    if word is None:
        quoted = f"«{name}»" if language == "it" else f"“{name}”"
        return Noun(quoted, quoted)
    known, rest = _BY_WORD[word], spaced[len(word) :]
    if language == "it":
        return Noun(f"{known.article}{known.it}{rest}", f"{known.it}{rest}", known.feminine)
    bare = f"{known.en}{rest}"
    return Noun(bare if known.en in _NO_ARTICLE else f"the {bare}", bare)


def capital(text: str) -> str:
    """*text* with a capital letter at its beginning, and the rest as it is."""
    return text[:1].upper() + text[1:]
