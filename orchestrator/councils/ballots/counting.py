"""What the papers of a closed secret vote said, counted. Pure.

A paper says the ids of its options, as a JSON list; an empty list, or nothing, is a blank paper. What no option fits, what
names too many, or one twice, is null.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counted:
    """How many papers each option stands on, and on how many there is nothing that counts."""

    by_option: Mapping[str, int]
    blank: int
    null: int


def choice_of(options: Iterable[str]) -> str:
    """What a paper says that chooses those options."""
    return json.dumps([*options], ensure_ascii=False, separators=(",", ":"))


def count_papers(choices: Iterable[str], options: Collection[str], most: int) -> Counted:
    """Count papers on which at most *most* of *options* may stand; each option is told, also where nobody chose it."""
    chosen = [_chosen(choice, options, most) for choice in choices]
    by_option = Counter(option for those in chosen if those for option in those)
    blank = sum(those is not None and not those for those in chosen)
    return Counted({option: by_option[option] for option in options}, blank, chosen.count(None))


def _chosen(choice: str, options: Collection[str], most: int) -> Collection[str] | None:
    """The options of a paper, none of a blank one; None where it is null."""
    try:
        found = json.loads(choice) if choice else []
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, list) or not all(isinstance(option, str) for option in found):
        return None
    good = len(found) <= most and len(set(found)) == len(found) and set(found) <= set(options)
    return found if good else None
