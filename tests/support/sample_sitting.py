"""A sitting of a *collegio dei docenti* of ninety teachers with twelve items, in which everything happens once."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from hashlib import sha256

from orchestrator.councils.minutes.call import Call, Entry
from orchestrator.councils.minutes.content import (
    Break,
    Convocation,
    Correction,
    Distance,
    Document,
    Interruption,
    Intervention,
    Item,
    Minutes,
    Officer,
    Present,
    Presiding,
    Prolongation,
    Rule,
)
from orchestrator.councils.minutes.roll import AtItem, Guest, Member, Place, Stay
from orchestrator.councils.minutes.votes import Choice, Papers, Statement, Tally, Vote, VoteKind
from orchestrator.councils.sitting.agenda import ItemKind
from orchestrator.councils.sitting.votes import Manner

ROME = timezone(timedelta(hours=1))
SURNAMES = [
    "Amato",
    "Barbieri",
    "Bianchi",
    "Bruno",
    "Caputo",
    "Cattaneo",
    "Colombo",
    "Conti",
    "Costa",
    "De Luca",
    "D’Angelo",
    "Esposito",
    "Fabbri",
    "Ferrara",
    "Ferrari",
    "Fiore",
    "Fontana",
    "Galli",
    "Gallo",
    "Gatti",
    "Giordano",
    "Greco",
    "Grasso",
    "Lombardi",
    "Longo",
    "Mancini",
    "Marchetti",
    "Mariani",
    "Marini",
    "Martinelli",
]
FIRST_NAMES = ["Maria", "Luca", "Giulia", "Paolo", "Chiara", "Nicolò", "Ilaria", "Zoë", "Ștefan"]


def at(clock: str) -> datetime:
    """That time of the day of the sitting, as ``16:30`` or ``16:30:07``."""
    return datetime.fromisoformat(f"2026-11-30T{clock}").replace(tzinfo=ROME)


def digest(title: str) -> str:
    """What stands for the file of a document."""
    return sha256(title.encode()).hexdigest()


def document(title: str) -> Document:
    """A document of the sitting."""
    return Document(title, digest(title))


def name(seat: int) -> str:
    """Of whoever holds the seat; two of ninety are called alike."""
    if seat == 90:
        return name(1)
    return f"{SURNAMES[(seat - 1) % len(SURNAMES)]} {FIRST_NAMES[(seat - 1) // len(SURNAMES) * 3 + seat % 3]}"


def member(seat: int) -> Member:
    """One of ninety: most in the hall, a third at home, some late, gone, cut off, excused or simply not there."""
    stays: tuple[Stay, ...] = (Stay(at("16:31"), None, Place.HALL),)
    items, excused = (AtItem.HALL,) * 11, ""
    if seat % 3 == 0 and seat != 3:
        stays, items = (Stay(at("16:33"), None, Place.REMOTE),), (AtItem.REMOTE,) * 11
    if seat % 11 == 0:
        stays, items, excused = (), (AtItem.OUT,) * 11, "malattia" if seat % 2 else ""
    if seat == 7:
        stays = (Stay(at("16:31"), at("17:20"), Place.HALL), Stay(at("17:41"), None, Place.REMOTE, "da casa"))
        items = (*(AtItem.HALL,) * 4, AtItem.PART, *(AtItem.REMOTE,) * 6)
    if seat == 9:
        stays = (
            Stay(at("16:33"), at("17:02"), Place.REMOTE, "collegamento caduto"),
            Stay(at("17:06"), None, Place.REMOTE),
        )
        items = (*(AtItem.REMOTE,) * 3, AtItem.PART, *(AtItem.REMOTE,) * 7)
    if seat == 14:
        stays, items = (Stay(at("16:58"), None, Place.HALL, "in ritardo"),), (*(AtItem.OUT,) * 2, *(AtItem.HALL,) * 9)
    return Member(
        seat,
        name(seat),
        f"D{seat:03}",
        quality="dirigente scolastica" if seat == 3 else "docente di sostegno" if seat % 8 == 0 else "",
        ex_officio=seat == 3,
        substitute_for="Rossi Carla" if seat == 20 else "",
        excused=excused,
        stays=stays,
        at_items=(*items, AtItem.NOT_TAKEN),
    )


ROLL = tuple(map(member, range(1, 91)))
THERE = [each for each in ROLL if each.stays]
QUORUM = "90 in carica; necessari 46 (metà più uno); presenti 82: c’è"


def _motion(number: int, text: str, opened: str, against: int, abstained: int) -> Vote:
    names = [each.name for each in THERE]
    for_it = len(names) - against - abstained - 1
    valid = for_it + against
    counts = (
        f"favorevoli {for_it}, contrari {against}, astenuti {abstained}; validi {valid}; necessari {valid // 2 + 1}"
    )
    cuts = (0, for_it, for_it + against, for_it + against + abstained)
    labels = ("Favorevoli", "Contrari", "Astenuti")
    return Vote(
        number,
        Manner.OPEN,
        VoteKind.MOTION,
        text,
        at(opened),
        at(opened) + timedelta(minutes=2, seconds=17),
        len(names),
        (
            Tally("favorevoli", for_it),
            Tally("contrari", against),
            Tally("astenuti", abstained, valid=False),
            Tally("non votanti", 1, valid=False),
        ),
        f"all’apertura e alla chiusura {QUORUM}",
        f"{counts}: approvata",
        "approvata",
        passed=True,
        resolution=f"Delibera n. {13 + number}",
        choices=tuple(
            Choice(label, tuple(names[start:end])) for label, start, end in zip(labels, cuts, cuts[1:], strict=False)
        ),
    )


_PLAN = _motion(
    2, "Il Collegio approva il Piano annuale delle attività 2026/27 nel testo distribuito.", "17:12:30", 12, 5
)
_ROLL_CALL = Vote(
    3,
    Manner.ROLL_CALL,
    VoteKind.ALTERNATIVES,
    "Articolazione dell’anno scolastico ai fini della valutazione.",
    at("18:05"),
    at("18:16:41"),
    82,
    (Tally("trimestre e pentamestre", 41), Tally("due quadrimestri", 38), Tally("astenuti", 3, valid=False)),
    f"all’apertura {QUORUM}",
    "trimestre e pentamestre 41, due quadrimestri 38, astenuti 3; validi 79; necessari 40",
    "prevale «trimestre e pentamestre»",
    resolution="Delibera n. 16",
    why_so="chiesto da 12 componenti",
    choices=(
        Choice("Trimestre e pentamestre", tuple(each.name for each in THERE[:41])),
        Choice("Due quadrimestri", tuple(each.name for each in THERE[41:79])),
        Choice("Astenuti", tuple(each.name for each in THERE[79:])),
    ),
    recounted="trimestre e pentamestre 40, due quadrimestri 38: l’esito non cambia (rettifica, atto 812)",
    dissents=(Statement(name(61), "Ritengo che il pentamestre renda tardive le attività di recupero."),),
)
_SECRET = Vote(
    4,
    Manner.SECRET,
    VoteKind.ELECTION,
    "Elezione di due componenti del comitato per la valutazione dei docenti.",
    at("18:22"),
    at("18:39:12"),
    79,
    (
        Tally("Fontana Chiara", 44),
        Tally("Lombardi Paolo", 39),
        Tally("Greco Ilaria", 31),
        Tally("bianche", 2, valid=False),
        Tally("nulle", 1, valid=False),
    ),
    "90 in carica; necessari 46; presenti 82 all’apertura, 80 alla chiusura: c’è",
    "schede votate 76, valide 73, bianche 2, nulle 1; eletti i 2 con più voti",
    "eletti Fontana Chiara (44) e Lombardi Paolo (39)",
    why_so="riguarda persone (D.Lgs. 297/94, art. 37 c. 4)",
    papers=Papers(handed_out=78, cast=76, on_paper=51),
    tellers=(name(5), name(23)),
    recused=(Statement(name(17), "candidato"), Statement(name(24), "candidata"), Statement(name(23), "scrutatrice")),
)
_RESERVED = Vote(
    5,
    Manner.OPEN,
    VoteKind.MOTION,
    "Il Collegio chiede all’ente locale l’apertura pomeridiana della biblioteca.",
    at("18:52"),
    at("18:54:03"),
    47,
    (Tally("favorevoli", 44), Tally("contrari", 1), Tally("astenuti", 0, valid=False)),
    "90 in carica; necessari 46; presenti 47 all’apertura, 45 alla chiusura: manca",
    "favorevoli 44, contrari 1, astenuti 0; validi 45; necessari 23: approvata",
    "approvata",
    passed=True,
    resolution="Delibera n. 17",
    reservation="due componenti sono usciti a votazione aperta; chi presiede ritiene valida la votazione",
)
_ANNULLED = Vote(
    6,
    Manner.OPEN,
    VoteKind.MOTION,
    "Adesione alla rete di scuole per l’orientamento.",
    at("19:02"),
    at("19:03:30"),
    46,
    (Tally("favorevoli", 20), Tally("contrari", 2), Tally("astenuti", 1, valid=False)),
    "90 in carica; necessari 46; presenti 46 all’apertura, 41 alla chiusura: manca",
    "",
    "",
    annulled="numero legale mancato alla chiusura; la votazione non è stata ripetuta",
)

ITEMS = (
    Item(
        "1",
        "Approvazione del verbale n. 2 del 20 ottobre 2026",
        ItemKind.MINUTES,
        at("16:36"),
        at("16:44"),
        Present(54, 27),
        documents=(document("Verbale n. 2"),),
        notes=("Il verbale è dato per letto. Nessuna osservazione.",),
        votes=(_motion(1, "Il Collegio approva il verbale n. 2 della seduta del 20 ottobre 2026.", "16:41", 0, 2),),
    ),
    Item(
        "2",
        "Comunicazioni della dirigente",
        ItemKind.COMMUNICATION,
        at("16:44"),
        at("16:57"),
        Present(54, 27),
        rapporteur=name(3),
        notes=(
            "La dirigente riferisce sull’organico dell’autonomia e sui lavori alla sede di via Galvani.",
            "Comunica che dal 1° dicembre il laboratorio di chimica torna agibile.",
        ),
        interventions=(Intervention(at("16:52"), name(40), "Chiede se la palestra sarà disponibile da gennaio."),),
    ),
    Item(
        "3",
        "Progetto «Scuole aperte»: relazione dell’esperto",
        ItemKind.DISCUSSION,
        at("16:57"),
        at("17:11"),
        Present(55, 26),
        rapporteur=name(16),
        documents=(document("Scheda del progetto"), document("Quadro economico")),
        guests=(Guest("ing. Sara Neri", "Comune, edilizia scolastica", at("16:58"), at("17:10")),),
        notes=("L’ingegnera illustra gli interventi. Segue la discussione.",),
        interventions=(
            Intervention(at("17:04"), name(12), "Osserva che le ore aggiuntive vanno contrattate."),
            Intervention(at("17:07"), name(58), "Propone di cominciare dalla biblioteca."),
        ),
    ),
    Item(
        "4",
        "Piano annuale delle attività",
        ItemKind.MOTION,
        at("17:11"),
        at("17:16"),
        Present(55, 27),
        rapporteur=name(31),
        documents=(document("Piano annuale delle attività, testo"),),
        notes=("Si vota il testo distribuito il 23 novembre.",),
        votes=(_PLAN,),
    ),
    *(
        Item(
            str(number),
            title,
            ItemKind.DISCUSSION,
            at(opened),
            at(closed),
            Present(54, 28),
            notes=("Il Collegio discute; i dipartimenti riferiranno alla prossima seduta.",),
        )
        for number, title, opened, closed in (
            (5, "Curricolo di educazione civica", "17:16", "17:44"),
            (6, "Criteri per i viaggi d’istruzione", "17:44", "17:56"),
            (7, "Piano per l’inclusione: stato di avanzamento", "17:56", "18:04"),
        )
    ),
    Item(
        "8",
        "Articolazione dell’anno scolastico",
        ItemKind.MOTION,
        at("18:04"),
        at("18:20"),
        Present(54, 28),
        votes=(_ROLL_CALL,),
    ),
    Item(
        "9",
        "Elezione del comitato per la valutazione",
        ItemKind.ELECTION,
        at("18:20"),
        at("18:44"),
        Present(54, 28),
        votes=(_SECRET,),
    ),
    Item(
        "10",
        "Biblioteca: apertura pomeridiana",
        ItemKind.MOTION,
        at("18:48"),
        at("18:57"),
        Present(30, 17),
        added="all’apertura, con il consenso di tutti gli 81 presenti",
        votes=(_RESERVED,),
    ),
    Item(
        "11",
        "Rete di scuole per l’orientamento",
        ItemKind.MOTION,
        at("18:57"),
        at("19:06"),
        Present(30, 16),
        votes=(_ANNULLED,),
    ),
    Item("12", "Varie", ItemKind.COMMUNICATION),
)

SITTING = Minutes(
    heading=(
        "Istituto comprensivo «Maria Montessori»",
        "via Galvani 12, 33100 Udine",
        "codice meccanografico UDIC800000",
    ),
    organ="Collegio dei docenti",
    number=3,
    school_year="2026/27",
    opened=at("16:34:05"),
    closed=at("19:12:44"),
    places=("nell’Aula magna", "a distanza (Jitsi Meet)"),
    convocation=Convocation(
        at("16:30") - timedelta(days=4),
        "per posta elettronica a ciascun componente e con affissione all’albo",
        "4 giorni; la regola ne chiede 5",
        late="scadenza regionale del 2 dicembre per le adesioni alla rete di scuole",
        requested_by=tuple(name(seat) for seat in range(31, 61)),
    ),
    distance=Distance(
        "in sala e a distanza; i punti che deliberano contano chi è in sala e chi è a distanza",
        "Regolamento d’istituto, art. 14-bis, approvato dal Consiglio di istituto il 12 settembre 2026",
    ),
    identity="collegamento personale e PIN di sei cifre consegnato con altro mezzo",
    rules=(
        Rule(
            "Numero legale",
            "metà più uno dei componenti in carica, giustificati compresi",
            "D.Lgs. 297/94, art. 37 c. 2",
        ),
        Rule("Maggioranza", "assoluta dei voti validamente espressi", "D.Lgs. 297/94, art. 37 c. 3"),
        Rule("Astensioni", "contano per il numero legale, non fra i voti validi", "Regolamento d’istituto, art. 9"),
        Rule("Parità", "palese: prevale il voto di chi presiede; segreta: respinta", "D.Lgs. 297/94, art. 37 c. 3"),
        Rule("Voto segreto", "soltanto per le questioni che riguardano persone", "D.Lgs. 297/94, art. 37 c. 4"),
        Rule(
            "Tolleranza dei collegamenti",
            "60 secondi prima che un componente conti come uscito",
            "Regolamento, art. 14-ter",
        ),
    ),
    presiding=(
        Presiding(Officer(name(3), "dirigente scolastica"), at("16:34:05")),
        Presiding(Officer(name(6), "collaboratore vicario"), at("18:45"), "la dirigente lascia la seduta per servizio"),
    ),
    secretary=Officer(name(10), "docente"),
    roll=ROLL,
    quorum="90 in carica; necessari 46 (metà più uno); presenti all’apertura 81 (54 in sala, 27 a distanza): c’è",
    items=ITEMS,
    acts=941,
    head=digest("testa degli atti"),
    tellers=(Officer(name(5)), Officer(name(23))),
    interruptions=(
        Interruption(
            Break.SERVICE_DOWN, at("17:21:10"), at("17:23:52"), "ripresa dopo appello di conferma: presenti 82"
        ),
        Interruption(Break.SUSPENDED, at("18:44:00"), at("18:48:00"), "richiesta di sospensione di 5 minuti"),
        Interruption(Break.QUORUM_LOST, at("19:06:20"), None, "presenti 41, necessari 46"),
    ),
    corrections=(
        Correction(
            at("18:41:30"),
            812,
            f"{name(48)} ha risposto «due quadrimestri» per errore di trascrizione: è astenuta",
            "verifica del segretario sulla registrazione dell’appello",
            name(10),
            name(3),
        ),
    ),
    prolongations=(
        Prolongation(at("18:30"), at("19:30"), "votazione palese: favorevoli 70, contrari 8; la sala è prorogata"),
    ),
    attachments=(document("Piano annuale delle attività, testo"), document("Foglio delle firme")),
)


def abridged(minutes: Minutes) -> Minutes:
    """The same with everything that is there once, and less of what is there often."""
    items = tuple(item for item in minutes.items if item.votes or item.guests or item.opened is None)[2:]
    kept = [0, 6, 8, 10, 13, 19]
    return replace(
        minutes,
        roll=tuple(replace(minutes.roll[at], at_items=minutes.roll[at].at_items[:2]) for at in kept),
        convocation=replace(minutes.convocation, requested_by=minutes.convocation.requested_by[:2]),
        rules=minutes.rules[:2],
        items=tuple(replace(item, votes=tuple(map(_few_names, item.votes))) for item in (minutes.items[2], *items)),
    )


def _few_names(vote: Vote) -> Vote:
    return replace(vote, choices=tuple(Choice(each.label, each.names[:1]) for each in vote.choices))


CALL = Call(
    heading=SITTING.heading,
    organ=SITTING.organ,
    school_year=SITTING.school_year,
    written=SITTING.convocation.at,
    starts=at("16:30"),
    ends=at("18:30"),
    places=("Aula magna, via Galvani 12",),
    agenda=tuple(
        Entry(item.number, item.title, item.kind, item.rapporteur, tuple(each.title for each in item.documents))
        for item in ITEMS
    ),
    chair=SITTING.presiding[0].officer,
    protocol="prot. 4711/A19 del 26 novembre 2026",
    second=at("16:30") + timedelta(days=1),
    distance="con il collegamento personale inviato a ciascuno; Regolamento d’istituto, art. 14-bis",
    requested_by=SITTING.convocation.requested_by[:3],
    notes=("Chi non può intervenire lo comunica alla segreteria prima della seduta.",),
)
"""The convocation of that sitting."""
