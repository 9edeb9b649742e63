"""What people wrote about who was there, laid over what was derived, which stays as it is beside it. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from orchestrator.conferences.presence.evidence import HandEntry
from orchestrator.conferences.presence.outcome import PersonKind, PersonPresence, Proof, Span


def overlaid(derived: Sequence[PersonPresence], entries: Sequence[HandEntry]) -> tuple[PersonPresence, ...]:
    """The people with what was written of them; who is only ever written about comes last."""
    written: dict[str, list[HandEntry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.number):
        written.setdefault(entry.person, []).append(entry)
    known = {person.key for person in derived}
    added = [
        PersonPresence(key, of_them[-1].name, PersonKind.HAND, in_hall=False, devices=0, spans=(), derived=())
        for key, of_them in sorted(written.items())
        if key not in known
    ]
    return tuple(_with(person, written.get(person.key, ())) for person in (*derived, *added))


def _with(person: PersonPresence, entries: Sequence[HandEntry]) -> PersonPresence:
    if not entries:
        return person
    spans = list(person.spans)
    for entry in entries:
        spans = [piece for span in spans for piece in _outside(span, entry)]
        if entry.present:
            spans.append(Span(entry.start, entry.end, Proof.HAND, Proof.HAND, entry=entry))
    return replace(person, spans=tuple(sorted(spans, key=lambda span: (span.start, span.end))), entries=tuple(entries))


def _outside(span: Span, entry: HandEntry) -> Iterator[Span]:
    """What of *span* the entry leaves; where it cuts, the entry is what says so."""
    if span.end <= entry.start or entry.end <= span.start:
        yield span
        return
    if span.start < entry.start:
        yield _cut(span, span.start, entry.start)
    if entry.end < span.end:
        yield _cut(span, entry.end, span.end)


def _cut(span: Span, start: int, end: int) -> Span:
    if span.gap is not None:
        return replace(span, start=start, end=end)
    bridged = tuple((max(a, start), min(b, end)) for a, b in span.bridged if a < end and start < b)
    return replace(
        span,
        start=start,
        end=end,
        opened=span.opened if start == span.start else Proof.HAND,
        closed=span.closed if end == span.end else Proof.HAND,
        bridged=bridged,
    )
