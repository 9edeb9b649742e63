"""The text of the first room file: the house, its halls, two presets, and where to go on. Pure."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from config.names import folded
from config.words.sentences import Language
from orchestrator.installing.answers import House

NAME = "regia.toml"
_LONGEST_ID = 40
_SITE = "casa"

_TEXTS: Mapping[Language, Mapping[str, str]] = {
    "it": {
        "head": """# Le sale. Scritto da regia init, e da qui in poi tuo: cambialo, e guarda che cosa ne dice
#   regia site check {file}
# Che cosa ci può stare è in docs/room-file.md; un esempio con i dispositivi è config/sample/officine.toml.
""",
        "site": 'default_preset = "riunione"              # dove non decidono né la categoria né il titolo\n'
        'confidential_preset = "riservato"        # di queste si vede soltanto «Occupato»\n'
        '# contact = "Segreteria, 0776 000000"    # chi si chiama dalle sale\n',
        "calendar": """# Un calendario che prenota le sale: un file qui accanto, o l’indirizzo di un calendario sul web.
# [[calendars]]
# id = "sale"
# url = "https://…"
""",
        "service": "# A questo indirizzo si arriva al servizio: così cominciano i link che si ricevono.\n[service]\nurl = {url}\n",
        "mail": """# Chi spedisce la posta. Senza, i link per entrare si vedono sulle pagine, da consegnare a mano.
# [mail]
# host = "posta.comune.example"
# user = "sale@comune.example"
# password = "env:REGIA_SECRET_MAIL"     # solo il nome: il valore sta in secrets.toml, accanto al database
# sender = "sale@comune.example"
""",
        "rooms": "# Le sale. I dispositivi di ciascuna vanno sotto la sua tabella.\n",
        "device": """# [rooms.devices.proiettore]
# driver = "pjlink"
# host = "192.168.1.21"
""",
        "presets": """# Che cosa vuole ogni genere di prenotazione.
[presets.riunione]
title = "Riunione"
categories = ["RIUNIONE"]

[presets.riservato]
title = "Occupato"
confidential = true
""",
        "sala": "sala",
    },
    "en": {
        "head": """# The rooms. Written by regia init, and yours from here on: change it, and see what
#   regia site check {file}
# says of it. What may stand here is in docs/room-file.md; config/sample/officine.toml is an example with devices.
""",
        "site": 'default_preset = "meeting"               # where neither category nor title decides\n'
        'confidential_preset = "confidential"     # of these nothing but "Occupied" is seen\n'
        '# contact = "Office, 0776 000000"        # whom to call from the rooms\n',
        "calendar": """# A calendar that books the rooms: a file beside this one, or the address of a calendar on the web.
# [[calendars]]
# id = "rooms"
# url = "https://…"
""",
        "service": "# At this address people reach the service: the links that they get begin so.\n[service]\nurl = {url}\n",
        "mail": """# Who sends mails. Without it links to sign in are shown on the pages, to be handed over.
# [mail]
# host = "mail.town.example"
# user = "rooms@town.example"
# password = "env:REGIA_SECRET_MAIL"     # the name alone: the value is in secrets.toml, beside the database
# sender = "rooms@town.example"
""",
        "rooms": "# The rooms. The devices of each go below its table.\n",
        "device": """# [rooms.devices.projector]
# driver = "pjlink"
# host = "192.168.1.21"
""",
        "presets": """# What each kind of booking wishes.
[presets.meeting]
title = "Meeting"
categories = ["MEETING"]

[presets.confidential]
title = "Occupied"
confidential = true
""",
        "sala": "room",
    },
}


def room_file(house: House, language: Language) -> str:
    """The room file, which `regia site check` takes without a warning; its comments are in *language*."""
    texts = _TEXTS[language]
    site = f'[[sites]]\nid = "{_SITE}"\nname = {_quoted(house.name)}\ntimezone = {_quoted(house.timezone)}\n'
    rooms = [
        f'[[rooms]]\nid = "{room_id}"\nname = {_quoted(name)}\n'
        for room_id, name in zip(ids_of(house.halls, texts["sala"]), house.halls, strict=True)
    ]
    parts = [
        texts["head"].format(file=NAME),
        site + texts["site"],
        texts["service"].format(url=_quoted(house.url)),
        texts["calendar"],
        texts["mail"],
        texts["rooms"] + rooms[0] + texts["device"],
        *rooms[1:],
        texts["presets"],
    ]
    return "\n".join(parts)


def ids_of(names: Sequence[str], otherwise: str) -> Sequence[str]:
    """An id for each hall, made of its name, or of *otherwise* and a number; none is an id or the name of another."""
    given = list[str]()
    for number, name in enumerate(names):
        others = {folded(other) for place, other in enumerate(names) if place != number} | set(given)
        given.append(next(candidate for candidate in _candidates(name, otherwise) if candidate not in others))
    return given


def _candidates(name: str, otherwise: str) -> Iterator[str]:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:_LONGEST_ID].strip("-")
    if made:
        yield made
    yield from (f"{made or otherwise}-{number}" for number in count(2 if made else 1))


def _quoted(text: str) -> str:
    """A string of TOML: one of JSON is one too (TOML 1.0, basic strings)."""
    return json.dumps(text, ensure_ascii=False)
