"""What is wrong with a device, in words a person understands, in Italian and English.

The wire and the database carry a code with parameters; the words are chosen where a person reads them.
"""

from collections.abc import Mapping
from typing import Literal

from config.words.meeting_servers import SERVER_SENTENCES

Language = Literal["it", "en"]
LANGUAGES: tuple[Language, ...] = ("it", "en")

_JOIN_AGAIN: Mapping[Language, str] = {"it": "Con «Rientra» torna dentro.", "en": "“Join again” brings it back."}

SENTENCES: Mapping[str, Mapping[Language, str]] = {
    "unreachable": {
        "it": "Non risponde all’indirizzo {host}:{port}: manca la corrente, o la rete?",
        "en": "No answer at {host}:{port}: is it switched off or off the network?",
    },
    "silent": {
        "it": "Il collegamento c’è, ma non risponde entro {seconds} secondi.",
        "en": "It is connected but does not answer within {seconds} seconds.",
    },
    "line_lost": {"it": "Il collegamento si è interrotto; si riprova.", "en": "The connection was lost; trying again."},
    "protocol": {
        "it": "A {host}:{port} risponde qualcosa che non è quel dispositivo.",
        "en": "What answers at {host}:{port} is not this device.",
    },
    "wrong_password": {
        "it": "La password non è giusta: va corretta da un tecnico.",
        "en": "The password is wrong: a technician must correct it.",
    },
    "password_missing": {
        "it": "Il dispositivo chiede una password e non ne è configurata nessuna.",
        "en": "The device asks for a password and none is configured.",
    },
    "secret_missing": {
        "it": "Su questo computer manca il segreto {name}.",
        "en": "This computer lacks the secret {name}.",
    },
    "secrets_unusable": {
        "it": "Il file dei segreti di questo computer non si può usare: {reason}.",
        "en": "This computer’s file of secrets cannot be used: {reason}.",
    },
    "sdk_missing": {
        "it": "Su questo computer manca il supporto per questo dispositivo (pacchetto {package}).",
        "en": "This computer lacks the support for this device (package {package}).",
    },
    "pairing_lost": {
        "it": "L’abbinamento non vale più: va rifatto da un tecnico.",
        "en": "The pairing is no longer valid: a technician must pair it again.",
    },
    "credentials_malformed": {
        "it": "Le credenziali dell’abbinamento non si leggono: vanno ricopiate per intero, o va rifatto l’abbinamento.",
        "en": "The pairing credentials cannot be read: copy them again in full, or pair again.",
    },
    "busy": {
        "it": "Si sta avviando o spegnendo; si riprova tra poco.",
        "en": "It is busy (starting or stopping); trying again shortly.",
    },
    "no_such_scene": {"it": "In OBS non c’è la scena «{scene}».", "en": "OBS has no scene “{scene}”."},
    "no_such_input": {"it": "Non ha l’ingresso «{input}».", "en": "It has no input “{input}”."},
    "no_such_app": {"it": "Non ha l’app «{app}».", "en": "It has no app “{app}”."},
    "not_accepted": {"it": "Ha rifiutato il comando ({detail}).", "en": "It refused the command ({detail})."},
    "device_failure": {"it": "Segnala un guasto proprio.", "en": "It reports a failure of its own."},
    "does_not_follow": {
        "it": "Non fa quello che deve ({attribute}): ho provato {times}.",
        "en": "It does not do what it should ({attribute}): I have tried {times}.",
    },
    "not_confirmed": {
        "it": "Il comando è partito, ma il dispositivo non dice se lo ha eseguito ({attribute}).",
        "en": "The command was sent, but the device does not say whether it obeyed ({attribute}).",
    },
    "changed_by_hand": {
        "it": "È stat{o} cambiat{o} a mano ({attribute}).",
        "en": "It was changed by hand ({attribute}).",
    },
    "surprise": {
        "it": "Il suo programma ha incontrato un errore inatteso ({error}); si riprova.",
        "en": "Its driver met an unexpected error ({error}); trying again.",
    },
    "not_in_room": {
        "it": "La preparazione lo richiede, ma questa sala non ce l’ha.",
        "en": "The preset needs it, but this room does not have it.",
    },
    "page_not_shown": {
        "it": "La pagina del grande schermo non è aperta.",
        "en": "The page on the big screen is not open.",
    },
    "flapping": {
        "it": "Si accende e si spegne di continuo: resta così finché non si calma.",
        "en": "It keeps turning on and off: we leave it until it has calmed down.",
    },
    "paused": {
        "it": "La registrazione è in pausa: adesso non si registra.",
        "en": "The recording is paused: nothing is recorded now.",
    },
    "reconnecting": {
        "it": "La diretta ha perso il collegamento e lo cerca di nuovo: adesso non va in onda.",
        "en": "The stream has lost its line and is looking for it: nothing is on air now.",
    },
    "stalled": {
        "it": "Dice di andare, ma non avanza niente ({attribute}).",
        "en": "It says that it is on, but nothing moves ({attribute}).",
    },
    "recorded": {
        "it": "La riunione è riservata, e qui va ancora {attribute}: si sta fermando.",
        "en": "This is a confidential meeting, and this is still on: {attribute}. It is being stopped.",
    },
    "unreadable": {"it": "Non dice com’è: {attribute}.", "en": "It does not tell how this is: {attribute}."},
    "in_lobby": {
        "it": "Ha bussato: chi modera la riunione lo deve far entrare.",
        "en": "It has knocked: whoever moderates the meeting must let it in.",
    },
    "meeting_refused": {
        "it": "Il server della riunione dice di no ({reason}); si riprova.",
        "en": "The meeting’s server says no ({reason}); trying again.",
    },
    "meeting_unreachable": {
        "it": "Il suo server non risponde come dovrebbe ({reason}); si riprova.",
        "en": "Its server does not answer as it should ({reason}); trying again.",
    },
    "meeting_interrupted": {"it": "Il grande schermo si ricollega.", "en": "The big screen is joining again."},
    "put_out": _JOIN_AGAIN,
    "meeting_ended": {"it": "Con «Rientra» si riapre.", "en": "“Join again” reopens it."},
    "meeting_left": _JOIN_AGAIN,
    "meeting_elsewhere": {
        "it": "È in un’altra finestra di questo schermo: ne basta una.",
        "en": "It is in another window of this screen: one is enough.",
    },
    "microphone_denied": {
        "it": "Il browser del grande schermo non può usare il microfono.",
        "en": "The big screen’s browser may not use the microphone.",
    },
    "microphone_missing": {
        "it": "Al grande schermo non è collegato nessun microfono.",
        "en": "No microphone is connected to the big screen.",
    },
    "microphone_wrong": {
        "it": "Serve il microfono «{label}»; la riunione usa «{used}».",
        "en": "The microphone “{label}” is needed; the meeting uses “{used}”.",
    },
    "microphone_silent": {
        "it": "Dal microfono non arriva niente: è spento sul microfono stesso, o nel sistema.",
        "en": "Nothing comes from the microphone: it is off at itself, or in the system.",
    },
    "loudspeaker_missing": {
        "it": "Al grande schermo non è collegato l’altoparlante della sala.",
        "en": "The room’s loudspeaker is not connected to the big screen.",
    },
    "loudspeaker_wrong": {
        "it": "Serve l’altoparlante «{label}»; la riunione usa «{used}».",
        "en": "The loudspeaker “{label}” is needed; the meeting uses “{used}”.",
    },
    "camera_wrong": {
        "it": "Serve la camera «{label}»; la riunione usa «{used}».",
        "en": "The camera “{label}” is needed; the meeting uses “{used}”.",
    },
    "camera_denied": {
        "it": "Il browser del grande schermo non può usare la camera.",
        "en": "The big screen’s browser may not use the camera.",
    },
    "camera_missing": {
        "it": "Al grande schermo non è collegata nessuna camera.",
        "en": "No camera is connected to the big screen.",
    },
    "not_joined": {
        "it": "Il grande schermo non è ancora entrato nella riunione.",
        "en": "The big screen has not joined the meeting yet.",
    },
}


PARTICULAR: Mapping[str, Mapping[Language, str]] = {
    **SERVER_SENTENCES,
    "does_not_follow:power=on": {
        "it": "Non si accende: ho provato {times}.",
        "en": "It does not turn on: I have tried {times}.",
    },
    "does_not_follow:power=off": {
        "it": "Non si spegne: ho provato {times}.",
        "en": "It does not turn off: I have tried {times}.",
    },
    "does_not_follow:input": {
        "it": "Non passa all’ingresso «{wished}»: ho provato {times}.",
        "en": "It does not change to input “{wished}”: I have tried {times}.",
    },
    "does_not_follow:scene": {
        "it": "Non passa alla scena «{wished}»: ho provato {times}.",
        "en": "It does not change to scene “{wished}”: I have tried {times}.",
    },
    "does_not_follow:app": {
        "it": "Non apre l’app «{wished}»: ho provato {times}.",
        "en": "It does not open the app “{wished}”: I have tried {times}.",
    },
    "does_not_follow:recording=True": {
        "it": "Non comincia a registrare: ho provato {times}.",
        "en": "It does not start recording: I have tried {times}.",
    },
    "does_not_follow:recording=False": {
        "it": "Non smette di registrare: ho provato {times}.",
        "en": "It does not stop recording: I have tried {times}.",
    },
    "does_not_follow:streaming=True": {
        "it": "Non va in diretta: ho provato {times}.",
        "en": "It does not start streaming: I have tried {times}.",
    },
    "does_not_follow:streaming=False": {
        "it": "Non ferma la diretta: ho provato {times}.",
        "en": "It does not stop streaming: I have tried {times}.",
    },
    "changed_by_hand:power=off": {"it": "È stat{o} spent{o} a mano.", "en": "It was switched off by hand."},
    "changed_by_hand:power=on": {"it": "È stat{o} acces{o} a mano.", "en": "It was switched on by hand."},
    "changed_by_hand:input": {
        "it": "L’ingresso è stato cambiato a mano: «{seen}».",
        "en": "The input was changed by hand: “{seen}”.",
    },
    "changed_by_hand:scene": {
        "it": "La scena è stata cambiata a mano: «{seen}».",
        "en": "The scene was changed by hand: “{seen}”.",
    },
    "changed_by_hand:app": {
        "it": "L’app è stata cambiata a mano: «{seen}».",
        "en": "The app was changed by hand: “{seen}”.",
    },
    "changed_by_hand:recording=True": {
        "it": "La registrazione è stata avviata a mano.",
        "en": "The recording was started by hand.",
    },
    "changed_by_hand:recording=False": {
        "it": "La registrazione è stata fermata a mano.",
        "en": "The recording was stopped by hand.",
    },
    "changed_by_hand:streaming=True": {
        "it": "La diretta è stata avviata a mano.",
        "en": "The stream was started by hand.",
    },
    "changed_by_hand:streaming=False": {
        "it": "La diretta è stata fermata a mano.",
        "en": "The stream was stopped by hand.",
    },
}
"""The words for a code and one attribute, or one value of it: the wished value, or the value that a hand left."""

WORDS: Mapping[str, Mapping[Language, str]] = {
    "power": {"it": "l’accensione", "en": "power"},
    "input": {"it": "l’ingresso", "en": "input"},
    "scene": {"it": "la scena", "en": "scene"},
    "recording": {"it": "la registrazione", "en": "recording"},
    "streaming": {"it": "la diretta", "en": "streaming"},
    "virtual_camera": {"it": "la camera virtuale", "en": "virtual camera"},
    "app": {"it": "l’app", "en": "app"},
    "on": {"it": "acceso", "en": "on"},
    "off": {"it": "spento", "en": "off"},
    "warming": {"it": "in riscaldamento", "en": "warming up"},
    "cooling": {"it": "in raffreddamento", "en": "cooling down"},
    "True": {"it": "sì", "en": "on"},
    "False": {"it": "no", "en": "off"},
}
"""The words for attributes and states inside sentences."""
_SPOKEN = ("attribute", "seen", "wished")
_LEADS_TO = {"warming": "on", "cooling": "off"}
Params = Mapping[str, bool | str | int | float]


def sentence(code: str, language: Language, params: Params, *, feminine: bool = False) -> str:
    """The words for *code*; a code from a newer agent that we do not know is shown as it is.

    *feminine* says whether the device's Italian noun is feminine.
    """
    known = particular(PARTICULAR, code, params) or SENTENCES.get(code)
    return code if known is None else filled(known[language], language, params, feminine=feminine)


def particular(table: Mapping[str, Mapping[Language, str]], code: str, params: Params) -> Mapping[Language, str] | None:
    """What *table* has for the attribute with this value, or else for the attribute alone; None if it has neither."""
    value = str(params.get("seen" if code == "changed_by_hand" else "wished"))
    attribute = f"{code}:{params.get('attribute')}"
    return table.get(f"{attribute}={_LEADS_TO.get(value, value)}") or table.get(attribute)


def filled(text: str, language: Language, params: Params, *, feminine: bool = False, **more: str) -> str:
    """*text* with its placeholders filled; unchanged if a value for one is missing."""
    known = {name: _spoken(name, value, language) for name, value in params.items()}
    ending, times = "a" if feminine else "o", _times(params.get("attempts"), language)
    try:
        return text.format_map({**known, "o": ending, "times": times, **more})
    except (KeyError, ValueError):
        return text


def _times(attempts: object, language: Language) -> str:
    if attempts == 1:
        return "una volta" if language == "it" else "once"
    return f"{attempts} volte" if language == "it" else f"{attempts} times"


def _spoken(name: str, value: str | float, language: Language) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return WORDS[text][language] if name in _SPOKEN and text in WORDS else text
