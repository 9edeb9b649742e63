"""What was asked of a Jitsi server and what came of it, in words, for whoever looks after it. Pure."""

from collections.abc import Mapping

from config.words.meeting_servers import SERVER_DEFECTS
from config.words.sentences import Language
from orchestrator.conferences.checking import Grade, Point, Topic

Words = Mapping[Language, str]

TOPICS: Mapping[Topic, Words] = {
    Topic.GATE: {"it": "Chi entra", "en": "Who gets in"},
    Topic.PAGE: {"it": "Pagina delle riunioni", "en": "Page of its meetings"},
    Topic.CLOCK: {"it": "Orologio", "en": "Clock"},
    Topic.TOKEN: {"it": "Codice d’accesso", "en": "Token"},
    Topic.CONFIG: {"it": "config.js", "en": "config.js"},
    Topic.CONFERENCE: {"it": "Apertura di una riunione", "en": "Opening a meeting"},
    Topic.ROOM_SIZE: {"it": "Quanti sono in riunione", "en": "How many are in a meeting"},
    Topic.JICOFO: {"it": "Jicofo", "en": "Jicofo"},
    Topic.KEYS: {"it": "Chiave pubblica", "en": "Public key"},
}
GRADES: Mapping[Grade, Words] = {
    Grade.GOOD: {"it": "va bene", "en": "fine"},
    Grade.LACKS: {"it": "manca", "en": "missing"},
    Grade.BAD: {"it": "non va", "en": "wrong"},
    Grade.UNASKED: {"it": "non chiesto", "en": "not asked"},
}
_TROUBLES: Mapping[str, Words] = {
    "unreachable": {"it": "non si raggiunge", "en": "cannot be reached"},
    "certificate": SERVER_DEFECTS["certificate"],
    "silent": SERVER_DEFECTS["silent"],
    "half": SERVER_DEFECTS["half"],
    "page": {
        "it": "risponde una pagina per le persone: il proxy davanti non conosce questo indirizzo",
        "en": "a page for people answers: the proxy in front does not know this address",
    },
    "wrong": {"it": "risponde qualcosa che non c’entra", "en": "something answers that is no answer to it"},
    "redirected": {"it": "rimanda a un altro indirizzo ({status})", "en": "points to another address ({status})"},
    "failing": {"it": "risponde con un errore suo ({status})", "en": "answers with an error of its own ({status})"},
    "refused": {
        "it": "rifiuta il nostro codice d’accesso ({status}): segreto o chiave, app_id e audience sono quelli del server?",
        "en": "refuses our token ({status}): are secret or key, app_id and audience those of the server?",
    },
    "absent": {
        "it": "non c’è ({status}): il modulo non è caricato, o il proxy non lo lascia passare",
        "en": "is not there ({status}): the module is not loaded, or the proxy does not pass it on",
    },
    "misunderstood": {"it": "non capisce la domanda ({status})", "en": "does not understand the question ({status})"},
}
_SAID: Mapping[str, Words] = {
    "gate_open": {"it": "aperto: entra chiunque abbia il link", "en": "open: whoever has the link gets in"},
    "gate_secret": {
        "it": "codici firmati con il segreto (HS256): iss {iss}, aud {aud}, sub {sub}",
        "en": "tokens signed with the secret (HS256): iss {iss}, aud {aud}, sub {sub}",
    },
    "gate_key": {
        "it": "codici firmati con la chiave {kid} (RS256): iss {iss}, aud {aud}, sub {sub}",
        "en": "tokens signed with the key {kid} (RS256): iss {iss}, aud {aud}, sub {sub}",
    },
    "gate_jaas": {
        "it": "JaaS, codici firmati con la chiave {kid}: iss {iss}, aud {aud}, sub {sub}",
        "en": "JaaS, tokens signed with the key {kid}: iss {iss}, aud {aud}, sub {sub}",
    },
    "gate_lacking": {
        "it": "qui manca il segreto o la chiave per firmare: non fa entrare nessuno",
        "en": "the secret or key to sign with is missing here: it lets nobody in",
    },
    "page_good": {
        "it": "risponde, e si lascia mostrare sul grande schermo",
        "en": "answers, and lets the big screen show it",
    },
    "clock_good": {"it": "{ahead} s rispetto al nostro", "en": "{ahead} s from ours"},
    "clock_untold": {"it": "non dice che ora è", "en": "does not say what time it is"},
    "token_good": {
        "it": "vale adesso, per la riunione {room} e per nessun’altra",
        "en": "is good now, for the meeting {room} and no other",
    },
    "token_early": {
        "it": "per l’orologio del server comincia a valere fra {seconds} s: lo rifiuta",
        "en": "by the server's clock it becomes good in {seconds} s: it is refused",
    },
    "token_late": {"it": "per l’orologio del server è già scaduto", "en": "by the server's clock it is over already"},
    "token_unreadable": {
        "it": "non si legge con la chiave di chi lo riceve",
        "en": "cannot be read with the key of whoever gets it",
    },
    "config_good": {
        "it": "il server si chiama {theirs}, come nel file delle sale",
        "en": "calls the server {theirs}, as the room file does",
    },
    "config_other": {
        "it": 'il server si chiama {theirs}, nel file delle sale {ours}: scrivi xmpp_domain = "{theirs}"',
        "en": 'calls the server {theirs}, the room file {ours}: write xmpp_domain = "{theirs}"',
    },
    "config_nameless": {"it": "non dice come si chiama il server", "en": "does not say what the server is called"},
    "conference_good": {"it": "Jicofo la prepara", "en": "Jicofo makes it ready"},
    "conference_unready": {"it": "Jicofo non è pronto", "en": "Jicofo is not ready"},
    "room_size_good": {"it": "Prosody lo dice", "en": "Prosody tells"},
    "jicofo_good": {"it": "sta bene", "en": "is well"},
    "unasked": {"it": "nel file delle sale non c’è {key}", "en": "the room file has no {key}"},
    "keys_good": {
        "it": "{kid} si trova dove la cerca Prosody: asap_key_server = {server}",
        "en": "{kid} is where Prosody looks for it: asap_key_server = {server}",
    },
    "keys_other": {
        "it": "a {server} c’è un’altra chiave con lo stesso kid {kid}",
        "en": "at {server} there is another key with the same kid {kid}",
    },
    "keys_no_service": {
        "it": "senza [service] url nel file delle sale non si sa dove Prosody la cerca",
        "en": "without [service] url in the room file nobody knows where Prosody looks for it",
    },
    "keys_uploaded": {
        "it": "la metà pubblica di {kid} si carica nella console di JaaS: da qui non si vede",
        "en": "the public half of {kid} is uploaded in the console of JaaS: it cannot be seen from here",
    },
    **{f"server_{name}": words for name, words in SERVER_DEFECTS.items()},
    **{f"trouble_{name}": words for name, words in _TROUBLES.items()},
}


def said(point: Point, language: Language) -> str:
    """What came of it."""
    return _SAID[point.code][language].format(**point.params)
