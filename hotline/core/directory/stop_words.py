"""Words that say nothing about what somebody needs: left out before the search."""

from hotline.core.plain import words

_TEXT = """
je j me m moi mon ma mes tu te ton ta tes il elle on nous nos notre vous vos votre ils elles se s son sa ses leur leurs
le la les l un une des du de d au aux a à en y et ou où que qu qui quoi quel quelle quels quelles comment pourquoi quand
est c ce cet cette ces suis es sommes êtes sont ai as avons avez ont ne n pas plus pour par sur dans avec sans chez
peux peut puis pouvez pouvoir dois doit faut veux veut voudrais vouloir aimerais cherche chercher trouver trouve avoir
être été aller vais va fait faire qu'on si très trop bien ici là ça cela bonjour merci svp plaît besoin quelqu quelque
aujourd hui toujours encore aussi comme mais donc près proche environ vers
ik mij me mijn jij je jouw u uw hij zij ze wij we ons onze jullie hun haar hem de het een en of waar wat wie welke hoe
waarom wanneer is ben bent zijn was heb hebt heeft hebben niet geen meer voor door op in uit met zonder bij naar van
aan om te kan kunt kunnen mag moet moeten wil willen zoek zoeken vinden vind gaan ga doen doe als ook maar dus hier
daar dit dat deze die er nog heel goed graag hallo dank iemand iets dichtbij
i me my mine you your he she it its we us our they them their the a an and or where what who which how why when is am
are was were be been have has had do does did not no for by on in out with without at to from of can could may must
should want need would like look looking find get go going if also but so here there this that these those some any
someone something please hello thanks near close around s t m re ve ll
ich mir mich mein du sie er wir uns ihr der die das ein eine einen und oder wo was wer wie warum wann ist bin sind habe
hat nicht kein für mit ohne bei nach von zu kann muss will suche finden
أنا لي هل أين من ما ماذا كيف متى في على إلى عن مع أريد أحتاج هو هي هذا هذه
eu mă îmi tu un o și sau unde ce cine cum când este sunt am nu pentru cu fără la de pot vreau caut
ja mnie mi ty się i lub gdzie co kto jak kiedy jest są mam nie dla z bez w na do mogę chcę szukam potrzebuję
yo me mi tú un una el los las y o donde dónde que qué quien cómo cuándo es soy estoy hay no para por con sin en de
puedo quiero busco necesito
я мені мене ми і або де що хто як коли є не для з без в у на до можу хочу шукаю потрібно
eu me meu um uma os as e ou onde quem como quando é sou estou há não para por com sem em posso quero procuro preciso
"""

STOP: frozenset[str] = frozenset(words(_TEXT))
