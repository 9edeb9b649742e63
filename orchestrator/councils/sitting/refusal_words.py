"""Why an act is refused, as a sentence for whoever tried."""

from collections.abc import Mapping

from config.words.sentences import Language
from orchestrator.councils.sitting.refusals import Reason, Refusal

Words = Mapping[Language, str]

SENTENCES: Mapping[Reason, Words] = {
    Reason.NOT_THE_NEXT: {
        "it": "Intanto è successo altro: riprova.",
        "en": "Something else happened meanwhile: try again.",
    },
    Reason.EARLIER: {"it": "L’orologio è indietro: riprova.", "en": "The clock is behind: try again."},
    Reason.STALE: {
        "it": "La seduta è già andata avanti da un altro schermo: guarda che cosa è cambiato, poi decidi.",
        "en": "Another screen has already moved the sitting on: look at what has changed, then decide.",
    },
    Reason.NOT_YOURS: {"it": "Non spetta a te.", "en": "This is not yours to do."},
    Reason.NOT_CONVENED: {"it": "La seduta non è ancora convocata.", "en": "The sitting has not been convened yet."},
    Reason.ALREADY_OPEN: {"it": "La seduta è già aperta.", "en": "The sitting is open already."},
    Reason.NOT_OPEN: {"it": "La seduta non è aperta.", "en": "The sitting is not open."},
    Reason.NOT_SUSPENDED: {"it": "La seduta non è sospesa.", "en": "The sitting is not suspended."},
    Reason.IS_SUSPENDED: {"it": "La seduta è sospesa.", "en": "The sitting is suspended."},
    Reason.IS_OVER: {"it": "La seduta è finita.", "en": "The sitting is over."},
    Reason.IS_SIGNED: {
        "it": "Il verbale è firmato: cambia qualcosa solo una delibera della prossima seduta.",
        "en": "The minutes are signed: only a resolution of the next sitting changes anything.",
    },
    Reason.NOT_SIGNED: {"it": "Il verbale non è ancora firmato.", "en": "The minutes are not signed yet."},
    Reason.NO_ROLL_CALL: {"it": "Prima serve l’appello.", "en": "A roll call has to be made first."},
    Reason.ROLL_CALL_RUNS: {"it": "L’appello è in corso: concludilo.", "en": "A roll call is under way: end it first."},
    Reason.ROLL_CALL_RUNS_NOT: {"it": "Non c’è un appello in corso.", "en": "No roll call is under way."},
    Reason.NO_QUORUM: {
        "it": "Manca il numero legale: sono presenti in {0}, ne servono {1}.",
        "en": "There is no quorum: {0} are present, {1} are needed.",
    },
    Reason.QUORUM_THERE: {
        "it": "Il numero legale c’è: la seduta non è deserta.",
        "en": "There is a quorum: the sitting is not deserted.",
    },
    Reason.NOT_AGREED: {
        "it": "L’ordine del giorno cambia solo se tutti i presenti sono d’accordo.",
        "en": "The agenda changes only if all present agree.",
    },
    Reason.AGENDA_FIXED: {
        "it": "L’ordine del giorno non si cambia più.",
        "en": "The agenda cannot be changed any more.",
    },
    Reason.NO_BASIS: {
        "it": "Per deliberare a distanza scrivi nelle regole su che cosa si fonda: il verbale lo riporta.",
        "en": "To decide at a distance, write in the rules what that rests on: the minutes print it.",
    },
    Reason.LATE: {
        "it": "La convocazione arriva meno di {0} giorni prima: scrivi perché, il verbale lo riporta.",
        "en": "The convocation comes less than {0} days before: say why, the minutes print it.",
    },
    Reason.REASON_MISSING: {"it": "Scrivi il motivo.", "en": "Give the reason."},
    Reason.UNKNOWN_SEAT: {
        "it": "Questa persona non è nell’elenco dei componenti.",
        "en": "This person is not on the roll.",
    },
    Reason.SEATED_ALREADY: {
        "it": "Questa persona ha già un posto nell’elenco.",
        "en": "This person already has a seat on the roll.",
    },
    Reason.CODE_TAKEN: {
        "it": "Questo codice è già di un altro componente.",
        "en": "This code is another member’s already.",
    },
    Reason.ITEM_MISSING: {
        "it": "Nessun punto si toglie dall’ordine del giorno convocato: al massimo si rinvia.",
        "en": "No item is taken from the agenda that was convened: it may be postponed.",
    },
    Reason.UNKNOWN_ITEM: {"it": "Questo punto non è all’ordine del giorno.", "en": "This item is not on the agenda."},
    Reason.ITEM_OPEN: {"it": "Un altro punto è aperto: chiudilo prima.", "en": "Another item is open: close it first."},
    Reason.ITEM_NOT_OPEN: {"it": "Questo punto non è aperto.", "en": "This item is not open."},
    Reason.NO_VOTES_HERE: {
        "it": "Su questo punto non si vota: è una comunicazione o una discussione.",
        "en": "This item takes no votes: it is for telling and talking.",
    },
    Reason.UNKNOWN_VOTE: {"it": "Questa votazione non esiste.", "en": "There is no such vote."},
    Reason.VOTE_REPEATED: {"it": "Questa votazione c’è già.", "en": "This vote exists already."},
    Reason.VOTE_OPEN: {
        "it": "Una votazione non è conclusa: proclama il risultato o annullala.",
        "en": "A vote is not settled: proclaim its result, or annul it.",
    },
    Reason.VOTE_NOT_OPEN: {
        "it": "La votazione non è aperta: il voto non è contato.",
        "en": "The vote is not open: nothing was counted.",
    },
    Reason.VOTE_NOT_CLOSED: {"it": "La votazione non è ancora chiusa.", "en": "The vote is not closed yet."},
    Reason.VOTE_SETTLED: {"it": "La votazione è già conclusa.", "en": "The vote is settled already."},
    Reason.NOT_ENTITLED: {
        "it": "In questa votazione non ha diritto di voto: non era presente all’apertura, o non vi partecipa.",
        "en": "Not entitled in this vote: not present when it was opened, or recused.",
    },
    Reason.OUT: {"it": "Non risulta presente.", "en": "Not noted as present."},
    Reason.FROM_AFAR: {
        "it": "Su questo punto vota solo chi è in sala.",
        "en": "Only those in the hall vote about this item.",
    },
    Reason.SECRET: {"it": "La votazione è segreta.", "en": "The vote is secret."},
    Reason.NOT_SECRET: {"it": "La votazione non è segreta.", "en": "The vote is not secret."},
    Reason.NOT_ABOUT_PERSONS: {
        "it": "Il voto segreto è per le questioni di persone: se serve qui, scrivi perché.",
        "en": "Secret votes are for questions about persons: if one is needed here, say why.",
    },
    Reason.NOT_UNRECORDED: {
        "it": "Non risulta che registrazione e diretta siano spente: spegnile, o scrivi perché si procede lo stesso; il verbale lo riporta.",
        "en": "Recording and streaming are not known to be off: switch them off, or say why you go on; the minutes print it.",
    },
    Reason.WRONG_CHOICE: {"it": "Questo voto non è possibile.", "en": "This cannot be voted."},
    Reason.WRONG_QUESTION: {
        "it": "A questa domanda non si può rispondere: controlla opzioni, posti e preferenze.",
        "en": "This question cannot be answered: check its options, places and preferences.",
    },
    Reason.BALLOT_TOO_LONG: {
        "it": "La scheda segreta sarebbe troppo lunga: accorcia i nomi o i testi, o riduci le preferenze.",
        "en": "The secret ballot would be too long: shorten names or texts, or let members name fewer.",
    },
    Reason.HANDED_ALREADY: {
        "it": "La scheda è già stata consegnata, e non si sostituisce.",
        "en": "The ballot was handed out already, and is not replaced.",
    },
    Reason.NOTHING_HANDED_ANY_MORE: {
        "it": "La chiusura è annunciata: non si consegnano altre schede.",
        "en": "The closing was announced: no more ballots are handed out.",
    },
    Reason.MORE_THAN_HANDED: {
        "it": "Le schede contate sono {0}, quelle consegnate {1}: ricontale.",
        "en": "{0} ballots were counted, {1} were handed out: count them again.",
    },
    Reason.NOT_COUNTED: {"it": "Le schede non sono ancora contate.", "en": "The ballots are not counted yet."},
    Reason.NOT_TIED: {"it": "Non c’è una parità da sorteggiare.", "en": "There is no tie for a lot to decide."},
    Reason.LOT_MISSING: {"it": "C’è parità: prima si sorteggia.", "en": "There is a tie: draw the lot first."},
    Reason.NOT_ANNOUNCED: {"it": "Prima si annuncia la chiusura.", "en": "Announce the closing first."},
    Reason.QUORUM_LOST: {
        "it": "Durante la votazione è venuto meno il numero legale: annullala e ripeti, o proclama con riserva e scrivi il motivo.",
        "en": "The quorum was lost during the vote: annul and repeat it, or proclaim with a reservation and its reason.",
    },
    Reason.NOTHING_THERE: {"it": "Non c’è niente da togliere.", "en": "There is nothing to take back."},
    Reason.NOT_IN_GRACE: {"it": "Non era in attesa di rientro.", "en": "They were not in their grace."},
    Reason.UNKNOWN_CORRECTION: {"it": "Questa correzione non esiste.", "en": "There is no such correction."},
    Reason.CORRECTION_SETTLED: {
        "it": "Su questa correzione si è già deciso.",
        "en": "This correction was decided on already.",
    },
    Reason.OWN_CORRECTION: {
        "it": "La correzione la propone chi verbalizza e la conferma chi presiede: non la stessa persona.",
        "en": "The secretary proposes a correction and whoever presides confirms it: not the same person.",
    },
    Reason.NOT_APPROVED: {
        "it": "Il prolungamento va prima approvato con una votazione.",
        "en": "The prolongation needs a vote that approves it.",
    },
    Reason.BACKWARDS: {"it": "La fine è prima dell’inizio.", "en": "The end is before the beginning."},
    Reason.TOO_FAR: {"it": "È troppo in là: al massimo dieci anni.", "en": "That is too far off: ten years at most."},
}


def told(refusal: Refusal, language: Language) -> str:
    """The sentence of a refusal."""
    return SENTENCES[refusal.reason][language].format(*refusal.about)
