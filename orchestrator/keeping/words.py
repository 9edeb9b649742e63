"""What `regia store prune` says: a line for each kind, with how many and of which days."""

from collections.abc import Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

from config.words.sentences import Language
from orchestrator.audit.pruned_kinds import PRUNED
from orchestrator.keeping.prune import Figures

_HEADS: Mapping[Language, Mapping[bool, str]] = {
    "it": {True: "Se ne andrebbe:", False: "Cancellato:"},
    "en": {True: "This would go:", False: "Gone:"},
}
_NOTHING: Mapping[Language, Mapping[bool, str]] = {
    "it": {True: "Non c’è niente da cancellare.", False: "Non c’era niente da cancellare."},
    "en": {True: "There is nothing to let go.", False: "There was nothing to let go."},
}
_DAYS: Mapping[Language, Mapping[bool, str]] = {
    "it": {True: "del {first}", False: "dal {first} al {last}"},
    "en": {True: "of {first}", False: "from {first} to {last}"},
}


def report(figures: Sequence[Figures], language: Language, zone: ZoneInfo, *, only_looked: bool) -> Iterator[str]:
    """A line for each kind of which something goes; the days are those of the house."""
    told = [figure for figure in figures if figure.count]
    yield (_HEADS if told else _NOTHING)[language][only_looked]
    yield from (f"  {PRUNED[figure.kind][language]}: {figure.count}{_days(figure, language, zone)}" for figure in told)


def _days(figures: Figures, language: Language, zone: ZoneInfo) -> str:
    if figures.oldest is None or figures.newest is None:
        return ""
    first, last = (f"{moment.astimezone(zone):%Y-%m-%d}" for moment in (figures.oldest, figures.newest))
    return ", " + _DAYS[language][first == last].format(first=first, last=last)
