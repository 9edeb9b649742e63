"""The passwords that guessers try first: the frequency lists of the package zxcvbn, which come from passwords that leaked."""

from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType


def is_common(text: str, shortest: int) -> bool:
    """Whether *text* is on one of the lists, whatever its letters' case; lists are kept from so many characters on."""
    return text.casefold() in _commonest(shortest)


@cache
def _commonest(shortest: int) -> frozenset[str]:
    """Leaked passwords, names and frequent words of at least so many characters, in lower case.

    The module with the lists is read by itself and let go: with all that zxcvbn imports it would stay, at 14 MiB.
    """
    module = _module("zxcvbn", "frequency_lists")
    return frozenset(
        word.casefold() for words in module.FREQUENCY_LISTS.values() for word in words if len(word) >= shortest
    )


def _module(package: str, name: str) -> ModuleType:
    """One module of a package, without the others. Raises ModuleNotFoundError."""
    found = find_spec(package)
    folder = found.submodule_search_locations[0] if found is not None and found.submodule_search_locations else ""
    spec = spec_from_file_location(name, Path(folder, f"{name}.py")) if folder else None
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(f"{package} is not installed", name=package)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
