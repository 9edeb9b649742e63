"""What each kind of act, object and field is called, in the reader's language. Pure."""

from collections.abc import Mapping

from orchestrator.audit.acts import ActKind, Field, ObjectKind
from orchestrator.web.shell.catalogues import Say

_YES_OR_NO = (Field.MICROPHONE, Field.CAMERA, Field.TILES, Field.LOBBY, Field.RECORDED)


def deeds(say: Say) -> Mapping[ActKind, str]:
    """What somebody did, after whose name it stands."""
    return {**_with_bookings(say), **_in_rooms(say), **_with_access(say), **_with_people(say)}


def _with_bookings(say: Say) -> Mapping[ActKind, str]:
    return {
        ActKind.BOOKING_MADE: say("ha prenotato"),
        ActKind.BOOKING_CHANGED: say("ha cambiato la prenotazione"),
        ActKind.BOOKING_CANCELLED: say("ha annullato la prenotazione"),
        ActKind.PEOPLE_LISTED: say("ha messo persone in elenco"),
        ActKind.PERSON_CHANGED: say("ha cambiato i dati di una persona in elenco"),
        ActKind.PERSON_UNLISTED: say("ha tolto una persona dall’elenco"),
        ActKind.PEOPLE_INVITED: say("ha invitato le persone in elenco"),
        ActKind.INVITED_AGAIN: say("ha mandato di nuovo un invito"),
        ActKind.PRESENCE_WRITTEN: say("ha scritto a mano una presenza"),
        ActKind.PRESENCE_STRUCK: say("ha tolto una presenza scritta a mano"),
        ActKind.MEETING_LINK_RENEWED: say("ha rinnovato un collegamento alla riunione"),
        ActKind.MEETING_LINK_REVOKED: say("ha ritirato un collegamento alla riunione"),
        ActKind.MEETING_SET: say("ha deciso come si tiene la riunione"),
        ActKind.MEETING_RENAMED: say("ha dato un altro nome alla riunione"),
        ActKind.ROOMS_CLOSED: say("ha chiuso le sale"),
        ActKind.CLOSURE_LIFTED: say("ha tolto la chiusura delle sale"),
    }


def _in_rooms(say: Say) -> Mapping[ActKind, str]:
    return {
        ActKind.PRESSED_START: say("ha avviato la riunione"),
        ActKind.PRESSED_END: say("ha terminato la riunione"),
        ActKind.PRESSED_EXTEND: say("ha prolungato la riunione"),
        ActKind.PRESSED_BOOK: say("ha prenotato dal pannello"),
        ActKind.PRESSED_CANCEL: say("ha annullato la prenotazione dal pannello"),
        ActKind.PRESSED_HOLD: say("ha bloccato la sala"),
        ActKind.PRESSED_RELEASE: say("ha sbloccato la sala"),
        ActKind.PRESSED_SCENE: say("ha cambiato la scena"),
        ActKind.PRESSED_PUT_BACK: say("ha rimesso a posto la sala"),
        ActKind.PRESSED_OPEN: say("ha acceso microfono e videocamera"),
        ActKind.PRESSED_REJOIN: say("ha fatto rientrare la sala nella riunione"),
        ActKind.PRESSED_RUN_ON: say("ha lasciato continuare la riunione"),
        ActKind.PRESSED_KEEP_END: say("ha chiesto di finire in orario"),
        ActKind.PRESSED_UNRECORD: say("ha spento registrazione e diretta"),
        ActKind.PRESSED_MEETING: say("ha regolato la riunione sullo schermo"),
        ActKind.PROBLEM_TOLD: say("ha segnalato un problema"),
        ActKind.MEETING_ENDED: say("ha visto finire la riunione in linea"),
    }


def _with_access(say: Say) -> Mapping[ActKind, str]:
    return {
        ActKind.PIN_LOCKED: say("ha sbagliato il PIN troppe volte"),
        ActKind.SESSION_OPENED: say("ha aperto il pannello"),
        ActKind.SESSION_CLOSED: say("ha chiuso il pannello"),
        ActKind.TOKEN_MADE: say("ha creato un token"),
        ActKind.TOKEN_REVOKED: say("ha revocato il token"),
        ActKind.SITE_APPLIED: say("ha applicato i file delle sale"),
        ActKind.SITE_FORCED: say("ha applicato subito i file delle sale"),
        ActKind.STORE_RESTORED: say("ha ripristinato una copia dell’archivio"),
        ActKind.STORE_PRUNED: say("ha cancellato ciò che non serve più"),
        ActKind.SIGNED_IN: say("è entrato"),
        ActKind.SIGNED_OUT: say("è uscito"),
        ActKind.SIGN_INS_ENDED: say("ha chiuso gli accessi aperti"),
        ActKind.PROVED_AGAIN: say("ha confermato chi è"),
        ActKind.PASSWORD_SET: say("ha scelto una password"),
        ActKind.SECOND_FACTOR_SET: say("ha attivato il secondo passaggio"),
        ActKind.SECOND_FACTOR_REMOVED: say("ha tolto il secondo passaggio"),
        ActKind.PAPER_CODES_MADE: say("ha stampato nuovi codici di riserva"),
        ActKind.IDENTITY_BOUND: say("ha collegato un accesso esterno"),
        ActKind.IDENTITY_UNBOUND: say("ha scollegato un accesso esterno"),
        ActKind.MAIL_RETRIED: say("ha rimandato un messaggio"),
    }


def _with_people(say: Say) -> Mapping[ActKind, str]:
    return {
        ActKind.ACCOUNT_MADE: say("ha aggiunto una persona"),
        ActKind.ACCOUNT_CHANGED: say("ha cambiato i dati"),
        ActKind.ACCOUNT_CLOSED: say("ha chiuso l’accesso"),
        ActKind.ACCOUNT_REOPENED: say("ha riaperto l’accesso"),
        ActKind.ACCOUNT_BLANKED: say("ha cancellato i dati personali"),
        ActKind.STAFF_GIVEN: say("ha dato un ruolo"),
        ActKind.STAFF_TAKEN: say("ha tolto un ruolo"),
        ActKind.MEMBERSHIP_GIVEN: say("ha dato un ruolo nell’organizzazione"),
        ActKind.MEMBERSHIP_TAKEN: say("ha tolto un ruolo nell’organizzazione"),
        ActKind.ORGANISATION_MADE: say("ha aggiunto un’organizzazione"),
        ActKind.ORGANISATION_CHANGED: say("ha cambiato l’organizzazione"),
        ActKind.ORGANISATION_CLOSED: say("ha chiuso l’organizzazione"),
        ActKind.ORGANISATION_REOPENED: say("ha riaperto l’organizzazione"),
        ActKind.LIST_MADE: say("ha fatto un elenco di persone"),
        ActKind.LIST_CHANGED: say("ha cambiato un elenco di persone"),
        ActKind.LIST_DELETED: say("ha cancellato un elenco di persone"),
        ActKind.ORGAN_MADE: say("ha aggiunto un organo collegiale"),
        ActKind.ORGAN_CHANGED: say("ha cambiato un organo collegiale"),
        ActKind.ORGAN_RULES_CHANGED: say("ha cambiato le regole di un organo collegiale"),
        ActKind.ORGAN_ROLL_CHANGED: say("ha cambiato l’elenco di un organo collegiale"),
        ActKind.SITTING_DRAFTED: say("ha preparato una seduta"),
        ActKind.SITTING_CHANGED: say("ha cambiato la preparazione di una seduta"),
        ActKind.SITTING_CONVENED: say("ha convocato una seduta"),
        ActKind.SITTING_CONVENED_ANEW: say("ha convocato di nuovo una seduta, con dei cambiamenti"),
        ActKind.SITTING_CANCELLED: say("ha annullato una seduta"),
        ActKind.SITTING_DROPPED: say("ha buttato la preparazione di una seduta"),
        ActKind.SITTING_MOVED: say("ha preso le sale per il nuovo giorno di una seduta"),
        ActKind.SITTING_ROLL_TAKEN: say("ha aggiornato l’elenco dei componenti di una seduta"),
        ActKind.SITTING_DOCUMENT_ADDED: say("ha aggiunto un documento a una seduta"),
        ActKind.SITTING_DOCUMENT_REMOVED: say("ha tolto un documento da una seduta"),
        ActKind.SITTING_SENT_AGAIN: say("ha mandato di nuovo la convocazione"),
        ActKind.SITTING_LINK_RENEWED: say("ha rinnovato il link di un componente"),
        ActKind.SITTING_LINK_REVOKED: say("ha revocato il link di un componente"),
        ActKind.SITTING_CODES_SHOWN: say("ha aperto i codici di una seduta"),
        ActKind.SITTING_CODE_RENEWED: say("ha dato un nuovo codice a un componente"),
        ActKind.MINUTES_NOTED: say("ha scritto nel verbale di una seduta"),
        ActKind.MINUTES_PRINTED: say("ha preparato un verbale da firmare"),
        ActKind.MINUTES_SIGNED: say("ha caricato un verbale firmato"),
        ActKind.MINUTES_APPROVED: say("ha segnato un verbale come approvato"),
        ActKind.HEADING_CHANGED: say("ha cambiato l’intestazione dei verbali"),
        ActKind.COUNCILS_DELETED: say("ha cancellato tutto degli organi collegiali"),
        ActKind.INVITED: say("ha mandato un invito"),
        ActKind.RESET_ASKED: say("ha chiesto una nuova password"),
        ActKind.LINK_SPENT: say("ha usato il link"),
    }


def things(say: Say) -> Mapping[str, str]:
    """What kinds of things acts are done to."""
    return {
        ObjectKind.BOOKING: say("prenotazione"),
        ObjectKind.ROOM: say("sala"),
        ObjectKind.SITE: say("sede"),
        ObjectKind.ACCOUNT: say("persona"),
        ObjectKind.ORGANISATION: say("organizzazione"),
        ObjectKind.ORGAN: say("organo collegiale"),
        ObjectKind.SITTING: say("seduta"),
        ObjectKind.TOKEN: say("token"),
        ObjectKind.MAIL: say("messaggio"),
        ObjectKind.INSTALLATION: say("tutta l’installazione"),
    }


def fields(say: Say) -> Mapping[str, str]:
    """What a before and after is of."""
    return {
        Field.START: say("inizio"),
        Field.END: say("fine"),
        Field.TITLE: say("titolo"),
        Field.ROOMS: say("sale"),
        Field.ORGANISER: say("organizzatore"),
        Field.PHONE: say("telefono"),
        Field.NOTES: say("note"),
        Field.PRESET: say("preparazione"),
        Field.CONFIDENTIAL: say("riservata"),
        Field.REASON: say("motivo"),
        Field.SCENE: say("scena"),
        Field.DEVICE: say("dispositivo"),
        Field.UNTIL: say("fino a"),
        Field.ABOUT: say("problema"),
        Field.FILES: say("file"),
        Field.VERSION: say("versione"),
        Field.ROLE: say("ruolo"),
        Field.LABEL: say("etichetta"),
        Field.NAME: say("nome"),
        Field.EMAIL: say("indirizzo di posta"),
        Field.LANGUAGE: say("lingua"),
        Field.SITE: say("sede"),
        Field.ORGANISATION: say("organizzazione"),
        Field.ACCOUNT: say("persona"),
        Field.WAY: say("modo"),
        Field.COUNT: say("numero"),
        Field.KIND: say("che cosa"),
        Field.MICROPHONE: say("microfono"),
        Field.CAMERA: say("videocamera"),
        Field.TILES: say("vista a riquadri"),
        Field.LOBBY: say("sala d’attesa"),
        Field.SUBJECT: say("argomento"),
        Field.RECORDED: say("avviso di registrazione"),
        Field.OPENING: say("microfono e videocamera"),
        Field.ENDED: say("fine della riunione"),
        Field.PASSWORD: say("password della riunione"),
    }


def definite(say: Say) -> Mapping[str, str]:
    """What may be changed of a booking, with its article."""
    return {
        Field.TITLE: say("il titolo"),
        Field.ROOMS: say("le sale"),
        Field.ORGANISER: say("l’organizzatore"),
        Field.PHONE: say("il telefono"),
        Field.NOTES: say("le note"),
        Field.PRESET: say("la preparazione"),
        Field.ORGANISATION: say("l’organizzazione"),
    }


def values(say: Say) -> Mapping[tuple[str, object], str]:
    """What values are called that are codes, by their fields."""
    return {
        (Field.ROLE, "administrator"): say("amministratore"),
        (Field.ROLE, "technician"): say("tecnico"),
        (Field.ROLE, "desk"): say("segreteria"),
        (Field.ROLE, "manager"): say("responsabile"),
        (Field.ROLE, "organiser"): say("organizzatore"),
        (Field.ROLE, "viewer"): say("lettore"),
        (Field.ROLE, "confidential"): say("vede le riservate"),
        (Field.LANGUAGE, "it"): say("italiano"),
        (Field.LANGUAGE, "en"): say("inglese"),
        (Field.ABOUT, "sound"): say("non si sente"),
        (Field.ABOUT, "picture"): say("non si vede"),
        (Field.ABOUT, "heat"): say("fa troppo caldo o freddo"),
        (Field.ABOUT, "other"): say("altro"),
        (Field.OPENING, "press"): say("con Inizia"),
        (Field.OPENING, "auto"): say("all’ora di inizio"),
        (Field.PASSWORD, "none"): say("nessuna"),
        (Field.PASSWORD, "made"): say("fatta da Regia"),
        (Field.PASSWORD, "own"): say("scritta a mano"),
        (Field.PASSWORD, "another"): say("un’altra"),
        **{(field, True): say("sì") for field in _YES_OR_NO},
        **{(field, False): say("no") for field in _YES_OR_NO},
        (Field.KIND, "personal"): say("di una persona"),
        (Field.KIND, "guests"): say("degli ospiti"),
        (Field.KIND, "hall"): say("della sala"),
        (Field.KIND, "invitation"): say("per entrare la prima volta"),
        (Field.KIND, "reset"): say("per una password nuova"),
        (Field.ENDED, "server"): say("chiusa per tutti dal suo server"),
        (Field.ENDED, "screen"): say("chiusa per tutti dallo schermo"),
        (Field.ENDED, "empty"): say("non c’era più nessuno"),
        (Field.ENDED, "not_renewed"): say("resta aperta per chi è collegato"),
        (Field.WAY, "password"): say("password"),
        (Field.WAY, "link"): say("link"),
    }
