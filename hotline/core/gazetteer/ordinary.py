"""Names that are ordinary words too, and words that are never a misspelt name: what keeps the finder from guessing."""

# First names, and words of a language: alone in a sentence they are rarely meant as a place.
ORDINARY = {
    "": "louise albert elisabeth georges alma",
    "fr": """
        delta parvis jette roue chasse arts trone diamant congres chapelle monnaie reine royale miroir neuve haute
        barriere conseil vaillance hal mons luxembourg espagne squares forest etangs abattoir arcades vivier docks
        lierre
        """,
    "nl": "haren rad jacht spiegel bareel troon munt halle bergen namen waver luik asse hal slachthuis helmet",
    "en": "forest helmet docks",
    "de": "halle",
}

# A place only with a word for its kind, or behind, before, beside it. With the noon of French.
_DIRECTIONS = """
midi nord sud est west ouest central centrale north south zuid noord oost centraal norte oeste süd ost zentral
południe południowy południowa południowego południowym północny północna północnego północnym zachodni
centralny centrala centralnego centralnym
південний південна південного південному північний північна північного північному західний
центральний центральна центрального центральному
الجنوب الشمال الغرب المركزية المركز
"""
DIRECTIONS = frozenset(_DIRECTIONS.split())

# In doubt even as the whole answer: any of them may be meant.
_NEVER_ALONE = """
parc park metro station gare eglise kerk church ecole school piscine zwembad cimetiere kerkhof begraafplaats stade
stadion marche markt market poste post centre centrum center bibliotheque bibliotheek musee museum theatre theater
mairie gemeentehuis police politie parking shopping hotel restaurant pont brug bridge tunnel hopital ziekenhuis clinique
universite universiteit campus chateau kasteel moulin molen village dorp ferme hoeve caserne kazerne athenee lycee
"""
NEVER_ALONE = frozenset(_NEVER_ALONE.split())

_EVERY_TOWN = """
basilique basiliek basilica cathedrale kathedraal cathedral beguinage begijnhof abattoir abattoirs slachthuis canal
kanaal grand grande place grote marche hotel de ville city town hall stadhuis palais justice justitiepaleis maison
communale uz
"""
EVERY_TOWN = NEVER_ALONE | frozenset(_EVERY_TOWN.split())  # of which names are made that many towns have

# What is left of a name without its kind and means nothing: "Grand-Place" is not "grand".
_NO_NAME = """
grand grande main petite petit suisse ville stad stads city royal royale koninklijk koninklijke konings koningin reine
roi enfants children kinder militaire militair military europe europeen europese european model modele peter
communale royaux haupt campus maritime botanical universitaires saint jean pierre neuf neuve nouveau vieux oude
sur sul europa passage etrangers gran grosser
"""
NO_NAME = frozenset(_NO_NAME.split())

# Frequent words that are near a name by their letters: never taken for a misspelt one.
_COMMON = """
personne personnes femme homme enfant enfants monsieur madame dame jeune vieux vieille quelqu quelque dehors devant
derriere dessous dessus entre depuis encore toujours besoin froid faim malade blesse dort dorment couche assis
sous dans avec sans pour contre chez voir voit bonjour bonsoir merci aide aider adresse cote rien peut etre
nuit soir matin hier hiver demain heure heures minutes jour semaine porte portes banc trottoir entree sortie
escalier numero etage maison magasin tente tentes chien sac couverture telephone parle parlent francais anglais arabe
iemand persoon mensen vrouw kind kinderen meneer mevrouw jonge oude buiten voor achter onder boven tussen sinds
nog altijd nodig koud honger ziek gewond slaapt slapen ligt zitten zonder met tegen goeden dag dank hulp helpen
adres naast nacht avond morgen gisteren vandaag dagen week deur bank stoep ingang uitgang trap nummer huis winkel
somebody someone person people woman child children sleeping sleeps lying sits outside front under above between
since still always need needs cold hungry hurt without with against hello thanks help address next night evening
morning yesterday today tomorrow hour hours minutes week door bench entrance exit stairs number house shop tent
there where here this that they them have been about just right left side corner street winter weet petite petites
centre
jemand mensch frau mann kinder draussen unter ueber zwischen seit immer kalt hunger krank schlaeft liegt ohne mit
hilfe adresse nacht abend morgen gestern heute stunde tage tuer eingang ausgang treppe nummer haus laden
persona hombre mujer nino alguien fuera bajo sobre entre desde siempre frio hambre enfermo duerme noche tarde
manana calle casa puerta numero pessoa homem mulher alguem debaixo sempre fome doente dorme noite
ktos osoba mezczyzna kobieta dziecko zimno glodny chory spi noc wieczor rano ulica dom drzwi numer
cineva persoana barbat femeie copil afara frig foame bolnav doarme noapte seara casa usa numar
"""
COMMON = frozenset(_COMMON.split())

# Frequent words and first names that sound like a name: taken for it only with a word for its kind beside them.
_FREQUENT = """
plus gens assez meilleur merde doute memes liste salle bord rappelle lieux parole tomber taille belgique envers
methode bordeaux alle bordel paroles echelle chiffre vous cette meme lui suis vos demande peur route rouge appelle
veulent moyenne rend appele village anciens lois bouche naissance merite violence conseils britannique liens
conseiller boite suit seance morte boire mes parce mort mai met demi generale style large mme port nez forces lac
volume aussi kant militaires mais lieu lire tient tiens tourner tourne soins termine lumiere nouvelles ancien tenter
enfance roger jordan martin ouvert essai gaan leven anders wilt bekend gelijk liggen meisjes stellen mens antwoord
doden liet raad overheid bekende viel kosten oosten mond spaanse lieve ochtend leidt lachen ontwerp merk broek
overigens antwoorden zette beurt wanneer mannen men meisje meteen meter winnen aangezien winnaar vlag meiden pers
moord wees weekend stappen harry staat laten steeds doet staten waarvan stap lijken sta lag koninkrijk deden lage
vormt duren will every money name almost months month field brought became lives began daily arent worst lack names
rates offered lake missed jack dude wild winner spanish matters state ever wish stage recent scale nor changes mine
demand love loved lower turn turns turned named engine wine games times country wieder ganz meine mein viele diesem
wahrend neuen bist denen meiner meinen ganze meinem kleinen bekannt wochen braucht meisten stelle liegen brauchen
anderes liess antwort nahm dem weiss mutter weise boden hort bietet staaten ganzen meist willst tiene tienes viene
nivel gente seria mente ese mujeres muerte meses cerca sentido luis wiele pytanie rady stal stalo tine vine merge lasa
piata stefan lasat auzit parca putere stare meus voce voces fosse viver olhar santos dizem monte sol certa meest
meeste rode rood vervoer dienen geval faveur pareil michel zetten congreso weve duze duce par lea salon portee toucher
vienne lever tournee douce balles essence mener mene chambres douche parlait lutter lache leve mines parlementaire
liee thierry beurre moteurs tiennent douceur quarante stable menee stephane parlais pourrez crane fontaine soigner
doutes gene ment levee mienne deroule malin parlementaires portail pantalon messe bords veuve demandait tienne vivait
courtes rocher demie placement demon menees montres bourre chirac gains berger lits marocain gants demons bourses lacs
luttes stanley carter miens appelles chene cinquantaine michelle menent tenez vignes vogue puree defunt engin maine
simone ecarter vigne genes pale messi duche sentiers vosges engins pareils isere masters menes montants bourges meuse
tournees danseurs deroulee soigne arene collision courtois enchaine palette pietons files michele saintes stocker
montrait portez turner ecarte laches variante arles overige boord honderden moeders vissen carriere lagen meester
buren boeren kanten boer levens liedjes paleis waaraan leerde merken gaande liedje ellende vijand levende onderhouden
mijne onderhoud meenemen jawel dutch levend ontwerpen hersenen vijanden bezet malen weleens beer overeen stille bert
meent overheden diegene bruggen ijzeren leeuwen staal smalle jeetje lijdt stalen tiener lacht vlaggen varianten kabel
merkte beheersen kunstwerken douchen hals paal overheen schakelen begaan leefden borden tiende leken wielen arrest
buurten cursussen menen mijnen duiden ezel tenen asiel broodjes amber willy concreet meende kunsten methoden diegenen
hoeverre materie messen vijver dappere manschappen moon palestijnen drone kapel dook begane brouwerij genen tenten
boren voorste gans uitingen fontein greenpeace meeneemt kabels schaars waterval onderscheidt simons beurzen ganse
portaal curtis dansers raadt boxtel demonen bekent capelle spannen danseres mest leidingen drones hoesje portal schaar
hoesten plays quarter border loves tiny fields mess balls scientists barely mount chase winners syria scary engines
blast jacket mothers fewer viewed touched lover mercy wells wheels warrant burden quarters switzerland safely blade
deemed barrel buyers counsel barrier welsh lakes courtesy lemon flags jets rogers scare chapel peers barriers messed
berry merger marble polar dudes purse bore nennen meines meint meinte meister antworten begann aussehen vorhanden
brauche mund osten bekannten bekam karriere ansehen schaut spanien bekannte vieles keinem haare behorden brucke
aussieht flache hochsten hasse hundert nahmen angesehen messer brauch lehre kannte turnier weile hochstens berge stahl
tiefer flachen anzeigen hunderte wussten brauchte konkret eingehen leere borse engen jacke stephan dusche jens
verwirrt flagge spanisch nenne brucken spanische wille auflagen begannen bekamen flach wurst vienen niveles parecen
centros corto llegue martes vayan tenes castellano solos lleve borde cumbre sentirse siria sentimos gane cortos tobie
rade duzej duzych laczy staly stali stale winy duszy flagi porze turniej marele oferit oferi mancare placere
parlamentare metode rosie puterii mergi camere marile bere puteri camerei demult turneu miros ucide tinem oferite
chamar mandou oferece curto bracos matou seguem martins tenente parlamentar cartoes vozes buur berges hangar hangars
gebusch luik beenhouwer bushes beers cranes jackets pantalons fontaines fonteinen kapellen vijvers brouwerijen
portails portalen
"""
FREQUENT = frozenset(_FREQUENT.split())
