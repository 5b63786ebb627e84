"""Words with which people say where somebody is, and where not: a line, between, from there, on the way to, no more."""

from hotline.core.gazetteer.lexicon import ARTICLES, SAID

STOPS = frozenset(word for word, kind in SAID.items() if kind in ("stop", "metro"))
STATION = frozenset(word for word, kind in SAID.items() if kind == "station")

_LINE = "tram trams tramway bus lijn ligne line metro premetro linie linea linha ترام"
LINE = frozenset(_LINE.split())
_BETWEEN = "entre tussen between zwischen"
BETWEEN = frozenset(_BETWEEN.split())
_OR = "ou of or oder lub sau abo"
OR = frozenset(_OR.split())
_RATHER = "non pardon plutot maintenant nee sorry eigenlijk nu no actually now nein jetzt"
RATHER = frozenset(_RATHER.split())  # what comes after them is right
_TOWARDS = "vers direction richting naar towards toward nach hacia"
TOWARDS = frozenset(_TOWARDS.split())

_CAME = """
vient viens venu venue venus viennent venait venant arrive arrives arrivee parti partie originaire quitte quittee
komt kom kwam kwamen gekomen vertrokken afkomstig comes came coming left kommt kam gekommen
viene vino vengo vem veio venho vine venit przyjechal przyjechala pryikhav pryikhala
"""
CAME = frozenset(_CAME.split())
_OF = "de du des la le les l van uit vanuit the from aus dem der del el da do din z ze iz"
OF = frozenset(_OF.split())  # between "came" and where from
_ORIGIN = "from uit aus"
ORIGIN = frozenset(_ORIGIN.split())  # before a town or a commune: where somebody is from
_NO_MORE = "plus meer longer mehr"
NO_MORE = frozenset(_NO_MORE.split())
_AT = "aan bij"
AT = ARTICLES | frozenset(_AT.split())  # between "no more" and a place
