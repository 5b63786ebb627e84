"""The words around names, in the languages of the line: articles, short forms, "station", "square", "behind".

All as `plain` leaves them; Cyrillic as tokens.py writes it, Arabic without its article.
"""

SHORT = {
    "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "blvd": "boulevard", "boul": "boulevard",
    "ch": "chaussee", "chee": "chaussee", "chau": "chaussee", "pl": "place", "sq": "square", "hop": "hopital",
    "stn": "station", "stwg": "steenweg", "zkh": "ziekenhuis",
}  # fmt: skip

_SAINT = "st ste saint sainte saints sint sinte сен сент"
SAINT = frozenset(_SAINT.split())

_CITY = """
bruxelles brussel brussels bxl brux brussell brussles bruselas bruxelas bruksela brukseli bruessel брюссель брюсселі
بروكسل بروكسيل
"""
CITY = frozenset(_CITY.split())

_ARTICLES = """
le la les l de du des d a au aux en et un une
het een van der den ten ter te t op in
the of at on an and to
die das dem am im zum zur vom und
el los las del al y o os as do da dos no ao e
w we z ze i na u v bilia lui lei si din
في على من
"""
_WITHIN = "a in te at"
WITHIN = frozenset(_WITHIN.split())  # articles that part: "le parc à Forest" is no "parc de Forest"
_AND = "et and und"
AND = frozenset(_AND.split())  # joins what are two: "the park and Arts-Loi"
_THE = "le la les un une du het een the an der die das dem den el los las"
THE = frozenset(_THE.split())  # before a word that is no town: "le lierre", "an der Halle"
_GATES = "porte poort gate puerta porta"
GATES = frozenset(_GATES.split())  # the gate of a town is not there
LEADS_TO = (("steenweg", "op"), ("steenweg", "naar"))  # a street that is called after where it goes
ARTICLES = frozenset(_ARTICLES.split())  # left out of names, and of what people say

COMPOUND = (  # "Flageyplein", "Südbahnhof": the end of a word that is a word of its own
    "station", "statie", "plein", "plaats", "straat", "laan", "steenweg", "park", "kaai", "poort", "kerk", "markt",
    "wijk", "halte", "ziekenhuis", "dreef", "platz", "strasse", "bahnhof", "square",
)  # fmt: skip

_SAID = {
    "station": """
        gare gares gar station stations stasion statie treinstation trein train bahnhof estacion estacao gara gari
        dworzec dworca dworcu dworcem stacja stacji vokzal vokzalu vokzali vokzalom stantsiia stantsii محطه قطار
        """,
    "metro": "metro premetro subway underground tube ubahn metra metrem metrou مترو",
    "stop": """
        arret arrets halte stop haltestelle tram tramway trams tramvai tramwaj tramwaju bus busse bussen autobus
        autobusu autobuz autobuzul autobuzului avtobus avtobusi strassenbahn abribus bushokje tramhokje parada paragem
        ponto przystanek przystanku statia zupynka zupynky zupyntsi موقف ترام حافله
        """,
    "square": """
        place placette plaine square plein plaats platz plaza piata plac placu praca ploshcha ploshchi largo parvis
        esplanade roundabout rotonde rondpunt kreisel kreisverkehr rotonda rotunda rondo ساحه
        """,
    "park": "parc park parque parcul parku parka parki bois jardin jardins garden tuin حديقه",
    "street": """
        rue avenue boulevard chaussee quai allee dreve impasse route straat laan steenweg kaai dreef steeg street road
        strasse calle avenida rua ulica ulicy strada bulevardul vulytsia vulytsi شارع
        """,
    "hospital": """
        hopital hopitaux clinique cliniques chu ziekenhuis kliniek gasthuis hospital clinic krankenhaus klinik
        spital spitalul szpital szpitala likarnia likarni مستشفي
        """,
    "quarter": """
        quartier quartiers wijk buurt neighbourhood neighborhood district viertel barrio bairro dzielnica dzielnicy
        cartier cartierul raion حي
        """,
    "commune": "commune gemeente municipality gemeinde comuna gmina komuna بلديه",
}
SAID = {word: said for said, many in _SAID.items() for word in many.split()}  # "gare" → station

_NO_SLIPS = "arrest graden lana prac roda strata"
SWAPPED = {  # "trma", "statoin": two letters in the wrong order
    swapped: word
    for word in SAID
    if word.isascii() and len(word) > 3
    for at in range(1, len(word) - 1)
    if (swapped := word[:at] + word[at + 1] + word[at] + word[at + 2 :]) not in {*SAID, *_NO_SLIPS.split()}
}

# How well a word for a kind fits a place of another kind: "arrêt Flagey" is a square, "rue Simonis" is no station.
FITS: dict[str, dict[str, float]] = {
    "station": {"rail": 1, "metro": 1, "premetro": 1, "stop": 0.95, "town": 0.95, "": 0.6},
    "metro": {"metro": 1, "premetro": 1, "rail": 0.9, "stop": 0.9, "": 0.7},
    "stop": {"stop": 1, "premetro": 1, "metro": 1, "rail": 0.95, "": 0.85},
    "square": {"square": 1, "metro": 0.85, "premetro": 0.85, "stop": 0.85, "rail": 0.8, "quarter": 0.75, "": 0.6},
    "park": {"park": 1, "town": 0.9, "": 0.6},
    "street": {"street": 1, "water": 0.9, "": 0.35},
    "hospital": {"hospital": 1, "town": 0.9, "": 0.5},
    "quarter": {"quarter": 1, "commune": 0.95, "": 0.85},
    "commune": {"commune": 1, "town": 1, "quarter": 0.8, "": 0.5},
}


def fits(said: str, kind: str) -> float:
    """0..1: how well a place of this kind may be called so."""
    return FITS[said].get(kind, FITS[said][""])


_BESIDE = "behind beside naast achter derriere hinter neben detras atras za خلف وراء"
BESIDE = frozenset(_BESIDE.split())
_WHERE = """
a au aux en devant chez pres cote face vers direction niveau hauteur coin
at in near by next close to from
op bij aan an voor naar buurt bei vor nahe
cerca junto frente perto langa aproape w na przy kolo obok blisko v u do bilia pid
عند في قرب قريب جنب امام
"""
WHERE = BESIDE | frozenset(_WHERE.split())  # right before a word, they say that it is a place
