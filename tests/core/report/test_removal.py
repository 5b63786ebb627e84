"""Who wants somebody gone is told what we do and do not; who wants them helped is not lectured."""

import pytest

from hotline.core.report.removal import wants_removal

GONE = {
    "fr": [
        "Faites partir le SDF qui dort devant ma vitrine",
        "il y a un clochard dans mon hall, il faut le dégager",
        "Je veux que ces gens partent de mon immeuble",
        "pouvez-vous venir enlever le sans-abri de la rue Haute",
        "Il fait fuir mes clients",
        "débarrassez-nous de lui svp",
        "venez nettoyer le trottoir, ils sont encore là",
        "il faudrait évacuer les mendiants de la station",
        "Il faut qu'ils dégagent, c'est une honte",
        "virez-les, on n'en peut plus",
    ],
    "nl": [
        "Kunt u die dakloze weghalen voor mijn deur?",
        "Haal hem weg aub, hij ligt in mijn inkomhal",
        "ik wil dat die mensen vertrekken",
        "Er ligt een zwerver, die moet daar weg",
        "Stuur ze weg, ze schrikken mijn klanten af",
        "we willen van hem verlost raken",
        "kan de bedelaar verwijderd worden? verwijder die man",
        "Die man moet daar verdwijnen",
    ],
    "en": [
        "Please remove the homeless man in front of my shop",
        "can you get rid of these people in our hallway",
        "I want him gone",
        "make them leave, they are scaring customers",
        "Someone has to move these guys on",
        "take him away please",
        "he is scaring my customers",
    ],
}
HELPED = {
    "fr": [
        "Un homme dort devant la gare du Nord, il a froid",
        "Je ne veux pas qu'on le chasse, juste qu'on l'aide",
        "Elle ne veut pas partir, elle attend son bus",
        "il est parti hier soir vers la place Flagey",
        "Une dame avec des sacs, elle demande à manger",
        "ils partent le matin et reviennent la nuit",
        "ne les faites pas partir s'il vous plaît",
        "il a besoin d'enlever ses chaussures mouillées",
    ],
    "nl": [
        "Er slaapt een man in het park, hij heeft het koud",
        "jaag hem niet weg, hij heeft hulp nodig",
        "ik wil niet dat ze hem wegsturen",
        "de man ging weg toen ik iets zei",
        "mag ik hem een deken geven?",
    ],
    "en": [
        "A man is sleeping by the station and he is cold",
        "please don't remove him, he needs help",
        "she took her shoes off",
        "they leave in the morning and come back at night",
        "the people next door gave him food",
    ],
}


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, texts in GONE.items() for text in texts])
def test_whoever_wants_somebody_gone_is_recognised(language: str, text: str) -> None:
    assert wants_removal(text, language)


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, texts in HELPED.items() for text in texts])
def test_whoever_wants_somebody_helped_is_not_taken_for_them(language: str, text: str) -> None:
    assert not wants_removal(text, language)
