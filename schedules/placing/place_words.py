"""The words that places are written with, in Italian and English, as they are compared: small letters, no accents. Pure."""


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


BESIDE = _words(
    "presso in nel nella nello nell a al alla allo all il la lo l le luogo dove",
    "at the to location where place",
)
"""They may stand before a room's name and change nothing."""

JOINING = _words("& e ed and et")
"""They stand between two rooms."""

AT = _words("presso c/o")
"""They part a place from the house it is in."""

NUMBER = _words("n no nr nro num numero number")
"""They may stand before a room's number."""

NOT = _words("non no ex mai senza tranne eccetto salvo anziche", "not without except formerly")
"""What follows them is said not to be the place."""

SINGULAR = {
    "aule": "aula",
    "halls": "hall",
    "laboratori": "laboratorio",
    "rooms": "room",
    "sale": "sala",
    "salette": "saletta",
    "saloni": "salone",
    "spazi": "spazio",
    "stanze": "stanza",
    "uffici": "ufficio",
}
"""What several rooms are called at once, before their numbers."""

FLOOR = _words("piano livello", "floor level")
FLOORS = _words(
    "terra terreno rialzato ammezzato interrato seminterrato primo secondo terzo quarto quinto ultimo",
    "ground first second third fourth top lower upper",
)
"""Which floor, right before or after FLOOR."""

MODES = _words(
    "presenza person online remoto remote distanza streaming ibrida mista hybrid videoconferenza videochiamata",
    "teams zoom meet webex skype jitsi microsoft google cisco",
)
"""They say whether people come, or meet from afar, and by what."""
OR = _words("o oppure or anche also")
"""Before a word of MODES they leave nothing open: Sala 1 o online."""

HOUSES = _words(
    "liceo licei scuola scuole istituto istituti ist ic iis isis itis itc iti ipsia ipseoa convitto conservatorio",
    "accademia universita univ ateneo facolta politecnico asilo",
    "municipio prefettura questura tribunale procura caserma ospedale policlinico ambulatorio asl inps",
    "biblioteca museo musei pinacoteca teatro auditorium cinema palasport palazzetto stadio",
    "hotel albergo ristorante trattoria agriturismo castello villa palazzo confindustria confcommercio",
    "parrocchia chiesa basilica cattedrale duomo oratorio abbazia monastero convento",
    "school college university academy institute library museum theater theatre courthouse hospital",
    "church cathedral parish restaurant castle palace",
) | {"centro civico", "centro commerciale", "centro congressi", "centro sociale", "city hall", "town hall"}
"""What a house is called that has rooms of its own; one word or two."""

STREETS = _words(
    "via viale vle piazza piazzale p pza pzza corso cso largo lgo vicolo strada contrada localita loc borgo salita",
    "lungotevere lungomare",
    "street road avenue square lane",
)
"""How an address begins."""

NO_POSTCODE = _words("tel telefono cell fax int interno pin codice km", "phone ext id code passcode password")
"""The number that follows them is not that of a town."""
