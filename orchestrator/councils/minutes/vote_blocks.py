"""Of the minutes: one vote, with everything that justifies its result or puts it in doubt. Pure."""

from collections.abc import Iterator, Mapping

from orchestrator.councils.minutes.italian import capital, counted, ended, in_brackets, listed, to_the_second
from orchestrator.councils.minutes.paper import Ballot, Note, Tone
from orchestrator.councils.minutes.votes import Papers, Statement, Vote, VoteKind
from orchestrator.councils.sitting.votes import Manner

_WAYS: Mapping[Manner, str] = {
    Manner.OPEN: "palese",
    Manner.ROLL_CALL: "palese per appello nominale",
    Manner.SECRET: "a scrutinio segreto",
}
_KINDS: Mapping[VoteKind, str] = {
    VoteKind.MOTION: "su una proposta",
    VoteKind.ELECTION: "per un’elezione",
    VoteKind.ALTERNATIVES: "fra alternative",
}
_TONES: Mapping[bool | None, Tone] = {True: Tone.GOOD, False: Tone.BAD, None: Tone.PLAIN}


def vote_block(vote: Vote) -> Ballot:
    """The vote as it stands under its item."""
    title = f"Votazione {vote.number} – {_WAYS[vote.way]}"
    outcome = Note("Risultato proclamato", capital(vote.outcome), _TONES[vote.passed])
    if vote.annulled:
        outcome = Note("Votazione annullata", capital(vote.annulled), Tone.WARNING)
    return Ballot(
        title=f"{title} – {vote.resolution}" if vote.resolution else title,
        about=_about(vote),
        text=vote.text,
        tallies=tuple((tally.label, str(tally.votes)) for tally in vote.tallies),
        lines=tuple(_lines(vote)),
        outcome=outcome,
        notes=tuple(_notes(vote)),
    )


def _about(vote: Vote) -> str:
    closed = "non chiusa" if vote.closed is None else f"chiusa alle {to_the_second(vote.closed)}"
    when = f"aperta alle {to_the_second(vote.opened)}, {closed}"
    return f"{capital(_KINDS[vote.kind])}; {when}; {counted(vote.entitled, 'avente', 'aventi')} diritto al voto."


def _lines(vote: Vote) -> Iterator[tuple[str, str]]:
    if vote.why_so:
        yield "Motivo del modo di voto", vote.why_so
    yield "Numero legale", vote.quorum
    if vote.recording:
        yield "Registrazione e diretta", vote.recording
    if vote.papers is not None:
        yield "Schede", _papers(vote.papers)
    if vote.tellers:
        yield "Scrutatori", listed(vote.tellers)
    if vote.arithmetic:
        yield "Calcolo", vote.arithmetic
    if vote.recused:
        yield "Non partecipano", _statements(vote.recused)
    for choice in vote.choices:
        yield f"{choice.label} ({len(choice.names)})", ", ".join(choice.names) or "nessuno"


def _papers(papers: Papers) -> str:
    unused = papers.handed_out - papers.cast
    cast = counted(papers.cast, "votata", "votate")
    by_hand = f", delle quali {papers.on_paper} su carta in sala" if papers.on_paper else ""
    rest = f"; {unused} consegnate e non votate" if unused else ""
    return f"{counted(papers.handed_out, 'consegnata', 'consegnate')}, {cast}{by_hand}{rest}"


def _notes(vote: Vote) -> Iterator[Note]:
    if vote.annulled and vote.outcome:
        yield Note("Risultato prima dell’annullamento", capital(vote.outcome))
    if vote.recounted:
        yield Note("Ricalcolato", capital(vote.recounted), Tone.WARNING)
    if vote.reservation:
        yield Note("Proclamato con riserva", capital(vote.reservation), Tone.WARNING)
    for dissent in vote.dissents:
        yield Note(f"Dissenso a verbale di {dissent.name}", dissent.text or "senza motivazione")


def _statements(statements: tuple[Statement, ...]) -> str:
    return ended("; ".join(f"{each.name}{in_brackets(each.text)}" for each in statements))
