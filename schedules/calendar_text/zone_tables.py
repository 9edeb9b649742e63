"""What people and products call time zones, beside the names of IANA and the cities in them; compared without accents.

Windows' own are those of CLDR (windowsZones.xml), which icalendar brings along; here stand those it has dropped, the words
of Windows' list that are no city, and cities in the languages our calendars come in.
"""

from collections.abc import Mapping

CALLED: Mapping[str, tuple[str, ...]] = {
    "America/Anchorage": ("alaska", "alaskan time"),
    "America/Argentina/Buenos_Aires": ("city of buenos aires", "argentina"),
    "America/Bogota": ("quito",),
    "America/Caracas": ("venezuela",),
    "America/Chicago": ("central time (us & canada)", "central time", "cdt", "chicago, illinois", "dallas", "houston"),
    "America/Denver": ("mountain time (us & canada)", "mountain time", "mdt"),
    "America/Guatemala": ("central america",),
    "America/Halifax": ("atlantic time (canada)", "atlantic time"),
    "America/Indianapolis": ("indiana (east)",),
    "America/Los_Angeles": ("pacific time (us & canada)", "pacific time", "pdt", "pst", "san francisco", "seattle"),
    "America/Mexico_City": ("mexico standard time", "citta del messico", "mexiko-stadt", "ciudad de mexico"),
    "America/Mazatlan": ("mexico standard time 2",),
    "America/New_York": ("eastern time (us & canada)", "eastern time", "edt", "washington", "boston", "nueva york"),
    "America/Nuuk": ("greenland", "groenlandia"),
    "America/Phoenix": ("arizona",),
    "America/Regina": ("saskatchewan",),
    "America/Sao_Paulo": ("brasilia", "san paolo", "rio de janeiro"),
    "America/St_Johns": ("newfoundland",),
    "America/Tijuana": ("baja california",),
    "Africa/Cairo": ("il cairo", "kairo", "le caire", "el cairo"),
    "Africa/Johannesburg": ("pretoria", "harare"),
    "Africa/Lagos": ("west central africa", "africa centro-occidentale", "westliches zentralafrika"),
    "Asia/Dubai": ("abu dhabi", "muscat"),
    "Asia/Jakarta": ("giacarta",),
    "Asia/Jerusalem": ("gerusalemme", "tel aviv"),
    "Asia/Kamchatka": ("kamchatka standard time",),
    "Asia/Kolkata": ("new delhi", "nuova delhi", "mumbai", "chennai", "calcutta"),
    "Asia/Shanghai": ("beijing", "pechino", "peking", "pekin"),
    "Asia/Tokyo": ("osaka", "tokio"),
    "Asia/Yerevan": ("armenian standard time", "caucasus"),
    "Atlantic/Azores": ("azzorre", "azoren"),
    "Atlantic/South_Georgia": ("mid-atlantic standard time", "mid-atlantic"),
    "Etc/UTC": (
        "coordinated universal time", "universal coordinated time", "tempo coordinato universale", "z",
        "koordinierte weltzeit", "temps universel coordonne", "tiempo universal coordinado", "utc/gmt", "gmt/utc",
    ),
    "Europe/Amsterdam": ("l'aia", "the hague", "rotterdam", "olanda", "netherlands"),
    "Europe/Athens": ("atene", "athen", "athenes", "atenas", "grecia", "greece", "gtb", "eastern european time", "osteuropaische zeit"),
    "Europe/Belgrade": ("belgrado", "belgrad"),
    "Europe/Berlin": (
        "berlino", "monaco di baviera", "munchen", "munich", "francoforte", "frankfurt", "germania", "germany",
        "deutschland", "hamburg", "amburgo", "koln", "cologne", "colonia", "stuttgart", "dusseldorf", "cest",
        "mez", "mesz", "central european", "central european time", "central european summer time", "central europe", "w. europe", "west-europa", "mitteleuropa",
        "mitteleuropaische zeit", "mitteleuropaische sommerzeit", "westeuropa (normalzeit)", "western europe",
        "ora dell'europa centrale", "ora solare dell'europa centrale", "ora solare europa centrale",
        "ora legale dell'europa centrale", "ora solare europa occidentale", "ora legale europa occidentale",
        "ora standard dell'europa centrale", "heure d'europe centrale", "europe de l'ouest", "europa occidentale",
        "europe de l'ouest (heure standard)", "heure normale d'europe centrale", "hora de europa central",
        "hora estandar de europa central", "hora estandar de europa occidental",
    ),
    "Europe/Brussels": ("bruxelles", "brussel", "bruselas", "antwerp", "belgio", "belgium"),
    "Europe/Bucharest": ("bucarest", "bukarest"),
    "Europe/Copenhagen": ("copenaghen", "kopenhagen", "copenhague"),
    "Europe/Dublin": ("dublino",),
    "Europe/Istanbul": ("ankara",),
    "Europe/Kyiv": ("kiev", "kiew"),
    "Europe/Lisbon": ("lisbona", "lissabon", "lisbonne", "lisboa", "porto", "portogallo", "portugal"),
    "Europe/Ljubljana": ("lubiana",),
    "Europe/London": (
        "londra", "londres", "manchester", "glasgow", "regno unito", "united kingdom", "england", "edinburgh", "edimburgo", "bst", "greenwich mean time", "british summer time",
        "western european time", "westeuropaische zeit",
    ),
    "Europe/Madrid": ("barcellona", "barcelona", "valencia", "spagna", "spain", "espana", "spanien"),
    "Europe/Moscow": ("mosca", "moskau", "moscou", "moscu", "st. petersburg", "san pietroburgo"),
    "Europe/Paris": (
        "parigi", "francia", "france", "frankreich", "lyon", "lione", "marseille", "marsiglia", "nice", "nizza", "strasburgo", "romance", "ora solare romance", "romance (heure standard)",
        "hora estandar romance",
    ),
    "Europe/Prague": ("praga", "prag"),
    "Europe/Rome": (
        "roma", "rom", "milano", "milan", "mailand", "napoli", "naples", "torino", "turin", "firenze", "florence",
        "venezia", "venice", "bologna", "palermo", "genova", "genoa", "italia", "italy", "italien", "italie", "cassino",
        "frosinone", "latina", "viterbo", "rieti", "bari", "trieste", "cagliari", "perugia", "ancona", "l'aquila",
        "campobasso", "potenza", "catanzaro", "aosta", "trento", "bolzano", "pisa", "verona", "padova", "catania",
        "messina", "brescia", "bergamo", "parma", "modena", "salerno", "caserta", "pescara", "lecce", "udine", "siena",
    ),
    "Europe/Stockholm": ("stoccolma", "estocolmo"),
    "Europe/Vienna": ("wien", "vienne", "viena", "austria", "osterreich", "graz", "innsbruck", "salzburg"),
    "Europe/Warsaw": ("varsavia", "warschau", "varsovie", "varsovia", "cracovia", "krakow", "polonia", "polen"),
    "Europe/Zagreb": ("zagabria",),
    "Europe/Zurich": ("bern", "berna", "berne", "zurigo", "ginevra", "geneva", "genf", "basel", "basilea", "losanna", "lausanne", "svizzera", "switzerland", "schweiz", "lugano"),
    "Pacific/Auckland": ("wellington",),
    "Pacific/Honolulu": ("hawaii",),
    "Pacific/Noumea": ("new caledonia",),
    "Pacific/Tongatapu": ("nuku'alofa",),
}  # fmt: skip
"""By the IANA name: what else its zone is called."""

OWN = frozenset({"custom", "custom time zone", "customized time zone", "benutzerdefinierte zeitzone", "fuso orario personalizzato"})  # fmt: skip
"""Names that say no more than that the writer's machine has a zone of its own; only a definition tells which."""

NO_CITIES = frozenset({"act", "center", "general", "lhi", "north", "nsw", "south", "victoria", "west"})
"""Last parts of IANA names that are no cities."""
