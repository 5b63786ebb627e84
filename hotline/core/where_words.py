"""Words with which people say where somebody is, and where not: a line, between, from there, on the way to, no more."""

from hotline.core.gazetteer.lexicon import ARTICLES, SAID, WHERE

STOPS = frozenset(word for word, kind in SAID.items() if kind in ("stop", "metro"))
STATION = frozenset(word for word, kind in SAID.items() if kind == "station")
_OTHER_STATIONS = """
service essence taxi taxis police petrol gas fire lavage benzinestation tankstation laadstation politiestation
servicestation tankstelle
"""
OTHER_STATIONS = frozenset(_OTHER_STATIONS.split())  # where no train stops

_LINE = "tram trams tramway bus lijn ligne line metro premetro linie linea linha ترام"
LINE = frozenset(_LINE.split())
_TRAINS = "train trains trein zug tren pociag pociagu tren trenul poizd comboio"
RIDE = LINE | frozenset(_TRAINS.split())  # what takes people elsewhere
_BETWEEN = "entre tussen between zwischen"
BETWEEN = frozenset(_BETWEEN.split())
IN = WHERE | {"te"}
_OR = "ou of or oder lub sau abo"
OR = frozenset(_OR.split())
_RATHER = "non pardon plutot maintenant nee sorry eigenlijk nu no actually now nein jetzt"
RATHER = frozenset(_RATHER.split())  # what comes after them is right
_TOWARDS = "vers direction richting naar towards toward nach hacia"
TOWARDS = frozenset(_TOWARDS.split())
_BOUND = "to pour para dla"
BOUND = frozenset(_BOUND.split())  # after a train, a tram or its number: where it goes
_PASSED = "passe passons passant depasse voorbij past passing passed"
PASSED = frozenset(_PASSED.split())  # from a train or a tram

_CAME = """
vient viens venu venue venus viennent venait venant revient arrive arrives arrivee arrivait parti partie partait
originaire quitte quittee quitter quittait
komt kom kwam kwamen gekomen vertrokken afkomstig comes came coming left kommt kam gekommen
viene vino vengo vem veio venho vine venit przyjechal przyjechala pryikhav pryikhala
"""
CAME = frozenset(_CAME.split())
_OF = "de du des la le les l van uit vanuit the from aus dem der del el da do din z ze iz"
OF = frozenset(_OF.split())  # between "came" and where from
_ORIGIN = "from uit aus"
ORIGIN = frozenset(_ORIGIN.split())  # before a town or a commune: where somebody is from
_LIVES = """
habite habitent habitait woont wonen woonde lives live lived living wohnt vive vivia mieszka locuieste mora zhyve
"""
LIVES = frozenset(_LIVES.split())  # before a town or a commune: where their home is
_NO_MORE = "plus meer longer mehr"
NO_MORE = frozenset(_NO_MORE.split())
_AT = "aan bij"
AT = ARTICLES | frozenset(_AT.split())  # between "no more" and a place
_NOT = "pas niet not nicht"
NOT = frozenset(_NOT.split())
_BUT = "mais maar but aber sondern more anymore"
BUT = frozenset(_BUT.split())  # after "not at" a place: it is not there
