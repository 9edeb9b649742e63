"""What errors say to people, in Italian and English."""

from collections.abc import Mapping

from config.words.sentences import Language

MESSAGES: Mapping[str, Mapping[Language, str]] = {
    "not_found": {"it": "Qui non c’è niente con questo nome.", "en": "There is nothing of that name here."},
    "method_not_allowed": {
        "it": "Questo indirizzo non accetta {method}.",
        "en": "This address does not take {method}.",
    },
    "unauthorised": {
        "it": "Serve un accesso valido: il codice (o il cookie) manca o è scaduto.",
        "en": "Valid credentials are needed: the token or cookie is missing or over.",
    },
    "token_unknown": {
        "it": "Questo codice non è di nessuno: forse ne è stata copiata solo una parte.",
        "en": "This token is nobody's: perhaps only a part of it was copied.",
    },
    "token_revoked": {"it": "Questo codice è stato revocato.", "en": "This token was revoked."},
    "token_over": {"it": "Questo codice è scaduto.", "en": "This token is over."},
    "too_many_guesses": {
        "it": "Troppi codici sbagliati da qui: riprova tra {seconds} secondi, con un codice valido anche subito.",
        "en": "Too many wrong tokens from here: try again in {seconds} seconds; a good one is taken at once.",
    },
    "forbidden": {
        "it": "Questo accesso non permette di farlo.",
        "en": "These credentials do not allow this.",
    },
    "proof_needed": {
        "it": "Per farlo serve di nuovo la password: la si chiede dopo dieci minuti.",
        "en": "This needs your password once more: it is asked for after ten minutes.",
    },
    "cross_origin": {
        "it": "La richiesta viene da un altro sito ed è stata rifiutata.",
        "en": "The request comes from another site and was refused.",
    },
    "no_service_url": {
        "it": "Il servizio non sa con quale indirizzo lo si raggiunge: un amministratore lo scrive nel file delle sale, "
        'sotto [service], come url = "https://regia.comune.example".',
        "en": "The service does not know at which address it is reached: an administrator writes it into the room file, "
        'below [service], like url = "https://regia.town.example".',
    },
    "not_by_proxy": {
        "it": "Qui si arriva soltanto attraverso il proxy che cifra la connessione.",
        "en": "The only way here is through the proxy that encrypts the connection.",
    },
    "malformed": {"it": "La richiesta non è JSON leggibile.", "en": "The request is not readable JSON."},
    "invalid": {"it": "La richiesta contiene errori.", "en": "The request has mistakes."},
    "unsupported_media": {
        "it": "Il contenuto deve essere di tipo application/json.",
        "en": "The content must be of type application/json.",
    },
    "unsupported_form": {
        "it": "Il contenuto deve essere quello di un modulo: application/x-www-form-urlencoded.",
        "en": "The content must be that of a form: application/x-www-form-urlencoded.",
    },
    "form_over": {
        "it": "Questa pagina è rimasta aperta troppo a lungo: tornaci, ricaricala e invia di nuovo.",
        "en": "This page was open for too long: go back to it, reload it and send it again.",
    },
    "wrong_sign_in": {
        "it": "Indirizzo o password non sono giusti.",
        "en": "The address or the password is not right.",
    },
    "wrong_password": {"it": "La password non è giusta.", "en": "The password is not right."},
    "wrong_code": {
        "it": "Il codice non è giusto, o è già stato usato.",
        "en": "The code is not right, or was used already.",
    },
    "wait_to_try": {
        "it": "Troppi tentativi sbagliati: riprova tra {seconds} secondi.",
        "en": "Too many wrong tries: try again in {seconds} seconds.",
    },
    "passwords_busy": {
        "it": "In questo momento accedono in tanti: riprova tra poco.",
        "en": "Many are signing in just now: try again in a moment.",
    },
    "second_factor_unreadable": {
        "it": "I codici dell’app non si possono verificare: usa un codice di carta, o chiedi a chi amministra Regia.",
        "en": "The codes of the app cannot be checked: use one from paper, or ask whoever administers Regia.",
    },
    "second_factor_required": {
        "it": "Chi amministra o fa il tecnico deve avere il secondo passaggio: non si può spegnere.",
        "en": "Administrators and technicians must have the second step: it cannot be turned off.",
    },
    "half_way_over": {
        "it": "L’accesso è rimasto a metà troppo a lungo: ricomincia da qui.",
        "en": "Signing in was left half way for too long: begin again here.",
    },
    "last_way_in": {
        "it": "È l’unico modo in cui entri: prima scegli una password.",
        "en": "It is the only way you come in: choose a password first.",
    },
    "no_mail": {
        "it": "Da qui non parte posta: chiedi un collegamento a chi gestisce le sale.",
        "en": "No mail goes out from here: ask whoever manages the rooms for a link.",
    },
    "link_over": {
        "it": "Questo collegamento non vale più.",
        "en": "This link is good no more.",
    },
    "packed": {
        "it": "Il contenuto è compresso: qui va mandato così com’è, senza Content-Encoding.",
        "en": "The content is compressed: send it as it is, without Content-Encoding.",
    },
    "too_slow": {
        "it": "Il resto della richiesta non è arrivato in tempo.",
        "en": "The rest of the request did not come in time.",
    },
    "too_large": {"it": "La richiesta è troppo grande.", "en": "The request is too large."},
    "site_mistakes": {
        "it": "Il file delle sale contiene errori: non è stato preso.",
        "en": "The room file has mistakes: it was not taken.",
    },
    "deployment_unusable": {
        "it": "Un server Jitsi del file delle sale non si può usare: {reason}",
        "en": "A Jitsi server of the room file cannot be used: {reason}",
    },
    "clash": {
        "it": "La sala è già occupata in quell’orario.",
        "en": "The room is already taken at that time.",
    },
    "booking_changed": {
        "it": "Nel frattempo la prenotazione è stata cambiata: guarda com’è adesso, poi riprova.",
        "en": "The booking was changed meanwhile: look at it as it is now, then try again.",
    },
    "sitting_begun": {
        "it": "La seduta non è più in preparazione: qui non si cambia più.",
        "en": "The sitting is not being prepared any more: it is changed here no more.",
    },
    "sitting_elsewhere": {
        "it": "La seduta adesso è a un altro punto, e questo non si può fare: guarda com’è, poi decidi.",
        "en": "The sitting is at another point now, and this cannot be done: look at it as it is, then decide.",
    },
    "too_many_drafts": {
        "it": "L’organo ha già {most} sedute in preparazione.",
        "en": "The council has {most} drafts of sittings already.",
    },
    "not_convened": {"it": "La seduta non si può convocare così.", "en": "The sitting cannot be convened so."},
    "paper_not_set": {
        "it": "Il foglio non si è potuto preparare: riprova.",
        "en": "The paper could not be made: try again.",
    },
    "booking_over": {
        "it": "Questa prenotazione è già finita: non si cambia più.",
        "en": "This booking is over: it can be changed no more.",
    },
    "booking_live": {
        "it": "È già cominciata: si possono cambiare solo la fine, il responsabile, il telefono e le note.",
        "en": "It has begun: only its end, organiser, phone and notes can be changed.",
    },
    "closure_fixed": {
        "it": "Una chiusura non si cambia: toglila, e chiudi di nuovo.",
        "en": "A closure is not changed: take it back, and close again.",
    },
    "confidential_unseen": {
        "it": "È riservata: può cambiarla chi l’ha prenotata. Qui si può solo togliere.",
        "en": "It is confidential: whoever booked it can change it. Here it can only be taken back.",
    },
    "revision_missing": {
        "it": "Manca revision: quella della prenotazione com’era quando l’hai guardata.",
        "en": "The revision is missing: that of the booking as it was when you looked at it.",
    },
    "booking_id_used": {
        "it": "Questo id è già di un’altra prenotazione, o di una che è stata tolta.",
        "en": "This id is another booking’s already, or that of one that was taken back.",
    },
    "which_organisation": {
        "it": "Prenoti per più organizzazioni: scrivi per quale.",
        "en": "You book for several organisations: say for which.",
    },
    "calendar_owned": {
        "it": "Questa prenotazione viene da un calendario: va cambiata lì.",
        "en": "This booking comes from a calendar: change it there.",
    },
    "no_such_room": {"it": "Non c’è nessuna sala con questo nome.", "en": "There is no room of that name."},
    "sites_differ": {
        "it": "Queste sale sono di sedi che si preparano in modo diverso: serve una prenotazione per ogni sede.",
        "en": "These rooms are of sites that prepare differently: make a booking for each site.",
    },
    "closes_bookings": {
        "it": "In quell’orario ci sono prenotazioni: {told}. Per chiudere lo stesso, un tecnico ne dice il motivo (reason).",
        "en": "There are bookings at that time: {told}. To close all the same, a technician says why (reason).",
    },
    "no_such_category": {
        "it": "Nessuna preparazione ha la categoria «{category}». Ci sono: {known}.",
        "en": "No preset has the category “{category}”. There are: {known}.",
    },
    "too_far_off": {
        "it": "I calendari di queste sale sono letti fino al {until}: più in là si prenota nel calendario.",
        "en": "The calendars of these rooms are read until {until}: what is later is booked in the calendar.",
    },
    "in_the_past": {
        "it": "Quell’orario è già passato.",
        "en": "That time is already past.",
    },
    "id_used": {
        "it": "Questo id è già di un altro comando: per ogni comando ne serve uno nuovo.",
        "en": "This id is another press’s already: each press needs a new one.",
    },
    "blocked": {
        "it": "La sala è chiusa o riservata ai tecnici.",
        "en": "The room is closed or held by technicians.",
    },
    "too_early": {
        "it": "È ancora presto per iniziare questa prenotazione.",
        "en": "It is too early to start this booking.",
    },
    "technicians_only": {
        "it": "Può farlo soltanto un tecnico.",
        "en": "Only a technician may do this.",
    },
    "no_time": {
        "it": "Manca troppo poco alla prossima prenotazione.",
        "en": "The next booking begins too soon.",
    },
    "another_booking": {
        "it": "Nel frattempo nella sala è cominciata un’altra prenotazione.",
        "en": "Another booking has begun in the room meanwhile.",
    },
    "occupied": {
        "it": "Nel frattempo la sala è stata presa da altri.",
        "en": "Others have taken the room meanwhile.",
    },
    "no_meeting": {
        "it": "Sul grande schermo di questa sala adesso non c’è una riunione.",
        "en": "There is no meeting on this room’s big screen now.",
    },
    "not_live": {
        "it": "In questo momento nella sala non c’è niente in corso.",
        "en": "Nothing is going on in the room right now.",
    },
    "does_not_run_on": {
        "it": "Questa riunione non si prolunga da sola.",
        "en": "This meeting does not go on by itself.",
    },
    "end_is_kept": {"it": "Qualcuno ha chiesto di finire in orario.", "en": "Somebody asked to end in time."},
    "house_closes": {"it": "La sede chiude alle {end}.", "en": "The house closes at {end}."},
    "did_not_run_on": {
        "it": "Questa riunione non si è prolungata da sola.",
        "en": "This meeting did not go on by itself.",
    },
    "already_over": {"it": "L’ora è già passata: usa «Termina».", "en": "That time is over: use “End”."},
    "wanted_missing": {"it": "Manca se aprire o chiudere.", "en": "Whether on or off is missing."},
    "until_missing": {"it": "Manca la nuova ora di fine.", "en": "The new end is missing."},
    "end_has_moved": {
        "it": "Nel frattempo la fine è già stata spostata: guarda di nuovo l’orario.",
        "en": "The end has been moved meanwhile: look at the time again.",
    },
    "not_later": {
        "it": "La nuova fine deve essere dopo quella attuale.",
        "en": "The new end must be after the present one.",
    },
    "too_long": {
        "it": "Al massimo 24 ore per volta.",
        "en": "24 hours at a time at most.",
    },
    "in_the_way": {
        "it": "In quell’orario la sala è già di un’altra prenotazione.",
        "en": "The room is another booking’s at that time.",
    },
    "times_missing": {"it": "Mancano l’inizio e la fine.", "en": "The start and the end are missing."},
    "too_short": {
        "it": "Una prenotazione dura almeno un minuto.",
        "en": "A booking lasts at least a minute.",
    },
    "only_today": {
        "it": "Da qui si prenota soltanto per oggi.",
        "en": "From here the room can be booked for today only.",
    },
    "not_booked_here": {
        "it": "Da qui si toglie solo ciò che è stato prenotato qui.",
        "en": "Only what was booked here can be taken back here.",
    },
    "booking_gone": {
        "it": "Questa prenotazione è già stata tolta.",
        "en": "This booking has been taken back already.",
    },
    "already_begun": {
        "it": "È già cominciata: si può soltanto terminarla.",
        "en": "It has begun already: it can only be ended.",
    },
    "about_missing": {"it": "Manca che cosa non va.", "en": "It is not said what is wrong."},
    "pin_missing": {"it": "Serve il PIN della sala.", "en": "The room’s PIN is needed."},
    "pin_wrong": {"it": "Il PIN non è giusto.", "en": "The PIN is not right."},
    "pin_locked": {
        "it": "Troppi PIN sbagliati: riprova tra qualche minuto.",
        "en": "Too many wrong PINs: try again in a few minutes.",
    },
    "which_device": {
        "it": "La sala ha più regie video: va detto quale.",
        "en": "The room has several video mixers: say which.",
    },
    "no_such_device": {
        "it": "La sala non ha questo dispositivo.",
        "en": "The room has no such device.",
    },
    "scene_missing": {"it": "Manca il nome della scena.", "en": "The name of the scene is missing."},
    "no_such_scene": {
        "it": "Questa preparazione non offre quella scena.",
        "en": "This preset does not offer that scene.",
    },
    "not_held": {"it": "La sala non è riservata ai tecnici.", "en": "The room is not held by technicians."},
    "live_needs_reason": {
        "it": "C’è una riunione in corso: solo un tecnico può fermare la sala, dicendo perché.",
        "en": "A meeting is going on: only a technician may hold the room, and must say why.",
    },
    "too_many_links": {
        "it": "Da qui sono stati provati troppi collegamenti che non aprono niente. Riprova tra {seconds} secondi.",
        "en": "Too many links that open nothing were tried from here. Try again in {seconds} seconds.",
    },
    "no_ballot": {
        "it": "Questa non è una scheda di questa votazione.",
        "en": "This is no ballot of that vote.",
    },
    "ballot_cast": {
        "it": "Questa scheda è già nell’urna con un’altra scelta: vale la prima.",
        "en": "This ballot is in the urn already with another choice: the first one counts.",
    },
    "ballot_late": {
        "it": "Non contata: la votazione non è aperta.",
        "en": "Not counted: the vote is not open.",
    },
    "email_taken": {
        "it": "Qualcuno ha già questo indirizzo.",
        "en": "Somebody has this address already.",
    },
    "changed": {
        "it": "Nel frattempo qualcun altro l’ha cambiato: leggilo di nuovo.",
        "en": "Somebody else has changed it meanwhile: read it again.",
    },
    "too_many_people": {
        "it": "L’elenco diventerebbe troppo lungo: al massimo {most} persone.",
        "en": "The list would be too long: {most} people at most.",
    },
    "too_many_entries": {
        "it": "Le scritture a mano sono già {most}: non ne entrano altre.",
        "en": "There are {most} entries by hand already: no more are taken.",
    },
    "presence_times": {
        "it": "Il tempo deve stare attorno alla prenotazione, in ordine, e non nel futuro.",
        "en": "The time has to be around the booking, in order, and not in the future.",
    },
    "not_signed": {
        "it": "La firma non è quella di questo server Jitsi, o è di troppo tempo fa.",
        "en": "The signature is not this Jitsi server’s, or of too long ago.",
    },
    "sitting_goes_on": {
        "it": "La seduta è ancora in corso: si può fare quando è finita.",
        "en": "The sitting still goes on: this can be done when it is over.",
    },
    "not_printed": {
        "it": "Ora il file non si riesce a comporre: riprova tra poco.",
        "en": "The file cannot be set just now: try again soon.",
    },
    "too_many_organs": {
        "it": "L’organizzazione ha già {most} organi collegiali.",
        "en": "The organisation has {most} councils already.",
    },
    "too_many_seats": {
        "it": "L’organo avrebbe troppi componenti: al massimo {most}.",
        "en": "The council would have too many members: at most {most}.",
    },
    "too_many_lists": {
        "it": "Gli elenchi sono già {most}: cancellane uno prima.",
        "en": "There are {most} lists already: delete one first.",
    },
    "no_meeting_of_ours": {
        "it": "Questa prenotazione non ha una riunione nostra.",
        "en": "This booking has no meeting of ours.",
    },
    "confidential_invitation": {
        "it": "La prenotazione è riservata: gli inviti partono solo se lo chiedi espressamente.",
        "en": "The booking is confidential: invitations go out only where you ask for them expressly.",
    },
    "account_closed": {"it": "Questo accesso è chiuso.", "en": "This account is closed."},
    "last_administrator": {
        "it": "È l’ultimo amministratore: prima danne il ruolo a qualcun altro.",
        "en": "This is the last administrator: give the role to somebody else first.",
    },
    "last_manager": {
        "it": "Sei l’ultimo responsabile: prima danne il ruolo a qualcun altro.",
        "en": "You are the last manager: give the role to somebody else first.",
    },
    "organisation_taken": {
        "it": "Un’altra organizzazione ha già questo id.",
        "en": "Another organisation has this id already.",
    },
    "no_such_organisation": {
        "it": "Non c’è nessuna organizzazione «{organisation}».",
        "en": "There is no organisation “{organisation}”.",
    },
    "no_such_site": {"it": "Non c’è nessuna sede «{site}».", "en": "There is no site “{site}”."},
    "storage_full": {
        "it": "Il disco è pieno: non è stato salvato niente.",
        "en": "The disk is full: nothing was stored.",
    },
    "storage_busy": {
        "it": "L’archivio è occupato: riprova tra poco.",
        "en": "The database is busy: try again shortly.",
    },
    "storage_unusable": {
        "it": "L’archivio non è utilizzabile: deve intervenire un tecnico.",
        "en": "The database cannot be used: a technician must see to it.",
    },
    "storage_moved": {
        "it": "Il file dell’archivio è stato tolto o sostituito mentre era in uso: non è stato salvato niente. Riavviare il servizio.",
        "en": "The database file was removed or replaced while it was in use: nothing was stored. Restart the service.",
    },
    "not_ready": {"it": "Il servizio non è ancora pronto.", "en": "The service is not ready yet."},
    "internal": {
        "it": "Si è verificato un errore interno; è stato registrato con il numero {request_id}.",
        "en": "Something went wrong inside; it was logged under {request_id}.",
    },
    "recorded": {
        "it": "Registra o trasmette: {what}. Le regole di quest’organo non lo prevedono: spegni prima.",
        "en": "Recording or streaming: {what}. The rules of this organ do not let it: switch it off first.",
    },
    "act_refused": {
        "it": "Le regole della seduta non lo permettono.",
        "en": "The rules of the sitting do not allow it.",
    },
    "no_act": {"it": "Questo non è un atto di una seduta.", "en": "This is no act of a sitting."},
    "bad_request": {"it": "La richiesta non è valida.", "en": "The request is not valid."},
}
"""By the error's code."""
